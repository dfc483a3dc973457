// Refusals over a real database: verified by themselves, joined across four doors, and counted once in indicator 4.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { seedDirectory } from '#directory'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import type { Ventana } from '#modelo'
import type { Staff } from '#staff'
import { openTestApp, setClock } from '../../../../test/app.ts'
import { addIssuedCopy } from '../../../../test/issued-copy.ts'
import { acceptanceIndicator } from './acceptance-indicator.ts'
import { actOnRefusal, listCases, readRefusal, takeRefusal } from './refusals.ts'
import type { RefusalInput } from './refusals.ts'

const plain = await openTestApp()
const app = { ...plain, sealTrust: await readPublicTrust(join(plain.config.dataDir, 'llaves')) }
await seedDirectory(app)
await seedModelo(app)

const desk: Staff = { id: 'mesa-15', nombre: 'Mesa', correo: 'a@b.mx', rol: 'mesa_entidad', entidad: '15' }

/** Each test has a month of its own. */
let month = 0
function newMonth(): { at: (day: number) => void; ventana: Ventana; dayOf: (n: number) => string } {
  month += 1
  const start = Temporal.PlainDate.from('2018-01-01').add({ months: month })
  const noon = (date: Temporal.PlainDate): Temporal.Instant =>
    date.toZonedDateTime({ timeZone: 'America/Mexico_City', plainTime: '12:00' }).toInstant()
  const midnight = (date: Temporal.PlainDate): Temporal.Instant =>
    date.toZonedDateTime('America/Mexico_City').toInstant()
  const at = (n: number): void => setClock(app, noon(start.add({ days: n - 1 })).toString())
  at(1)
  return {
    at,
    ventana: { desde: midnight(start), hasta: midnight(start.add({ months: 1 })) },
    dayOf: (n) => start.add({ days: n - 1 }).toString(),
  }
}

const tell = async (copia: string, more: Partial<RefusalInput> = {}) =>
  await takeRefusal(app, {
    copia,
    autoridad: 'escuela',
    palabras: 'Pidieron papel con sello.',
    puerta: 'gobmx',
    actor: 'ciudadano',
    ...more,
  })
const issue = async (entidad = '15') => await addIssuedCopy(app.db, entidad, app.clock.now().toString())

test('one refusal told at four doors is one case with four sources, counted once (DESK-7)', async () => {
  const { at, ventana } = newMonth()
  const copy = await issue()
  const first = await tell(copy.codigo)
  at(2)
  await tell(copy.folio, { puerta: 'mesaLocal', actor: 'mesa-15' })
  await tell(copy.codigo, { puerta: 'oic', actor: 'oic-15' })
  at(3)
  const last = await tell(copy.codigo, { puerta: 'contraloria', actor: 'oic-15' })
  assert.deepEqual([first.nuevo, last.nuevo, last.folio], [true, false, first.folio])
  const one = await acceptanceIndicator(app, ventana, '15')
  assert.deepEqual([one.total, one.valor, one.cuentas['recibidas']], [1, 1, 4])
  assert.deepEqual(one.porPuerta, { gobmx: 1, mesaLocal: 1, oic: 1, contraloria: 1 })
  assert.deepEqual([one.alerta, one.n], [true, 1])
  const [row] = await listCases(app, ventana, '15')
  assert.deepEqual(row?.puertas, ['gobmx', 'mesaLocal', 'oic', 'contraloria'])
})

test('the same copy at another authority, or at the same one four days later, is another case', async () => {
  const { at, ventana, dayOf } = newMonth()
  const copy = await issue()
  await tell(copy.codigo)
  await tell(copy.codigo, { autoridad: 'imss' })
  await tell(copy.codigo, { autoridad: 'otra', autoridadOtra: 'Marina' })
  await tell(copy.codigo, { autoridad: 'otra', autoridadOtra: ' MARINA ' })
  at(8)
  await tell(copy.codigo, { fecha: dayOf(4) })
  await tell(copy.codigo, { fecha: dayOf(5) })
  const one = await acceptanceIndicator(app, ventana, '15')
  assert.equal(one.total, 4)
  assert.equal(one.cuentas['maximoPorAutoridad'], 2)
})

test('whoever first did not say which authority it was does not make a second case of it', async () => {
  const { ventana } = newMonth()
  const copy = await issue()
  const first = await takeRefusal(app, {
    copia: copy.codigo,
    palabras: 'No la quisieron.',
    puerta: 'gobmx',
    actor: 'ciudadano',
  })
  const second = await tell(copy.codigo, { autoridad: 'imss' })
  assert.equal(second.folio, first.folio)
  assert.equal((await readRefusal(app, desk, first.folio)).row.autoridad, 'imss')
  assert.equal((await acceptanceIndicator(app, ventana, '15')).total, 1)
})

