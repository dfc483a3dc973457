// An entidad that lies, with its own certificate and its own keys: each lie is one refusal, and nothing of it passes.
import assert from 'node:assert/strict'
import { X509Certificate, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before, test } from 'node:test'
import { actaVersion, identificadorElectronico, paraComparar, vistaPrevia } from '@actas/node-kit/contract/acta.ts'
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { signActa } from '@actas/node-kit/contract/firma-acta.ts'
import { signQr } from '@actas/node-kit/contract/qr-acta.ts'
import type { CopyAnswer, FoundAtNode } from '@actas/node-kit/contract/wire.ts'
import { CHANGES_PAGE } from '@actas/node-kit/contract/wire.ts'
import { seedDirectory } from '#directory'
import { sampleActa } from '../../../../node-kit/test/sample-actas.ts'
import { openTestApp } from '../../../test/app.ts'
import { atEnd } from '../../../test/database.ts'
import { openLiar, openNode, withGateway } from '../../../test/entidad-node.ts'
import type { GatewayApp, Heard, TestNode } from '../../../test/entidad-node.ts'
import { closeClients } from './entidad-client.ts'
import { fetchActa, readChanges, searchActa } from './gateway.ts'
import type { Change, SignedActa } from './gateway.ts'

const ENTIDAD = '06'
const ACTA = sampleActa()
const CURP = ACTA.curp as string
const BY_CURP = { curp: CURP, filiacion: 'Juan Pérez' }
const DATOS = {
  nombres: 'JESÚS',
  primerApellido: 'PÉREZ',
  segundoApellido: 'GARCÍA',
  sexo: 'H',
  fechaNacimiento: '1990-05-12',
} as const
const BY_DATA = { datos: DATOS, filiacion: 'Juan Pérez' }
const AWAY = { kind: 'unavailable', codigo: 'entidad-no-disponible' }

let app: GatewayApp
let node: TestNode
let other: TestNode
/** The entidad's node before the present one; its key is retired. */
let former: TestNode
/** What the liar says to the next call. */
let say: (heard: Heard) => void = () => undefined
before(async () => {
  app = await withGateway(await openTestApp())
  await seedDirectory(app)
  node = await openNode(app, ENTIDAD, [], { register: false })
  other = await openNode(app, '14', [])
  former = await openNode(app, ENTIDAD, [])
  await openLiar(app, node, (heard) => say(heard))
  atEnd(closeClients)
})

const found = (acta: Acta, changes: Partial<FoundAtNode> = {}): FoundAtNode => ({
  referencia: 'r1',
  version: actaVersion(acta),
  anioRegistro: 1990,
  vistaPrevia: vistaPrevia(acta),
  ...changes,
})
const truth = { actas: [found(ACTA)] }

/** How the last call ended, by the record. */
async function lastCall(): Promise<{ outcome: string; status: number | null }> {
  const [row] = await app.db.query<{ outcome: string; status: number | null }>(
    'select outcome, status from gateway.call where entidad = $1 order by sent_at desc, ctid desc limit 1',
    [ENTIDAD],
  )
  return row!
}

/** Tells each lie to `ask` and holds the refusal to its outcome; in the end the truth is believed, so that only the lie was refused. */
async function refuseAll(
  ask: () => Promise<unknown>,
  lies: Readonly<Record<string, [outcome: string, status: number | null, lie: (heard: Heard) => void]>>,
  honest: (heard: Heard) => void,
): Promise<void> {
  for (const [name, [outcome, status, lie]] of Object.entries(lies)) {
    const calls = await app.db.query('select 1 from gateway.call', [])
    say = lie
    await assert.rejects(ask(), AWAY, name)
    assert.deepEqual(await lastCall(), { outcome, status }, name)
    assert.equal((await app.db.query('select 1 from gateway.call', [])).length, calls.length + 1, `${name}: asked once`)
  }
  say = honest
  await ask()
  assert.deepEqual(await lastCall(), { outcome: 'ok', status: 200 })
}

