// The teller's window checks a line as a bank does, and the file of a day is the same however often it is asked for.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeClock } from '../clock.ts'
import { openCounter } from './counter.ts'

const folder = mkdtempSync(join(tmpdir(), 'ventanilla-'))
const clock = makeClock(() => 0)
clock.set({ shown: Temporal.Instant.from('2017-08-04T23:00:00Z') })

/** What the portal double was sent, and what it answers. */
const received: string[] = []
let status = 200
const portal = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (text: string) => (body += text))
  request.on('end', () => {
    received.push(body)
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
})
await new Promise<void>((done) => portal.listen(0, '127.0.0.1', done))
const address = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`
const counter = openCounter({ folder, clock, secret: 'secreto', portal: () => address })
after(() => {
  counter.close()
  portal.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Reference 06 0000000001, 102.00 pesos, last day 6 August 2017, base year 2013: as the portal mints it. */
const LINEA = '06000000000117105279'

function codigo(fields: Record<string, unknown>): string {
  try {
    counter.pay(fields)
    return 'taken'
  } catch (error) {
    return (error as { codigo: string }).codigo
  }
}

test('a line with a wrong digit, another amount or a last day that passed is refused, unless it is forced', () => {
  const right = { lineaDeCaptura: LINEA, importeCentavos: 10_200 }
  assert.equal(codigo({ ...right, lineaDeCaptura: LINEA.replace('1', '2') }), 'linea-invalida')
  assert.equal(codigo({ ...right, importeCentavos: 10_100 }), 'importe-no-corresponde')
  assert.equal(codigo({ ...right, importeCentavos: 0 }), 'importe-invalido')
  assert.equal(codigo({ ...right, pagadoEn: '2017-08-09' }), 'pago-futuro')
  assert.equal(codigo({ ...right, pagadoEn: 'ayer' }), 'pago-fecha')
  clock.set({ shown: Temporal.Instant.from('2017-08-08T12:00:00Z') })
  assert.equal(codigo({ ...right, pagadoEn: '2017-08-07' }), 'linea-vencida')
  assert.equal(codigo({ ...right, importeCentavos: 10_100, pagadoEn: '2017-08-07', forzar: true }), 'taken')
})

test('a day that is closed again gives the same bytes, and what a refused file told of is told again', async () => {
  counter.pay({ lineaDeCaptura: LINEA, importeCentavos: 10_200, pagadoEn: '2017-08-04' })
  const day = { entidad: '06', fecha: '2017-08-07' }
  status = 422
  await counter.closeDay({ ...day, defecto: 'suma_mala' })
  status = 200
  const { archivo } = await counter.closeDay(day)
  await counter.closeDay(day)
  const [bad, good, again] = received
  assert.notEqual(bad, good)
  assert.equal(again, good)
  assert.deepEqual([archivo.registros, archivo.sumaCentavos, archivo.secuencia], [2, 20_300, 1])
  assert.ok(
    good!
      .trimEnd()
      .split('\n')
      .every((line) => line.length <= 66),
  )
  counter.pay({ lineaDeCaptura: LINEA, importeCentavos: 10_200, pagadoEn: '2017-08-05' })
  assert.equal((await counter.closeDay(day)).archivo.secuencia, 2)
})

test('an unknown format, defect, day or entidad is refused', async () => {
  const right = { entidad: '06', fecha: '2017-08-07' }
  const wrong = { formato: 'camt', defecto: 'raro', fecha: '2017-02-30', entidad: '33' }
  const seen: string[] = []
  for (const [name, value] of Object.entries(wrong)) {
    await counter
      .closeDay({ ...right, [name]: value })
      .catch((error: unknown) => seen.push((error as { codigo: string }).codigo))
  }
  assert.deepEqual(seen, ['formato-desconocido', 'defecto-desconocido', 'fecha-invalida', 'entidad-desconocida'])
})
