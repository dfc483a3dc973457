// Whoever waits for a registry is told once and then forgotten; nobody's mailbox is filled through us.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { changeSuspension, seedDirectory } from '#directory'
import { openMailer, sweepMails } from '#mailer'
import type { Mailer } from '#mailer'
import { makeClock } from '../../../../simulator/src/clock.ts'
import { openMailStore } from '../../../../simulator/src/mailbox/mail-store.ts'
import type { MailStore } from '../../../../simulator/src/mailbox/mail-store.ts'
import { openReturns } from '../../../../simulator/src/mailbox/returns.ts'
import type { ReturnOffice } from '../../../../simulator/src/mailbox/returns.ts'
import { openSmtp } from '../../../../simulator/src/mailbox/smtp.ts'
import type { Smtp } from '../../../../simulator/src/mailbox/smtp.ts'
import { openTestApp, setClock, temporaryFolder } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import { isBack, failedAt } from './wait.ts'
import { askToBeTold, nextWaitDue, sendWaitMails, sweepWaits, tellWhoWaits } from './waitlist.ts'

const NOON = Temporal.Instant.from('2017-08-03T17:00:00Z')
const later = (minutes: number): Temporal.Instant => NOON.add({ minutes })
let app: TestApp & { readonly mailer: Mailer }
let store: MailStore
let smtp: Smtp
let returns: ReturnOffice

before(async () => {
  const base = await openTestApp(new Map([['wait.told', ['waitlist.mail']]]))
  store = openMailStore(join(temporaryFolder(), 'buzon.sqlite'))
  const clock = makeClock()
  returns = openReturns({ store, clock, portal: () => '' })
  smtp = await openSmtp({ host: '127.0.0.1', port: 0, store, clock, giveBack: returns.give })
  app = { ...base, mailer: openMailer({ ...base.config, smtp: { host: '127.0.0.1', port: smtp.port } }) }
  setClock(app, String(NOON))
  await seedDirectory(app)
})
after(async () => {
  app.mailer.transport?.close()
  await smtp.close()
  await returns.close()
  store.close()
})
beforeEach(async () => {
  setClock(app, String(NOON))
  await app.db.query('delete from waitlist.espera', [])
  await app.db.query('delete from waitlist.ritmo', [])
})

type Ask = Partial<Parameters<typeof askToBeTold>[1]>
const ask = async (correo: string, more: Ask = {}): Promise<Temporal.Instant> =>
  await askToBeTold(app, { entidad: '14', que: 'vuelta', correo, idioma: 'es-MX', ...more })

/** One look at what is waited for, with these registries up without a break since then; and the mails that follow. */
async function look(steady: Readonly<Record<string, Temporal.Instant>> = {}): Promise<number> {
  const told = await tellWhoWaits(app, async () => new Map(Object.entries(steady)))
  await mails()
  return told
}

/** What the queue would do, and once more: a job may run twice. */
async function mails(): Promise<void> {
  for (const { id, subject, entidad } of await tellings())
    for (let i = 0; i < 2; i += 1) await sendWaitMails(app, { entry: id, subject, entidad })
}

interface Telling {
  readonly id: number
  readonly subject: string
  readonly entidad: string
  readonly data: { readonly que: string; readonly n: number }
}
const tellings = async (): Promise<Telling[]> =>
  await app.db.query<Telling>(
    `select id, subject, entidad, data from journal.entry where event = 'wait.told' order by id`,
    [],
  )
const subjects = (to: string): string[] => store.list(to, 50).map((one) => one.asunto)
const kept = async (): Promise<string[]> =>
  (await app.db.query<{ correo: string }>('select correo from waitlist.espera order by correo', [])).map(
    (one) => one.correo,
  )

test('whoever asked twice gets one mail when the registry is back, and then nothing of the address is kept', async () => {
  await ask('ana@ejemplo.mx')
  await ask('Ana@Ejemplo.mx')
  await ask('eva@ejemplo.mx', { idioma: 'en' })
  await ask('ana@ejemplo.mx', { entidad: '06' })
  assert.equal(await look(), 0, 'nobody knows anything of the registry')
  assert.equal(await look({ '14': later(1) }), 2)
  assert.equal(await look({ '14': later(2) }), 0)
  assert.deepEqual(subjects('ana@ejemplo.mx'), ['El registro de Jalisco ya responde'])
  assert.deepEqual(subjects('eva@ejemplo.mx'), ['The registry of Jalisco answers again'])
  assert.deepEqual(await kept(), ['ana@ejemplo.mx'], 'still waits for Colima')
  const told = (await tellings()).at(-1)!
  assert.deepEqual([told.entidad, told.data.que, told.data.n], ['14', 'vuelta', 2])
  const [entry] = await app.db.query<{ text: string }>(
    `select string_agg(e::text, ' ') as text from journal.entry e where event like 'wait%' or event like 'mail%'`,
    [],
  )
  assert.doesNotMatch(entry!.text, /ejemplo|@/)
  const { texto } = store.list('ana@ejemplo.mx', 1)[0]!
  assert.match(texto, /\/actas\/curp\?entidad=14/)
  assert.match(texto, /no te enviaremos más/)
})