test('an answer that cannot be read, is not signed, or is signed for another question or by another key is refused', async () => {
  const text = JSON.stringify(truth)
  let repeated: Heard | null = null
  say = (heard) => {
    repeated = heard
    heard.answer(200, truth)
  }
  assert.equal((await searchActa(app, ENTIDAD, BY_CURP)).length, 1)
  const before = repeated as unknown as Heard
  await refuseAll(
    () => searchActa(app, ENTIDAD, BY_CURP),
    {
      'a page instead of an answer': [
        'unsigned',
        null,
        ({ response }) => void response.writeHead(200).end('<html>Mantenimiento</html>'),
      ],
      'a signed page': ['bad-answer', 200, ({ answer }) => answer(200, '<html>Mantenimiento</html>')],
      'an empty body': ['bad-answer', 200, ({ answer }) => answer(200, '')],
      'signed half a JSON': ['bad-answer', 200, ({ answer }) => answer(200, text.slice(0, 60))],
      'Latin-1 bytes': ['bad-answer', 200, ({ answer }) => answer(200, Buffer.from(text, 'latin1'))],
      null: ['bad-answer', 200, ({ answer }) => answer(200, 'null')],
      'a list': ['bad-answer', 200, ({ answer }) => answer(200, '[]')],
      'a number': ['bad-answer', 200, ({ answer }) => answer(200, '7')],
      'a connection that ends in the middle': [
        'unreachable',
        null,
        ({ response }) => {
          response.writeHead(200, { 'content-length': text.length, 'actas-firma': 'x' })
          response.write(text.slice(0, 60))
          setTimeout(() => response.destroy(), 20)
        },
      ],
      'what is not HTTP': ['unreachable', null, ({ response }) => void response.socket?.end('GARBAGE\r\n\r\n')],
      'no signature': ['unsigned', null, ({ answer }) => answer(200, truth, { headers: { 'actas-firma': '' } })],
      'a signature of another key': [
        'bad-signature',
        200,
        ({ answer }) => answer(200, truth, { keys: { ...node.keys, firmaKey: other.keys.firmaKey } }),
      ],
      'the key of another entidad': ['bad-signature', 200, ({ answer }) => answer(200, truth, { keys: other.keys })],
      'its own key of former times': ['bad-signature', 200, ({ answer }) => answer(200, truth, { keys: former.keys })],
      'a key that nobody knows': [
        'bad-signature',
        200,
        ({ answer }) => answer(200, truth, { headers: { 'actas-llave': 'ffffffff' } }),
      ],
      'an answer to another question': [
        'bad-signature',
        200,
        ({ answer }) => answer(200, truth, { idOperacion: String(before.question['idOperacion']) }),
      ],
      'the very answer that was given before': [
        'bad-signature',
        200,
        ({ response }) => {
          const headers = Object.fromEntries(
            Object.entries(before.response.getHeaders()).map(([name, value]) => [name, String(value)]),
          )
          response.writeHead(200, headers).end(text)
        },
      ],
      'another instant than the one signed': [
        'bad-signature',
        200,
        ({ answer }) => answer(200, truth, { headers: { 'actas-en': '2027-01-01T00:00:00Z' } }),
      ],
      'a fault of its own': ['server-error', 500, ({ answer }) => answer(500, { codigo: 'error-interno' })],
      'a refusal that the contract does not know': [
        'bad-answer',
        404,
        ({ answer }) => answer(404, { codigo: 'acta-no-encontrada' }),
      ],
      'another version of the contract': [
        'bad-answer',
        400,
        ({ answer }) => answer(400, { codigo: 'peticion-invalida', campo: 'version' }),
      ],
    },
    ({ answer }) => answer(200, truth),
  )
})

test('an answer of fifty megabytes is cut off, and hardly any of it is taken', async () => {
  let sent = 0
  say = ({ response }) => {
    response.writeHead(200, { 'actas-firma': 'x' })
    const piece = Buffer.alloc(64 * 1024, ' ')
    const more = (): void => {
      while (!response.destroyed && sent < 50 * 1024 * 1024) {
        sent += piece.length
        if (!response.write(piece)) return void response.once('drain', more)
      }
      response.end()
    }
    more()
  }
  await assert.rejects(searchActa(app, ENTIDAD, BY_CURP), AWAY)
  assert.equal((await lastCall()).outcome, 'too-large')
  assert.ok(sent < 25 * 1024 * 1024, `${sent} bytes were sent before the end`)
})

