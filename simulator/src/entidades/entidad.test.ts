// Each temperament against a real node and a real client certificate; a lie is one if the contract's own checks refuse it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { after, before, test } from 'node:test'
import { actaVersion } from '@actas/node-kit/contract/acta.ts'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { verifyFirmaActa } from '@actas/node-kit/contract/firma-acta.ts'
import { readQr } from '@actas/node-kit/contract/qr-acta.ts'
import { NODE_PATHS, type Alta, type CopyAnswer, type SearchAnswer } from '@actas/node-kit/contract/wire.ts'
import { ask, makePortal, signingKey, temporaryFolder, type TestPortal } from '../../../node-kit/test/portal-double.ts'
import { makeClock } from '../clock.ts'
import { samplePeople, type PopulationPlan, type SamplePerson } from '../population/population.ts'
import { openEntidad, type Entidad } from './entidad.ts'
import { prepareRegistry } from './registry.ts'
import { LIES, NORMAL, readTemperament, type LieName, type Temperament } from './temperaments.ts'

const PLAN: PopulationPlan = { seed: '1', personas: 30 }
const folder = temporaryFolder()
let portal: TestPortal
let entidad: Entidad
let alta: Alta
let person: SamplePerson

before(async () => {
  portal = await makePortal()
  await prepareRegistry(folder.path, '14', PLAN)
  entidad = await openEntidad({
    data: folder.path,
    port: 0,
    host: '127.0.0.1',
    portalCa: portal.ca,
    clock: makeClock(),
    plan: PLAN,
  })
  alta = JSON.parse(readFileSync(entidad.altaFile, 'utf8')) as Alta
  person = samplePeople(PLAN, '14', 'normal', 1)[0] as SamplePerson
})
after(async () => {
  await entidad.close()
  folder.remove()
})

const search = () =>
  ask(alta, portal, NODE_PATHS.busqueda, { tipo: 'nacimiento', curp: person.curp, filiacion: person.filiacion[0] })

async function seen(): Promise<SearchAnswer['actas'][number]> {
  await entidad.setTemperament(NORMAL)
  const { json } = await search()
  const [found] = (json as SearchAnswer).actas
  assert.ok(found, 'the honest entidad finds the person')
  return found
}

/** Why a portal that follows the contract refuses what comes back for a search or a copy; null when it believes it. */
async function refusal(found: SearchAnswer['actas'][number]): Promise<string | null> {
  const codigoVerificacion = newCodigoVerificacion()
  const { referencia, version } = found
  const answers = {
    busqueda: await search(),
    copia: await ask(alta, portal, NODE_PATHS.copia, {
      referencia,
      versionActa: version,
      folio: 'ACT-0000000000',
      codigoVerificacion,
    }),
  }
  for (const [name, answer] of Object.entries(answers)) {
    if (!answer.signed) return `${name}: not signed by the entidad for this question`
    if (answer.json === null) return `${name}: no JSON`
  }
  const [again] = (answers.busqueda.json as SearchAnswer).actas
  if (again?.vistaPrevia.curp !== person.curp) return 'busqueda: another person'
  const copy = answers.copia.json as CopyAnswer
  if (copy.version !== version || actaVersion(copy.acta) !== version) return 'copia: not the version asked for'
  const key = signingKey(alta)
  if (!verifyFirmaActa(key, copy.acta, codigoVerificacion, copy.identificadorElectronico, copy.firma.valor))
    return 'copia: printed signature'
  const code = readQr(copy.qr)
  if (code === null || !code.verify(key) || code.codigoVerificacion !== codigoVerificacion) return 'copia: signed code'
  return null
}

test('an honest entidad is believed, and lets in nobody without the portal’s certificate', async () => {
  assert.equal(await refusal(await seen()), null)
  const stranger = await makePortal()
  for (const temperament of [NORMAL, { tipo: 'mentirosa', mentira: 'sin-firma' } as const]) {
    await entidad.setTemperament(temperament)
    await assert.rejects(ask(alta, stranger, NODE_PATHS.cambios, { desde: 0 }))
    assert.equal((await ask(alta, portal, NODE_PATHS.cambios, { desde: 0 })).status, 200)
  }
})

/** The lies that end; the other two are tried below. */
const REFUSED_FOR: Readonly<Partial<Record<LieName, RegExp>>> = {
  'otra-persona': /another person/,
  'version-vieja': /not the version/,
  'firma-ajena': /not signed/,
  'acta-ajena': /printed signature/,
  'sin-firma': /not signed/,
  repetida: /not signed/,
  'codigo-ajeno': /signed code/,
  basura: /no JSON/,
  'html-200': /not signed/,
  'json-cortado': /no JSON/,
}

test('every lie is refused by the checks of the contract, each for its own reason, and the truth is believed again', async () => {
  const found = await seen()
  for (const [mentira, reason] of Object.entries(REFUSED_FOR)) {
    await entidad.setTemperament({ tipo: 'mentirosa', mentira: mentira as LieName })
    assert.match((await refusal(found)) ?? 'believed', reason, mentira)
  }
  assert.equal(Object.keys(REFUSED_FOR).length, LIES.length - 2)
  await entidad.setTemperament(NORMAL)
  assert.equal(await refusal(found), null)
})

