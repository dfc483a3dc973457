// A copy that is paid at a teller's window: from the slip to the copy, and to indicator 6 three days later.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { call, downloadCopy, order, person, readOrder, startWorld, waitForState } from '../world.ts'
import type { Order, World } from '../world.ts'

const REPOSITORY = resolve(fileURLToPath(new URL('../../../', import.meta.url)))
let world: World

before(async () => {
  world = await startWorld()
})
after(async () => {
  await world.end()
})

type ByReference = Order & { readonly pago: { readonly lineaDeCaptura: string; readonly venceEn: string } }

async function orderByReference(entidad: string): Promise<ByReference> {
  return (await order(world, await person(world, entidad), { medioDePago: 'referencia' })) as ByReference
}

async function now(): Promise<string> {
  return (await call('GET', `${world.sandbox}/reloj`)).body.ahora as string
}

const localDay = (at: string): string =>
  Temporal.Instant.from(at).toZonedDateTimeISO('America/Mexico_City').toPlainDate().toString()

async function payAtTeller(one: ByReference, more: Record<string, unknown> = {}): Promise<string> {
  const { lineaDeCaptura } = one.pago
  const body = { lineaDeCaptura, importeCentavos: one.importeCentavos, ...more }
  const paid = await call('POST', `${world.sandbox}/banco/ventanilla`, body)
  assert.equal(paid.status, 201, JSON.stringify(paid.body))
  return localDay(paid.body.pagadoEn as string)
}

async function closeDay(entidad: string, fecha: string, defecto?: string) {
  const { status, body } = await call('POST', `${world.sandbox}/banco/archivo`, { entidad, fecha, defecto })
  assert.equal(status, 200, JSON.stringify(body))
  return body.portal as { estado: number; respuesta: Record<string, any> }
}

/** Verdicts of the evidence of an entidad, by folio. */
async function evidence(entidad: string): Promise<Record<string, string>> {
  const hasta = Temporal.Instant.from(await now()).add({ hours: 1 })
  const desde = hasta.subtract({ hours: 24 * 14 })
  const response = await fetch(
    `${world.url}/api/v1/evidencia/pagos.csv?desde=${desde.toString()}&hasta=${hasta.toString()}&entidad=${entidad}`,
  )
  assert.equal(response.status, 200)
  const [, ...rows] = (await response.text()).trimEnd().split('\r\n')
  return Object.fromEntries(rows.map((row) => [row.split(',')[0]!, row.split(',').at(-1)!]))
}

async function forward(avanza: string): Promise<void> {
  const moved = await call('PUT', `${world.sandbox}/reloj`, { avanza })
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
}

test('a person orders by reference, pays at the window, and the copy is issued once the bank closes its day', async () => {
  const one = await orderByReference('14')
  assert.deepEqual([one.estado, one.pago.lineaDeCaptura.length], ['pago_pendiente', 20])
  const entered = await fetch(`${world.url}/solicitudes/${one.folio}/entrar?acceso=${one.acceso}`, {
    redirect: 'manual',
  })
  const cookie = entered.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  const slip = await (await fetch(`${world.url}/solicitudes/${one.folio}/ficha`, { headers: { cookie } })).text()
  assert.ok(slip.includes(one.pago.lineaDeCaptura.replace(/(\d{4})(?=\d)/g, '$1 ')), 'the slip does not show the line')
  assert.ok(slip.includes('72 horas'), 'the slip does not promise 72 hours')

  const wrong = { lineaDeCaptura: one.pago.lineaDeCaptura, importeCentavos: one.importeCentavos + 100 }
  assert.equal((await call('POST', `${world.sandbox}/banco/ventanilla`, wrong)).body.codigo, 'importe-no-corresponde')
  const day = await payAtTeller(one)
  assert.equal((await readOrder(world, one)).body['estado'], 'pago_pendiente')
  const bad = await closeDay('14', day, 'suma_mala')
  assert.deepEqual([bad.estado, bad.respuesta['codigo']], [422, 'archivo-suma'])
  assert.equal((await readOrder(world, one)).body['estado'], 'pago_pendiente')
  const good = await closeDay('14', day)
  assert.deepEqual(
    [good.estado, good.respuesta['estado'], good.respuesta['lineas'][0].folio],
    [200, 'aceptado', one.folio],
  )
  await waitForState(world, one, 'emitida')
  assert.ok((await downloadCopy(world, one)).subarray(0, 5).equals(Buffer.from('%PDF-')))
  assert.equal((await closeDay('14', day)).respuesta['estado'], 'repetido')
  assert.equal((await evidence('14'))[one.folio], 'pendiente')
  await forward('PT73H')
  assert.equal((await evidence('14'))[one.folio], 'pasa_cierto')
})

test('with a finance ministry that takes 80 hours the payment counts as a failure, and the copy is not held up', async () => {
  const slow = await call('PUT', `${world.sandbox}/entidades/06/finanzas`, { retrasoHoras: 80 })
  assert.deepEqual(slow.body.finanzas, { retrasoHoras: 80 })
  const one = await orderByReference('06')
  await closeDay('06', await payAtTeller(one))
  await waitForState(world, one, 'emitida')
  await forward('PT73H')
  assert.equal((await evidence('06'))[one.folio], 'falla_cierta')
})

test('one peso short is held for two people and no copy is made; a file with a line of nobody is kept', async () => {
  const short = await orderByReference('13')
  const day = await payAtTeller(short, { importeCentavos: short.importeCentavos - 100, forzar: true })
  const closed = await closeDay('13', day)
  assert.equal(closed.respuesta['lineas'][0].estado, 'parcial')
  await waitForState(world, short, 'en_revision')
  const lost = await orderByReference('13')
  const unknown = await closeDay('13', await payAtTeller(lost), 'linea_desconocida')
  assert.deepEqual(
    unknown.respuesta['lineas'].map((line: any) => [line.estado, line.motivo]),
    [['sin_identificar', 'linea-desconocida']],
  )
  assert.equal((await readOrder(world, lost)).body['estado'], 'pago_pendiente')
})

test('the command takes a file as the bank would, and refuses a wrong one with 1', async () => {
  const file = join(world.dataDir, 'banco.txt')
  const pad = (value: number, width: number): string => String(value).padStart(width, '0')
  const day = localDay(await now()).replaceAll('-', '')
  const text = (told: number): string =>
    `EANCHO-FIJO-1990990010000000000001${day}${pad(9, 4)}${pad(0, 6)}${pad(told, 14)}\n${`T${pad(0, 6)}${pad(told, 14)}`.padEnd(66)}\n`
  const run = async (told: number): Promise<{ code: number; out: string; err: string }> => {
    writeFileSync(file, text(told))
    const args = [join(REPOSITORY, 'bin', 'actas'), 'bank', 'import', file, '--entidad', '01', '--json']
    const env = { ...process.env, ACTAS_DATA: world.dataDir, DATABASE_URL: '' }
    return await promisify(execFile)(process.execPath, args, { env }).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        out: error.stdout,
        err: error.stderr,
      }),
    )
  }
  const bad = await run(1)
  assert.deepEqual([bad.code, JSON.parse(bad.out).estado], [1, 'rechazado'], bad.err)
  const good = await run(0)
  assert.deepEqual([good.code, JSON.parse(good.out).estado], [0, 'aceptado'], good.err)
  assert.equal(JSON.parse((await run(0)).out).estado, 'repetido')
})
