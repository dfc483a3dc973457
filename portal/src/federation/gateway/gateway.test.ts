// The gateway against real nodes: what it asks them over mutual TLS, how long it waits, and what it keeps of each call.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { actaVersion } from '@actas/node-kit/contract/acta.ts'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { CHANGES_PAGE } from '@actas/node-kit/contract/wire.ts'
import { seedDirectory } from '#directory'
import { readClientCa } from '#keys'
import { sampleActa } from '../../../../node-kit/test/sample-actas.ts'
import { openTestApp } from '../../../test/app.ts'
import { atEnd } from '../../../test/database.ts'
import { openLiar, openNode, withGateway } from '../../../test/entidad-node.ts'
import type { GatewayApp } from '../../../test/entidad-node.ts'
import { CALLS, closeClients } from './entidad-client.ts'
import { askPayment, fetchActa, readChanges, searchActa, tellPayment } from './gateway.ts'
import type { Change } from './gateway.ts'

const CURP = 'PEGJ900512HJCRRS04'
const DATOS = {
  nombres: 'Jesús',
  primerApellido: 'pérez',
  segundoApellido: 'García',
  sexo: 'H',
  fechaNacimiento: '1990-05-12',
} as const
const FILIACION = 'María Elena García Güemes'
const AWAY = { kind: 'unavailable', codigo: 'entidad-no-disponible' }

let app: GatewayApp
before(async () => {
  app = await withGateway(await openTestApp())
  await seedDirectory(app)
  atEnd(closeClients)
})

interface CallRow {
  readonly operacion: string
  readonly outcome: string
  readonly status: number | null
  readonly ms: number
}

async function callsTo(entidad: string): Promise<CallRow[]> {
  return await app.db.query(
    'select operacion, outcome, status, ms from gateway.call where entidad = $1 order by sent_at, id',
    [entidad],
  )
}

const outcomes = async (entidad: string): Promise<string[]> => (await callsTo(entidad)).map((one) => one.outcome)

test('a person is found by CURP and by personal data, with what may be shown before paying and nothing more', async () => {
  const acta = sampleActa()
  await openNode(app, '06', [acta, sampleActa({ curp: null, nombres: 'ANA', numeroActa: '00008' })])
  const [byCurp, ...others] = await searchActa(app, '06', { curp: CURP, filiacion: FILIACION })
  assert.deepEqual(others, [])
  assert.equal(byCurp?.version, actaVersion(acta))
  assert.equal(byCurp?.anioRegistro, 1990)
  assert.equal(byCurp?.vistaPrevia.nombres, 'JESÚS')
  assert.ok(!JSON.stringify(byCurp).includes('GÜEMES'), 'no parent is shown')
  const byData = await searchActa(app, '06', { datos: DATOS, filiacion: 'juan perez' })
  assert.deepEqual(byData, [byCurp], 'the same acta')
  assert.deepEqual(
    await searchActa(app, '06', { curp: CURP, filiacion: 'Otra Persona' }),
    [],
    'a wrong filiation finds nothing',
  )
  await assert.rejects(searchActa(app, '32', { curp: CURP, filiacion: FILIACION }), AWAY, 'no node was ever registered')
})

test('the signed acta comes for one copy; a corrected one is a conflict, and an unknown one is not found', async () => {
  const node = await openNode(app, '01', [sampleActa({ entidadRegistro: '01' })])
  const [found] = await searchActa(app, '01', { curp: CURP, filiacion: FILIACION })
  const wanted = {
    referencia: found!.referencia,
    version: found!.version,
    folio: 'ACT-PRUEBA',
    codigoVerificacion: newCodigoVerificacion(),
  }
  const signed = await fetchActa(app, '01', wanted)
  assert.equal(actaVersion(signed.acta), found!.version)
  assert.equal(signed.acta.padres.length, 2)
  await assert.rejects(fetchActa(app, '01', { ...wanted, referencia: 'otra' }), {
    kind: 'notFound',
    codigo: 'acta-no-encontrada',
  })
  node.put([sampleActa({ entidadRegistro: '01', anotaciones: ['Rectificada'] })])
  await assert.rejects(fetchActa(app, '01', wanted), { kind: 'conflict', codigo: 'acta-cambio' })
  assert.deepEqual(
    (await callsTo('01')).map((one) => [one.operacion, one.outcome, one.status]),
    [
      ['busqueda', 'ok', 200],
      ['copia', 'ok', 200],
      ['copia', 'ok', 404],
      ['copia', 'ok', 409],
    ],
    'an answer of the contract is an answer',
  )
})

