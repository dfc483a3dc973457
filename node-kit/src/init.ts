// Makes the folder of a node: its keys and the certificate by which the portal will know it.
import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { entidadByClave } from '../contract/entidad.ts'
import { systemClock, wireInstant, type Clock } from './clock.ts'
import { kitError } from './kit-error.ts'
import { nodeFiles, writeWhole } from './node-folder.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const PRIVATE = 0o600
const CERTIFICATE_DAYS = 730

/**
 * Prepares `data` for the node of an entidad: DIR/llaves/{tls.key, tls.crt, firma.key, firma.pub} (0600) and
 * DIR/nodo.json. The certificate is self-signed, EC P-256, good for two years from `clock` (which must be the real
 * time: those who connect judge by it), for 127.0.0.1, ::1, localhost and `hosts`.
 * Throws a KitError for an unknown entidad and for a folder that already is a node: keys are never overwritten.
 */
export async function initNode(o: {
  entidad: string
  data: string
  nombre?: string | undefined
  hosts?: readonly string[] | undefined
  clock?: Clock
}): Promise<void> {
  const entidad = entidadByClave(o.entidad)
  if (entidad === null) throw kitError('entidad-desconocida', 2, { entidad: o.entidad })
  const files = nodeFiles(o.data)
  if (existsSync(files.descriptor)) throw kitError('ya-iniciado', 2, { data: o.data })
  const now = (o.clock ?? systemClock).now()
  // The library's types name the browser's interfaces, which are the same objects here.
  x509.cryptoProvider.set(webcrypto as never)

  const [tls, firma] = await Promise.all([newKeys(), newKeys()])
  const certificate = await selfSigned(tls, entidad.clave, o.hosts ?? [], now)
  try {
    mkdirSync(o.data, { recursive: true, mode: 0o700 })
    mkdirSync(files.llaves, { recursive: true, mode: 0o700 })
    writeFileSync(files.tlsKey, await privatePem(tls), { mode: PRIVATE })
    writeFileSync(files.tlsCertificate, `${certificate}\n`, { mode: PRIVATE })
    writeFileSync(files.firmaKey, await privatePem(firma), { mode: PRIVATE })
    writeFileSync(files.firmaPublic, await publicPem(firma), { mode: PRIVATE })
    // Last, because its presence says that the rest is whole.
    const descriptor = { entidad: entidad.clave, nombre: o.nombre ?? entidad.nombre, creado: wireInstant(now) }
    writeWhole(files.descriptor, `${JSON.stringify(descriptor, null, 2)}\n`)
  } catch (error) {
    throw kitError('no-se-puede-escribir', 3, { data: o.data, causa: (error as NodeJS.ErrnoException).code ?? '?' })
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(P256, true, ['sign', 'verify'])
}

async function privatePem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
}

async function publicPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return pem('PUBLIC KEY', await webcrypto.subtle.exportKey('spki', keys.publicKey))
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g) as string[]
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

async function selfSigned(
  keys: webcrypto.CryptoKeyPair,
  clave: string,
  hosts: readonly string[],
  now: Temporal.Instant,
): Promise<string> {
  const names = [...new Set(['127.0.0.1', '::1', 'localhost', ...hosts])]
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // A positive number of 16 bytes: the first byte stays below 0x80.
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    name: `CN=nodo-${clave}, OU=Registro Civil ${clave}, O=actas`,
    // A day back, so that a node whose clock runs ahead of the portal's is not refused on its first day.
    notBefore: new Date(now.subtract({ hours: 24 }).epochMilliseconds),
    notAfter: new Date(now.add({ hours: 24 * CERTIFICATE_DAYS }).epochMilliseconds),
    signingAlgorithm: P256,
    keys: keys as never,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? 'dns' : 'ip', value: name }) as const),
      ),
    ],
  })
  return certificate.toString('pem')
}