test('a redirect leads nowhere: whoever it points to is never called', async () => {
  let hits = 0
  const lure = createServer((_request, response) => {
    hits += 1
    response.end('{}')
  })
  await new Promise<void>((done) => lure.listen(0, '127.0.0.1', done))
  atEnd(() => void lure.close())
  const headers = { location: `http://127.0.0.1:${(lure.address() as AddressInfo).port}/` }
  await refuseAll(
    () => searchActa(app, ENTIDAD, BY_CURP),
    {
      'an unsigned redirect': ['unsigned', null, ({ response }) => void response.writeHead(307, headers).end()],
      'a signed redirect': ['bad-answer', 302, ({ answer }) => answer(302, truth, { headers })],
    },
    ({ answer }) => answer(200, truth),
  )
  assert.equal(hits, 0)
})

test('a search that speaks of somebody else, of another entidad, twice of the same, or not in the form of the contract is refused', async () => {
  const lie = (...actas: unknown[]): [string, number, (heard: Heard) => void] => [
    'bad-answer',
    200,
    ({ answer }) => answer(200, { actas }),
  ]
  // Each under a version of its own: a version that was shown once cannot be shown otherwise, whatever it says.
  const preview = (changes: object): FoundAtNode =>
    found(ACTA, { version: randomBytes(32).toString('hex'), vistaPrevia: { ...vistaPrevia(ACTA), ...changes } })
  const { vistaPrevia: _shown, ...blind } = found(ACTA)
  await refuseAll(
    () => searchActa(app, ENTIDAD, BY_CURP),
    {
      'another CURP': lie(found(sampleActa({ curp: 'GAMC850101MJCRRL09' }))),
      'no CURP': lie(preview({ curp: null })),
      'one more beside the right one': lie(found(ACTA), found(sampleActa({ curp: null }), { referencia: 'r2' })),
      'another entidad': lie(found(sampleActa({ entidadRegistro: '14' }))),
      'the same reference twice': lie(found(ACTA), found(sampleActa({ libro: '04' }))),
      'the same version twice': lie(found(ACTA), found(ACTA, { referencia: 'r2' })),
      'another year of registration': lie(found(ACTA, { anioRegistro: 1991 })),
      'no preview': lie(blind),
      'a preview with the parents': lie(preview({ padres: ['MARÍA ELENA GARCÍA GÜEMES'] })),
      'a preview with a piece missing': lie(preview({ numeroActa: undefined })),
      'a name that is no text': lie(preview({ nombres: { toString: 'JESÚS' } })),
      'a name without end': lie(preview({ nombres: 'J'.repeat(5_000) })),
      'a date that does not exist': lie(preview({ fechaNacimiento: '1990-02-30' })),
      'a version that is no hash': lie(found(ACTA, { version: 'v1' })),
      'a reference without end': lie(found(ACTA, { referencia: 'r'.repeat(500) })),
      'a hole in the list': lie(null),
      'no list': ['bad-answer', 200, ({ answer }) => answer(200, { actas: { 0: found(ACTA), length: 1 } })],
    },
    ({ answer }) => answer(200, truth),
  )
  await refuseAll(
    () => searchActa(app, ENTIDAD, BY_DATA),
    {
      'somebody born on the same day': lie(found(sampleActa({ nombres: 'PEDRO' }))),
      'another surname': lie(found(sampleActa({ segundoApellido: 'LÓPEZ' }))),
      'another sex': lie(found(sampleActa({ sexo: 'M' }))),
      'another day': lie(found(sampleActa({ fechaNacimiento: '1990-05-13' }))),
    },
    ({ answer }) => answer(200, truth),
  )
})

test('a version that was shown once can never be shown otherwise', async () => {
  const acta = sampleActa({ numeroActa: '00100' })
  const version = actaVersion(acta)
  say = ({ answer }) => answer(200, { actas: [found(acta)] })
  await searchActa(app, ENTIDAD, BY_CURP)
  say = ({ answer }) => answer(200, { actas: [found(sampleActa({ numeroActa: '00200' }), { version })] })
  await assert.rejects(searchActa(app, ENTIDAD, BY_CURP), AWAY)
  assert.deepEqual(await lastCall(), { outcome: 'bad-answer', status: 200 })
})