test('an acta with as many and as long notes as the contract allows can still be fetched', async () => {
  const anotaciones = Array.from({ length: 200 }, (_, i) => `${i} ${'ñ'.repeat(3_900)}`)
  await openNode(app, '02', [sampleActa({ entidadRegistro: '02', anotaciones })])
  const [found] = await searchActa(app, '02', { curp: CURP, filiacion: FILIACION })
  const { referencia, version } = found!
  const wanted = { referencia, version, folio: 'ACT-LARGA', codigoVerificacion: newCodigoVerificacion() }
  assert.equal((await fetchActa(app, '02', wanted)).acta.anotaciones.length, 200)
})

test('what is kept of a call says which entidad, what, when, how long and how it ended, and names nobody', async () => {
  const rows = await app.db.query<Record<string, unknown>>(
    `select to_jsonb(c) as row from gateway.call c union all select to_jsonb(s) from gateway.seen s
     union all select to_jsonb(u) from gateway.uncounted u`,
    [],
  )
  assert.ok(rows.length >= 8)
  const text = JSON.stringify(rows).toUpperCase()
  for (const word of [CURP, 'JESÚS', 'PÉREZ', 'GARCÍA', 'GÜEMES', '1990-05-12', 'ELENA'])
    assert.ok(!text.includes(word), `${word} is in the rows of the gateway`)
  for (const { ms, operacion } of await callsTo('06')) {
    assert.ok(ms > 0 && ms < 10_000)
    assert.equal(operacion, 'busqueda')
  }
})

test(
  'an entidad that is silent, drips or answers after ten seconds is not available, and the others are not touched',
  { timeout: 60_000 },
  async () => {
    const late = await openNode(app, '13', [sampleActa({ entidadRegistro: '13' })], {
      interfere: async () => await delay(11_500, undefined, { ref: false }),
    })
    const silent = await openNode(app, '14', [], { register: false })
    await openLiar(app, silent, () => undefined)
    const dripping = await openNode(app, '15', [], { register: false })
    await openLiar(app, dripping, async ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'actas-firma': 'x' })
      for (let i = 0; i < 60 && !response.destroyed; i += 1) {
        response.write(' ')
        await delay(250, undefined, { ref: false })
      }
    })
    const ask = (entidad: string) => searchActa(app, entidad, { curp: CURP, filiacion: FILIACION })
    const waiting = ['13', '14', '15'].map((entidad) => assert.rejects(ask(entidad), AWAY, entidad))
    // Meanwhile another entidad answers as always.
    assert.equal((await ask('06')).length, 1)
    await Promise.all(waiting)
    for (const entidad of [late.entidad, '14', '15']) {
      const [call, ...more] = await callsTo(entidad)
      assert.deepEqual([call?.outcome, call?.status, more.length], ['timeout', null, 0], entidad)
      assert.ok(call!.ms >= 9_990, `${entidad} was given only ${call!.ms} ms`)
    }
  },
)

test('a call that we cut short ourselves says nothing about the entidad', async () => {
  await openNode(app, '03', [], { interfere: async () => await delay(2_000, undefined, { ref: false }) })
  await assert.rejects(searchActa(app, '03', { curp: CURP, filiacion: FILIACION }, 200), AWAY)
  assert.deepEqual(await callsTo('03'), [])
})

test('a dead node, a cut connection and a node that does not let us in are not available', async () => {
  const ask = (entidad: string) => searchActa(app, entidad, { curp: CURP, filiacion: FILIACION })
  const dead = await openNode(app, '04', [])
  await dead.close()
  await openNode(app, '05', [], { interfere: async () => 'cut' })
  const stranger = await openTestApp()
  await openNode(app, '07', [], { portalCa: await readClientCa(join(stranger.config.dataDir, 'llaves')) })
  for (const entidad of ['04', '05', '07']) {
    await assert.rejects(ask(entidad), AWAY, entidad)
    assert.deepEqual(await outcomes(entidad), ['unreachable'], entidad)
  }
})

test('one entidad gets at most eight calls at a time, six from the web and two from the worker, and all are answered', async () => {
  assert.equal(CALLS.web + CALLS.worker, 8)
  for (const [entidad, calls] of [
    ['08', CALLS.web],
    ['09', CALLS.worker],
  ] as const) {
    let inFlight = 0
    let most = 0
    await openNode(app, entidad, [sampleActa({ entidadRegistro: entidad })], {
      interfere: async () => {
        inFlight += 1
        most = Math.max(most, inFlight)
        await delay(20)
        inFlight -= 1
      },
    })
    const from: GatewayApp = { ...app, entidades: { identity: { ...app.entidades.identity, calls } } }
    const answers = await Promise.all(
      Array.from({ length: 24 }, () => searchActa(from, entidad, { curp: CURP, filiacion: FILIACION })),
    )
    assert.ok(answers.every((one) => one.length === 1))
    assert.equal(most, calls)
  }
})

