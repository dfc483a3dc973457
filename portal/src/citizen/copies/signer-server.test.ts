// The signer seals only what the record says, one document at a time, and nothing that comes over its socket stops it.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createClock } from '#clock'
import type { Log } from '#context'
import { ISSUED, sampleActa, sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { PLANTILLA } from './file-marks.ts'
import { requestSeal } from './signer.ts'
import { startSigner } from './signer-server.ts'
import type { SignerOptions } from './signer-server.ts'
import { inspectCopy } from './strict-verifier.ts'

const FOLIO = 'ACT-0123456789'
let office: SampleOffice
let folder: string
let document: Buffer
const lines: string[] = []
const write = (event: string, data: unknown): void => void lines.push(`${event} ${JSON.stringify(data)}`)
const log: Log = { info: write, warn: write, error: (event, error) => write(event, String(error)) }

before(async () => {
  office = await sampleOffice()
  folder = mkdtempSync(join(tmpdir(), 'actas-signer-'))
  document = (await office.unsealed()).pdf
})
after(() => {
  office.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Seals for one paid order whose intent is `document`; the record answers as the room's own door does. */
function recordOf(intended: Buffer): SignerOptions['mayBeSealed'] {
  const digest = createHash('sha256').update(intended).digest('hex')
  return async (folio, digestHex) => {
    if (folio !== FOLIO) return { ok: false, motivo: 'not-paid' }
    return digestHex === digest ? { ok: true, plantilla: PLANTILLA } : { ok: false, motivo: 'not-intended' }
  }
}

async function withSigner<T>(changes: Partial<SignerOptions>, work: (socketPath: string) => Promise<T>): Promise<T> {
  const socketPath = join(folder, `${Math.trunc(process.hrtime()[1])}.sock`)
  const clock = createClock(() => ISSUED)
  const server = await startSigner({
    socketPath,
    seal: office.seal,
    mayBeSealed: recordOf(document),
    clock,
    log,
    uid: null,
    ...changes,
  })
  try {
    return await work(socketPath)
  } finally {
    await server.close()
  }
}

/** Sends bytes, ends, and gives back all that is answered. */
async function send(socketPath: string, bytes: Buffer | string): Promise<string> {
  const socket = connect(socketPath)
  socket.on('error', () => undefined)
  socket.end(bytes)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

const ask = (folio: string, documento: Buffer) => ({ folio, plantilla: PLANTILLA, documento })

test('the document of a paid order is sealed, and the copy verifies', async () => {
  await withSigner({}, async (socketPath) => {
    const answer = await requestSeal({ socketPath }, ask(FOLIO, document))
    assert.ok('pdf' in answer, JSON.stringify(answer))
    assert.equal(inspectCopy(answer.pdf, office.seal.trust).ours, 'yes')
  })
})

test('an order that is not paid, or another document than the recorded one, is refused', async () => {
  await withSigner({}, async (socketPath) => {
    assert.deepEqual(await requestSeal({ socketPath }, ask('ACT-9999999999', document)), { motivo: 'not-paid' })
    const other = (await office.unsealed(sampleActa({ nombres: 'OTRA' }))).pdf
    assert.deepEqual(await requestSeal({ socketPath }, ask(FOLIO, other)), { motivo: 'not-intended' })
    assert.deepEqual(await requestSeal({ socketPath }, { ...ask(FOLIO, document), plantilla: 'copia-1999-1' }), {
      motivo: 'other-template',
    })
  })
  assert.ok(
    lines.some((line) => line.startsWith('seal.refused') && line.includes('not-intended')),
    'refusals are on record',
  )
})

test('what is not a copy that waits for its seal is refused, even if the record names its digest', async () => {
  const { pdf: sealed } = await office.sealed()
  for (const odd of [Buffer.from('texto'), Buffer.concat([document, Buffer.from('\n')]), Buffer.alloc(0)]) {
    await withSigner({ mayBeSealed: recordOf(odd) }, async (socketPath) => {
      const head = JSON.stringify({ folio: FOLIO, plantilla: PLANTILLA, bytes: odd.length })
      assert.match(await send(socketPath, Buffer.concat([Buffer.from(`${head}\n`), odd])), /"motivo":"not-a-copy"/)
    })
  }
  await withSigner({ mayBeSealed: recordOf(sealed) }, async (socketPath) => {
    const head = JSON.stringify({ folio: FOLIO, plantilla: PLANTILLA, bytes: sealed.length })
    assert.match(await send(socketPath, Buffer.concat([Buffer.from(`${head}\n`), sealed])), /"motivo":"not-a-copy"/)
  })
})

test('odd bytes are refused and the signer goes on', async () => {
  const odd: readonly (readonly [string, RegExp])[] = [
    ['', /cut-short/],
    ['\n', /malformed/],
    ['GET / HTTP/1.1\r\n\r\n', /malformed/],
    ['{"folio":1}\n', /malformed/],
    ['[]\n', /malformed/],
    ['null\n', /malformed/],
    ['{"bytes":-1}\n', /malformed/],
    ['{"bytes":1.5}\n', /malformed/],
    ['{"bytes":99999999999}\n', /too-large/],
    ['{"bytes":3}\nab', /cut-short/],
    ['{"bytes":1}\nab', /too-long/],
    ['x'.repeat(5_000), /malformed/],
    [`{"folio":["${FOLIO}"],"plantilla":"${PLANTILLA}","bytes":0}\n`, /malformed/],
    [`{"folio":"${FOLIO}","plantilla":"${PLANTILLA}","digest":"00","bytes":0}\n`, /malformed/],
    [`{"folio":"${FOLIO}","firma":"estos bytes","bytes":0}\n`, /malformed/],
    ['\0'.repeat(100), /cut-short/],
    ['\xFF\xFE\n', /malformed/],
  ]
  await withSigner({}, async (socketPath) => {
    for (const [bytes, motivo] of odd)
      assert.match(await send(socketPath, Buffer.from(bytes, 'latin1')), motivo, JSON.stringify(bytes.slice(0, 40)))
    const gone = connect(socketPath)
    await once(gone, 'connect')
    gone.destroy()
    assert.ok('pdf' in (await requestSeal({ socketPath }, ask(FOLIO, document))), 'it still seals')
  })
})

test('many at once are all answered, or told to come again', async () => {
  await withSigner({}, async (socketPath) => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => requestSeal({ socketPath }, ask(FOLIO, document))),
    )
    const sealed = answers.filter((one) => 'pdf' in one)
    assert.ok(sealed.length >= 8, `${sealed.length} were sealed`)
    for (const one of answers) if (!('pdf' in one)) assert.deepEqual(one, { motivo: 'unreachable' })
  })
})

test('whoever is slow to ask is cut off, and a caller in a hurry is told to come again', async () => {
  await withSigner({ limits: { requestMs: 150, perMinute: 2 } }, async (socketPath) => {
    const slow = connect(socketPath)
    slow.on('error', () => undefined)
    slow.write('{"folio":')
    await once(slow, 'close')
    assert.ok('pdf' in (await requestSeal({ socketPath }, ask(FOLIO, document))))
    assert.ok('pdf' in (await requestSeal({ socketPath }, ask(FOLIO, document))))
    assert.deepEqual(await requestSeal({ socketPath }, ask(FOLIO, document)), { motivo: 'too-many' })
  })
})

test('a record that cannot be read seals nothing', async () => {
  const mayBeSealed = async (): Promise<never> => {
    throw new Error('the database is away')
  }
  await withSigner({ mayBeSealed }, async (socketPath) => {
    assert.deepEqual(await requestSeal({ socketPath }, ask(FOLIO, document)), { motivo: 'internal' })
  })
})

test('a seal that is not in force seals nothing', async () => {
  const later = createClock(() => ISSUED.add({ hours: 24 * 365 * 30 }))
  await withSigner({ clock: later }, async (socketPath) => {
    assert.deepEqual(await requestSeal({ socketPath }, ask(FOLIO, document)), { motivo: 'seal-not-in-force' })
  })
  const trust = { seals: office.seal.trust.seals.map((one) => ({ ...one, state: 'retirado' as const })) }
  await withSigner({ seal: { ...office.seal, trust } }, async (socketPath) => {
    assert.deepEqual(await requestSeal({ socketPath }, ask(FOLIO, document)), { motivo: 'seal-not-in-force' })
  })
})

test('nobody but the owner may open the socket', async () => {
  await withSigner({}, async (socketPath) => {
    assert.equal(statSync(socketPath).mode & 0o777, 0o600)
  })
})

test('no signer, or a dead one, is said to be unreachable, and a new one takes its place', async () => {
  const socketPath = join(folder, 'vieja.sock')
  assert.deepEqual(await requestSeal({ socketPath }, ask(FOLIO, document)), { motivo: 'unreachable' })
  // A file that a killed process left behind: nobody listens there any more.
  writeFileSync(socketPath, '')
  assert.deepEqual(await requestSeal({ socketPath }, ask(FOLIO, document)), { motivo: 'unreachable' })
  await withSigner({ socketPath }, async () => {
    assert.ok('pdf' in (await requestSeal({ socketPath }, ask(FOLIO, document))))
    const second = startSigner({
      socketPath,
      seal: office.seal,
      mayBeSealed: recordOf(document),
      clock: createClock(),
      log,
      uid: null,
    })
    await assert.rejects(second, /another signer/)
    assert.ok('pdf' in (await requestSeal({ socketPath }, ask(FOLIO, document))), 'the first one was not disturbed')
  })
})

test('an answer that is not this very document with a seal in it is not believed', async () => {
  const { pdf: other } = await office.sealed(sampleActa({ nombres: 'OTRA' }))
  for (const answer of [other, document, Buffer.from('no')]) {
    const socketPath = join(folder, `falsa-${answer.length}.sock`)
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.resume()
      socket.write(`{"bytes":${answer.length}}\n`)
      socket.end(answer)
    })
    server.listen(socketPath)
    await once(server, 'listening')
    const believed = await requestSeal({ socketPath }, ask(FOLIO, document))
    server.close()
    assert.equal('motivo' in believed && believed.motivo, 'odd-answer')
  }
})