/** A copy as an honest node signs it; `changes` are what the liar says otherwise. */
function signed(acta: Acta, codigo: string, keys = node.keys): SignedActa {
  const identificador = identificadorElectronico(acta)
  const claims = {
    entidad: ENTIDAD,
    kid: keys.kid,
    iat: 1_500_000_000,
    codigoVerificacion: codigo,
    identificadorElectronico: identificador,
    acta: paraComparar(acta),
  }
  return {
    acta,
    version: actaVersion(acta),
    identificadorElectronico: identificador,
    firma: { kid: keys.kid, valor: signActa(keys.firmaKey, acta, codigo, identificador) },
    qr: signQr(keys.firmaKey, claims),
  }
}

test('a copy of another acta, version, entidad or copy, and one with any signature that does not fit, is refused', async () => {
  const codigoVerificacion = newCodigoVerificacion()
  const wanted = { referencia: 'r1', version: actaVersion(ACTA), folio: 'ACT-1', codigoVerificacion }
  const good = signed(ACTA, codigoVerificacion)
  const lie = (changes: object): [string, number, (heard: Heard) => void] => [
    'bad-answer',
    200,
    ({ answer }) => answer(200, { ...good, ...changes }),
  ]
  const older = sampleActa({ anotaciones: ['Otra nota'] })
  const elsewhere = signed(ACTA, newCodigoVerificacion())
  const foreign = signed(ACTA, codigoVerificacion, { ...other.keys, kid: node.keys.kid })
  await refuseAll(
    () => fetchActa(app, ENTIDAD, wanted),
    {
      'another acta, signed rightly': lie(signed(older, codigoVerificacion)),
      'another acta under the version asked for': lie({
        ...signed(older, codigoVerificacion),
        version: wanted.version,
      }),
      'an acta with one field more': lie({ acta: { ...ACTA, nota: 'x' } }),
      'no acta': lie({ acta: null }),
      'another identificador': lie({ identificadorElectronico: '10600000000000000000' }),
      'a printed signature of another key': lie({ firma: foreign.firma }),
      'a printed signature for another copy': lie({ firma: elsewhere.firma }),
      'a printed signature that is none': lie({ firma: { kid: node.keys.kid, valor: 'x' } }),
      'no printed signature': lie({ firma: null }),
      'a key that nobody knows': lie({ firma: { ...good.firma, kid: 'ffffffff' } }),
      'a signed code of another key': lie({ qr: foreign.qr }),
      'a signed code of another copy': lie({ qr: elsewhere.qr }),
      'a signed code that is none': lie({ qr: 'HC1:' }),
      'no signed code': lie({ qr: null }),
    } satisfies Record<string, unknown>,
    ({ answer }) => answer(200, good),
  )
  const foreigner = sampleActa({ entidadRegistro: '14' })
  say = ({ answer }) => answer(200, signed(foreigner, codigoVerificacion))
  const askForeigner = fetchActa(app, ENTIDAD, { ...wanted, version: actaVersion(foreigner) })
  await assert.rejects(askForeigner, AWAY, 'an acta of another entidad, which was asked for')
  const shapeless = { ...ACTA, nota: 'lo que no es de un acta' }
  say = ({ answer }) => answer(200, signed(shapeless, codigoVerificacion))
  const askShapeless = fetchActa(app, ENTIDAD, { ...wanted, version: actaVersion(shapeless) })
  await assert.rejects(askShapeless, AWAY, 'what has not the form of an acta, although it was asked for')
  const retired = signed(ACTA, codigoVerificacion, former.keys)
  say = ({ answer }) => answer(200, retired)
  await assert.rejects(fetchActa(app, ENTIDAD, wanted), AWAY, 'a copy signed with a key that was given up')
})

test('who shows one person and signs another in a well-made acta is refused, although every signature fits', async () => {
  const shown = sampleActa({ numeroActa: '00300' })
  const printed = sampleActa({ numeroActa: '00300', nombres: 'PEDRO', curp: 'PEGP900512HJCRRD01' })
  say = ({ answer }) => answer(200, { actas: [found(shown, { version: actaVersion(printed) })] })
  const [match] = await searchActa(app, ENTIDAD, BY_CURP)
  const codigoVerificacion = newCodigoVerificacion()
  say = ({ answer }) => answer(200, signed(printed, codigoVerificacion) satisfies CopyAnswer)
  const wanted = { referencia: match!.referencia, version: match!.version, folio: 'ACT-1', codigoVerificacion }
  await assert.rejects(fetchActa(app, ENTIDAD, wanted), AWAY)
  assert.deepEqual(await lastCall(), { outcome: 'bad-answer', status: 200 })
})