test('a node that takes the place of another gets the next call, and the call under way is still believed', async () => {
  let release = (): void => undefined
  const going = new Promise<void>((done) => (release = done))
  let asked = (): void => undefined
  const arrived = new Promise<void>((done) => (asked = done))
  await openNode(app, '10', [sampleActa({ entidadRegistro: '10' })], {
    interfere: async () => {
      asked()
      await going
    },
  })
  const question = { curp: CURP, filiacion: FILIACION }
  const underWay = searchActa(app, '10', question)
  await arrived
  await openNode(app, '10', [])
  assert.deepEqual(await searchActa(app, '10', question), [], 'the new node has nobody')
  release()
  assert.equal((await underWay).length, 1)
  assert.deepEqual(await outcomes('10'), ['ok', 'ok'])
})

test('corrections and cancellations arrive once, in order, and again only when they could not be stored', async () => {
  const actas = ['1', '2', '3'].map((n) => sampleActa({ entidadRegistro: '11', numeroActa: n }))
  const node = await openNode(app, '11', actas)
  const seen: Change[] = []
  const accept = async (changes: Change[]): Promise<void> => void seen.push(...changes)
  assert.equal(await readChanges(app, '11', accept), 0)
  node.put([{ ...actas[0]!, anotaciones: ['Corregida'] }])
  node.put([actas[1]!], true)
  const failing = readChanges(app, '11', async () => {
    throw new Error('the disk is full')
  })
  await assert.rejects(failing, /disk is full/)
  assert.equal(await readChanges(app, '11', accept), 2)
  assert.deepEqual(
    seen.map((one) => one.estado),
    ['corregida', 'cancelada'],
  )
  assert.equal(seen[0]?.version, actaVersion({ ...actas[0]!, anotaciones: ['Corregida'] }))
  assert.equal(await readChanges(app, '11', accept), 0)
  node.put([{ ...actas[2]!, anotaciones: ['Tarde'] }])
  assert.equal(await readChanges(app, '11', accept), 1)
  assert.equal(seen.length, 3)
})

test('the list of a new node is read from its beginning, and a long list page by page', async () => {
  const acta = (version: string) => sampleActa({ entidadRegistro: '12', anotaciones: [version] })
  const old = await openNode(app, '12', [acta('a')])
  old.put([acta('b')])
  old.put([acta('c')])
  assert.equal(await readChanges(app, '12', async () => undefined), 2)
  const young = await openNode(app, '12', [acta('a')])
  for (let i = 0; i < CHANGES_PAGE + 3; i += 1) young.put([acta(String(i))])
  const pages: number[] = []
  assert.equal(await readChanges(app, '12', async (changes) => void pages.push(changes.length)), CHANGES_PAGE + 3)
  assert.deepEqual(pages, [CHANGES_PAGE, 3])
})

test('a payment is told to its entidad and asked for again; what speaks of another payment is not believed', async () => {
  const node = await openNode(app, '16', [])
  const lineaDeCaptura = '16'.padEnd(20, '7')
  const payment = { lineaDeCaptura, folio: 'ACT-1', importeCentavos: 10_200, pagadoEn: '2026-11-25T10:00:00Z' }
  const told = await tellPayment(app, '16', payment)
  assert.ok(told.registradoEn instanceof Temporal.Instant)
  assert.deepEqual(String((await askPayment(app, '16', lineaDeCaptura)).registradoEn), String(told.registradoEn))
  await assert.rejects(tellPayment(app, '16', { ...payment, importeCentavos: 1 }), { codigo: 'pago-distinto' })
  await node.close()
  let says: object = {}
  await openLiar(app, node, ({ answer }) => answer(200, says))
  for (says of [
    { lineaDeCaptura: 'otra', registrado: true, registradoEn: '2026-11-25T10:00:00Z' },
    { lineaDeCaptura, registrado: true, registradoEn: null },
    { lineaDeCaptura, registrado: true, registradoEn: 'ayer' },
    { lineaDeCaptura, registrado: 'si', registradoEn: '2026-11-25T10:00:00Z' },
    { lineaDeCaptura, registrado: false, registradoEn: '2026-11-25T10:00:00Z' },
    {},
  ])
    await assert.rejects(askPayment(app, '16', lineaDeCaptura), AWAY, JSON.stringify(says))
})
