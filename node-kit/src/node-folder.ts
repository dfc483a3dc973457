// Where a node keeps what is its own: keys, certificate, actas and the file that registers it with the portal.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entidadByClave, type Entidad } from '../contract/entidad.ts'
import { kidOf } from '../contract/wire.ts'
import { kitError } from './kit-error.ts'

/** The files of a node's folder. */
export interface NodeFiles {
  descriptor: string
  llaves: string
  tlsKey: string
  tlsCertificate: string
  firmaKey: string
  firmaPublic: string
  actas: string
  intentos: string
  pagos: string
  alta: string
}

/** The paths inside a node's folder. */
export function nodeFiles(data: string): NodeFiles {
  const llaves = join(data, 'llaves')
  return {
    descriptor: join(data, 'nodo.json'),
    llaves,
    tlsKey: join(llaves, 'tls.key'),
    tlsCertificate: join(llaves, 'tls.crt'),
    firmaKey: join(llaves, 'firma.key'),
    firmaPublic: join(llaves, 'firma.pub'),
    actas: join(data, 'actas.sqlite'),
    intentos: join(data, 'intentos.sqlite'),
    pagos: join(data, 'pagos.sqlite'),
    alta: join(data, 'alta.json'),
  }
}

/** Who the node is. */
export interface NodeDescriptor {
  entidad: Entidad
  nombre: string
}

/** Reads who the node of this folder is. Throws a KitError when the folder was not prepared by `init`. */
export function readDescriptor(data: string): NodeDescriptor {
  const file = nodeFiles(data).descriptor
  if (!existsSync(file)) throw kitError('sin-iniciar', 3, { data })
  const read = parseObject(readFileSync(file, 'utf8'))
  const entidad = entidadByClave(String(read?.['entidad']))
  if (entidad === null) throw kitError('carpeta-danada', 3, { archivo: file })
  return { entidad, nombre: typeof read?.['nombre'] === 'string' ? read['nombre'] : entidad.nombre }
}

/** What a node signs and presents itself with. */
export interface NodeKeys {
  tlsKey: string
  tlsCertificate: string
  firmaKey: KeyObject
  firmaPublicPem: string
  kid: string
}

/** Reads the keys of a node. Throws a KitError when one is missing or unreadable. */
export function readKeys(data: string): NodeKeys {
  const files = nodeFiles(data)
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      throw kitError('llave-falta', 3, { archivo: file })
    }
  }
  const pem = read(files.firmaKey)
  try {
    const firmaKey = createPrivateKey(pem)
    const firmaPublic = createPublicKey(firmaKey)
    return {
      tlsKey: read(files.tlsKey),
      tlsCertificate: read(files.tlsCertificate),
      firmaKey,
      firmaPublicPem: firmaPublic.export({ format: 'pem', type: 'spki' }) as string,
      kid: kidOf(firmaPublic),
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'KitError') throw error
    throw kitError('carpeta-danada', 3, { archivo: files.firmaKey })
  }
}

/** Writes a file so that a reader sees the old one or the new one whole. `mode` is that of a new file. */
export function writeWhole(file: string, content: string, mode = 0o644): void {
  writeFileSync(`${file}.nuevo`, content, { mode })
  renameSync(`${file}.nuevo`, file)
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
