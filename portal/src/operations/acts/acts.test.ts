// Acts that two people do, against a real database and a real node: who does what, for how long, and never alone.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { seedDirectory, listEntidades, readEndpoint } from '#directory'
import { seedModelo } from '#modelo'
import { bookDeposit, listDueByHand, openReference, refundOrder } from '#payments'
import { seedDemonstrationStaff } from '#staff'
import type { Rol, Staff } from '#staff'
import { sampleActa } from '../../../../node-kit/test/sample-actas.ts'
import { closeClients } from '../../federation/gateway/entidad-client.ts'
import { checkOrders } from '../../citizen/orders/invariants.ts'
import { markPaid, sweepOrders, takeForIssuing } from '../../citizen/orders/orders.ts'
import { openTestApp, setClock } from '../../../test/app.ts'
import { atEnd } from '../../../test/database.ts'
import { openNode, withGateway } from '../../../test/entidad-node.ts'
import type { GatewayApp } from '../../../test/entidad-node.ts'
import type { ActKind } from './act.ts'
import { checkActs, listActs, listAlarms, nextActDue, propose, readAct, resolve, sweepActs, withdraw } from './acts.ts'
import type { ActRow } from './acts.ts'
import { alarmLetter } from './alarm-mail.ts'
import { centavosOf } from './kinds/fee.ts'
import { acknowledgeAlarm, countOne } from './quota.ts'

const CURP = 'PEGJ900512HJCRRS04'
const FILIACION = 'María Elena García Güemes'
const START = Temporal.Now.instant().round('second')

let app: GatewayApp
let made = 0

before(async () => {
  app = await withGateway(await openTestApp())
  setClock(app, START.toString())
  await seedDirectory(app)
  await seedModelo(app)
  await seedDemonstrationStaff(
    { ...app, config: { ...app.config, demonstration: true, world: 'quieto' } },
    await listEntidades(app),
  )
  await openNode(app, '14', [sampleActa({ entidadRegistro: '14' })])
  atEnd(closeClients)
})

const who = (id: string, rol: Rol, entidad: string | null): Staff => ({
  id,
  rol,
  entidad,
  nombre: id,
  correo: 'a@b.mx',
})
const UGD = who('ugd', 'ugd', null)
const RENAPO = who('renapo', 'renapo', null)
const MESA = who('mesa-14', 'mesa_entidad', '14')
const FINANZAS = who('finanzas-14', 'finanzas', '14')
const COLIMA = who('finanzas-06', 'finanzas', '06')
const ENLACE = who('enlace-14', 'enlace', '14')

const REASON = { motivo: 'Hace falta.' }
const ask = async (staff: Staff, que: ActKind, fields: Readonly<Record<string, string>>): Promise<ActRow> =>
  await propose(app, staff, que, (campo) => ({ ...REASON, ...fields })[campo] ?? '')
const code = (codigo: string): { codigo: string } => ({ codigo })
const fields =
  (...campos: string[]) =>
  (error: { details?: { campos?: { campo: string }[] } }): boolean => {
    assert.deepEqual(
      (error.details?.campos ?? []).map((one) => one.campo),
      campos,
    )
    return true
  }

function newFee(importe: string, daysAhead: number): Record<string, string> {
  const day = START.toZonedDateTimeISO('America/Mexico_City').toPlainDate().add({ days: daysAhead })
  return {
    importe,
    'desde-dia': String(day.day),
    'desde-mes': String(day.month),
    'desde-anio': String(day.year),
    fuente: 'Ley de Ingresos, artículo 12',
  }
}

/** An order of Jalisco by reference that came to its money in some way. */
async function paidAtCounter(state: string, price: number, paid: number): Promise<string> {
  const folio = `ACT-${String((made += 1)).padStart(10, '0')}`
  const at = app.clock.now()
  await app.db.query(
    `insert into orders.solicitud (folio, state, version, placed_at, entidad, importe_centavos, derecho_desde, plantilla,
       referencia, acta_version, anio, medio) values ($1, $2, 1, $3, '14', $4, '2017-01-01', 't', 'r', 'v', 1990, 'referencia')`,
    [folio, state, at, price],
  )
  const { lineaDeCaptura: linea } = await openReference(app, { folio, centavos: price, entidad: '14' })
  const deposit = { key: `k-${folio}`, entidad: '14', linea, centavos: paid, paidLo: at, paidHi: at }
  await app.db.tx(async (tx) => await bookDeposit(app, tx, deposit))
  await markPaid(app, { entry: 0, subject: folio, entidad: '14' })
  return folio
}
async function stateOf(folio: string): Promise<string> {
  const [row] = await app.db.query<{ state: string }>('select state from orders.solicitud where folio = $1', [folio])
  return row!.state
}
async function ledgerOf(folio: string): Promise<Record<string, number>> {
  const rows = await app.db.query<{ account: string; centavos: number }>(
    'select account, sum(centavos)::bigint as centavos from payments.ledger where folio = $1 group by account order by 1',
    [folio],
  )
  return Object.fromEntries(rows.map((one) => [one.account, one.centavos]))
}

