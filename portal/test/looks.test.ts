// Who looks at a case in the console is on record before the page is shown, once for each look, with the reason.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { SHOWS_NOBODY, TOLD_BY_ITS_ROOM, lookOf } from '#audit'
import { CONSOLE_LINES, SESSION_COOKIE, openSession } from '#staff'
import { keepLooks } from '../src/operations/audit/looks.ts'
import { openConsoleWorld } from './console-world.ts'

const { app, owner, server, jalisco, colima, ask, close } = await openConsoleWorld()

interface Looked {
  readonly actor: string
  readonly subject: string
  readonly entidad: string | null
  readonly data: Record<string, unknown>
}
let last = 0
/** The looks since the last time it was asked. */
async function looks(): Promise<Looked[]> {
  const rows = await owner.query<Looked & { id: number }>(
    `select id, actor, subject, entidad, data from journal.entry where event = 'staff.looked' and id > $1 order by id`,
    [last],
  )
  last = rows.at(-1)?.id ?? last
  return rows.map(({ id: _id, ...one }) => one)
}

describe('a look at a case', () => {
  after(close)

  test('every address of the console that names one thing says whose look it is, or why it shows nobody', () => {
    const naming = CONSOLE_LINES.filter((line) => /^GET .*:/.test(line))
    assert.ok(naming.length >= 5)
    for (const line of naming) {
      const [method = '', pattern = ''] = line.split(' ')
      const said = lookOf(method, pattern) !== undefined
      assert.ok(said || SHOWS_NOBODY.includes(line) || TOLD_BY_ITS_ROOM.includes(line), line)
    }
  })

  test('a look is on record once, with who, what, why and whose it is', async () => {
    await looks()
    assert.equal((await ask('mesa-1', `/consola/mesa/${jalisco.ticket.toLowerCase()}`)).statusCode, 200)
    assert.equal((await ask('mesa-14', `/consola/mesa/${jalisco.ticket}`)).statusCode, 200)
    assert.equal((await ask('oic-06', `/consola/aceptacion/${colima.refusal}`)).statusCode, 200)
    assert.equal((await ask('auditor', `/consola/incidencias/${jalisco.incident}`)).statusCode, 200)
    assert.equal((await ask('renapo', '/consola/integracion/06')).statusCode, 200)
    const caso = (que: string, rol: string, oficina: string | null): Record<string, unknown> => ({
      que,
      motivo: 'caso',
      rol,
      oficina,
    })
    assert.deepEqual(await looks(), [
      { actor: 'mesa-1', subject: jalisco.ticket, entidad: '14', data: caso('reporte', 'mesa_n1', null) },
      { actor: 'mesa-14', subject: jalisco.ticket, entidad: '14', data: caso('reporte', 'mesa_entidad', '14') },
      { actor: 'oic-06', subject: colima.refusal, entidad: '06', data: caso('rechazo', 'oic', '06') },
      { actor: 'auditor', subject: jalisco.incident, entidad: '14', data: caso('incidencia', 'auditor', null) },
      { actor: 'renapo', subject: '06', entidad: '06', data: caso('entidad', 'renapo', null) },
    ])
  })

  test('a HEAD, a refusal, an unknown folio and a list of folios leave no look on record', async () => {
    assert.equal((await ask('mesa-1', `/consola/mesa/${jalisco.ticket}`, 'HEAD')).statusCode, 200)
    assert.equal((await ask('auditor', `/consola/mesa/${jalisco.ticket}`)).statusCode, 403)
    assert.equal((await ask('mesa-06', `/consola/mesa/${jalisco.ticket}`)).statusCode, 404)
    assert.equal((await ask('mesa-1', '/consola/mesa/REP-0000000000')).statusCode, 404)
    assert.equal((await ask('mesa-1', '/consola/mesa')).statusCode, 200)
    assert.equal((await server.inject({ url: `/consola/mesa/${jalisco.ticket}` })).statusCode, 403)
    assert.deepEqual(await looks(), [])
  })

  test('a form that comes back with its errors shows the case, and that is a look', async () => {
    const answer = await ask('mesa-14', `/consola/mesa/${jalisco.ticket}/respuesta-n2`, 'POST')
    assert.ok([409, 422].includes(answer.statusCode), `${answer.statusCode}`)
    assert.match(answer.body, new RegExp(jalisco.ticket))
    assert.deepEqual(
      (await looks()).map((one) => [one.actor, one.subject]),
      [['mesa-14', jalisco.ticket]],
    )
  })

  test('a list of people’s data asks why first, and is shown with the reason on record', async () => {
    const url = '/consola/mesa/busquedas'
    const asked = await ask('mesa-14', url)
    assert.match(asked.body, /¿Por qué consultas estos datos\?/)
    const unanswered = await ask('mesa-14', `${url}?motivo=otro`)
    assert.equal(unanswered.statusCode, 422)
    assert.match(unanswered.body, /Elige un motivo/)
    assert.match((await ask('auditor', url)).body, /<h1[^>]*>(?!¿Por qué)/, 'who reads only folios is not asked')
    assert.deepEqual(await looks(), [])
    const shown = await ask('mesa-14', `${url}?motivo=queja`)
    assert.doesNotMatch(shown.body, /¿Por qué consultas/)
    const [one, ...others] = await looks()
    assert.deepEqual([one?.subject, one?.entidad, one?.data['motivo']], ['busquedas', '14', 'queja'])
    assert.deepEqual(others, [])
  })

  test('a panel that refreshes itself is the same look for some minutes, for one session, one case and one page', async () => {
    const [mine, other] = [await openSession(app, 'mesa-1'), await openSession(app, 'mesa-1')]
    const jar = new Map<string, string>()
    const refresh = async (secret: string, url: string, kept = jar): Promise<number> => {
      const cookies = { [SESSION_COOKIE]: secret, ...Object.fromEntries(kept) }
      const answer = await server.inject({ url, headers: { accept: 'text/html', 'actas-refresco': '1' }, cookies })
      for (const one of answer.cookies) kept.set(one.name, one.value)
      assert.equal(answer.statusCode, 200)
      return (await looks()).length
    }
    const [url, second] = [`/consola/mesa/${jalisco.ticket}`, `/consola/mesa/${colima.ticket}`]
    await looks()
    assert.equal(await refresh(mine.secret, url), 1, 'nothing is on record yet: the header alone hides nothing')
    assert.equal(await refresh(mine.secret, url), 0)
    assert.equal(await refresh(mine.secret, `${url}?csv=1`), 0)
    const kept = new Map(jar)
    assert.equal(await refresh(other.secret, url, new Map(kept)), 1, 'the note of another session')
    assert.equal(await refresh(mine.secret, second, new Map(kept)), 1, 'the note of another case')
    const [name, value] = [...kept][0]!
    const longer = value.replace(/^\d+/, (until) => String(Number(until) + 3_600_000))
    assert.equal(await refresh(mine.secret, url, new Map([[name, longer]])), 1, 'a note that was made longer')
    const cookies = { [SESSION_COOKIE]: mine.secret, ...Object.fromEntries(kept) }
    const answer = await server.inject({ url, headers: { accept: 'text/html' }, cookies })
    assert.equal((await looks()).length, 1, 'whoever asks anew is on record anew')
    const [note] = answer.cookies
    assert.deepEqual([note?.path, note?.httpOnly, note?.maxAge], [url, true, 900])
  })

  test('a panel that refreshes itself keeps no session alive, and a person does', async () => {
    const { secret } = await openSession(app, 'mesa-1')
    const idHash = createHash('sha256').update(secret).digest()
    const seenAt = async (): Promise<string | undefined> =>
      (
        await owner.query<{ seen: string }>('select seen_at::text seen from staff.session where id_hash = $1', [idHash])
      )[0]?.seen
    await owner.query("update staff.session set seen_at = seen_at - interval '20 minutes' where id_hash = $1", [idHash])
    const before = await seenAt()
    const ask = async (headers: Record<string, string>): Promise<void> => {
      const answer = await server.inject({ url: '/consola/mesa', headers, cookies: { [SESSION_COOKIE]: secret } })
      assert.equal(answer.statusCode, 200)
    }
    await ask({ accept: 'text/html', 'actas-refresco': '1' })
    assert.equal(await seenAt(), before)
    await ask({ accept: 'text/html' })
    assert.notEqual(await seenAt(), before)
  })

  test('looks that come together are each on record, all in one transaction', async () => {
    const keep = keepLooks(app)
    const staff = { id: 'mesa-1', nombre: 'Mesa', correo: 'm@b.mx', rol: 'mesa_n1', entidad: null } as const
    const asuntos = Array.from({ length: 20 }, (_, i) => `REP-${i}`)
    await Promise.all(asuntos.map(async (asunto) => await keep({ staff, que: 'reporte', asunto, motivo: 'caso' })))
    assert.deepEqual(
      (await looks()).map((one) => one.subject),
      asuntos,
    )
    const [written] = await owner.query<{ n: number }>(
      `select count(distinct u.xid)::int as n from journal.entry e join journal.unsealed u on u.entry = e.id
        where e.event = 'staff.looked' and e.subject = any($1::text[])`,
      [asuntos],
    )
    assert.equal(written?.n, 1)
  })

  test('what could not be put on record is not shown', async () => {
    await owner.query('revoke insert on journal.entry from actas_app', [])
    const answer = await ask('mesa-1', `/consola/mesa/${jalisco.ticket}`)
    await owner.query('grant insert on journal.entry to actas_app', [])
    assert.equal(answer.statusCode, 500)
    assert.ok(!answer.body.includes(jalisco.ticket))
    assert.equal((await ask('mesa-1', `/consola/mesa/${jalisco.ticket}`)).statusCode, 200, 'and the next one is')
  })
})
