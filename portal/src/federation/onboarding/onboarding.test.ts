// Onboarding against a real database and a real mail server that can refuse: liaisons, observations, reports, readiness.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { listEntidades, readEntidad, seedDirectory } from '#directory'
import { openMailer } from '#mailer'
import type { Mailer } from '#mailer'
import { openTestApp, setClock } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import * as onboarding from './onboarding.ts'

/** Addresses that the server refuses for good, and those that it cannot take at the moment. */
const [gone, busy] = [new Set<string>(), new Set<string>()]
const mails: { to: string; text: string }[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo(address, _session, done) {
    const refuse = (code: number): void => done(Object.assign(new Error('no'), { responseCode: code }))
    if (gone.has(address.address)) return refuse(550)
    if (busy.has(address.address)) return refuse(450)
    done()
  },
  onData(stream, session, done) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      mails.push({ to: session.envelope.rcptTo[0]!.address, text: Buffer.concat(chunks).toString('utf8') })
      done()
    })
  },
})

let app: TestApp & { readonly mailer: Mailer }
before(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as AddressInfo
  const base = await openTestApp()
  app = { ...base, mailer: openMailer({ ...base.config, smtp: { host: '127.0.0.1', port } }) }
  setClock(app, '2017-07-31T05:00:00Z')
  await seedDirectory(app)
  await onboarding.seedOnboarding(app)
})
after(async () => {
  app.mailer.transport?.close()
  await new Promise<void>((closed) => server.close(closed))
})

const report = async (id: string): Promise<void> =>
  await onboarding.sendReport(app, { entry: 0, subject: id, entidad: null })
const journaled = async (event: string): Promise<{ subject: string; actor: string }[]> =>
  await app.db.query('select subject, actor from journal.entry where event = $1 order by id', [event])
