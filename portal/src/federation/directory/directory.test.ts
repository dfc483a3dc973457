// The directory: who the 32 are, what they charge on a day, which node answers for each and with which keys.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readKeys } from '@actas/node-kit/src/node-folder.ts'
import { initNode } from '@actas/node-kit/src/init.ts'
import { kidOf } from '@actas/node-kit/contract/wire.ts'
import { DomainError } from '#errors'
import { openTestApp, setClock, temporaryFolder } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import {
  changeSuspension,
  findSigningKey,
  listEntidades,
  listSigningKeys,
  readEndpoint,
  readEntidad,
  registerNode,
  requireOpen,
  seedDirectory,
} from './directory.ts'
import type { Alta } from './directory.ts'

async function seeded(): Promise<TestApp> {
  const app = await openTestApp()
  await seedDirectory(app)
  return app
}

/** What a node of `entidad` hands over, made as node-kit makes it. `at` is when its certificate begins. */
async function newAlta(entidad: string, at?: string): Promise<Alta> {
  const data = join(temporaryFolder(), 'nodo')
  const clock = at === undefined ? {} : { clock: { now: () => Temporal.Instant.from(at) } }
  await initNode({ entidad, data, ...clock })
  const keys = readKeys(data)
  return {
    entidad,
    url: 'https://127.0.0.1:4443',
    certificado: keys.tlsCertificate,
    llaveFirma: keys.firmaPublicPem,
    kid: keys.kid,
  }
}

async function journalOf(app: TestApp): Promise<{ event: string; actor: string; subject: string }[]> {
  return await app.db.query('select event, actor, subject from journal.entry order by id', [])
}

const refusedFor = (que: string) => (error: unknown) =>
  error instanceof DomainError && error.codigo === 'alta-invalida' && error.details.params?.['que'] === que

test('an empty directory is filled once from the agreed data, and a directory with rows is left alone', async () => {
  const app = await openTestApp()
  await Promise.all([seedDirectory(app), seedDirectory(app)])
  await app.db.query(`update directory.entidad set titular = 'Otro titular' where clave = '06'`, [])
  await seedDirectory(app)
  const all = await listEntidades(app)
  assert.equal(all.length, 32)
  assert.equal((await readEntidad(app, '06')).titular, 'Otro titular')
  assert.deepEqual(await journalOf(app), [{ event: 'directory.seeded', actor: 'sistema', subject: 'modelo' }])
})

test('the list says of each entidad what the public asks: key, name, phase, whether it is open, service and fee', async () => {
  const app = await seeded()
  setClock(app, '2017-08-03T15:15:00Z')
  const all = await listEntidades(app)
  assert.deepEqual(
    all.map((one) => one.clave),
    Array.from({ length: 32 }, (_, i) => String(i + 1).padStart(2, '0')),
  )
  assert.deepEqual(
    all.filter((one) => one.abierta).map((one) => one.clave),
    ['01', '06', '13', '14', '15'],
    'the five of the pilot',
  )
  for (const one of all) {
    assert.ok(Number.isSafeInteger(one.derechosCentavos) && one.derechosCentavos > 0, one.clave)
    assert.match(one.derechosVigentesDesde, /^\d{4}-\d\d-\d\d$/)
    assert.equal(one.servicio, 'SIN_DATOS', 'nothing was measured')
    assert.equal(one.abierta, one.fase === 'piloto')
  }
  assert.equal((await requireOpen(app, '06')).nombre, 'Colima')
  await assert.rejects(requireOpen(app, '02'), { kind: 'conflict', codigo: 'entidad-no-abierta' })
  await assert.rejects(readEntidad(app, '33'), { kind: 'invalid', codigo: 'entidad-desconocida' })
})

