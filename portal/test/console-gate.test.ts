// Every address below the console, whatever room it belongs to, asked as each role and as nobody. It says how many it saw.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { readConfig } from '#config'
import { listEntidades, seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { ROLES, SESSION_COOKIE, boardOf, may, openSession, seedDemonstrationStaff } from '#staff'
import type { Rol } from '#staff'
import { openBase } from '../src/app.ts'
import { buildServer } from '../src/roles/web.ts'
import { openTestApp } from './app.ts'

const ACCOUNTS: Readonly<Record<Rol, string>> = {
  renapo: 'renapo',
  presidencia: 'presidencia',
  ugd: 'ugd',
  mesa_n1: 'mesa-1',
  auditor: 'auditor',
  enlace: 'enlace-14',
  finanzas: 'finanzas-14',
  mesa_entidad: 'mesa-14',
  gubernatura: 'gubernatura-14',
  oic: 'oic-14',
}
const WAY_IN = ['/consola/entrar', '/consola/entrar/inicio', '/consola/entrar/regreso']
const BROWSER = { accept: 'text/html', 'sec-fetch-site': 'same-origin' }

const { connection, config: own } = await openTestApp()
const base = await openBase(
  readConfig({ ACTAS_DATA: own.dataDir, ACTAS_WORLD: 'quieto', ACTAS_DB: JSON.stringify(connection) }),
  { role: 'prueba', poolSize: 3, queue: null },
)
await seedDirectory(base.app)
await seedModelo(base.app)
await seedDemonstrationStaff(base.app, await listEntidades(base.app))
const seen: { method: string; url: string }[] = []
const server: FastifyInstance = await buildServer(base, (route) => seen.push(route))
const routes = seen.filter(({ method, url }) => method !== 'HEAD' && /^\/consola(\/|$)/.test(url))
const guarded = routes.filter(({ url }) => !WAY_IN.includes(url))
const roles = Object.entries(ACCOUNTS) as [Rol, string][]
const secrets = new Map<Rol, string>()
for (const [rol, account] of roles) secrets.set(rol, (await openSession(base.app, account)).secret)

/** An address of the pattern: an entidad where it names one, otherwise something that does not exist. */
function address(pattern: string, entidad: string): string {
  return pattern.replace(/:(clave|entidad)\b/g, entidad).replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')
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
  // Inside the suite, so that the server ends before its database does.
  after(async () => {
    await server.close()
    await base.close()
  })

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
    const about = guarded.filter((one) => one.method === 'GET' && /:(clave|entidad)\b/.test(one.url))
    let compared = 0
    for (const { url } of about) {
      for (const [rol] of roles.filter(([one]) => !ROLES[one].federal)) {
        const nowhere = await ask('GET', '/consola/no-existe', rol)
        const other = await ask('GET', address(url, '06'), rol)
        const none = await ask('GET', address(url, '99'), rol)
        if (other.statusCode === 403) continue
        assert.equal(other.statusCode, 404, `${rol} ${url}`)
        assert.equal(other.body, nowhere.body, `${rol} ${url}`)
        assert.equal(none.body, nowhere.body, `${rol} ${url}`)
        compared += 1
      }
    }
    t.diagnostic(`${about.length} addresses name an entidad, ${compared} answers compared`)
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
    t.diagnostic(`${followed} links followed; boards still without a page: ${[...missing].join(' ') || 'none'}`)
    assert.ok(followed >= 2 * roles.length)
  })
})
