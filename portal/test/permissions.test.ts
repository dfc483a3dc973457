// Every address × every role × its own and another entidad, asked over HTTP. `ESCRIBE=1` writes docs/permisos.md anew.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { seedPilot } from '#pilot'
import { writeAnnouncement } from '../src/operations/pilot/pilot.ts'
import { CONSOLE_LINES, EMERGENCIES, ROLES, SESSION_COOKIE, accessOf, openSession, requirePolicy } from '#staff'
import type { Motivo, Right, Rol } from '#staff'
import { ACT_KINDS, KINDS } from '../src/operations/acts/act.ts'
import type { ActKind } from '../src/operations/acts/act.ts'
import { ACCOUNTS, openConsoleServer } from './console-server.ts'
import { plant, plantDecision, plantEmergency, plantReceipt, plantTraining } from './planted.ts'
import type { Planted } from './planted.ts'

const PAGE = join(resolve(fileURLToPath(new URL('../..', import.meta.url))), 'docs', 'permisos.md')
const roles = Object.entries(ACCOUNTS) as [Rol, string][]

const { app, server, routes, close } = await openConsoleServer()
await seedPilot(app)
const things = new Map<
  string,
  Planted & { readonly receipt: string; readonly emergency: string; readonly record: string }
>()
for (const clave of ['14', '06']) {
  const one = await plant(app, clave)
  const emergency = await plantEmergency(app, clave, one.ticket)
  const record = await plantTraining(app, clave)
  things.set(clave, { ...one, receipt: await plantReceipt(app, clave), emergency, record })
}
const decision = await plantDecision(app)
await writeAnnouncement(
  app,
  { id: 'ugd', nombre: 'UGD', correo: 'u@b.mx', rol: 'ugd', entidad: null },
  'piloto-1',
  'Se abre.',
)
const secrets = new Map<Rol, string>()
for (const [rol, account] of roles) secrets.set(rol, (await openSession(app, account)).secret)

/** A real address for each pattern; what a step is called where the address ends with one. */
const STEPS: Record<string, readonly string[]> = {
  '/consola/incidencias/:incidencia/:paso': ['comprobar', 'validar'],
  '/consola/mesa/:folio/:paso': ['respuesta', 'solucion-n2'],
  '/consola/aceptacion/:folio/:paso': ['respuesta'],
  '/consola/integracion/:clave/:paso': ['lista', 'enlace', 'observacion'],
  '/consola/capacitacion/registros/:registro/:paso': ['atestacion', 'correccion'],
  '/consola/emergencias/:emergencia/:paso': ['acuse', 'fin', 'revision'],
}
for (const { camino } of Object.values(KINDS)) STEPS[`/consola/actos/${camino}/:acto/:paso`] = ['aprobacion']
const namesWhose = (url: string): boolean =>
  /:(clave|folio|incidencia|cuenta|acto|alarma|emergencia|registro|aviso)\b|comprobantes\/:id/.test(url)

const kindOf = (pattern: string): ActKind =>
  ACT_KINDS.find((que) => pattern.startsWith(`/consola/actos/${KINDS[que].camino}/`)) ?? 'derecho'

function address(pattern: string, clave: string, paso: string): string {
  const one = things.get(clave)!
  return pattern
    .replace('/comprobantes/:id', `/comprobantes/${one.receipt}`)
    .replace('/solicitudes/:folio', `/solicitudes/${one.order}`)
    .replace('/decisiones/:id', `/decisiones/${decision}`)
    .replace(':acto', one.acts[kindOf(pattern)])
    .replace(':alarma', one.alarm)
    .replace(':clave', clave)
    .replace(':cuenta', `finanzas-${clave}`)
    .replace(':incidencia', one.incident)
    .replace(':emergencia', one.emergency)
    .replace(':registro', one.record)
    .replace(':aviso', one.notice)
    .replace(':simulacro', 'datos-personales')
    .replace(':folio', pattern.includes('aceptacion') ? one.refusal : one.ticket)
    .replace(':grupo', 'piloto-1')
    .replace(':paso', paso)
}

/** ● answered · ✗ refused, and told so · ∅ as if the address did not exist · ↪ led to the sign-in. */
type Sign = '●' | '✗' | '∅' | '↪'

async function ask(rol: Rol | null, method: string, url: string): Promise<Sign> {
  const answer = await server.inject({
    method: method as 'GET',
    url,
    headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
    ...(rol === null ? {} : { cookies: { [SESSION_COOKIE]: secrets.get(rol)! } }),
  })
  assert.ok(answer.statusCode < 500, `${rol} ${method} ${url}: ${answer.statusCode}`)
  if (answer.statusCode === 403) return '✗'
  if (answer.statusCode === 404) return '∅'
  return String(answer.headers.location ?? '').startsWith('/consola/entrar') ? '↪' : '●'
}