describe('an act that weighs', () => {
  test('is done by a second person, once, and never by whoever proposed it', async () => {
    const act = await ask(RENAPO, 'suspension', { entidad: '14', accion: 'suspender' })
    assert.match(act.folio, /^DOS-[0-9A-Z]{10}$/)
    await assert.rejects(resolve(app, RENAPO, 'suspension', act.folio, true), code('misma-persona'))
    await assert.rejects(resolve(app, RENAPO, 'suspension', act.folio, false), code('misma-persona'))
    assert.equal((await listEntidades(app)).find((one) => one.clave === '14')?.abierta, true)
    assert.equal((await resolve(app, UGD, 'suspension', act.folio, true)).estado, 'hecho')
    assert.equal((await listEntidades(app)).find((one) => one.clave === '14')?.fase, 'suspendida')
    await assert.rejects(resolve(app, UGD, 'suspension', act.folio, true), code('acto-terminado'))
    const back = await ask(ENLACE, 'suspension', { accion: 'reanudar' })
    await resolve(app, UGD, 'suspension', back.folio, true)
    assert.equal((await listEntidades(app)).find((one) => one.clave === '14')?.abierta, true)
    const facts = await app.db.query<{ event: string; actor: string }>(
      'select event, actor from journal.entry where subject = $1 order by id',
      [act.folio],
    )
    assert.deepEqual(facts, [
      { event: 'act.proposed', actor: 'renapo' },
      { event: 'act.carriedOut', actor: 'ugd' },
    ])
  })

  test('of two who sign at the same moment only one does it', async () => {
    const act = await ask(RENAPO, 'suspension', { entidad: '14', accion: 'suspender' })
    const both = await Promise.allSettled(
      [1, 2].map(async () => await resolve(app, UGD, 'suspension', act.folio, true)),
    )
    assert.deepEqual(both.map((one) => one.status).sort(), ['fulfilled', 'rejected'])
    await resolve(
      app,
      RENAPO,
      'suspension',
      (await ask(UGD, 'suspension', { entidad: '14', accion: 'reanudar' })).folio,
      true,
    )
  })

  test('may be withdrawn only by its proposer, and is open once for the same matter', async () => {
    const act = await ask(RENAPO, 'suspension', { entidad: '14', accion: 'suspender' })
    await assert.rejects(ask(UGD, 'suspension', { entidad: '14', accion: 'suspender' }), code('acto-abierto'))
    await assert.rejects(withdraw(app, UGD, act.folio), code('acto-ajeno'))
    await withdraw(app, RENAPO, act.folio)
    await assert.rejects(resolve(app, UGD, 'suspension', act.folio, true), code('acto-terminado'))
    const again = await ask(UGD, 'suspension', { entidad: '14', accion: 'suspender' })
    assert.equal((await resolve(app, RENAPO, 'suspension', again.folio, false)).estado, 'rechazado')
    assert.equal((await listEntidades(app)).find((one) => one.clave === '14')?.abierta, true)
  })

  test('of another entidad does not exist, whatever the form says whose it is', async () => {
    const act = await ask(FINANZAS, 'derecho', { ...newFee('99.50', 40), entidad: '06' })
    assert.equal(act.entidad, '14')
    await assert.rejects(readAct(app, COLIMA, act.folio), code('direccion-no-encontrada'))
    await assert.rejects(withdraw(app, COLIMA, act.folio), code('direccion-no-encontrada'))
    await assert.rejects(resolve(app, COLIMA, 'derecho', act.folio, true), code('direccion-no-encontrada'))
    await assert.rejects(resolve(app, FINANZAS, 'derecho', act.folio, true), code('direccion-no-encontrada'))
    // An act is signed at the address of its own kind: the right to sign one kind signs no other.
    await assert.rejects(resolve(app, UGD, 'llave', act.folio, true), code('direccion-no-encontrada'))
    assert.deepEqual((await listActs(app, { entidad: '06', que: null, estado: null })).length, 0)
    await withdraw(app, FINANZAS, act.folio)
  })

  test('says every field to mend at once', async () => {
    await assert.rejects(ask(FINANZAS, 'derecho', {}), fields('importe', 'desde', 'fuente'))
    await assert.rejects(ask(UGD, 'suspension', {}), fields('entidad'))
    await assert.rejects(ask(UGD, 'suspension', { entidad: '14' }), fields('accion'))
    await assert.rejects(ask(MESA, 'exencion', {}), fields('curp', 'filiacion', 'fundamento'))
    await assert.rejects(ask(FINANZAS, 'devolucion', {}), fields('devolucion', 'rastreo'))
    await assert.rejects(ask(FINANZAS, 'revision', {}), fields('folio', 'decision'))
    await assert.rejects(ask(ENLACE, 'llave', { alta: '{' }), fields('alta'))
    await assert.rejects(ask(FINANZAS, 'derecho', { ...newFee('1.00', 9), motivo: 'x'.repeat(301) }), fields('motivo'))
  })

  test('that nobody signed ends at its own instant', async () => {
    const act = await ask(RENAPO, 'suspension', { entidad: '14', accion: 'suspender' })
    const due = app.clock.now().add({ hours: 24 })
    assert.equal(String(await nextActDue(app)), String(due))
    setClock(app, due.subtract({ seconds: 1 }).toString())
    assert.equal(await sweepActs(app), 0)
    setClock(app, due.add({ minutes: 7 }).toString())
    assert.equal(await sweepActs(app), 1)
    const { estado, resuelto_at, resolvio } = await readAct(app, UGD, act.folio)
    assert.deepEqual([estado, String(resuelto_at), resolvio], ['vencido', String(due), null])
    setClock(app, START.toString())
  })

  test('is held to two people by the database too, and is never changed or deleted', async () => {
    const act = await ask(RENAPO, 'suspension', { entidad: '14', accion: 'suspender' })
    const end = `update acts.acto set estado = 'hecho', resolvio = $2, resuelto_at = now(), vence_at = null where folio = $1`
    await assert.rejects(app.owner.query(end, [act.folio, 'renapo']), { code: '23514' })
    await assert.rejects(app.owner.query(end, [act.folio, null]), { code: '23514' })
    const rewrite = `update acts.acto set contenido = '{"accion":"reanudar"}' where folio = $1`
    await assert.rejects(app.owner.query(rewrite, [act.folio]), { code: '42501' })
    await assert.rejects(
      app.owner.query('delete from acts.acto where folio = $1', [act.folio]),
      /journal|final|refuse|append/i,
    )
    await resolve(app, UGD, 'suspension', act.folio, false)
    await assert.rejects(app.owner.query(end, [act.folio, 'ugd']), { code: '42501' })
    const { checked, violations } = await checkActs(app)
    assert.ok(checked > 0)
    assert.deepEqual(violations, [])
  })
})

