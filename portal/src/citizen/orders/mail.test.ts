// Mails of an order against a real database and the sandbox's mail server: one for each fact, a link that dies, another address.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { seedDirectory } from '#directory'
import { isDomainError } from '#errors'
import { append } from '#journal'
import { openMailer } from '#mailer'
import type { Mailer } from '#mailer'
import { openReference } from '#payments'
import { makeClock } from '../../../../simulator/src/clock.ts'
import { openMailStore } from '../../../../simulator/src/mailbox/mail-store.ts'
import type { Mail, MailStore } from '../../../../simulator/src/mailbox/mail-store.ts'
import { openSmtp } from '../../../../simulator/src/mailbox/smtp.ts'
import type { Smtp } from '../../../../simulator/src/mailbox/smtp.ts'
import { openTestApp, setClock, temporaryFolder } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import { accessToken } from './access.ts'
import { correctContact, maskAddress, renewLink } from './contact.ts'
import { delayIssuing } from './life.ts'
import { linkToken, readLink } from './link.ts'
import { sendOrderMail } from './mail.ts'
import { newFolio } from './order.ts'
import { readOrder } from './reading.ts'

const NOW = '2017-08-03T15:15:00Z'
let app: TestApp & { readonly mailer: Mailer }
let store: MailStore
let smtp: Smtp
let made = 0

before(async () => {
  const base = await openTestApp()
  setClock(base, NOW)
  await seedDirectory(base)
  store = openMailStore(join(temporaryFolder(), 'buzon.sqlite'))
  smtp = await openSmtp({ host: '127.0.0.1', port: 0, store, clock: makeClock(), giveBack: () => undefined })
  app = { ...base, mailer: openMailer({ ...base.config, smtp: { host: '127.0.0.1', port: smtp.port } }) }
})
beforeEach(() => setClock(app, NOW))
after(async () => {
  app.mailer.transport?.close()
  await smtp.close()
  store.close()
})

interface Placed {
  readonly folio: string
  readonly correo: string
}

/** An order of Jalisco that somebody placed with an address. */
async function newOrder(
  over: { state?: string; medio?: string; correo?: string; idioma?: string } = {},
): Promise<Placed> {
  made += 1
  const folio = newFolio()
  const { state = 'quoted', medio = 'tarjeta', correo = `persona.${made}@ejemplo.mx`, idioma = 'es-MX' } = over
  await app.db.query(
    `insert into orders.solicitud (folio, state, version, placed_at, entidad, importe_centavos, derecho_desde, plantilla,
       referencia, acta_version, anio, medio, deadline_at, retry_at)
     values ($1, $2, 1, $3, '14', 9800, '2017-01-01', 't', 'r', 'v', 1990, $4, $5, $3)`,
    [folio, state, app.clock.now(), medio, app.clock.now().add({ hours: 24 })],
  )
  await app.db.query('insert into orders.contacto (folio, correo, idioma) values ($1, $2, $3)', [folio, correo, idioma])
  return { folio, correo }
}

/** Records a fact and lets its mail go out, twice, as a queue may. */
async function happens(folio: string, event: string, by?: string): Promise<number> {
  const entry = await app.db.tx(async (tx) => {
    await append(app, tx, { event, actor: 'sistema', subject: folio, entidad: '14', data: by ? { by } : {} })
    const [row] = await tx.query<{ id: number }>('select max(id) as id from journal.entry', [])
    return row!.id
  })
  for (let i = 0; i < 2; i += 1) await sendOrderMail(app, { entry, subject: folio, entidad: '14' })
  return entry
}

const mailsTo = (correo: string): Mail[] => store.list(correo, 50).toReversed()
const code = (codigo: string) => (error: unknown) => {
  assert.ok(isDomainError(error), String(error))
  assert.equal(error.details.campos?.[0]?.codigo ?? error.codigo, codigo)
  return true
}

test('each thing that happens to an order is told once, to whoever left an address', async () => {
  const { folio, correo } = await newOrder()
  await happens(folio, 'order.placed')
  for (const [event, by] of [
    ['order.awaitingPayment'],
    ['order.underReview', 'underpaid'],
    ['order.paid', 'completed'],
    ['order.issuing'],
    ['order.delayed'],
    ['order.issued'],
    ['order.delivered'],
    ['order.refundDue', 'refundFell'],
    ['order.refunded'],
    ['order.expired'],
  ] as const)
    await happens(folio, event, by)
  assert.deepEqual(
    mailsTo(correo).map((one) => one.asunto.replace(` ${folio}`, '')),
    [
      'Recibimos tu solicitud',
      'Tu pago está en revisión: solicitud',
      'Recibimos tu pago de la solicitud',
      'Tu copia va a tardar más: solicitud',
      'Tu acta está lista: solicitud',
      'Te vamos a devolver tu dinero: solicitud',
      'Te devolvimos tu dinero: solicitud',
      'Venció el plazo para pagar la solicitud',
    ],
  )
  const silent = await newOrder({ correo: 'nadie@ejemplo.mx' })
  await app.db.query('delete from orders.contacto where folio = $1', [silent.folio])
  await happens(silent.folio, 'order.paid')
  assert.equal(mailsTo('nadie@ejemplo.mx').length, 0)
})

test('an order by reference is told once its line is there, with the line and its last day', async () => {
  const { folio, correo } = await newOrder({ medio: 'referencia' })
  await happens(folio, 'order.placed')
  assert.equal(mailsTo(correo).length, 0)
  const { lineaDeCaptura } = await openReference(app, { folio, centavos: 9_800, entidad: '14' })
  await happens(folio, 'order.awaitingPayment')
  const [mail, ...others] = mailsTo(correo)
  assert.equal(others.length, 0)
  assert.ok(mail)
  assert.ok(mail.texto.replaceAll(' ', '').includes(lineaDeCaptura))
  assert.match(mail.texto, /Último día para pagar: 5 de agosto de 2017/)
  assert.match(mail.html ?? '', /<dt>Último día para pagar<\/dt><dd>5 de agosto de 2017<\/dd>/)
})

