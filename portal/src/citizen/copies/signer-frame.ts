// How worker and signer speak: one line of JSON, then as many bytes as it says, then the end. Nothing else is read.
import type { Socket } from 'node:net'
import { sleep } from '#clock'

/** Largest document that is sealed. An ordinary copy takes some 100 kB. */
export const MAX_DOCUMENT = 4 * 1024 * 1024
const MAX_LINE = 512
const NEWLINE = 0x0a

export interface Frame {
  /** The members of the line but `bytes`. Whoever reads them checks them. */
  readonly head: Readonly<Record<string, unknown>>
  readonly body: Buffer
}

/** Why a frame was not read; the word is for logs and tests. */
export class FrameProblem extends Error {
  readonly motivo: string
  constructor(motivo: string) {
    super(motivo)
    this.name = 'FrameProblem'
    this.motivo = motivo
  }
}

export function writeFrame(socket: Socket, head: Readonly<Record<string, unknown>>, body: Buffer): void {
  socket.write(`${JSON.stringify({ ...head, bytes: body.length })}\n`)
  socket.end(body)
}

/**
 * Reads the one frame that the other side sends before it ends its half. More memory than the line announces, or than
 * is allowed, is never taken; after `limitMs` of real time the connection is given up.
 * @throws FrameProblem
 */
export async function readFrame(socket: Socket, limitMs: number): Promise<Frame> {
  const late = new AbortController()
  let expired = false
  void sleep(limitMs, late.signal).then(
    () => {
      expired = true
      socket.destroy()
    },
    () => undefined,
  )
  try {
    return await collect(socket)
  } catch (error) {
    if (expired) throw new FrameProblem('too-slow')
    throw error instanceof FrameProblem ? error : new FrameProblem('broken-off')
  } finally {
    late.abort()
  }
}

async function collect(socket: Socket): Promise<Frame> {
  const chunks: Buffer[] = []
  let held = 0
  let line: { head: Record<string, unknown>; bytes: number; end: number } | null = null
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    held += chunk.length
    if (line === null) {
      const start = Buffer.concat(chunks)
      chunks.splice(0, chunks.length, start)
      line = readLine(start)
    }
    if (line !== null && held > line.end + line.bytes) throw new FrameProblem('too-long')
  }
  if (line === null || held !== line.end + line.bytes) throw new FrameProblem('cut-short')
  return { head: line.head, body: Buffer.concat(chunks).subarray(line.end) }
}

/** The first line, or null while it has not ended. */
function readLine(start: Buffer): { head: Record<string, unknown>; bytes: number; end: number } | null {
  const at = start.subarray(0, MAX_LINE).indexOf(NEWLINE)
  if (at < 0) {
    if (start.length >= MAX_LINE) throw new FrameProblem('malformed')
    return null
  }
  const { bytes, ...head } = parse(start.toString('utf8', 0, at))
  if (typeof bytes !== 'number' || !Number.isInteger(bytes) || bytes < 0) throw new FrameProblem('malformed')
  if (bytes > MAX_DOCUMENT) throw new FrameProblem('too-large')
  return { head, bytes, end: at + 1 }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below, as for any other line that is not one of ours.
  }
  throw new FrameProblem('malformed')
}