test('what was seen before somebody asked is no news for them', async () => {
  setClock(app, String(later(3)))
  await ask('luz@ejemplo.mx')
  assert.equal(await look({ '14': later(2) }), 0)
  assert.deepEqual(subjects('luz@ejemplo.mx'), [])
  assert.equal(await look({ '14': later(4) }), 1)
  assert.equal(subjects('luz@ejemplo.mx').length, 1)
  assert.equal(isBack(later(2), later(3)), false)
  assert.equal(isBack(later(4), later(3)), true)
  assert.equal(isBack(undefined, null), false)
  assert.equal(failedAt(String(later(2)), later(3))?.equals(later(2)), true)
  for (const text of ['', String(later(9)), '2017-99-99T00:00:00Z', '"><b>'])
    assert.equal(failedAt(text, later(3)), null)
})

test('an entidad that is not open tells when it opens, and one that is suspended when it resumes', async () => {
  await ask('sol@ejemplo.mx', { entidad: '21', que: 'apertura' })
  await changeSuspension(app, '06', true, 'operador')
  await ask('mar@ejemplo.mx', { entidad: '06', que: 'apertura' })
  await ask('mar@ejemplo.mx', { entidad: '06' })
  assert.equal(await look({ '06': later(1) }), 0)
  await app.owner.query(`update directory.entidad set fase = 'piloto' where clave = '21'`, [])
  await changeSuspension(app, '06', false, 'operador')
  assert.equal(await look(), 2)
  assert.deepEqual(subjects('sol@ejemplo.mx'), ['Ya puedes pedir actas de Puebla'])
  assert.deepEqual(subjects('mar@ejemplo.mx'), ['Ya puedes pedir actas de Colima'])
  assert.deepEqual(await kept(), ['mar@ejemplo.mx'], 'its registry was not seen yet')
})

test('an address whose term is over is erased without a mail', async () => {
  const until = await ask('rio@ejemplo.mx')
  const opening = await ask('rio@ejemplo.mx', { entidad: '22', que: 'apertura' })
  assert.equal(String(until), '2017-09-02T17:00:00Z')
  assert.equal(String(opening), '2018-08-03T17:00:00Z')
  assert.equal(String(await nextWaitDue(app)), String(until))
  setClock(app, String(until.subtract({ seconds: 1 })))
  assert.equal(await sweepWaits(app), 0)
  setClock(app, String(until))
  assert.equal(await sweepWaits(app), 1)
  assert.equal(await look({ '14': until }), 0)
  assert.deepEqual(subjects('rio@ejemplo.mx'), [])
  assert.equal(String(await nextWaitDue(app)), String(opening))
})

test('one address waits for five things and is accepted five times an hour; whoever gave it gets the same answer', async () => {
  const five = ['01', '06', '13', '14', '15']
  for (const entidad of five) await ask('pez@ejemplo.mx', { entidad })
  setClock(app, String(later(60)))
  assert.equal(String(await ask('pez@ejemplo.mx', { entidad: '22', que: 'apertura' })), '2018-08-03T18:00:00Z')
  assert.equal((await kept()).length, 5)
  // Told and erased within the hour, and asked for again and again: the sixth time is not counted as a wish.
  setClock(app, String(later(120)))
  for (let i = 1; i <= 6; i += 1) {
    setClock(app, String(later(120 + i)))
    await ask('pez@ejemplo.mx')
    assert.equal(await look({ '14': later(120 + i) }), i < 6 ? 1 : 0, `time ${i}`)
  }
  assert.equal(subjects('pez@ejemplo.mx').length, 5)
  setClock(app, String(later(240)))
  await sweepWaits(app)
  const [left] = await app.db.query<{ n: number }>('select count(*)::int as n from waitlist.ritmo', [])
  assert.equal(left!.n, 0, 'not even the mark of an address is kept')
  await ask('pez@ejemplo.mx')
  assert.equal(await look({ '14': later(240) }), 1)
})

test('an address that nobody has is erased at once; one whose server is late waits for its mail', async () => {
  await ask('rebota@ejemplo.mx')
  await ask('tarde@ejemplo.mx')
  assert.equal(await look({ '14': NOON }), 2)
  assert.deepEqual(await kept(), ['tarde@ejemplo.mx'])
  await ask('pia@ejemplo.mx')
  assert.equal(await look({ '14': NOON }), 1, 'whoever is being told is not taken into another telling')
  for (let i = 1; i < 20 && (await kept()).length > 0; i += 1) {
    setClock(app, String(NOON.add({ hours: i })))
    await sweepMails(app)
    await mails()
  }
  assert.deepEqual(await kept(), [])
  assert.equal(subjects('tarde@ejemplo.mx').length, 1)
})