describe('the fee of an entidad', () => {
  test('begins on a day to come, is confirmed by the law that both read, and never changes one that was', async () => {
    for (const days of [0, -1, 800])
      await assert.rejects(ask(FINANZAS, 'derecho', newFee('99.50', days)), fields('desde'))
    const act = await ask(FINANZAS, 'derecho', newFee('1,099.50', 3))
    await resolve(app, RENAPO, 'derecho', act.folio, true)
    const before = (await listEntidades(app)).find((one) => one.clave === '14')!
    assert.notEqual(before.derechosCentavos, 109_950)
    setClock(app, START.add({ hours: 96 }).toString())
    const after = (await listEntidades(app)).find((one) => one.clave === '14')!
    assert.deepEqual([after.derechosCentavos, after.derechosConfirmados], [109_950, true])
    setClock(app, START.toString())
    const again = await ask(FINANZAS, 'derecho', newFee('50.00', 3))
    await assert.rejects(resolve(app, UGD, 'derecho', again.folio, true), code('derecho-repetido'))
    assert.equal((await readAct(app, UGD, again.folio)).estado, 'propuesto')
    await withdraw(app, FINANZAS, again.folio)
  })

  test('is read in pesos and centavos as people write them, and nothing else', () => {
    const read = ['98', '98.00', '$ 1,234.50', '0.05', '98.5', '-98', '98,00', '1e3', '', '12,34'].map(centavosOf)
    assert.deepEqual(read, [9_800, 9_800, 123_450, 5, null, null, null, null, null, null])
  })
})