interface Row {
  readonly method: string
  readonly pattern: string
  readonly paso: string
}
const rows: Row[] = CONSOLE_LINES.filter((line) => line !== 'POST /consola/salir').flatMap((line) => {
  const [method = '', pattern = ''] = line.split(' ')
  return (STEPS[pattern] ?? ['']).map((paso) => ({ method, pattern, paso }))
})

async function cells(rol: Rol, { method, pattern, paso }: Row): Promise<string> {
  const mine = await ask(rol, method, address(pattern, '14', paso))
  if (ROLES[rol].federal || !namesWhose(pattern)) return mine
  return `${mine} ${await ask(rol, method, address(pattern, '06', paso))}`
}

async function table(): Promise<string> {
  const lines: string[] = []
  for (const row of rows) {
    const nobody = await ask(null, row.method, address(row.pattern, '14', row.paso))
    const told: string[] = []
    for (const [rol] of roles) told.push(await cells(rol, row))
    lines.push(
      `| \`${row.method} ${row.paso ? row.pattern.replace(':paso', row.paso) : row.pattern}\` | ${nobody} | ${told.join(' | ')} |`,
    )
  }
  const outside = routes
    .filter(({ method, url }) => method !== 'HEAD' && !/^\/consola(\/|$)/.test(url) && !url.startsWith('/recursos/'))
    .map(({ method, url }) => `| \`${method} ${url}\` | ${String(accessOf(method, url))} |`)
  const lent = Object.entries(EMERGENCIES).flatMap(([motivo, { asunto, lends }]) =>
    Object.entries(lends).map(
      ([rol, rights]) => `| ${motivo} | ${asunto} | ${rol} | ${rights.map((one) => `\`${one}\``).join(', ')} |`,
    ),
  )
  return `# Quién puede qué

Lo escribe \`ESCRIBE=1 npm test -- portal/test/permissions.test.ts\` preguntando cada dirección con cada rol; la misma prueba
falla si algo cambia. Las reglas están en \`portal/src/operations/staff/policy.ts\` y \`access.ts\`; la base de datos las
sostiene aparte (ADR 0020).

● responde · ✗ lo niega · ∅ como si no existiera · ↪ lleva a entrar. Donde la dirección nombra algo de una entidad, el
primer signo es lo propio y el segundo lo de otra.

| dirección | nadie | ${roles.map(([rol]) => rol).join(' | ')} |
| --- | --- | ${roles.map(() => '---').join(' | ')} |
${lines.join('\n')}

## Derechos prestados en una emergencia

Duran 60 minutos, en una sola entidad y sobre un caso abierto (\`EMERGENCIES\` en \`policy.ts\`). No hay otros.

| motivo | sobre | rol | presta |
| --- | --- | --- | --- |
${lent.join('\n')}

## Fuera de la consola

\`publica\`: igual para todas las personas. \`portador\`: quien tiene el secreto de esa solicitud, reporte o acuse.
\`programa\`: otro programa, con un secreto suyo.

| dirección | para quién |
| --- | --- |
${[...new Set(outside)].sort().join('\n')}
`
}

