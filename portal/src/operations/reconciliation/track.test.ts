// Indicator 6 from a bank's file to the figure: a real node, a real database, and one clock for both.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { initNode } from '@actas/node-kit/src/init.ts'
import { startNode } from '@actas/node-kit/src/node.ts'
import type { RunningNode } from '@actas/node-kit/src/node.ts'
import { registerNode, seedDirectory } from '#directory'
import { readClientCa, readTransportIdentity } from '#keys'
import { seedModelo } from '#modelo'
import { openReference } from '#payments'
import { openTestApp, setClock } from '../../../test/app.ts'
import { bankFile } from '../../../test/bank-file.ts'
import { EVIDENCE_HEAD } from './indicator.ts'
import {
  importBankFile,
  nextAvailabilityDue,
  paymentsEvidence,
  paymentsIndicator,
  sweepAvailability,
} from './reconciliation.ts'
import type { WithEntidades } from './reconciliation.ts'

const HOUR = 3_600_000
const data = mkdtempSync(join(tmpdir(), 'nodo-'))
let app: WithEntidades & Awaited<ReturnType<typeof openTestApp>>
let node: RunningNode | null = null
let delayMs = 0
let sequence = 0
let folios = 0

before(async () => {
  const base = await openTestApp()
  const keys = join(base.config.dataDir, 'llaves')
  app = { ...base, entidades: { identity: await readTransportIdentity(keys) } }
  setClock(app, '2017-08-04T23:00:00Z')
  await seedDirectory(app)
  await seedModelo(app)
  await initNode({ entidad: '14', data })
  await openNode()
})
after(async () => {
  await node?.close()
  rmSync(data, { recursive: true, force: true })
})

async function openNode(): Promise<void> {
  const portalCa = await readClientCa(join(app.config.dataDir, 'llaves'))
  const port = node === null ? 0 : Number(new URL(node.url).port)
  node = await startNode({ data, port, portalCa, clock: app.clock, registrationDelayMs: () => delayMs })
  await registerNode(app, node.alta, 'alta')
}

/** A payment of a new order at this local time of Jalisco; the file arrives now. */
async function pay(day: string, hour: string): Promise<string> {
  const folio = `ACT-${String((folios += 1)).padStart(10, '0')}`
  const { lineaDeCaptura } = await openReference(app, { folio, centavos: 10_000, entidad: '14' })
  const autorizacion = String(folios).padStart(8, '0')
  const line = { linea: lineaDeCaptura, centavos: 10_000, day, hour, autorizacion }
  const text = bankFile('14', [line], (sequence += 1), day)
  const file = { entidad: '14', bytes: Buffer.from(text), channel: 'banco', actor: 'banco' } as const
  assert.equal((await importBankFile(app, file)).lineas[0]?.estado, 'conciliado')
  return folio
}

/** Moves the clock to an instant, stopping wherever something is due, as the sandbox does. Returns the stops. */
async function moveTo(at: string): Promise<number> {
  const until = Temporal.Instant.from(at)
  let stops = 0
  for (;;) {
    const due = await nextAvailabilityDue(app)
    if (due === null || Temporal.Instant.compare(due, until) > 0) break
    setClock(app, (Temporal.Instant.compare(due, app.clock.now()) < 0 ? app.clock.now() : due).toString())
    await sweepAvailability(app)
    stops += 1
    assert.ok(stops < 1_000, 'the clock is stuck')
  }
  setClock(app, at)
  return stops
}

const window = (day: string) => {
  const desde = Temporal.Instant.from(`${day}T05:00:00Z`)
  return { desde, hasta: desde.add({ hours: 24 }) }
}
const figures = async (day: string, clave: string | null = '14') => {
  const { cierto, falla, indeterminado, pendiente, veredicto, estricta, n, valor } = await paymentsIndicator(
    app,
    window(day),
    clave,
  )
  return { cierto, falla, indeterminado, pendiente, veredicto, estricta, n, valor }
}
const overdue = async (): Promise<unknown[]> =>
  await app.db.query(`select subject, at from journal.entry where event = 'payment.overdue' order by id`, [])

test('no payment is no data, never a pass', async () => {
  const none = await figures('2017-08-04')
  assert.deepEqual([none.veredicto, none.estricta, none.n, none.valor], ['SIN_DATOS', 'SIN_DATOS', 0, null])
})