test('an answer that drips comes a byte at a time, and one that is huge has no end in sight', async () => {
  await entidad.setTemperament({ tipo: 'mentirosa', mentira: 'lenta-goteo' })
  assert.ok((await receive(1_500, Infinity)) < 5)
  await entidad.setTemperament({ tipo: 'mentirosa', mentira: 'cuerpo-enorme' })
  const enough = 4 * 1024 * 1024
  assert.ok((await receive(10_000, enough)) >= enough)
})

/** How many bytes of an answer come until so much time has passed or so many were received; then the connection is cut. */
function receive(ms: number, bytes: number): Promise<number> {
  const { key, cert } = portal
  const body = JSON.stringify({ idOperacion: randomUUID(), cliente: 'x', version: '1', desde: 0 })
  return new Promise((resolve, reject) => {
    const call = request(
      `${alta.url}${NODE_PATHS.cambios}`,
      { method: 'POST', ca: alta.certificado, key, cert, agent: false },
      (response) => {
        let got = 0
        const stop = (): void => {
          clearTimeout(timer)
          call.destroy()
          resolve(got)
        }
        const timer = setTimeout(stop, ms)
        response.on('error', () => undefined)
        response.on('data', (chunk: Buffer) => {
          got += chunk.length
          if (got >= bytes) stop()
        })
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

test('an entidad that is down cuts every connection, keeps its address, and comes back at it', async () => {
  const before = entidad.url
  await entidad.setTemperament({ tipo: 'caida' })
  for (let i = 0; i < 3; i += 1) await assert.rejects(search(), /ECONNRESET|ECONNREFUSED|socket/i)
  await entidad.setTemperament(NORMAL)
  const answer = await search()
  assert.equal(answer.status, 200)
  assert.equal(entidad.url, before)
})

test('a slow entidad answers the truth, but not before its time', async () => {
  await entidad.setTemperament({ tipo: 'lenta', ms: 300 })
  const started = performance.now()
  assert.ok((await search()).signed)
  assert.ok(performance.now() - started >= 295)
})

test('an intermittent entidad cuts one of so many calls, a broken one says so and signs it', async () => {
  await entidad.setTemperament({ tipo: 'intermitente', cada: 3 })
  const outcomes: string[] = []
  for (let i = 0; i < 6; i += 1)
    outcomes.push(
      await search().then(
        ({ status }) => String(status),
        () => 'cut',
      ),
    )
  assert.deepEqual(outcomes, ['200', '200', 'cut', '200', '200', 'cut'])
  await entidad.setTemperament({ tipo: 'descompuesta' })
  const broken = await search()
  assert.deepEqual([broken.status, broken.json.codigo, broken.signed], [500, 'error-interno', true])
})

test('changes asked for at once end with the last one', async () => {
  const wanted: Temperament[] = [{ tipo: 'caida' }, { tipo: 'mentirosa', mentira: 'basura' }, { tipo: 'caida' }, NORMAL]
  await Promise.all(wanted.map((one) => entidad.setTemperament(one)))
  assert.ok((await search()).signed)
})

test('a reserved acta stays hidden whatever the temperament, with its right filiation', async () => {
  const [hidden] = samplePeople(PLAN, '14', 'reservada', 1)
  assert.ok(hidden)
  for (const temperament of [NORMAL, { tipo: 'mentirosa', mentira: 'sin-firma' } as const]) {
    await entidad.setTemperament(temperament)
    const { json } = await ask(alta, portal, NODE_PATHS.busqueda, {
      tipo: 'nacimiento',
      curp: hidden.curp,
      filiacion: hidden.filiacion[0],
    })
    assert.deepEqual(json, { actas: [] })
  }
})

test('what cannot be a temperament is refused with the field that is wrong', () => {
  const codigo = (fields: object): string => {
    try {
      readTemperament(fields as Record<string, unknown>)
      return 'taken'
    } catch (error) {
      return (error as { codigo: string }).codigo
    }
  }
  assert.equal(codigo({ tipo: 'enojada' }), 'temperamento-desconocido')
  assert.equal(codigo({}), 'temperamento-desconocido')
  assert.equal(codigo({ tipo: 'lenta', ms: -1 }), 'numero-fuera')
  assert.equal(codigo({ tipo: 'lenta', ms: 1.5 }), 'numero-fuera')
  assert.equal(codigo({ tipo: 'lenta', ms: 'x' }), 'numero-fuera')
  assert.equal(codigo({ tipo: 'mentirosa', mentira: 'piadosa' }), 'mentira-desconocida')
  assert.equal(codigo({ tipo: 'mentirosa', mentira: { a: 1 } }), 'mentira-desconocida')
  assert.deepEqual(readTemperament({ tipo: 'lenta' }), { tipo: 'lenta', ms: 4_000 })
  assert.deepEqual(readTemperament({ tipo: 'mentirosa' }), { tipo: 'mentirosa', mentira: 'otra-persona' })
})
