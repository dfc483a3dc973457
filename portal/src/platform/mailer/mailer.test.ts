// Mails over the wire: the sandbox's own mail server refuses, is late, and gives back; what the portal then knows.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import Fastify from 'fastify'
import { makeClock } from '../../../../simulator/src/clock.ts'
import { openMailStore } from '../../../../simulator/src/mailbox/mail-store.ts'
import type { MailStore } from '../../../../simulator/src/mailbox/mail-store.ts'
import { openReturns } from '../../../../simulator/src/mailbox/returns.ts'
import type { ReturnOffice } from '../../../../simulator/src/mailbox/returns.ts'
import { openSmtp } from '../../../../simulator/src/mailbox/smtp.ts'
import type { Smtp } from '../../../../simulator/src/mailbox/smtp.ts'
import { openTestApp, setClock, temporaryFolder } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import { until } from '../../../test/world.ts'
import { findTrouble, nextMailDue, openMailer, postMail, sweepMails, takeReturned } from './mailer.ts'
import type { Letter, Mailer, Outcome } from './mailer.ts'
import { mailRoutes } from './routes.ts'

const START = '2017-08-01T15:00:00Z'
const REACTIONS = new Map([['prueba.hecho', ['prueba.correo']]])

let app: TestApp & { readonly mailer: Mailer }
let store: MailStore
let smtp: Smtp
let returns: ReturnOffice
let portal = ''
const server = Fastify()