test('a payment that the entidad registers at once is seen by our poll, and judged after 72 hours', async () => {
  const folio = await pay('20170804', '170000')
  assert.equal(await moveTo('2017-08-04T23:00:01Z'), 1)
  const running = await figures('2017-08-04')
  assert.deepEqual([running.veredicto, running.pendiente, running.n], ['SIN_DATOS', 1, 0])
  assert.equal((await paymentsIndicator(app, window('2017-08-04'), '14')).maximo, null)
  await moveTo('2017-08-07T22:00:00Z')
  assert.deepEqual(await figures('2017-08-04'), {
    ...{ cierto: 1, falla: 0, indeterminado: 0, pendiente: 0, veredicto: 'OPTIMO', estricta: 'OPTIMO', n: 1 },
    valor: 100,
  })
  assert.deepEqual(await overdue(), [])
  const [row] = await paymentsEvidence(app, window('2017-08-04'), '14')
  const told = Object.fromEntries(EVIDENCE_HEAD.map((name, i) => [name, row![i]]))
  assert.deepEqual(told, {
    folio,
    entidad: '14',
    pagadoDesde: '2017-08-04T22:00:00Z',
    pagadoHasta: '2017-08-04T22:00:00Z',
    archivoEn: '2017-08-04T23:00:00Z',
    leidoEn: '2017-08-04T23:00:00Z',
    conciliadoEn: '2017-08-04T23:00:00Z',
    avisadoEn: '2017-08-04T23:00:00Z',
    registradoEn: '2017-08-04T23:00:00Z',
    ultimaNegativaEn: null,
    disponibleEn: '2017-08-04T23:00:00Z',
    venceEn: '2017-08-07T22:00:00Z',
    tMas3Bancario: '2017-08-09',
    veredicto: 'pasa_cierto',
  })
})

test('a payment that finance takes 80 hours for is FUERA, on record at the very limit, and still followed', async () => {
  delayMs = 80 * HOUR
  const folio = await pay('20170807', '170000')
  await moveTo('2017-08-10T21:59:59Z')
  assert.equal((await overdue()).length, 0)
  await moveTo('2017-08-10T22:00:01Z')
  assert.deepEqual(await overdue(), [{ subject: folio, at: Temporal.Instant.from('2017-08-10T22:00:00Z') }])
  const now = await figures('2017-08-07')
  assert.deepEqual([now.veredicto, now.falla, now.valor], ['FUERA', 1, 0])
  await moveTo('2017-08-11T12:00:00Z')
  const late = await paymentsIndicator(app, window('2017-08-07'), null)
  assert.deepEqual([late.falla, late.cierto, late.p50, late.maximo], [1, 0, 80, 80])
  assert.equal((await overdue()).length, 1)
  delayMs = 0
})

test('with the date alone, available on the third day at noon, it cannot be told: EN_LIMITE', async () => {
  delayMs = 0
  setClock(app, '2017-08-14T17:00:00Z')
  await pay('20170811', '')
  await moveTo('2017-08-15T05:00:00Z')
  const one = await figures('2017-08-11')
  assert.deepEqual([one.indeterminado, one.veredicto, one.valor], [1, 'EN_LIMITE', 0])
})

test('an entidad that does not answer is asked again and told when it is back', async () => {
  setClock(app, '2017-08-16T23:00:00Z')
  await node!.close()
  await pay('20170816', '170000')
  await moveTo('2017-08-17T00:00:00Z')
  const polls = await app.db.query<{ outcome: string; at: Temporal.Instant }>(
    `select outcome, at from reconciliation.poll where at >= '2017-08-16T22:00Z' order by at`,
    [],
  )
  assert.ok(polls.every((one) => one.outcome === 'no-answer'))
  const minutes = polls.map((one) => one.at.since(Temporal.Instant.from('2017-08-16T23:00:00Z')).total('minutes'))
  assert.deepEqual(minutes.slice(0, 5), [0, 1, 3, 7, 15])
  await openNode()
  await moveTo('2017-08-20T00:00:00Z')
  assert.deepEqual((await figures('2017-08-16')).cierto, 1)
})

test('two sweepers at one moment ask once', async () => {
  setClock(app, '2017-08-21T23:00:00Z')
  const folio = await pay('20170821', '170000')
  await Promise.all([sweepAvailability(app), sweepAvailability(app), sweepAvailability(app)])
  const polls = await app.db.query('select outcome from reconciliation.poll where folio = $1', [folio])
  assert.deepEqual(polls, [{ outcome: 'yes' }])
})