test('a list of changes out of order, from before, in another form or without end is refused, and moves nothing', async () => {
  const change = (n: number, changes: object = {}): Change =>
    ({
      n,
      referencia: `r${n}`,
      estado: 'corregida',
      version: actaVersion(ACTA),
      en: '2026-11-25T10:00:00Z',
      ...changes,
    }) as Change
  const lie = (hasta: unknown, ...cambios: unknown[]): [string, number, (heard: Heard) => void] => [
    'bad-answer',
    200,
    ({ answer }) => answer(200, { cambios, hasta }),
  ]
  const accepted: Change[] = []
  const ask = () => readChanges(app, ENTIDAD, async (changes) => void accepted.push(...changes))
  await refuseAll(
    ask,
    {
      'out of order': lie(2, change(2), change(1)),
      'the same number twice': lie(1, change(1), change(1)),
      'numbers from before': lie(0, change(0)),
      'an end that is not the last': lie(900, change(1)),
      'an end that leaps over what is not told': lie(7),
      'an end that is no number': lie('1', change(1)),
      'a state that the contract does not know': lie(1, change(1, { estado: 'vigente' })),
      'a version that is no hash': lie(1, change(1, { version: 'v' })),
      'no reference': lie(1, change(1, { referencia: null })),
      'a page that is too long': lie(
        CHANGES_PAGE + 1,
        ...Array.from({ length: CHANGES_PAGE + 1 }, (_, i) => change(i + 1)),
      ),
    },
    ({ answer }) => answer(200, { cambios: [], hasta: 0 }),
  )
  assert.deepEqual(accepted, [])
  assert.deepEqual(await app.db.query('select n from gateway.cursor', []), [])
  let pages = 0
  say = ({ question, answer }) => {
    pages += 1
    const desde = question['desde'] as number
    answer(200, {
      cambios: Array.from({ length: CHANGES_PAGE }, (_, i) => change(desde + i + 1)),
      hasta: desde + CHANGES_PAGE,
    })
  }
  const read = await ask()
  assert.equal(read, pages * CHANGES_PAGE)
  assert.ok(pages > 1 && pages <= 20, `one turn took ${pages} pages`)
})

test('a key that was compromised is not believed any more, not even from the registered node', async () => {
  say = ({ answer }) => answer(200, truth)
  await app.db.query(`update directory.llave set estado = 'comprometida' where clave = $1`, [ENTIDAD])
  await assert.rejects(searchActa(app, ENTIDAD, BY_CURP), AWAY)
  assert.deepEqual(await lastCall(), { outcome: 'bad-signature', status: 200 })
  await app.db.query(`update directory.llave set estado = 'vigente' where clave = $1`, [ENTIDAD])
  assert.equal((await searchActa(app, ENTIDAD, BY_CURP)).length, 1)
})

test('a server with another certificate than the one registered, or with one that has expired, never hears the question', async () => {
  let heard = 0
  const listen = async (
    entidad: string,
    tls: { key: string; cert: string } | undefined,
    pinned: string | null,
  ): Promise<void> => {
    const own = await openNode(app, entidad, [], { register: false })
    await openLiar(
      app,
      own,
      ({ answer }) => {
        heard += 1
        answer(200, truth)
      },
      tls,
    )
    if (pinned)
      await app.db.query('update directory.endpoint set certificado = $2, huella = $3 where clave = $1', [
        entidad,
        pinned,
        new X509Certificate(pinned).fingerprint256,
      ])
  }
  const stranger = await openNode(app, '20', [], { register: false })
  await listen('21', { key: stranger.keys.tlsKey, cert: stranger.keys.tlsCertificate }, null)
  const expired = await openNode(app, '22', [], { register: false, madeAt: '2020-01-01T00:00:00Z' })
  await listen('22', { key: expired.keys.tlsKey, cert: expired.keys.tlsCertificate }, expired.keys.tlsCertificate)
  for (const entidad of ['21', '22']) {
    await assert.rejects(searchActa(app, entidad, BY_CURP), AWAY, entidad)
    const [call] = await app.db.query<{ outcome: string }>('select outcome from gateway.call where entidad = $1', [
      entidad,
    ])
    assert.equal(call?.outcome, 'unreachable', entidad)
  }
  assert.equal(heard, 0, 'the personal data of the question went to nobody')
})
