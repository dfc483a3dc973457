// Reports over a real database and a clock that is set: two levels, their deadlines, indicator 5, and what is put on record.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { seedDirectory } from '#directory'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import type { Ventana } from '#modelo'
import type { Staff } from '#staff'
import { openTestApp, setClock } from '../../../test/app.ts'
import { addIssuedCopy } from '../../../test/issued-copy.ts'
import {
  actOnTicket,
  answerDesk,
  checkTickets,
  deskIndicator,
  listClocks,
  listQueue,
  nextTicketDue,
  openForRefund,
  openTicket,
  readTicket,
  readTicketForDesk,
  sweepTickets,
} from './helpdesk.ts'
import type { Act, ReportInput } from './helpdesk.ts'

const plain = await openTestApp()
const app = { ...plain, sealTrust: await readPublicTrust(join(plain.config.dataDir, 'llaves')) }
await seedDirectory(app)
await seedModelo(app)

const HERE = { ip: '192.0.2.7' }
const n1: Staff = { id: 'mesa-1', nombre: 'Mesa', correo: 'a@b.mx', rol: 'mesa_n1', entidad: null }
const n2 = (entidad: string): Staff => ({ ...n1, id: `mesa-${entidad}`, rol: 'mesa_entidad', entidad })
const PACKET = { intentado: 'Se buscó por CURP.', evidencia: 'Captura del acta.', consentimiento: true }

/** Each test lives on a day of its own, so that its window holds only its own tickets. */
let day = 0
function newDay(): { at: (time: string, plusDays?: number) => void; ventana: Ventana } {
  day += 30
  const start = Temporal.Instant.from('2018-01-01T00:00:00Z').add({ hours: 24 * day })
  const at = (time: string, plusDays = 0): void => {
    const [h = 0, m = 0, s = 0] = time.split(':').map(Number)
    setClock(app, start.add({ hours: 24 * plusDays + h, minutes: m, seconds: s }).toString())
  }
  at('00:00:00')
  return { at, ventana: { desde: start, hasta: start.add({ hours: 24 * 7 }) } }
}

async function open(more: Partial<ReportInput> = {}): Promise<{ folio: string; acceso: string }> {
  return await openTicket(app, { tipo: 'datos', texto: 'La fecha está mal.', entidad: '14', ...more }, HERE)
}
const act = async (staff: Staff, folio: string, one: Act): Promise<void> => await actOnTicket(app, staff, folio, one)
const answer = (step: Act['step']): Act => ({ step, codigo: 'correccion', texto: 'Se corrige en la oficialía.' })

test('ten minutes are ten minutes: 9:59 passes, 10:01 fails, and what is not yet due is not judged', async () => {
  const { at, ventana } = newDay()
  const [first, second] = [await open(), await open()]
  at('00:01:00')
  for (const { folio } of [first, second]) await act(n1, folio, { step: 'taken' })
  at('00:09:59')
  await act(n1, first.folio, answer('answered'))
  const early = await deskIndicator(app, ventana, '14')
  assert.deepEqual([early.n1.veredicto, early.n1.n, early.n1.cuentas['pendientes']], ['SIN_DATOS', 0, 2])
  at('00:10:01')
  await act(n1, second.folio, answer('answered'))
  const { n1: judged, n2: none } = await deskIndicator(app, ventana, '14')
  assert.deepEqual([judged.valor, judged.veredicto, judged.n], [50, 'FUERA', 2])
  assert.deepEqual(judged.cuentas, { vencidos: 2, aTiempo: 1, pendientes: 0, automaticos: 0, sinEntidad: 0 })
  assert.deepEqual(judged.responsable, ['Equipo gob.mx'])
  assert.equal(none.veredicto, 'SIN_DATOS')
  assert.equal((await deskIndicator(app, ventana, '15')).n1.veredicto, 'SIN_DATOS')
  assert.equal((await listClocks(app, ventana, '14')).length, 2)
})