describe('who may do what', () => {
  after(close)

  test('the table of the documents is what the program answers, for every address, role, and own and other entidad', async (t) => {
    const written = await table()
    if (process.env['ESCRIBE'] === '1') writeFileSync(PAGE, written)
    t.diagnostic(`${rows.length} addresses of the console × ${roles.length} roles`)
    assert.deepEqual(written.split('\n'), readFileSync(PAGE, 'utf8').split('\n'))
  })

  test('every address that is served has its line, every line its address, and one without a line does not start', async () => {
    const served = new Set(routes.map(({ method, url }) => `${method} ${url}`))
    assert.deepEqual(
      CONSOLE_LINES.filter((line) => !served.has(line)),
      [],
    )
    for (const { method, url } of routes) assert.notEqual(accessOf(method, url), undefined, `${method} ${url}`)
    for (const url of ['/consola/nueva', '/consola/piloto/secreto', '/interna', '/solicitud']) {
      assert.throws(() => requirePolicy('GET', url), RangeError, url)
      assert.throws(() => requirePolicy('DELETE', url), RangeError, url)
    }
  })

  test('the page of another site sends none of the forms of citizens', async (t) => {
    const forms = routes.filter(
      ({ method, url }) => method === 'POST' && !/^\/(api|consola)\//.test(url) && accessOf(method, url) !== 'programa',
    )
    for (const { url } of forms) {
      for (const told of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://otro.example' }]) {
        const headers = { accept: 'text/html', ...told, 'content-type': 'application/x-www-form-urlencoded' }
        const answer = await server.inject({ method: 'POST', url: url.replace(/:\w+/g, 'x'), headers, payload: 'a=1' })
        assert.equal(answer.statusCode, 403, `${url} ${JSON.stringify(told)}`)
      }
    }
    t.diagnostic(`${forms.length} forms`)
    assert.ok(forms.length >= 20)
  })

  test('of another entidad no office is answered anything', async () => {
    const page = readFileSync(PAGE, 'utf8')
    const both = [...page.matchAll(/(●|✗|∅) (●|✗|∅)/g)]
    assert.ok(both.length >= 40, `${both.length} cells name another entidad`)
    assert.deepEqual(
      both.filter((one) => one[2] === '●').map((one) => one.input.slice(one.index - 80, one.index + 5)),
      [],
    )
  })

  test('each right of each role is needed: without it at least one cell turns red', async (t) => {
    let removed = 0
    const idle: string[] = []
    for (const [rol] of roles) {
      for (const right of [...ROLES[rol].rights]) {
        const needing = rows.filter((row) => {
          const access = accessOf(row.method, row.pattern)
          return Array.isArray(access) && access.includes(right)
        })
        const before = new Map<Row, string>()
        for (const row of needing) before.set(row, await cells(rol, row))
        const role = ROLES[rol] as { rights: readonly Right[] }
        const all = role.rights
        role.rights = all.filter((one) => one !== right)
        let red = false
        for (const row of needing) red ||= (await cells(rol, row)) !== before.get(row)
        role.rights = all
        if (!red) idle.push(`${rol} ${right}`)
        removed += 1
      }
    }
    t.diagnostic(`${removed} rights removed one by one`)
    assert.deepEqual(idle, [])
  })

  test('each line of the emergencies is needed: without it an address answers otherwise', async (t) => {
    let removed = 0
    const idle: string[] = []
    for (const [motivo, { lends }] of Object.entries(EMERGENCIES) as [Motivo, (typeof EMERGENCIES)[Motivo]][]) {
      for (const [rol, rights] of Object.entries(lends) as [Rol, readonly Right[]][]) {
        const id = await lendTo(ACCOUNTS[rol], rol, motivo)
        for (const right of rights) {
          const needing = rows.filter((row) => {
            const access = accessOf(row.method, row.pattern)
            return Array.isArray(access) && access.includes(right)
          })
          const before = new Map<Row, string>()
          for (const row of needing) before.set(row, await answerTo(rol, row))
          const table = lends as Record<string, readonly Right[]>
          table[rol] = rights.filter((one) => one !== right)
          let red = false
          for (const row of needing) red ||= (await answerTo(rol, row)) !== before.get(row)
          table[rol] = rights
          if (!red) idle.push(`${motivo} ${rol} ${right}`)
          removed += 1
        }
        await app.db.query(`update staff.emergencia set ended_at = opened_at, ended_by = 'prueba' where id = $1`, [id])
      }
    }
    t.diagnostic(`${removed} lines removed one by one`)
    assert.ok(removed >= 10)
    assert.deepEqual(idle, [])
  })

  async function lendTo(account: string, rol: Rol, motivo: Motivo): Promise<string> {
    const id = `EME-${motivo}-${rol}`
    const at = app.clock.now()
    await app.db.query(
      `insert into staff.emergencia (id, account, nombre, rol, entidad, motivo, asunto, opened_at, ends_at, review_due_at)
       values ($1, $2, $2, $3, '14', $4, 'x', $5, $6, $6)`,
      [id, account, rol, motivo, at, at.add({ minutes: 60 })],
    )
    return id
  }

  /** Of a page also what it says: a desk that stands in for another sees the steps of that one. */
  async function answerTo(rol: Rol, { method, pattern, paso }: Row): Promise<string> {
    const url = address(pattern, '14', paso)
    const { statusCode, body } = await server.inject({
      method: method as 'GET',
      url,
      headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
      cookies: { [SESSION_COOKIE]: secrets.get(rol)! },
    })
    assert.ok(statusCode < 500, `${rol} ${method} ${url}: ${statusCode}`)
    return method === 'GET' ? `${statusCode} ${body}` : String(statusCode)
  }
})