test('a mail speaks the language in which its order was placed', async () => {
  const { folio, correo } = await newOrder({ idioma: 'en' })
  await happens(folio, 'order.issued')
  const [mail] = mailsTo(correo)
  assert.ok(mail)
  assert.equal(mail.asunto, `Your acta is ready: order ${folio}`)
  assert.match(mail.html ?? '', /<html lang="en">/)
})

test('a copy whose entidad does not answer is told once, after some minutes', async () => {
  const { folio } = await newOrder({ state: 'issuing' })
  const told = async (): Promise<number> =>
    (await app.db.query(`select 1 from journal.entry where event = 'order.delayed' and subject = $1`, [folio])).length
  for (let tries = 1; tries <= 5; tries += 1) await delayIssuing(app, folio)
  assert.equal(await told(), 0)
  for (let tries = 6; tries <= 30; tries += 1) await delayIssuing(app, folio)
  assert.equal(await told(), 1)
})

test('the link of a mail opens for a day; then it is known as ours, and opens nothing', async () => {
  const { folio, correo } = await newOrder()
  await happens(folio, 'order.issued')
  const token = new URL(mailsTo(correo)[0]!.texto.match(/https?:\S+/)![0]).searchParams.get('acceso')!
  const read = (folioRead: string, given: string, at: string): string | null =>
    readLink(app, folioRead, given, Temporal.Instant.from(at))
  assert.equal(read(folio, token, '2017-08-04T15:14:59Z'), 'opens')
  assert.equal(read(folio, token, '2017-08-04T15:15:00Z'), 'expired')
  assert.equal(read('ACT-0000000009', token, NOW), null)
  const longer = linkToken(app, folio, app.clock.now().add({ hours: 1_000 })).split('.')[0]
  for (const forged of [
    '',
    'x',
    accessToken(app, folio),
    `${longer}.${token.split('.')[1]}`,
    `${token}A`,
    `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    token.toUpperCase(),
  ])
    assert.equal(read(folio, forged, NOW), null, forged)
  assert.notEqual(token, accessToken(app, folio))
  // And the link itself is no key to the API.
  await assert.rejects(readOrder(app, folio, token), code('solicitud-no-encontrada'))
})

test('a new link goes to the address of the order and to no other, five times a day at most', async () => {
  const { folio, correo } = await newOrder()
  assert.equal(await renewLink(app, folio), 'p***@e***.mx')
  for (let n = 2; n <= 5; n += 1) await renewLink(app, folio)
  await assert.rejects(renewLink(app, folio), code('demasiados-correos'))
  setClock(app, '2017-08-05T15:15:00Z')
  await renewLink(app, folio)
  const facts = await app.db.query<{ id: number; data: unknown }>(
    `select id, data from journal.entry where event = 'order.linkRenewed' and subject = $1 order by id`,
    [folio],
  )
  assert.equal(facts.length, 6)
  for (const { id } of facts) await sendOrderMail(app, { entry: id, subject: folio, entidad: '14' })
  assert.deepEqual([...new Set(mailsTo(correo).map((one) => one.asunto))], [`Tu liga nueva: solicitud ${folio}`])
  assert.equal(mailsTo(correo).length, 6)
  assert.ok(!JSON.stringify(facts).includes('ejemplo'))
  setClock(app, '2017-11-02T15:15:00Z')
  await assert.rejects(renewLink(app, folio), code('solicitud-no-encontrada'))
})

test('an address that does not exist is said on the order, and another one takes its place and gets the link', async () => {
  const { folio } = await newOrder({ correo: 'rebota@ejemplo.mx' })
  const acceso = accessToken(app, folio)
  await assert.rejects(correctContact(app, folio, acceso, 'otra@ejemplo.mx'), code('correo-entregado'))
  await happens(folio, 'order.placed')
  assert.equal((await readOrder(app, folio, acceso)).correoProblema, 'no-existe')
  await assert.rejects(correctContact(app, folio, 'x', 'otra@ejemplo.mx'), code('solicitud-no-encontrada'))
  await assert.rejects(correctContact(app, folio, acceso, 'otra@'), code('correo-invalido'))
  await assert.rejects(correctContact(app, folio, acceso, 'a@b.mx,c@d.mx'), code('correo-invalido'))
  await assert.rejects(correctContact(app, folio, acceso, ' Rebota@ejemplo.mx'), code('correo-igual'))
  await correctContact(app, folio, acceso, ' otra@ejemplo.mx ')
  const view = await readOrder(app, folio, acceso)
  assert.deepEqual([view.correo, view.correoProblema], ['otra@ejemplo.mx', undefined])
  const entry = await happens(folio, 'order.contactCorrected')
  assert.ok(entry > 0)
  assert.deepEqual(
    mailsTo('otra@ejemplo.mx').map((one) => one.asunto),
    [`Este es el correo de tu solicitud ${folio}`],
  )
  // What happens from now on arrives there too.
  await happens(folio, 'order.issued')
  assert.equal(mailsTo('otra@ejemplo.mx').length, 2)
})

test('a masked address is known to its owner and useless to others', () => {
  assert.equal(maskAddress('ana.lopez@correo.ejemplo.mx'), 'a***@c***.mx')
  assert.equal(maskAddress('ñ@x.y'), 'ñ***@x***.y')
})