test('a copy that we never issued is unfounded by itself and is not counted against anybody', async () => {
  const { ventana } = newMonth()
  await issue()
  const taken = await tell(newCodigoVerificacion())
  assert.deepEqual([taken.veredicto, taken.verificacion], ['no_emitida', undefined])
  const one = await acceptanceIndicator(app, ventana, null)
  assert.deepEqual([one.total, one.cuentas['improcedentes'], one.veredicto], [0, 1, 'OPTIMO'])
  await assert.rejects(readRefusal(app, desk, taken.folio), { codigo: 'rechazo-no-encontrado' })
})

test('a private party is a class of its own: the letter speaks of authorities', async () => {
  const { ventana } = newMonth()
  const copy = await issue()
  await tell(copy.codigo, { autoridad: 'particular' })
  const one = await acceptanceIndicator(app, ventana, '15')
  assert.deepEqual([one.total, one.cuentas['particulares'], one.alerta], [0, 1, false])
})

test('a case is verified by itself, and a desk takes it to its end in the order of the table', async () => {
  newMonth()
  const copy = await issue()
  const { folio, veredicto, verificacion } = await tell(copy.codigo)
  assert.equal(veredicto, 'valida')
  const told = await readRefusal(app, desk, folio)
  assert.deepEqual(
    told.historial.map((one) => one.estado),
    ['recibida', 'clasificada', 'verificada'],
  )
  assert.equal(told.row.verificacion, verificacion)
  await assert.rejects(actOnRefusal(app, desk, folio, 'close'), { codigo: 'rechazo-no-permite', kind: 'conflict' })
  for (const step of ['notifyAgency', 'agencyAnswered', 'upholdCorrected', 'close'] as const)
    await actOnRefusal(app, desk, folio, step)
  assert.equal((await readRefusal(app, desk, folio)).historial.at(-1)?.estado, 'cerrada')
  const refused = await app.db.query(`select 1 from journal.entry where event = 'refusal.refused' and subject = $1`, [
    folio,
  ])
  assert.equal(refused.length, 1)
})

test('a case dismissed in the end leaves the count, also once it is closed', async () => {
  const { ventana } = newMonth()
  const { folio } = await tell((await issue()).codigo)
  assert.equal((await acceptanceIndicator(app, ventana, '15')).total, 1)
  for (const step of ['notifyAgency', 'agencyAnswered', 'dismiss', 'close'] as const)
    await actOnRefusal(app, desk, folio, step)
  assert.equal((await acceptanceIndicator(app, ventana, '15')).total, 0)
})

test('a desk attends only the copies of its own entidad, and whoever may not attend hears of none', async () => {
  newMonth()
  const { folio } = await tell((await issue('14')).codigo)
  for (const staff of [desk, { ...desk, rol: 'auditor', entidad: null } as const]) {
    await assert.rejects(readRefusal(app, staff, folio), { codigo: 'rechazo-no-encontrado' })
    await assert.rejects(actOnRefusal(app, staff, folio, 'notifyAgency'), { codigo: 'rechazo-no-encontrado' })
  }
  assert.ok(await readRefusal(app, { ...desk, rol: 'oic', entidad: '14' }, folio))
})

test('the constancia, which names people, is given only to whoever showed the code itself', async () => {
  newMonth()
  const copy = await issue()
  assert.equal((await tell(copy.folio, { correo: 'ana@ejemplo.mx' })).verificacion, undefined)
  assert.ok((await tell(copy.codigo)).verificacion)
  const mails = await app.db.query('select con_codigo from helpdesk.rechazo_correo order by folio', [])
  assert.deepEqual(mails, [{ con_codigo: false }])
})

test('everything that is wrong with a refusal is said at once, each with its field', async () => {
  const { dayOf } = newMonth()
  const wrong = { autoridad: 'nadie', palabras: ' ', fecha: '2018-02-30', correo: 'x' }
  await assert.rejects(tell('123', wrong), (error: { details: { campos: { campo: string; codigo: string }[] } }) => {
    assert.deepEqual(
      error.details.campos.map((one) => `${one.campo} ${one.codigo}`),
      [
        'palabras texto-falta',
        'autoridad autoridad-falta',
        'fecha fecha-imposible',
        'correo correo-invalido',
        'copia copia-desconocida',
      ],
    )
    return true
  })
  const copy = await issue()
  await assert.rejects(tell(copy.codigo, { autoridad: 'otra' }), { codigo: 'datos-invalidos' })
  await assert.rejects(tell(copy.codigo, { fecha: dayOf(2) }), { codigo: 'datos-invalidos' })
})

test('two doors that tell the same refusal at the same moment make one case', async () => {
  const { ventana } = newMonth()
  const copy = await issue()
  // Connections that are already open, so that nobody waits for one and is second by accident.
  await Promise.all(Array.from({ length: 5 }, async () => await app.db.query('select pg_sleep(0.1)', [])))
  const taken = await Promise.all(Array.from({ length: 6 }, async () => await tell(copy.codigo)))
  assert.equal(new Set(taken.map((one) => one.folio)).size, 1)
  assert.equal((await acceptanceIndicator(app, ventana, '15')).total, 1)
})