test('shares of both levels fall where the letter and the Modelo put them: 95 % optimal, 90 % at the limit', async () => {
  const { at, ventana } = newDay()
  const opened = []
  for (let i = 0; i < 20; i += 1) opened.push((await open()).folio)
  at('00:02:00')
  for (const folio of opened) await act(n1, folio, { step: 'taken' })
  for (const folio of opened.slice(0, 19)) await act(n1, folio, answer('answered'))
  at('01:00:00')
  const [nineteen, one] = [await deskIndicator(app, ventana, null), (await open()).folio]
  assert.deepEqual([nineteen.n1.valor, nineteen.n1.veredicto], [95, 'OPTIMO'])
  at('02:00:00')
  const twenty = await deskIndicator(app, ventana, null)
  assert.deepEqual([twenty.n1.valor, twenty.n1.veredicto], [90.47, 'EN_LIMITE'])
  await act(n1, one, { step: 'taken' })
})

test('a report goes over both levels with one folio, and its timeline says who has it and when an answer is due', async () => {
  const { at, ventana } = newDay()
  const { folio, acceso } = await open()
  at('00:05:00')
  await act(n1, folio, { step: 'taken' })
  await act(n1, folio, { step: 'escalated', paquete: PACKET })
  const handed = await readTicket(app, folio, acceso)
  assert.deepEqual([handed.estado, handed.responsable], ['escalado', 'N1'])
  at('20:00:00')
  await act(n2('14'), folio, { step: 'acknowledged' })
  await act(n2('14'), folio, { step: 'takenAtLevel2' })
  at('20:00:00', 1)
  await act(n2('14'), folio, answer('solvedAtLevel2'))
  const view = await readTicket(app, folio, acceso)
  assert.deepEqual([view.estado, view.responsable], ['resuelto_N2', 'ciudadano'])
  assert.deepEqual(
    view.plazos.map((one) => [one.nivel, one.aTiempo]),
    [
      [1, false],
      [2, true],
    ],
  )
  assert.equal(view.tenencia.N1, 20 * 3_600_000)
  assert.equal(view.tenencia.N2, 24 * 3_600_000)
  assert.equal(
    Object.values(view.tenencia).reduce((a, b) => a + b, 0),
    view.totalMs,
  )
  at('20:00:01', 1)
  const { n1: federal, n2: local } = await deskIndicator(app, ventana, '14')
  assert.deepEqual([federal.veredicto, local.veredicto, local.valor], ['FUERA', 'OPTIMO', 100])
})

test('an incomplete packet is not handed over, and each missing part is named', async () => {
  newDay()
  const { folio } = await open({ entidad: '' })
  await act(n1, folio, { step: 'taken' })
  const missing = { step: 'escalated', paquete: { ...PACKET, evidencia: ' ', consentimiento: false } } as const
  await assert.rejects(act(n1, folio, missing), (error: { details: { campos: { campo: string }[] } }) => {
    assert.deepEqual(
      error.details.campos.map((one) => one.campo),
      ['entidad', 'evidencia', 'consentimiento'],
    )
    return true
  })
  await act(n1, folio, { step: 'escalated', entidad: '06', paquete: PACKET })
  assert.equal((await readTicketForDesk(app, n2('06'), folio)).paquete?.evidencia, PACKET.evidencia)
})

test('a desk sees and moves only the reports of its own entidad, and only its own steps', async () => {
  newDay()
  const { folio } = await open()
  const nameless = await open({ entidad: '' })
  await assert.rejects(readTicketForDesk(app, n2('15'), folio), { codigo: 'reporte-no-encontrado' })
  await assert.rejects(act(n2('15'), folio, { step: 'taken' }), { codigo: 'sin-permiso' })
  await assert.rejects(readTicketForDesk(app, n2('14'), nameless.folio), { codigo: 'reporte-no-encontrado' })
  await assert.rejects(act(n2('14'), folio, { step: 'taken' }), { codigo: 'reporte-no-permite' })
  const folios = (await listQueue(app, '15')).map((one) => one.entidad)
  assert.ok(folios.every((one) => one === '15'))
  assert.ok((await listQueue(app, null)).some((one) => one.folio === nameless.folio))
})