describe('a node with its key', () => {
  test('answers only after another person compared its fingerprint', async () => {
    const node = await openNode(app, '09', [], { register: false })
    const enlace = who('enlace-09', 'enlace', '09')
    const alta = JSON.stringify(node.alta)
    await assert.rejects(ask(ENLACE, 'llave', { alta }), fields('alta'))
    await assert.rejects(
      ask(enlace, 'llave', { alta: JSON.stringify({ ...node.alta, kid: 'x' }) }),
      code('alta-invalida'),
    )
    const act = await ask(enlace, 'llave', { alta: JSON.stringify({ ...node.alta, secreto: 'no se guarda' }) })
    assert.doesNotMatch(JSON.stringify(act), /no se guarda/)
    await assert.rejects(readEndpoint(app, '09'), code('entidad-no-disponible'))
    await resolve(app, UGD, 'llave', act.folio, true)
    assert.equal((await readEndpoint(app, '09')).url, node.alta.url)
  })
})

describe('a payment under review', () => {
  test('that two people accept is paid, and one that they do not goes back', async () => {
    const [yes, no] = [
      await paidAtCounter('awaitingPayment', 10_000, 9_900),
      await paidAtCounter('awaitingPayment', 10_000, 5_000),
    ]
    const accepted = await ask(FINANZAS, 'revision', { folio: yes, decision: 'aceptar' })
    const refused = await ask(FINANZAS, 'revision', { folio: no, decision: 'no-aceptar' })
    await assert.rejects(ask(COLIMA, 'revision', { folio: yes, decision: 'aceptar' }), fields('folio'))
    await resolve(app, UGD, 'revision', accepted.folio, true)
    await resolve(app, UGD, 'revision', refused.folio, true)
    assert.deepEqual([await stateOf(yes), await stateOf(no)], ['paid', 'refundDue'])
    assert.equal((await takeForIssuing(app, yes))?.folio, yes)
    assert.deepEqual(
      (await checkOrders(app)).i9.violations.filter((one) => one.startsWith(yes) && !one.includes('v2')),
      [],
    )
  })

  test('that changed while people decided is not decided any more', async () => {
    const folio = await paidAtCounter('awaitingPayment', 10_000, 9_000)
    const act = await ask(FINANZAS, 'revision', { folio, decision: 'no-aceptar' })
    const [line] = await app.db.query<{ linea: string }>('select linea from payments.reference where folio = $1', [
      folio,
    ])
    const at = app.clock.now()
    const rest = { key: `rest-${folio}`, entidad: '14', linea: line!.linea, centavos: 1_000, paidLo: at, paidHi: at }
    await app.db.tx(async (tx) => await bookDeposit(app, tx, rest))
    await markPaid(app, { entry: 0, subject: folio, entidad: '14' })
    await assert.rejects(resolve(app, UGD, 'revision', act.folio, true), code('transicion-no-permitida'))
    assert.equal(await stateOf(folio), 'paid')
  })
})

