// The worker's edge to the signer: hands over one document over its socket and gets it back sealed, or a word why not.
import { once } from 'node:events'
import { connect } from 'node:net'
import { byteRangeText } from './cms.ts'
import { readCopyLayout } from './copy-layout.ts'
import { FrameProblem, readFrame, writeFrame } from './signer-frame.ts'

export interface Signer {
  readonly socketPath: string
}

export interface SealRequest {
  readonly folio: string
  readonly plantilla: string
  /** The copy as `composeCopy` made it. */
  readonly documento: Buffer
}

/** Longer than the signer itself takes at worst, so that a slow answer is not asked for twice. */
const LIMIT_MS = 20_000

/**
 * Asks for the seal. Answers `motivo` when there is no copy: `unreachable` when nobody answers in time, `odd-answer`
 * when what came back is not this very document with a seal in it, else the signer's own word. Never throws for what
 * the other side does; may be repeated.
 */
export async function requestSeal(signer: Signer, request: SealRequest): Promise<{ pdf: Buffer } | { motivo: string }> {
  const socket = connect(signer.socketPath)
  try {
    await once(socket, 'connect')
    socket.on('error', () => socket.destroy())
    writeFrame(socket, { folio: request.folio, plantilla: request.plantilla }, request.documento)
    const { head, body } = await readFrame(socket, LIMIT_MS)
    if (typeof head['motivo'] === 'string') return { motivo: head['motivo'] }
    return isSealOf(request.documento, body) ? { pdf: body } : { motivo: 'odd-answer' }
  } catch (error) {
    if (isUnreachable(error)) return { motivo: 'unreachable' }
    throw error
  } finally {
    socket.destroy()
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof FrameProblem || typeof (error as NodeJS.ErrnoException).syscall === 'string'
}

/** Whether `sealed` is `unsigned` but for its ByteRange and the hex digits of its signature. */
function isSealOf(unsigned: Buffer, sealed: Buffer): boolean {
  if (sealed.length !== unsigned.length) return false
  const { byteRange, contents } = readCopyLayout(unsigned)
  const blank = Buffer.from(sealed)
  unsigned.copy(blank, byteRange.start, byteRange.start, byteRange.end)
  unsigned.copy(blank, contents.start, contents.start, contents.end)
  return (
    blank.equals(unsigned) &&
    sealed.toString('latin1', byteRange.start, byteRange.end) === byteRangeText(contents, sealed.length) &&
    /^<[0-9a-f]+>$/.test(sealed.toString('latin1', contents.start, contents.end))
  )
}