test('a step that the table does not have is refused and put on record', async () => {
  newDay()
  const { folio } = await open()
  await assert.rejects(act(n1, folio, answer('solved')), { codigo: 'reporte-no-permite', kind: 'conflict' })
  const refused = await app.db.query(`select data from journal.entry where event = 'ticket.refused' and subject = $1`, [
    folio,
  ])
  assert.deepEqual(refused, [{ data: { step: 'solved', state: 'new', codigo: 'reporte-no-permite' } }])
})

test('an answer of substance has a code and words; without them nothing is recorded', async () => {
  newDay()
  const { folio, acceso } = await open()
  await act(n1, folio, { step: 'taken' })
  for (const one of [{ texto: 'Lo vemos.' }, { codigo: 'correccion', texto: ' ' }, { codigo: 'inventado', texto: 'a' }])
    await assert.rejects(act(n1, folio, { step: 'answered', ...one }), { codigo: 'datos-invalidos' })
  assert.equal((await readTicket(app, folio, acceso)).historial.length, 2)
})

test('without its own token a report is not there, for a wrong folio and a wrong token alike', async () => {
  newDay()
  const [mine, other] = [await open(), await open()]
  for (const [folio, acceso] of [
    [mine.folio, other.acceso],
    [mine.folio, undefined],
    ['REP-0000000000', mine.acceso],
    ['nada', mine.acceso],
  ] as const)
    await assert.rejects(readTicket(app, folio, acceso), { codigo: 'reporte-no-encontrado', kind: 'notFound' })
})

test('a deadline takes effect at its own instant, however late the sweep, and is told once', async () => {
  const { at, ventana } = newDay()
  const { folio } = await open()
  at('05:00:00')
  assert.ok(Temporal.Instant.compare((await nextTicketDue(app))!, app.clock.now()) < 0)
  await sweepTickets(app)
  // A moved clock goes from one instant to the next: one that was swept must not hold it.
  const later = await nextTicketDue(app)
  assert.ok(later === null || Temporal.Instant.compare(later, app.clock.now()) > 0)
  await sweepTickets(app)
  const told = await app.db.query<{ at: Temporal.Instant; data: object }>(
    `select at, data from journal.entry where event = 'ticket.overdue' and subject = $1`,
    [folio],
  )
  assert.deepEqual(
    told.map((one) => one.at.toString()),
    [ventana.desde.add({ minutes: 10 }).toString()],
  )
  assert.deepEqual(told[0]?.data, { reloj: 'frN1', corrida: 1 })
})

test('waiting for the person ends by itself after 72 hours, and a solved report closes after seven days', async () => {
  const { at, ventana } = newDay()
  const { folio, acceso } = await open()
  await act(n1, folio, { step: 'taken' })
  await act(n1, folio, { step: 'escalated', paquete: PACKET })
  await act(n2('14'), folio, { step: 'acknowledged' })
  await act(n2('14'), folio, { step: 'takenAtLevel2' })
  await act(n2('14'), folio, { step: 'citizenAsked', texto: '¿Tienes tu cartilla?' })
  at('06:00:00', 4)
  await sweepTickets(app)
  const back = await readTicket(app, folio, acceso)
  assert.equal(back.estado, 'en_N2')
  assert.equal(back.historial.at(-1)?.en, ventana.desde.add({ hours: 72 }).toString())
  await act(n2('14'), folio, answer('solvedAtLevel2'))
  at('12:00:00', 11)
  await sweepTickets(app)
  const closed = await readTicket(app, folio, acceso)
  assert.deepEqual([closed.estado, closed.historial.at(-1)?.paso], ['cerrado', 'closeElapsed'])
})

