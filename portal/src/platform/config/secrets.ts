// Keeps the random secrets of one installation in one owner-only file, made at first use.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Secrets {
  /** Key of the bearer token of an order: the same order always has the same token, and none is stored. */
  readonly acceso: Buffer
  readonly formToken: Buffer
  readonly reto: Buffer
  /** Key that turns a CURP or a person's data into a counter name from which nobody can go back. */
  readonly blind: Buffer
  /** Shared with the bank (and, in the demonstration, with the whole simulated world). */
  readonly bank: string
}

/** Reads the secrets of `dataDir`, making them at first use. The file is written whole or not at all. */
export function openSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secretos.json')
  let stored: Record<string, string>
  try {
    stored = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    stored = {}
    for (const name of ['acceso', 'formToken', 'reto', 'blind', 'bank'])
      stored[name] = randomBytes(32).toString('base64url')
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, JSON.stringify(stored, null, 2), { mode: 0o600 })
    renameSync(draft, file)
  }
  const key = (name: string): Buffer => {
    const text = stored[name]
    if (text === undefined) throw new Error(`secretos.json has no ${name}`)
    return Buffer.from(text, 'base64url')
  }
  return {
    acceso: key('acceso'),
    formToken: key('formToken'),
    reto: key('reto'),
    blind: key('blind'),
    bank: key('bank').toString('base64url'),
  }
}