describe('money that goes back by transfer', () => {
  const bank = { url: 'http://127.0.0.1:1', secret: Buffer.alloc(32) } as never
  async function due(price: number): Promise<string> {
    const folio = await paidAtCounter('rejected', price, price)
    await refundOrder({ ...app, bank }, { entry: 0, subject: folio, entidad: '14' })
    return folio
  }
  const answer = (folio: string, rastreo: string): Record<string, string> => ({
    devolucion: `solicitud|${folio}`,
    rastreo,
  })

  test('is booked once, by one person below the limit and by two from it on, with the key of the transfer', async () => {
    const [small, large] = [await due(14_999), await due(15_000)]
    const alone = await ask(FINANZAS, 'devolucion', answer(small, 'mbk-2017 0804 1234'))
    assert.deepEqual([alone.estado, alone.una_persona], ['hecho', true])
    assert.deepEqual(await ledgerOf(small), { banco: 0, 'por-emitir': 0 })
    const together = await ask(FINANZAS, 'devolucion', answer(large, 'MBK20170804'))
    assert.deepEqual(await ledgerOf(large), { banco: 15_000, 'por-emitir': -15_000 })
    await assert.rejects(resolve(app, FINANZAS, 'devolucion', together.folio, true), code('misma-persona'))
    await resolve(app, UGD, 'devolucion', together.folio, true)
    assert.deepEqual(await ledgerOf(large), { banco: 0, 'por-emitir': 0 })
    assert.deepEqual(
      (await listDueByHand(app, '14')).filter((one) => [small, large].includes(one.folio)),
      [],
    )
    await assert.rejects(ask(FINANZAS, 'devolucion', answer(small, 'MBK20170805')), fields('devolucion'))
  })

  test('is never named by an account, and belongs to its own entidad', async () => {
    const folio = await due(12_000)
    for (const rastreo of ['012345678901234567', 'A', '', 'á'.repeat(8)])
      await assert.rejects(ask(FINANZAS, 'devolucion', answer(folio, rastreo)), fields('rastreo'), rastreo)
    await assert.rejects(ask(COLIMA, 'devolucion', answer(folio, 'MBK20170804')), fields('devolucion'))
  })

  test('of what was paid too much goes back in the same way', async () => {
    const folio = await paidAtCounter('awaitingPayment', 10_000, 12_500)
    const [surplus] = (await listDueByHand(app, '14')).filter((one) => one.folio === folio)
    assert.deepEqual([surplus?.clase, surplus?.centavos], ['excedente', 2_500])
    await ask(FINANZAS, 'devolucion', { devolucion: `excedente|${surplus!.id}`, rastreo: 'MBK20170806' })
    assert.deepEqual(await ledgerOf(folio), { banco: 10_000, 'por-devolver': 0, 'por-emitir': -10_000 })
  })
})