test('the fee is the one in force on the day of the centre: a new law counts from its first midnight there', async () => {
  const app = await seeded()
  await app.db.query(
    `insert into directory.derecho (clave, vigente_desde, centavos, fuente, marca)
     values ('06', '2027-01-01', 11100, 'Ley 2027', 'ley')`,
    [],
  )
  const feeAt = async (at: string): Promise<[number, string, boolean]> => {
    setClock(app, at)
    const { derechosCentavos, derechosVigentesDesde, derechosConfirmados } = await readEntidad(app, '06')
    return [derechosCentavos, derechosVigentesDesde, derechosConfirmados]
  }
  const [before, , confirmed] = await feeAt('2027-01-01T05:59:59Z')
  assert.equal(confirmed, false, 'what the press says is not the law')
  assert.notEqual(before, 11_100, 'still 31 December in the centre')
  assert.deepEqual(await feeAt('2027-01-01T06:00:00Z'), [11_100, '2027-01-01', true])
  assert.deepEqual(await feeAt('2031-06-01T06:00:00Z'), [11_100, '2027-01-01', true])
})

test('every part of an alta is checked, and the refusal names the part', async () => {
  const app = await seeded()
  const good = await newAlta('06')
  const other = await newAlta('14')
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = (key: typeof p384): string => String(key.export({ format: 'pem', type: 'spki' }))
  const cases: [que: string, alta: unknown][] = [
    ['alta', null],
    ['alta', 'alta.json'],
    ['entidad', {}],
    ['entidad', []],
    ['entidad', { ...good, entidad: '33' }],
    ['entidad', { ...good, entidad: 6 }],
    ['url', { ...good, url: '' }],
    ['url', { ...good, url: 'http://127.0.0.1:4443' }],
    ['url', { ...good, url: 'https://' }],
    ['url', { ...good, url: 'https://nodo.example/ruta' }],
    ['url', { ...good, url: 'https://quien:clave@nodo.example' }],
    ['url', { ...good, url: 'https://nodo.example/?destino=otro' }],
    ['certificado', { ...good, certificado: 'no es un certificado' }],
    ['certificado', { ...good, certificado: good.certificado.slice(0, 200) }],
    ['certificado', await newAlta('06', '2020-01-01T00:00:00Z')],
    ['certificado', await newAlta('06', '2120-01-01T00:00:00Z')],
    ['llaveFirma', { ...good, llaveFirma: 'no es una llave' }],
    ['llaveFirma', { ...good, llaveFirma: good.certificado }],
    ['llaveFirma', { ...good, llaveFirma: pem(p384), kid: kidOf(p384) }],
    [
      'llaveFirma',
      {
        ...good,
        llaveFirma: String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })),
        kid: kidOf(pair.publicKey),
      },
    ],
    ['kid', { ...good, kid: other.kid }],
    ['kid', { ...good, kid: undefined }],
  ]
  for (const [que, alta] of cases)
    await assert.rejects(registerNode(app, alta as Alta, 'alta'), refusedFor(que), JSON.stringify(alta)?.slice(0, 300))
  assert.deepEqual(await listSigningKeys(app), [], 'nothing of what was refused is kept')
  await assert.rejects(readEndpoint(app, '06'), { kind: 'unavailable', codigo: 'entidad-no-disponible' })
  assert.equal((await registerNode(app, good, 'alta')).entidad, '06')
})

test('no entidad may come with the certificate or the key of another', async () => {
  const app = await seeded()
  const jalisco = await newAlta('14')
  const colima = await newAlta('06')
  await registerNode(app, jalisco, 'alta')
  const { certificado, llaveFirma, kid } = jalisco
  await assert.rejects(registerNode(app, { ...colima, certificado }, 'alta'), refusedFor('certificado'))
  await assert.rejects(registerNode(app, { ...colima, llaveFirma, kid }, 'alta'), refusedFor('llaveFirma'))
  await registerNode(app, await newAlta('14'), 'alta')
  await assert.rejects(
    registerNode(app, { ...colima, llaveFirma, kid }, 'alta'),
    refusedFor('llaveFirma'),
    'not even one that the other has given up: it still verifies what it signed',
  )
})

