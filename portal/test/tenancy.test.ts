// Who may see what, held by the database alone: the program's role, every table, and the console with its own checks off.
import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { after, describe, test } from 'node:test'

/** The console's own checks, cut out of the source as it is loaded: from here on only the database refuses. */
const CUTS: readonly [RegExp, string, string][] = [
  [
    /staff\/policy\.ts$/,
    '  const role = ROLES[who.rol]\n',
    '  if (ROLES) return true\n  const role = ROLES[who.rol]\n',
  ],
  [/staff\/staff\.ts$/, '  return staff.entidad ?? staff.alcance ?? null\n', '  return null\n'],
]
let cuts = 0
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const cut = CUTS.find(([file]) => file.test(url))
    if (!cut || loaded.source === null || loaded.source === undefined) return loaded
    const text = String(Buffer.from(loaded.source as Uint8Array))
    assert.ok(text.includes(cut[1]), `the check in ${url} was not found`)
    cuts += 1
    return { ...loaded, source: text.replace(cut[1], cut[2]) }
  },
})

const { inReach, setReach, sqlState } = await import('#db')
const { ROLES, SESSION_COOKIE, openSession } = await import('#staff')
const { openConsoleServer } = await import('./console-server.ts')
const { plant, plantEmergency, plantTraining } = await import('./planted.ts')

const { own, app, server, routes, close } = await openConsoleServer()
const mine = await plant(app, '14')
const foreign = await plant(app, '06')
const emergency = await plantEmergency(app, '06', foreign.ticket)
await plantEmergency(app, '14', mine.ticket)
const record = await plantTraining(app, '06')
await plantTraining(app, '14')

/** Tables whose rows are everyone's: catalogues, what is measured and published, what the whole federation signs. */
const COMMON = new Set([
  'directory.derecho',
  'directory.endpoint',
  'directory.entidad',
  'directory.llave',
  'gateway.call',
  'gateway.cursor',
  'gateway.seen',
  'gateway.uncounted',
  'incidents.senal',
  'pilot.firma',
  'sla.day',
  'sla.hour',
  'sla.minute',
  'sla.outage',
  'sla.resource',
  'sla.resource_day',
  'sla.resource_hour',
  'sla.resource_readings',
  'sla.touched',
  'sla.watch',
  'survey.cuenta',
])

const inReachOf = async <T>(entidad: string, run: () => Promise<T>): Promise<T> =>
  await inReach(async () => {
    setReach(entidad)
    return await run()
  })
const count = async (table: string): Promise<number> =>
  (await app.db.query<{ n: number }>(`select count(*)::int as n from ${table}`, []))[0]!.n

interface Table {
  readonly name: string
  readonly entidad: boolean
  readonly guarded: boolean
}
const tables = await own.owner.query<Table>(
  `select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as guarded,
          exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'entidad' and not a.attisdropped) as entidad
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss', 'public') order by 1`,
  [],
)
const guarded = tables.filter((one) => one.guarded)

