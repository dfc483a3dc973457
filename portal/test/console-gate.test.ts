// Every address below the console, whatever room it belongs to, asked as each role and as nobody. It says how many it saw.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { ROLES, SESSION_COOKIE, boardOf, may, openSession } from '#staff'
import type { Rol } from '#staff'
import { ACCOUNTS, openConsoleServer } from './console-server.ts'

/** Forms that only ask: the search, which goes by POST so that a CURP stands in no address. */
const ASKS = ['/consola/buscar', '/consola/segundo-factor']
const WAY_IN = ['/consola/entrar', '/consola/entrar/inicio', '/consola/entrar/regreso']
const BROWSER = { accept: 'text/html', 'sec-fetch-site': 'same-origin' }

const { app, server, routes: seen, close } = await openConsoleServer()
const routes = seen.filter(({ method, url }) => method !== 'HEAD' && /^\/consola(\/|$)/.test(url))
const guarded = routes.filter(({ url }) => !WAY_IN.includes(url))
const roles = Object.entries(ACCOUNTS) as [Rol, string][]
const secrets = new Map<Rol, string>()
for (const [rol, account] of roles) secrets.set(rol, (await openSession(app, account)).secret)

const NOBODYS = 'REP-0000000000'

/** An address of the pattern: the entidad and the folio where it names one, otherwise what does not exist. */
function address(pattern: string, entidad: string, folio = NOBODYS): string {
  return pattern
    .replace(/:(clave|entidad)\b/g, entidad)
    .replace(/:folio\b/g, folio)
    .replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')
}

/** A report of a person about an entidad, as the world outside makes it. */
async function report(entidad: string): Promise<string> {
  const payload = { tipo: 'datos', entidad, texto: 'La fecha de registro está mal.' }
  const answer = await server.inject({ method: 'POST', url: '/api/v1/reportes', payload })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<{ folio: string }>().folio
}

async function ask(
  method: string,
  url: string,
  rol: Rol | null,
  headers: Record<string, string> = BROWSER,
): Promise<LightMyRequestResponse> {
  return await server.inject({
    method: method as 'GET',
    url,
    headers,
    ...(rol ? { cookies: { [SESSION_COOKIE]: secrets.get(rol)! } } : {}),
  })
}