test('a new node takes the place of the present one; the old key is retired and stays in the history', async () => {
  const app = await seeded()
  const [first, second] = [await newAlta('06'), await newAlta('06')]
  setClock(app, '2026-11-25T10:00:00Z')
  await registerNode(app, first, 'mundo')
  setClock(app, '2026-11-26T10:00:00Z')
  const { huella } = await registerNode(app, { ...second, url: 'https://nodo.example:8443' }, 'alta')
  const endpoint = await readEndpoint(app, '06')
  assert.deepEqual([endpoint.url, endpoint.huella, endpoint.kid], ['https://nodo.example:8443', huella, second.kid])
  const history = (await listSigningKeys(app)).map(({ llave: _llave, ...key }) => key)
  assert.deepEqual(history, [
    {
      clave: '06',
      kid: first.kid,
      desde: '2026-11-25T10:00:00Z',
      hasta: '2026-11-26T10:00:00Z',
      estado: 'retirada',
    },
    { clave: '06', kid: second.kid, desde: '2026-11-26T10:00:00Z', hasta: null, estado: 'vigente' },
  ])
  assert.equal((await findSigningKey(app, '06', first.kid))?.estado, 'retirada', 'what it signed still verifies')
  assert.equal(await findSigningKey(app, '14', first.kid), null, 'a key is one entidad’s')

  await registerNode(app, second, 'alta')
  await registerNode(app, { ...first, url: 'https://otra.example' }, 'mundo')
  assert.equal(
    (await readEndpoint(app, '06')).kid,
    second.kid,
    'the simulated world does not push aside what an entidad brought',
  )
  assert.deepEqual(
    (await journalOf(app)).slice(1).map((one) => [one.event, one.actor]),
    [
      ['entidad.node-registered', 'sistema'],
      ['entidad.node-registered', 'operador'],
      ['entidad.node-registered', 'operador'],
    ],
  )
})

test('the same alta again changes nothing, and the way back to an earlier node is open unless its key was compromised', async () => {
  const app = await seeded()
  const [first, second] = [await newAlta('06'), await newAlta('06')]
  await registerNode(app, first, 'alta')
  await registerNode(app, first, 'alta')
  assert.equal((await journalOf(app)).length, 2, 'seeded, registered once')
  await registerNode(app, second, 'alta')
  await registerNode(app, first, 'alta')
  assert.deepEqual((await listSigningKeys(app)).map((key) => [key.kid === first.kid, key.estado]).sort(), [
    [false, 'retirada'],
    [true, 'vigente'],
  ])
  await app.db.query(`update directory.llave set estado = 'comprometida' where kid = $1`, [second.kid])
  await assert.rejects(registerNode(app, second, 'alta'), refusedFor('llaveFirma'))
  assert.equal((await findSigningKey(app, '06', second.kid))?.estado, 'comprometida')
})

test('keys are kept in one plain form, whatever an alta carries beside them', async () => {
  const app = await seeded()
  const alta = await newAlta('06')
  const secret = readFileSync(join(app.config.dataDir, 'llaves', 'sello', 'sello.key'), 'utf8')
  await registerNode(
    app,
    { ...alta, llaveFirma: `${alta.llaveFirma}\n${secret}`, certificado: `${alta.certificado}\n${secret}` },
    'alta',
  )
  const [key] = await listSigningKeys(app)
  assert.equal(key?.llave, alta.llaveFirma)
  assert.ok(!(await readEndpoint(app, '06')).certificado.includes('PRIVATE'))
})

test('an open entidad is suspended and comes back to the phase it had; whoever is not open cannot be suspended', async () => {
  const app = await seeded()
  assert.equal((await changeSuspension(app, '06', true, 'operador')).fase, 'suspendida')
  await assert.rejects(requireOpen(app, '06'), { codigo: 'entidad-no-abierta' })
  await assert.rejects(changeSuspension(app, '06', true, 'operador'), { codigo: 'entidad-no-suspendible' })
  const back = await changeSuspension(app, '06', false, 'operador')
  assert.deepEqual([back.fase, back.abierta], ['piloto', true])
  await assert.rejects(changeSuspension(app, '06', false, 'operador'), { codigo: 'entidad-no-suspendida' })
  await assert.rejects(changeSuspension(app, '02', true, 'operador'), { codigo: 'entidad-no-suspendible' })
  await assert.rejects(changeSuspension(app, '99', true, 'operador'), { codigo: 'entidad-desconocida' })
  assert.deepEqual((await journalOf(app)).slice(1), [
    { event: 'entidad.suspended', actor: 'operador', subject: '06' },
    { event: 'entidad.resumed', actor: 'operador', subject: '06' },
  ])
})