describe('the database alone', () => {
  after(close)

  test('every table that knows an entidad or a folio is held by row security, or is named as everyone’s', async (t) => {
    const folios = await own.owner.query<{ name: string }>(
      `select distinct n.nspname || '.' || c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
         join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and a.attname in ('folio', 'incidencia', 'observacion', 'rechazo', 'correo')
          and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss', 'public')`,
      [],
    )
    const personal = new Set([
      ...folios.map((one) => one.name),
      ...tables.filter((one) => one.entidad).map((one) => one.name),
    ])
    const open = [...personal].filter((name) => !COMMON.has(name) && !guarded.some((one) => one.name === name))
    t.diagnostic(`${tables.length} tables, ${guarded.length} held by row security`)
    assert.deepEqual(open, [])
    assert.ok(guarded.length >= 45)
    const gone = [...COMMON].filter((name) => !tables.some((one) => one.name === name))
    assert.deepEqual(gone, [], 'named as everyone’s, but not there')
  })

  test('the program works as a role that owns nothing and may not step over row security', async () => {
    const [role] = await app.db.query<Record<string, boolean | string | number>>(
      `select current_user as name, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin,
              (select count(*)::int from pg_class where relowner = r.oid) as owned from pg_roles r where rolname = current_user`,
      [],
    )
    assert.deepEqual(role, {
      name: 'actas_app',
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcanlogin: false,
      owned: 0,
    })
    for (const change of [
      'create table public.nueva (n int)',
      'alter table orders.solicitud disable row level security',
      'drop policy tenant on orders.solicitud',
      'truncate orders.contacto',
    ])
      await assert.rejects(app.db.query(change, []), (error) => sqlState(error) === '42501', change)
  })

  test('what is finished is neither changed nor deleted by the program, whatever the triggers say', async () => {
    for (const table of [
      'journal.entry',
      'journal.seal',
      'payments.ledger',
      'payments.deposit',
      'orders.transicion',
      'reconciliation.line',
      'incidents.transicion',
      'helpdesk.suceso',
      'pilot.firma',
    ]) {
      await assert.rejects(app.db.query(`delete from ${table}`, []), (error) => sqlState(error) === '42501', table)
      const [column] = await own.owner.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and attidentity = '' and attgenerated = '' order by attnum limit 1`,
        [table],
      )
      const update = `update ${table} set "${column!.name}" = "${column!.name}"`
      await assert.rejects(app.db.query(update, []), /permission denied/, table)
    }
  })

  test('a connection that never said how far it reaches sees nothing', async () => {
    const client = await own.db.connect()
    try {
      await client.query(`set actas.alcance = ''`)
      for (const { name } of guarded) {
        const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${name}`)
        assert.equal(rows[0]!.n, 0, name)
      }
    } finally {
      await client.end()
    }
  })

  test('in the reach of one entidad every table shows its rows and none of another', async (t) => {
    let [shown, cut] = [0, 0]
    const blind: string[] = []
    for (const { name, entidad } of guarded) {
      const all = await count(name)
      const [here, there] = await Promise.all(
        ['14', '06'].map(async (one) => await inReachOf(one, async () => await count(name))),
      )
      assert.ok(here! + there! <= 2 * all)
      if (all === 0) blind.push(name)
      else if (here! < all) cut += 1
      else if (!['onboarding.enlace'].includes(name)) assert.fail(`${name}: an office sees all ${all} rows`)
      shown += Number(here! > 0)
      if (!entidad) continue
      const strangers = await inReachOf(
        '14',
        async () =>
          await app.db.query(
            `select entidad from ${name} where entidad is distinct from '14' and entidad is not null`,
            [],
          ),
      )
      assert.deepEqual(strangers, [], name)
    }
    t.diagnostic(`${cut} tables cut, ${shown} with rows of its own; without any row here: ${blind.join(' ')}`)
    assert.ok(cut >= 28 && shown >= 20)
  })

  test('nobody writes for another entidad, and nobody takes over what is another’s', async () => {
    const elsewhere = inReachOf(
      '14',
      async () =>
        await app.db.query(`insert into survey.comentario values ('2017-08-03', '06', 'web', 'exito', null, 'x')`, []),
    )
    await assert.rejects(elsewhere, (error) => sqlState(error) === '42501')
    const changed = await inReachOf(
      '14',
      async () =>
        await app.db.query(`update helpdesk.reporte set entidad = '14' where folio = $1 returning folio`, [
          foreign.ticket,
        ]),
    )
    assert.deepEqual(changed, [])
    const given = inReachOf(
      '14',
      async () => await app.db.query(`update helpdesk.reporte set entidad = '06' where folio = $1`, [mine.ticket]),
    )
    await assert.rejects(given, (error) => sqlState(error) === '42501')
  })

  test('a reach is only ever narrowed, and never leaks into the next request', async () => {
    await inReach(async () => {
      setReach('14')
      assert.throws(() => setReach('06'), RangeError)
      assert.throws(() => setReach(`14'; reset role; --`), RangeError)
    })
    assert.throws(() => setReach('14'), RangeError, 'outside a request')
    const before = await count('orders.solicitud')
    await inReachOf('14', async () => await count('orders.solicitud'))
    assert.equal(await count('orders.solicitud'), before)
    await assert.rejects(inReachOf('14', async () => await app.db.query('select no_such', [])))
    assert.equal(await count('orders.solicitud'), before, 'also after an error')
  })

  test('with the console’s own checks switched off, no page, file or form tells an office of another entidad', async (t) => {
    assert.equal(cuts, CUTS.length, 'the checks are off')
    const [ticket, refusal, incident] = [foreign.ticket, foreign.refusal, foreign.incident]
    const fill = (url: string, folio: string): string =>
      url
        .replace(/:(clave|entidad)\b/g, '06')
        .replace(/:folio\b/g, folio)
        .replace(/:incidencia\b/g, incident)
        .replace(/:emergencia\b/g, emergency)
        .replace(/:registro\b/g, record)
        .replace(/:aviso\b/g, foreign.notice)
        .replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')
    const console = routes.filter(
      ({ method, url }) => method !== 'HEAD' && /^\/consola(\/|$)/.test(url) && !url.startsWith('/consola/entrar'),
    )
    const offices = ['enlace', 'finanzas', 'mesa', 'gubernatura', 'oic']
    const secrets = new Map<string, string>()
    for (const one of [...offices.map((office) => `${office}-14`), 'ugd', 'mesa-1'])
      secrets.set(one, (await openSession(app, one)).secret)
    const markers = [...foreign.markers, emergency, record].filter((one) => one !== incident)
    const ask = async (who: string, method: string, url: string): Promise<string> => {
      const answer = await server.inject({
        method: method as 'GET',
        url,
        headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
        cookies: { [SESSION_COOKIE]: secrets.get(who)! },
        ...(method === 'POST' ? { payload: { entidad: '06', folio: ticket } } : {}),
      })
      return `${answer.body} ${String(answer.headers.location ?? '')}`
    }
    let [asked, seen] = [0, 0]
    for (const { method, url } of console.filter((one) => one.url !== '/consola/salir'))
      for (const folio of url.includes(':folio') ? [ticket, refusal] : [ticket]) {
        const address = fill(url, folio)
        for (const office of offices) {
          const body = await ask(`${office}-14`, method, address)
          // Its own address, typed back, tells nothing.
          const told = markers.filter((one) => body.replaceAll(folio, '').replaceAll(address, '').includes(one))
          assert.deepEqual(told, [], `${office} ${method} ${address}`)
          asked += 1
        }
        if (method === 'GET')
          seen += Number(
            markers.some((one) => one.startsWith('solo')) && /solo-de-06|445506/.test(await ask('ugd', 'GET', address)),
          )
      }
    t.diagnostic(`${console.length} addresses, ${asked} answers read; the federation reads it at ${seen} of them`)
    assert.ok(seen >= 2, 'the federation sees the rows that the offices do not')
    assert.ok(Object.keys(ROLES).length > 0)
  })
})