test('the person reopens within fifteen days at the level that solved it, and not later', async () => {
  const { at, ventana } = newDay()
  const until = (days: number): string => ventana.desde.add({ hours: 24 * days }).toString()
  const { folio, acceso } = await open()
  await act(n1, folio, { step: 'taken' })
  await act(n1, folio, answer('solved'))
  const first = await readTicket(app, folio, acceso)
  assert.deepEqual(first.reapertura, { hasta: until(15), dias: 15, abierta: true })
  assert.ok(first.pasos.includes('reopened'))
  at('01:00:00', 14)
  await sweepTickets(app)
  await answerDesk(app, folio, acceso, { step: 'reopened', texto: 'Sigue mal.' })
  const again = await readTicket(app, folio, acceso)
  assert.deepEqual([again.estado, again.reapertura], ['en_N1', null])
  assert.equal(again.plazos.length, 2)
  await act(n1, folio, answer('solved'))
  at('02:00:00', 29)
  await sweepTickets(app)
  await assert.rejects(answerDesk(app, folio, acceso, { step: 'reopened', texto: 'Otra vez.' }), {
    codigo: 'reporte-tarde',
  })
  const over = await readTicket(app, folio, acceso)
  assert.deepEqual([over.estado, over.reapertura?.abierta], ['cerrado', false])
  assert.ok(!over.pasos.includes('reopened'), 'what is refused is not offered')
  await assert.rejects(answerDesk(app, folio, acceso, { step: 'taken' }), { codigo: 'reporte-no-permite' })
})

test('a report about an order goes to the entidad of registration, whatever entidad was typed', async () => {
  newDay()
  const copy = await addIssuedCopy(app.db, '06', app.clock.now().toString())
  const { folio, acceso } = await open({ tipo: 'pago', folio: copy.folio.toLowerCase(), entidad: '14' })
  const view = await readTicket(app, folio, acceso)
  assert.deepEqual([view.entidad, view.solicitud], ['06', copy.folio])
})

test('the service opens one report for one refund, and it is no answer that a person waited for', async () => {
  const { at, ventana } = newDay()
  const copy = await addIssuedCopy(app.db, '01', app.clock.now().toString())
  const payload = { entry: 1, subject: copy.folio, entidad: '01' }
  await openForRefund(app, payload)
  await openForRefund(app, payload)
  const opened = (await listQueue(app, '01')).filter((one) => one.origen === 'sistema')
  assert.equal(opened.length, 1)
  at('03:00:00')
  const { n1: judged } = await deskIndicator(app, ventana, '01')
  assert.deepEqual([judged.veredicto, judged.cuentas['automaticos']], ['SIN_DATOS', 1])
})

test('everything that is wrong with a report is said at once, each with its field', async () => {
  newDay()
  const wrong = { texto: ' ', folio: 'ACT-1', entidad: '77', correo: 'nadie' }
  await assert.rejects(open(wrong), (error: { details: { campos: { campo: string; codigo: string }[] } }) => {
    assert.deepEqual(
      error.details.campos.map((one) => `${one.campo} ${one.codigo}`),
      ['texto texto-falta', 'correo correo-invalido', 'folio folio-invalido', 'entidad entidad-desconocida'],
    )
    return true
  })
  await assert.rejects(open({ texto: 'a'.repeat(4_001) }), { codigo: 'datos-invalidos' })
  await assert.rejects(open({ folio: 'ACT-0000000000' }), { codigo: 'datos-invalidos' })
})

test('a network that writes without end is stopped for ten minutes, and another is not', async () => {
  const { at } = newDay()
  const from = { ip: '198.51.100.9' }
  const write = async (): Promise<unknown> => await openTicket(app, { tipo: 'otro', texto: 'a' }, from)
  let written = 0
  await assert.rejects(
    async () => {
      for (; written < 500; written += 1) await write()
    },
    { codigo: 'demasiados-reportes', kind: 'tooMany' },
  )
  assert.ok(written >= 100, `stopped after ${written}`)
  await open()
  at('00:10:00')
  await write()
})

test('the clocks that are judged are those that the events give, ticket by ticket (DESK-10)', async () => {
  const { checked, violations } = await checkTickets(app)
  assert.ok(checked > 30, `only ${checked} were looked at`)
  assert.deepEqual(violations, [])
  const [one] = await app.db.query<{ folio: string }>('select folio from helpdesk.reloj limit 1', [])
  await app.db.query(`update helpdesk.reloj set due_at = due_at + interval '1 minute' where folio = $1`, [one!.folio])
  assert.deepEqual((await checkTickets(app)).violations, [`${one!.folio}: clocks`])
  await app.db.query(`update helpdesk.reporte set state = 'closed' where folio = $1`, [one!.folio])
  assert.deepEqual((await checkTickets(app)).violations, [`${one!.folio}: steps`, `${one!.folio}: clocks`])
})