describe('the gate of the console', () => {
  after(close)

  test('nobody passes the gate of the console without a session', async (t) => {
    t.diagnostic(
      `${routes.length} addresses below the console: ${routes.map((one) => `${one.method} ${one.url}`).join(', ')}`,
    )
    assert.ok(guarded.length >= 2, 'the console was not seen')
    for (const { method, url } of guarded) {
      const answer = await ask(method, address(url, '14'), null)
      assert.equal(answer.statusCode, 303, `${method} ${url}`)
      assert.match(String(answer.headers.location), /^\/consola\/entrar(\?|$)/, `${method} ${url}`)
      const program = await ask(method, address(url, '14'), null, { accept: 'application/json' })
      assert.equal(program.statusCode, 403, `${method} ${url} as a program`)
    }
  })

  test('the page of another site changes nothing in the console', async () => {
    const changing = routes.filter((one) => one.method !== 'GET')
    assert.ok(changing.length >= 1)
    for (const { method, url } of changing) {
      const answer = await ask(method, address(url, '14'), 'ugd', { ...BROWSER, 'sec-fetch-site': 'cross-site' })
      assert.equal(answer.statusCode, 403, `${method} ${url}`)
      const old = await ask(method, address(url, '14'), 'ugd', { accept: 'text/html', origin: 'https://evil.example' })
      assert.equal(old.statusCode, 403, `${method} ${url} by an old browser`)
    }
  })

  test('every page is shown to whoever may see its board, refused to the others, and fails for none', async (t) => {
    const pages = guarded.filter((one) => one.method === 'GET')
    let [shown, refused] = [0, 0]
    for (const { url } of pages) {
      const board = boardOf(url)
      for (const [rol] of roles) {
        const answer = await ask('GET', address(url, '14'), rol)
        const at = `${rol} GET ${url}: ${answer.statusCode}`
        assert.ok([200, 303, 403, 404, 422].includes(answer.statusCode), at)
        const entidad = ROLES[rol].federal ? null : '14'
        if (board === null || may({ rol, entidad }, board.right, entidad)) {
          if (board?.href === url) assert.equal(answer.statusCode, 200, at)
          shown += Number(answer.statusCode === 200)
        } else {
          assert.ok([403, 404].includes(answer.statusCode), at)
          refused += 1
        }
      }
    }
    t.diagnostic(`${pages.length} pages × ${roles.length} roles: ${shown} shown, ${refused} refused`)
    assert.ok(shown >= roles.length)
  })

  test('of another entidad an office learns nothing: the answer is the one of an address that does not exist', async (t) => {
    const [own, foreign] = [await report('14'), await report('06')]
    const about = guarded.filter((one) => one.method === 'GET' && /:(clave|entidad|folio)\b/.test(one.url))
    let [compared, shown] = [0, 0]
    for (const { url } of about) {
      for (const [rol] of roles.filter(([one]) => !ROLES[one].federal)) {
        const nowhere = await ask('GET', '/consola/no-existe', rol)
        const other = await ask('GET', address(url, '06', foreign), rol)
        const none = await ask('GET', address(url, '99'), rol)
        if (other.statusCode === 403) continue
        assert.equal(other.statusCode, 404, `${rol} ${url}`)
        assert.equal(other.body, none.body, `${rol} ${url}`)
        if (/:(clave|entidad)\b/.test(url)) assert.equal(other.body, nowhere.body, `${rol} ${url}`)
        shown += Number((await ask('GET', address(url, '14', own), rol)).statusCode === 200)
        compared += 1
      }
    }
    t.diagnostic(
      `${about.length} addresses name what belongs to an entidad: ${compared} compared, ${shown} shown to its own`,
    )
    assert.ok(compared >= 3 && shown >= 1, 'nothing was compared')
  })

  test('no page and no file of the console shows an office what people reported about another entidad', async (t) => {
    const foreign = await report('06')
    const federal = new Set<string>()
    let looked = 0
    for (const { url } of guarded.filter((one) => one.method === 'GET' && !one.url.includes(':'))) {
      for (const [rol] of roles) {
        const { statusCode, body } = await ask('GET', url, rol)
        if (statusCode !== 200 || !body.includes(foreign)) looked += Number(statusCode === 200)
        else if (ROLES[rol].federal) federal.add(url)
        else assert.fail(`${rol} read ${foreign} at ${url}`)
      }
    }
    t.diagnostic(`${looked} pages without it; the federal desk reads it at ${[...federal].join(' ')}`)
    assert.ok(looked >= 50 && federal.size >= 1, 'the report was nowhere: the test is blind')
  })

  test('whoever only reads sends no form', async (t) => {
    const forms = guarded.filter(
      (one) => one.method === 'POST' && one.url !== '/consola/salir' && !ASKS.includes(one.url),
    )
    for (const { url } of forms) {
      const answer = await ask('POST', address(url, '14', await report('14')), 'auditor')
      assert.ok([403, 404].includes(answer.statusCode), `POST ${url}: ${answer.statusCode}`)
    }
    t.diagnostic(`${forms.length} forms refused to the auditor`)
    assert.ok(forms.length >= 5)
  })

  test('the menu names only boards that its reader may open', async (t) => {
    const known = new Set(guarded.filter((one) => one.method === 'GET').map((one) => one.url))
    const missing = new Set<string>()
    let followed = 0
    for (const [rol] of roles) {
      const { body } = await ask('GET', '/consola', rol)
      const menu = body.match(/<nav class="tableros"[\s\S]*?<\/nav>/)?.[0] ?? ''
      const links = [...menu.matchAll(/href="([^"]+)"/g)].map((one) => one[1]!)
      assert.ok(links.length >= 2, rol)
      for (const href of links) {
        if (!known.has(href)) missing.add(href)
        else assert.equal((await ask('GET', href, rol)).statusCode, 200, `${rol} ${href}`)
        followed += 1
      }
    }
    t.diagnostic(`${followed} links followed`)
    assert.deepEqual([...missing], [], 'boards without a page')
    assert.ok(followed >= 2 * roles.length)
  })
})
