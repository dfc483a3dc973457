// The signer's own door: one typed request per connection, checked against the record, and never "sign these bytes".
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { monotonicMs, sleep } from '#clock'
import type { Clock } from '#clock'
import type { Log } from '#context'
import type { SealKey } from '#keys'
import { isUnsealed, sealPdf } from './cms.ts'
import { readCopyLayout } from './copy-layout.ts'
import { giveUpRights } from './give-up-rights.ts'
import { PdfProblem } from './pdf-syntax.ts'
import { FrameProblem, readFrame, writeFrame } from './signer-frame.ts'
import type { Frame } from './signer-frame.ts'
import { inspectCopy, isInForce } from './strict-verifier.ts'

export interface SignerOptions {
  readonly socketPath: string
  readonly seal: SealKey
  /** What the record says of this document of this order. */
  readonly mayBeSealed: (
    folio: string,
    digestHex: string,
  ) => Promise<{ ok: true; plantilla: string } | { ok: false; motivo: string }>
  readonly clock: Clock
  readonly log: Log
  /** Numeric user to become once everything is loaded; null stays who it is. */
  readonly uid: number | null
  readonly limits?: SignerLimits
}

export interface SignerLimits {
  /** Real milliseconds in which a request must have arrived. */
  readonly requestMs: number
  /** What somebody who took over the worker could have sealed in a minute, whatever the record says. */
  readonly perMinute: number
}

const LIMITS: SignerLimits = { requestMs: 10_000, perMinute: 6_000 }
const LINGER_MS = 3_000
const MAX_CONNECTIONS = 16
const MINUTE_MS = 60_000

/**
 * Listens on the socket, which only its owner may open. Each connection brings {folio, plantilla} and the document; the
 * answer is the sealed document or a word why not. Takes the place of a socket that a killed signer left behind.
 * @throws Error when another signer answers there
 */
export async function startSigner(options: SignerOptions): Promise<{ close(): Promise<void> }> {
  const { socketPath, log, uid } = options
  await clearStaleSocket(socketPath)
  const underWay = new Set<Socket>()
  const mayGoOn = rateCap(options.limits ?? LIMITS)
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    underWay.add(socket)
    socket.once('close', () => underWay.delete(socket))
    // A caller that is gone needs no answer.
    socket.on('error', () => socket.destroy())
    void answer(options, mayGoOn, socket).then(() => linger(socket))
  })
  server.maxConnections = MAX_CONNECTIONS
  await listenPrivately(server, socketPath)
  if (uid !== null) giveUpRights(uid, log)
  return {
    async close() {
      for (const socket of underWay) socket.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

async function clearStaleSocket(path: string): Promise<void> {
  const probe = connect(path)
  try {
    await once(probe, 'connect')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ECONNREFUSED' && code !== 'ENOTSOCK') throw error
    rmSync(path, { force: true })
    return
  } finally {
    probe.destroy()
  }
  throw new Error('another signer already answers at this socket')
}

/** The file is made with mode 0600 from the start: at no moment may another user open it. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const listening = once(server, 'listening')
  const mask = process.umask(0o177)
  try {
    // The file is made inside this call.
    server.listen(path)
  } finally {
    process.umask(mask)
  }
  await listening
  chmodSync(path, 0o600)
}

async function answer(options: SignerOptions, mayGoOn: () => boolean, socket: Socket): Promise<void> {
  const { log } = options
  try {
    const frame = await readFrame(socket, (options.limits ?? LIMITS).requestMs)
    const result = mayGoOn() ? await seal(options, frame) : { motivo: 'too-many' }
    if ('pdf' in result) log.info('seal.made', { folio: folioOf(frame) })
    else log.warn('seal.refused', { folio: folioOf(frame), motivo: result.motivo })
    reply(socket, result)
  } catch (error) {
    if (error instanceof FrameProblem) {
      log.warn('seal.malformed', { motivo: error.motivo })
      return reply(socket, { motivo: error.motivo })
    }
    log.error('seal', error)
    reply(socket, { motivo: 'internal' })
  }
}

function reply(socket: Socket, result: { pdf: Buffer } | { motivo: string }): void {
  if (socket.destroyed) return
  if ('pdf' in result) writeFrame(socket, {}, result.pdf)
  else writeFrame(socket, { motivo: result.motivo }, Buffer.alloc(0))
  // What the caller may still send is thrown away, so that its end can be seen.
  socket.resume()
}

/** Gives the caller a moment to take its answer; one that neither reads nor leaves is cut off. */
async function linger(socket: Socket): Promise<void> {
  const gone = new AbortController()
  socket.once('close', () => gone.abort())
  if (socket.closed) return
  await sleep(LINGER_MS, gone.signal).then(
    () => socket.destroy(),
    () => undefined,
  )
}

/** A folio is logged only when it looks like one. */
function folioOf({ head }: Frame): string {
  return typeof head['folio'] === 'string' && /^[A-Z0-9-]{1,40}$/.test(head['folio']) ? head['folio'] : '?'
}

async function seal(options: SignerOptions, { head, body }: Frame): Promise<{ pdf: Buffer } | { motivo: string }> {
  const { folio, plantilla, ...more } = head
  if (typeof folio !== 'string' || typeof plantilla !== 'string' || Object.keys(more).length > 0)
    return { motivo: 'malformed' }
  if (!isInForce(options.seal.trust, options.seal.certificate, options.clock.now()))
    return { motivo: 'seal-not-in-force' }
  const form = formOf(body)
  if (form !== plantilla) return { motivo: form === null ? 'not-a-copy' : 'other-template' }
  // The digest is computed here, never taken from the caller.
  const allowed = await options.mayBeSealed(folio, createHash('sha256').update(body).digest('hex'))
  if (!allowed.ok) return { motivo: allowed.motivo }
  if (allowed.plantilla !== plantilla) return { motivo: 'other-template' }
  const pdf = await sealPdf(body, options.seal)
  // What the verifier would not accept never leaves this process.
  const seen = inspectCopy(pdf, options.seal.trust)
  if (seen.ours !== 'yes') throw new Error(`the sealed copy does not verify: ${seen.reason ?? seen.ours}`)
  return { pdf }
}

/** The template that a document ready for its seal names in its canonical form; null when it is not such a document. */
function formOf(document: Buffer): string | null {
  try {
    const layout = readCopyLayout(document)
    return isUnsealed(document, layout) ? layout.marks.plantilla : null
  } catch (error) {
    if (error instanceof PdfProblem) return null
    throw error
  }
}

function rateCap({ perMinute }: SignerLimits): () => boolean {
  let windowStart = monotonicMs()
  let used = 0
  return () => {
    if (monotonicMs() - windowStart >= MINUTE_MS) {
      windowStart = monotonicMs()
      used = 0
    }
    used += 1
    return used <= perMinute
  }
}
