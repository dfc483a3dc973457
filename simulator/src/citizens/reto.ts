// Solves the portal's challenge by the challenge's own parameters, as any outsider's program may.
import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)

/** A challenge as the portal makes it. */
export interface Challenge {
  readonly parameters: {
    readonly algorithm: string
    readonly cost: number
    readonly keyLength?: number
    readonly keyPrefix: string
    readonly nonce: string
    readonly salt: string
  }
  readonly signature?: string
}

const DIGESTS: Readonly<Record<string, string>> = {
  'PBKDF2/SHA-256': 'sha256',
  'PBKDF2/SHA-384': 'sha384',
  'PBKDF2/SHA-512': 'sha512',
}
/** A challenge that asks for more work than this is no longer one for a person's device. */
const MOST_TRIES = 20_000
const MOST_COST = 100_000

/** The solved challenge in the form of the field `altcha`. @throws Error when it is of a kind not known here, or too dear */
export async function solveReto(challenge: Challenge): Promise<string> {
  const { algorithm, cost, keyLength = 32, keyPrefix, nonce, salt } = challenge.parameters ?? {}
  const digest = DIGESTS[algorithm]
  if (digest === undefined || !(cost >= 1 && cost <= MOST_COST) || !/^([0-9a-f]{2})+$/i.test(keyPrefix))
    throw new Error(`a challenge of an unknown kind: ${algorithm}, cost ${cost}`)
  const prefix = Buffer.from(keyPrefix, 'hex')
  const password = Buffer.concat([Buffer.from(nonce, 'hex'), Buffer.alloc(4)])
  const saltBytes = Buffer.from(salt, 'hex')
  for (let counter = 0; counter < MOST_TRIES; counter += 1) {
    password.writeUInt32BE(counter, password.length - 4)
    const key = await derive(password, saltBytes, cost, keyLength, digest)
    if (!key.subarray(0, prefix.length).equals(prefix)) continue
    const solution = { counter, derivedKey: key.toString('hex'), time: 0 }
    return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')
  }
  throw new Error('a challenge without a solution')
}