const code = (codigo: string) => (error: { codigo?: string; details?: { campos?: { codigo: string }[] } }) => {
  assert.equal(error.details?.campos?.[0]?.codigo ?? error.codigo, codigo)
  return true
}
/** What a quoted-printable mail says. */
const said = (raw: string): string => {
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
/** Takes an observation of an entidad through its steps. */
async function take(id: string, entidad: string, ...eventos: onboarding.Evento[]): Promise<void> {
  for (const evento of eventos) {
    const actor = evento === 'acusar' || evento === 'solventar' ? `enlace-${entidad}` : 'ugd'
    await onboarding.changeObservation(app, actor, { id, entidad, evento, evidencia: 'corrida 7' })
  }
}

test('the board shows the 5, the 16 and the 11 of the letter, counted from the directory', async () => {
  const board = await onboarding.readBoard(app)
  const count = (columna: onboarding.Columna): number => board.filter((one) => one.columna === columna).length
  assert.deepEqual([count('piloto'), count('listas'), count('observaciones'), count('liberadas')], [5, 16, 11, 0])
  const pending = board.filter((one) => one.abiertas > 0)
  assert.deepEqual(
    pending.map((one) => one.clave),
    board.filter((one) => one.columna === 'observaciones').map((one) => one.clave),
  )
  assert.ok(pending.every((one) => one.impiden <= one.abiertas))
})

test('every entidad has its gob.mx liaison, a technical one and an alternate, all offices with addresses that do not exist', async () => {
  const all = await onboarding.readLiaisons(app, null)
  for (const { clave } of await listEntidades(app)) {
    const own = all.filter((one) => one.entidad === clave)
    assert.deepEqual(own.map((one) => `${one.tipo} ${one.orden}`).sort(), ['gobmx 1', 'tecnico 1', 'tecnico 2'], clave)
  }
  assert.ok(all.every((one) => one.correo.endsWith('.invalid')))
  const told = await onboarding.listLiaisons(app)
  assert.equal(told.length, 1 + 2 * 32)
  assert.equal(new Set(told.map((one) => one.correo)).size, told.length)
})

test('a liaison can be changed, to an address that nobody else has, and only within its entidad', async () => {
  const change = {
    id: 'tecnico-31-2',
    entidad: '31',
    nombre: 'Suplencia de sistemas',
    correo: 'suplencia-31@entidad.invalid',
  }
  await onboarding.changeLiaison(app, 'enlace-31', change)
  const [holder] = (await onboarding.readLiaisons(app, '31')).filter((one) => one.id === change.id)
  assert.equal(holder?.correo, change.correo)
  const taken = { ...change, correo: 'enlace-14@entidad.invalid' }
  await assert.rejects(onboarding.changeLiaison(app, 'enlace-31', taken), code('correo-repetido'))
  const foreign = { ...change, id: 'tecnico-14-2', correo: 'otra@entidad.invalid' }
  await assert.rejects(onboarding.changeLiaison(app, 'enlace-31', foreign), code('direccion-no-encontrada'))
  assert.equal(
    (await onboarding.readLiaisons(app, '14')).some((one) => one.correo === foreign.correo),
    false,
  )
})

test('the report goes to the technical liaison through that of gob.mx, says whom to ask, and is acknowledged once', async () => {
  await onboarding.orderReports(app, 'ugd', '02')
  await report('PEN-02-1')
  await report('PEN-02-1')
  assert.deepEqual(
    mails.map((one) => one.to),
    ['enlace-02@entidad.invalid'],
    'one mail, also when the job runs twice',
  )
  const text = said(mails[0]!.text)
  const own = (await onboarding.readObservations(app, '02')).filter((one) => one.estado !== 'cerrada')
  for (const { id, titulo } of own) assert.ok(text.includes(id) && text.includes(titulo), id)
  assert.match(text, /Se envía a través del Enlace de gob\.mx para Baja California/)
  assert.match(
    text,
    /duda o comentario comunícate con: Enlace de la Ventanilla Única Nacional, Unidad de Gobierno Digital/,
  )
  const [, reporte, enlace, clave] = text.match(/\/integracion\/acuse\/([\w-]+)\/([\w-]+)\/([\w-]+)/)!
  assert.equal((await onboarding.readReceipt(app, reporte!, enlace!, clave!)).acusada, null)
  await assert.rejects(
    onboarding.acknowledgeReport(app, reporte!, enlace!, `${clave}x`),
    code('direccion-no-encontrada'),
  )
  setClock(app, '2017-07-31T06:00:00Z')
  await onboarding.acknowledgeReport(app, reporte!, enlace!, clave!)
  setClock(app, '2017-07-31T07:00:00Z')
  await onboarding.acknowledgeReport(app, reporte!, enlace!, clave!)
  const [delivery] = await onboarding.listDeliveries(app, '02')
  assert.equal(delivery?.acusada_at?.toString(), '2017-07-31T06:00:00Z')
  assert.deepEqual(await journaled('onboarding.reportAcknowledged'), [
    { subject: 'PEN-02-1', actor: 'enlace:tecnico-02-1' },
  ])
})

test('a mail that is refused for good goes to the alternate, and both are on record', async () => {
  gone.add('enlace-26@entidad.invalid')
  await onboarding.orderReports(app, 'ugd', '26')
  await report('PEN-26-1')
  const deliveries = (await onboarding.listDeliveries(app, '26')).map((one) => [one.correo, one.estado])
  assert.deepEqual(deliveries, [
    ['enlace-26@entidad.invalid', 'devuelta'],
    ['enlace-26-suplente@entidad.invalid', 'enviada'],
  ])
  assert.deepEqual(
    (await journaled('onboarding.reportReturned')).map((one) => one.subject),
    ['PEN-26-1'],
  )
  assert.ok((await journaled('onboarding.reportSent')).some((one) => one.subject === 'PEN-26-1'))
})

test('a mail that cannot be taken now waits for the holder and is tried again', async () => {
  busy.add('enlace-16@entidad.invalid')
  await onboarding.orderReports(app, 'ugd', '16')
  const deliveries = async (): Promise<string[][]> =>
    (await onboarding.listDeliveries(app, '16')).map((one) => [one.correo, one.estado])
  await report('PEN-16-1')
  assert.deepEqual(await deliveries(), [['enlace-16@entidad.invalid', 'pendiente']])
  busy.clear()
  await report('PEN-16-1')
  assert.deepEqual(await deliveries(), [['enlace-16@entidad.invalid', 'enviada']])
})

test('what the entidad solved is verified by somebody else, and a failed check opens it again', async () => {
  const id = 'OBS-07-1'
  await assert.rejects(take(id, '07', 'solventar'), code('observacion-no-permite'))
  assert.ok((await journaled('onboarding.refused')).some((one) => one.subject === id))
  await take(id, '07', 'acusar', 'solventar', 'verificar')
  const own = { id, entidad: '07', evento: 'pasar', evidencia: 'x' } as const
  await assert.rejects(onboarding.changeObservation(app, 'enlace-07', own), code('misma-persona'))
  await assert.rejects(onboarding.changeObservation(app, 'ugd', { ...own, evidencia: ' ' }), code('evidencia-falta'))
  await assert.rejects(
    onboarding.changeObservation(app, 'ugd', { ...own, entidad: '14' }),
    code('direccion-no-encontrada'),
  )
  await take(id, '07', 'fallar')
  const [again] = (await onboarding.readObservations(app, '07')).filter((one) => one.id === id)
  assert.deepEqual([again?.estado, again?.reaperturas, again?.pasos.length], ['reabierta', 1, 5])
})

test('an entidad is ready once nothing holds it back, and its next report says what was closed', async () => {
  await onboarding.orderReports(app, 'ugd', '11')
  await assert.rejects(onboarding.declareReady(app, 'ugd', '11'), code('observaciones-pendientes'))
  for (const one of await onboarding.readObservations(app, '11'))
    if (one.impide) await take(one.id, '11', 'acusar', 'solventar', 'verificar', 'pasar')
  await onboarding.orderReports(app, 'ugd', '11')
  mails.length = 0
  await report('PEN-11-2')
  assert.match(said(mails[0]!.text), /Cerradas desde el reporte anterior: OBS-11-1\./)
  await onboarding.declareReady(app, 'ugd', '11')
  assert.equal((await readEntidad(app, '11')).fase, 'lista')
  assert.deepEqual(await journaled('entidad.ready'), [{ subject: '11', actor: 'ugd' }])
  await assert.rejects(onboarding.declareReady(app, 'ugd', '11'), code('entidad-no-en-pruebas'))
})

test('a major observation holds an entidad back only once it is past its date', async () => {
  const before = (await onboarding.readBoard(app)).find((one) => one.clave === '25')
  assert.deepEqual([before?.impiden, before?.vencidas], [0, 0])
  setClock(app, '2017-08-20T05:00:00Z')
  const after = (await onboarding.readBoard(app)).find((one) => one.clave === '25')
  assert.ok(after!.impiden > 0 && after!.impiden <= after!.vencidas)
})

test('in the demonstration the first reports go out once by themselves, one for each of the eleven', async () => {
  const plain = await openTestApp()
  const demo = { ...plain, config: { ...plain.config, world: 'quieto' as const } }
  await seedDirectory(demo)
  await onboarding.seedOnboarding(demo)
  await onboarding.seedOnboarding(demo)
  assert.notEqual(await onboarding.nextOnboardingDue(demo), null)
  assert.equal(await onboarding.sweepOnboarding(demo), 1)
  assert.equal(await onboarding.sweepOnboarding(demo), 0)
  const ordered = await onboarding.listDeliveries(demo, null)
  assert.equal(new Set(ordered.map((one) => one.entidad)).size, 11)
  assert.equal(ordered.length, 11)
  assert.equal(await onboarding.nextOnboardingDue(demo), null)
})