before(async () => {
  const base = await openTestApp(REACTIONS)
  setClock(base, START)
  store = openMailStore(join(temporaryFolder(), 'buzon.sqlite'))
  const clock = makeClock()
  returns = openReturns({ store, clock, portal: () => portal })
  smtp = await openSmtp({ host: '127.0.0.1', port: 0, store, clock, giveBack: returns.give })
  app = { ...base, mailer: openMailer({ ...base.config, smtp: { host: '127.0.0.1', port: smtp.port } }) }
  await server.register(mailRoutes(app))
  portal = await server.listen({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  app.mailer.transport?.close()
  await smtp.close()
  await returns.close()
  await server.close()
  store.close()
})

const LETTER: Letter = { subject: 'Aviso de prueba', parts: ['Hola.'], why: 'Es una prueba.' }
const errand = (subject: string) => ({ job: 'prueba.correo', entry: 7, subject, entidad: '14' })
const post = async (folio: string, to: string, id = folio): Promise<Outcome> =>
  await postMail(app, errand(folio), { id: `${id}.prueba`.toLowerCase(), to, letter: LETTER })
const arrived = (to: string): number => store.list(to, 50).length
const returnedFacts = async (folio: string): Promise<unknown[]> =>
  (
    await app.db.query<{ data: unknown }>(
      `select data from journal.entry where event = 'mail.returned' and subject = $1`,
      [folio],
    )
  ).map((one) => one.data)

test('a mail arrives once for its fact, however often its job runs, also at the same time', async () => {
  const outcomes = await Promise.all([1, 2, 3, 4, 5].map(async () => await post('ACT-A', 'ana@ejemplo.mx')))
  assert.ok(outcomes.every((one) => one === 'sent' || one === 'waiting'))
  assert.equal(await post('ACT-A', 'ana@ejemplo.mx'), 'sent')
  assert.equal(arrived('ana@ejemplo.mx'), 1)
  assert.equal(await findTrouble(app, { subject: 'ACT-A', to: 'ana@ejemplo.mx' }), null)
})

test('an address that the server refuses is known at once, is on record without itself, and is not written to again', async () => {
  assert.equal(await post('ACT-B', 'rebota@ejemplo.mx'), 'failed')
  const trouble = await findTrouble(app, { subject: 'ACT-B', to: ' Rebota@ejemplo.mx' })
  assert.deepEqual([trouble?.trouble, trouble?.at.toString()], ['no-existe', START])
  assert.deepEqual(await returnedFacts('ACT-B'), [{ mail: 'act-b.prueba', problema: 'no-existe', codigo: '5.1.1' }])
  assert.equal(await post('ACT-B', 'rebota@ejemplo.mx', 'ACT-B.otro'), 'failed')
  const [second] = await app.db.query<{ codigo: string }>(
    `select codigo from mailer.envio where id = 'act-b.otro.prueba'`,
    [],
  )
  assert.equal(second?.codigo, 'conocida')
  // Another address about the same thing, and the same one about another, are tried.
  assert.equal(await post('ACT-B', 'beto@ejemplo.mx', 'ACT-B.tercero'), 'sent')
  assert.equal(await findTrouble(app, { subject: 'ACT-B', to: 'beto@ejemplo.mx' }), null)
  const rows = await app.db.query(`select * from mailer.envio`, [])
  assert.ok(!JSON.stringify(rows).includes('ejemplo.mx'), 'an address is kept beside the mail')
})

test('a mail that was taken and comes back later is known by its envelope, and the report changes nothing twice', async () => {
  assert.equal(await post('ACT-C', 'buzon-lleno@ejemplo.mx'), 'sent')
  const trouble = await until('the report', async () => {
    return (await findTrouble(app, { subject: 'ACT-C', to: 'buzon-lleno@ejemplo.mx' })) ?? undefined
  })
  assert.equal(trouble.trouble, 'lleno')
  const [report] = store.list('@rebotes.actas.invalid', 1)
  assert.match(report?.texto ?? '', /Status: 5\.2\.2/)
  assert.equal(await takeReturned(app, report!.texto), true)
  assert.equal((await returnedFacts('ACT-C')).length, 1)
  await until('the world to owe nothing', async () => (store.owedReturns().length === 0 ? true : undefined))
})

test('what is no report, or names no mail of ours, is refused in words', async () => {
  const forged = store.list('@rebotes.actas.invalid', 1)[0]!.texto.replace(/\+[0-9a-f]{32}@/g, `+${'ab'.repeat(16)}@`)
  for (const body of ['', 'hola', forged, 'x'.repeat(60_000)]) {
    const answer = await fetch(`${portal}/avisos/correo`, { method: 'POST', body })
    assert.ok(answer.status >= 400, String(answer.status))
  }
  const huge = await fetch(`${portal}/avisos/correo`, { method: 'POST', body: 'x'.repeat(100_000) })
  assert.equal(huge.status, 413)
})

test('a server that asks to come later is asked again by its job, at growing pauses, until the mail arrives', async () => {
  const outcomes: Outcome[] = [await post('ACT-D', 'tarde@ejemplo.mx')]
  const ran: unknown[] = []
  await app.jobs.work('prueba.correo', async (payload) => {
    if (payload.subject !== 'ACT-D') return
    ran.push(payload)
    outcomes.push(await post('ACT-D', 'tarde@ejemplo.mx'))
  })
  const pauses: number[] = []
  while (outcomes.at(-1) === 'waiting') {
    const due = await nextMailDue(app)
    assert.ok(due, 'nothing falls due')
    pauses.push(due.epochMilliseconds - app.clock.now().epochMilliseconds)
    assert.equal(await sweepMails(app), 0)
    setClock(app, due.toString())
    assert.equal(await sweepMails(app), 1)
    const n = outcomes.length
    await until('the job', async () => (outcomes.length > n ? true : undefined))
  }
  assert.deepEqual(outcomes, ['waiting', 'waiting', 'sent'])
  assert.deepEqual(ran[0], { entry: 7, subject: 'ACT-D', entidad: '14' })
  assert.deepEqual(pauses, [15_000, 30_000])
  assert.equal(arrived('tarde@ejemplo.mx'), 1)
  assert.equal(await nextMailDue(app), null)
})

test('after three days of asking in vain the mail is given up, and that is on record', async () => {
  setClock(app, START)
  assert.equal(await post('ACT-E', 'nunca@ejemplo.mx'), 'waiting')
  setClock(app, '2017-08-04T14:59:59Z')
  assert.equal(await post('ACT-E', 'nunca@ejemplo.mx'), 'waiting')
  setClock(app, '2017-08-04T15:00:00Z')
  assert.equal(await post('ACT-E', 'nunca@ejemplo.mx'), 'failed')
  assert.deepEqual(await returnedFacts('ACT-E'), [{ mail: 'act-e.prueba', problema: 'sin-respuesta', codigo: '451' }])
  assert.equal(await nextMailDue(app), null)
})

test('a mail that nobody composes any more ends by itself', async () => {
  setClock(app, START)
  assert.equal(await post('ACT-F', 'nunca@ejemplo.mx'), 'waiting')
  for (let due = await nextMailDue(app); due !== null; due = await nextMailDue(app)) {
    setClock(app, due.toString())
    assert.equal(await sweepMails(app), 1)
  }
  assert.deepEqual(await returnedFacts('ACT-F'), [{ mail: 'act-f.prueba', problema: 'sin-respuesta', codigo: '451' }])
  const overdueMs = app.clock.now().epochMilliseconds - Temporal.Instant.from(START).epochMilliseconds
  assert.ok(overdueMs < 90 * 3_600_000, String(overdueMs))
})

test('without any mail server a mail waits, and the server that comes back gets it', async () => {
  setClock(app, START)
  const deaf = { ...app, mailer: openMailer({ ...app.config, smtp: null }) }
  const one = { id: 'act-g.prueba', to: 'gloria@ejemplo.mx', letter: LETTER }
  assert.equal(await postMail(deaf, errand('ACT-G'), one), 'waiting')
  const gone = { ...app, mailer: openMailer({ ...app.config, smtp: { host: '127.0.0.1', port: 1 } }) }
  assert.equal(await postMail(gone, errand('ACT-G'), one), 'waiting')
  assert.equal(await postMail(app, errand('ACT-G'), one), 'sent')
  assert.equal(arrived('gloria@ejemplo.mx'), 1)
})