describe('a copy without payment', () => {
  const request = { curp: CURP, filiacion: FILIACION, fundamento: 'autoridad' }

  test('is made once another office of the same entidad signed, and stands in the books with nothing', async () => {
    const act = await ask(MESA, 'exencion', { ...request, correo: 'persona@example.org' })
    assert.doesNotMatch(JSON.stringify(act), /PEGJ900512|García|persona@/)
    assert.equal(await stateOf(act.asunto), 'quoted')
    assert.equal(await takeForIssuing(app, act.asunto), null)
    await assert.rejects(resolve(app, MESA, 'exencion', act.folio, true), code('direccion-no-encontrada'))
    await resolve(app, FINANZAS, 'exencion', act.folio, true)
    assert.equal(await stateOf(act.asunto), 'paid')
    assert.deepEqual(await ledgerOf(act.asunto), { exento: 0, 'por-emitir': 0 })
    assert.equal((await takeForIssuing(app, act.asunto))?.folio, act.asunto)
    const { i2, i9 } = await checkOrders(app)
    assert.deepEqual(
      [...i2.violations, ...i9.violations].filter((one) => one.startsWith(act.asunto)),
      [],
    )
    const rows = await app.db.query('select propuso, firmo, fundamento from orders.exencion where folio = $1', [
      act.asunto,
    ])
    assert.deepEqual(rows, [{ propuso: 'mesa-14', firmo: 'finanzas-14', fundamento: 'autoridad' }])
    const wrong = `insert into orders.exencion select $1, 'DOS-X', 'a', 'a', 'f', 0, now()`
    await assert.rejects(app.owner.query(wrong, [act.asunto]), { code: '23514' })
  })

  test('that nobody signs, or whose record does not answer, ends without a charge', async () => {
    const declined = await ask(MESA, 'exencion', request)
    await resolve(app, FINANZAS, 'exencion', declined.folio, false)
    assert.equal(await stateOf(declined.asunto), 'rejected')
    const lapsed = await ask(MESA, 'exencion', request)
    await resolve(app, FINANZAS, 'exencion', lapsed.folio, true)
    const waiting = await ask(MESA, 'exencion', request)
    setClock(app, START.add({ hours: 73 }).toString())
    await sweepActs(app)
    await sweepOrders(app)
    assert.equal((await readAct(app, MESA, waiting.folio)).estado, 'vencido')
    assert.ok(['expired', 'rejected'].includes(await stateOf(waiting.asunto)))
    assert.equal(await stateOf(lapsed.asunto), 'rejected')
    setClock(app, START.toString())
  })

  test('is not found for a wrong filiation, and that try costs no quota', async () => {
    const bought = who('mesa-prueba-14', 'mesa_entidad', '14')
    await assert.rejects(
      ask(bought, 'exencion', { ...request, filiacion: 'Otra Persona Cualquiera' }),
      code('acta-no-encontrada'),
    )
    const [row] = await app.db.query<{ n: number }>('select n from acts.cuota where cuenta = $1', [bought.id])
    assert.equal(row?.n, 0)
  })

  test('T12: of 200 that one account asks for in a day, at once or in turn, 20 are taken and one alarm is raised', async () => {
    const bought = who('mesa-comprada-14', 'mesa_entidad', '14')
    let taken = 0
    const refusals: string[] = []
    const one = async (): Promise<void> => {
      try {
        await ask(bought, 'exencion', request)
        taken += 1
      } catch (error) {
        refusals.push((error as { codigo: string }).codigo)
      }
    }
    // Four at once: beyond five the record itself waits, whoever asks.
    for (let batch = 0; batch < 50; batch += 1) await Promise.all(Array.from({ length: 4 }, one))
    assert.equal(taken, 20)
    assert.deepEqual([...new Set(refusals)], ['cuota-alcanzada'])
    assert.equal(refusals.length, 180)
    const alarms = (await listAlarms(app, '14')).filter((alarm) => alarm.cuenta === bought.id)
    assert.deepEqual(
      alarms.map((alarm) => [alarm.que, alarm.tope, alarm.vista_at]),
      [['exencion', 20, null]],
    )
    const facts = await app.db.query(
      `select actor, entidad from journal.entry where event = 'act.quotaReached' and actor = $1`,
      [bought.id],
    )
    assert.deepEqual(facts, [{ actor: bought.id, entidad: '14' }])
    assert.deepEqual((await listAlarms(app, '06')).length, 0)

    await assert.rejects(
      acknowledgeAlarm(app, who('oic-06', 'oic', '06'), alarms[0]!.id),
      code('direccion-no-encontrada'),
    )
    await acknowledgeAlarm(app, who('oic-14', 'oic', '14'), alarms[0]!.id)
    await acknowledgeAlarm(app, who('auditor', 'auditor', null), alarms[0]!.id)
    assert.equal((await listAlarms(app, '14')).find((alarm) => alarm.cuenta === bought.id)?.vista_por, 'oic-14')

    const tomorrow = START.toZonedDateTimeISO('America/Mexico_City').startOfDay().add({ days: 1 }).toInstant()
    setClock(app, tomorrow.subtract({ seconds: 1 }).toString())
    const quota = { que: 'exencion', entidad: '14', tope: 20 } as const
    await assert.rejects(countOne(app, bought, quota), {
      kind: 'tooMany',
      details: { params: { tope: 20 }, retryAfterS: 1 },
    })
    setClock(app, tomorrow.toString())
    await countOne(app, bought, quota)
    setClock(app, START.toString())
  })

  test('is signed by one account so many times a day and not more', async () => {
    const signer = who('finanzas-b-14', 'finanzas', '14')
    await app.db.query(
      `insert into acts.cuota (entidad, cuenta, que, dia, n) values ('14', $1, 'firma', ($2::timestamptz at time zone 'America/Mexico_City')::date, 60)`,
      [signer.id, app.clock.now()],
    )
    const act = await ask(MESA, 'exencion', request)
    await assert.rejects(resolve(app, signer, 'exencion', act.folio, true), code('cuota-alcanzada'))
    assert.equal(await stateOf(act.asunto), 'quoted')
    await resolve(app, signer, 'exencion', act.folio, false)
    assert.equal((await listAlarms(app, '14')).filter((one) => one.cuenta === signer.id).length, 1)
  })

  test('its alarm tells who watches in words and names nobody else', () => {
    const at = Temporal.Instant.from('2017-08-03T15:15:00Z')
    const letter = alarmLetter(
      { cuenta: 'mesa-14', que: 'exencion', tope: 20, at },
      { entidad: 'Jalisco', link: 'https://x/consola/actos' },
    )
    assert.match(letter.subject, /^Alarma: copias sin costo en Jalisco$/)
    assert.match(JSON.stringify(letter.parts), /mesa-14 llegó al tope de 20 copias/)
  })
})
