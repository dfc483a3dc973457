// On which port the portal listens, and what is said of one that cannot be had.
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { Refusal } from './refusal.ts'

/**
 * Where a free port is looked for: below the ports that the system hands out by itself (Linux from 32768, others from
 * 49152). Between the choice and the listening the world opens its origins and everybody calls somebody, each on a
 * port that the system picks; one that it never picks is still free when the portal comes to it.
 */
const LOWEST = 20_000
const HIGHEST = 32_767
const TRIES = 50

async function tryPort(host: string, port: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}

/** A port that nobody listens on now and that the system gives to nobody. @throws Refusal when the host cannot be used */
export async function freePort(host: string): Promise<number> {
  for (let tried = 0; tried < TRIES; tried++) {
    const port = randomInt(LOWEST, HIGHEST + 1)
    try {
      return await tryPort(host, port)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw portRefusal(error, host, port)
    }
  }
  return await tryPort(host, 0)
}

/** The port that was asked for. @throws Refusal when it is busy, not allowed, or the host is none of this machine */
export async function requireFreePort(host: string, port: number): Promise<number> {
  try {
    return await tryPort(host, port)
  } catch (error) {
    throw portRefusal(error, host, port)
  }
}

/** Why one cannot listen, as the sentence that says what to do. */
export function portRefusal(error: unknown, host: string, port: number): Refusal {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'EADDRINUSE') return new Refusal('puerto-ocupado', { puerto: String(port) }, 3)
  if (code === 'EACCES') return new Refusal('puerto-sin-permiso', { puerto: String(port) }, 3)
  return new Refusal('direccion-no-usable', { direccion: `${host}:${port}` }, 2)
}
