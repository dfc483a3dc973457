// Where the portal's keys lie on disk, and how a file or a folder of keys appears there whole or not at all.
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Four folders hold what is private, one for each duty; a role opens only its own. What everyone may read lies beside
 * them, so that reading the public part never touches a private one. It also shows that there once were private keys:
 * lost ones are never replaced in silence.
 */
export const KEY_FILES = {
  transporte: { folder: 'transporte', caKey: 'ca.key', ca: 'ca.crt', clientKey: 'cliente.key', client: 'cliente.crt' },
  sello: { folder: 'sello', caKey: 'ca.key', ca: 'ca.crt', sealKey: 'sello.key', seal: 'sello.crt' },
  confianza: { folder: 'confianza', listKey: 'lista.key', list: 'lista.pub' },
  bitacora: { folder: 'bitacora', headKey: 'cabeza.key', head: 'cabeza.pub' },
  /** PEM of the CA that an entidad's node asks for. */
  clientCa: 'ca-cliente.crt',
  /** JSON: every seal certificate ever used, with its validity and state. */
  seals: 'sellos.json',
  /** PEM of the key with which the trust list is signed. */
  trustList: 'confianza.pub',
  /** PEM of the key with which the head of the journal is signed. */
  journalHead: 'bitacora.pub',
} as const

/** What is wrong with the folder of keys; `key` names a sentence of the command catalogue. */
export class KeyringError extends Error {
  readonly key: string
  readonly params: Record<string, string>
  readonly exitCode = 3
  constructor(key: 'llaves-incompletas' | 'llaves-expuestas' | 'llaves-perdidas', params: Record<string, string>) {
    super(`${key} ${JSON.stringify(params)}`)
    this.name = 'KeyringError'
    this.key = key
    this.params = params
  }
}

/** Writes a file of mode 0600 that is either the old one or the new one, whenever the machine stops. */
export function writeWhole(path: string, content: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeSynced(draft, content)
  renameSync(draft, path)
}

function writeSynced(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes `folder` (0700) with these files, all at once. False when another process was first: its keys stay. */
export function createFolder(folder: string, files: Readonly<Record<string, string>>): boolean {
  const draft = join(dirname(folder), `.nuevo-${randomBytes(6).toString('hex')}`)
  mkdirSync(draft, { mode: 0o700 })
  try {
    for (const [name, content] of Object.entries(files)) writeSynced(join(draft, name), content)
    renameSync(draft, folder)
    return true
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (existsSync(folder)) return false
    throw error
  }
}

/** Makes sure that `dir` exists and is the owner's alone. */
export function ensurePrivateFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  if ((statSync(dir).mode & 0o077) !== 0) chmodSync(dir, 0o700)
}

/** Text of a key file. @throws KeyringError when it is missing, or is private and others may read it */
export function readKeyFile(path: string, isPrivate: boolean): string {
  try {
    if (isPrivate && (statSync(path).mode & 0o077) !== 0) throw new KeyringError('llaves-expuestas', { archivo: path })
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new KeyringError('llaves-incompletas', { archivo: path })
    throw error
  }
}
