// For the tests only: a portal with its own CA, and calls to a node as the portal makes them.
import 'reflect-metadata'
import { createPublicKey, randomUUID, webcrypto, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { ANSWER_HEADERS, verifyAnswer, type Alta } from '../contract/wire.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** A portal's CA and the client certificate that it gave itself. */
export interface TestPortal {
  ca: string
  cert: string
  key: string
}

/** Makes a portal that no node knows until it is given `ca`. */
export async function makePortal(): Promise<TestPortal> {
  x509.cryptoProvider.set(webcrypto as never)
  const [caKeys, keys] = await Promise.all([newKeys(), newKeys()])
  const dates = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + 86_400_000) }
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...dates,
    name: 'CN=Autoridad de prueba',
    signingAlgorithm: P256,
    keys: caKeys as never,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  const cert = await x509.X509CertificateGenerator.create({
    ...dates,
    subject: 'CN=portal',
    issuer: ca.subject,
    publicKey: keys.publicKey as never,
    signingKey: caKeys.privateKey as never,
    signingAlgorithm: P256,
    extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
  })
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const key = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`
  return { ca: ca.toString('pem'), cert: cert.toString('pem'), key }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(P256, true, ['sign', 'verify'])
}

/** What a node answered. `signed` is whether its signature binds exactly this answer to exactly this request. */
export interface TestAnswer {
  status: number
  body: string
  json: any
  headers: Record<string, string>
  signed: boolean
}

/** Calls a node as the portal does, or, with `portal` null, without a client certificate. */
export function callNode(
  alta: Alta,
  portal: TestPortal | null,
  path: string,
  o: { method?: string; body?: string | Buffer; headers?: Record<string, string>; idOperacion?: string } = {},
): Promise<TestAnswer> {
  const body = o.body ?? ''
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, alta.url),
      {
        method: o.method ?? 'POST',
        ca: alta.certificado,
        ...(portal === null ? {} : { cert: portal.cert, key: portal.key }),
        headers: { 'content-length': String(Buffer.byteLength(body)), ...o.headers },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const headers = response.headers as Record<string, string>
          const parts = {
            idOperacion: headers[ANSWER_HEADERS.operacion] ?? '',
            requestBody: response.statusCode === 413 ? '' : body,
            status: response.statusCode ?? 0,
            responseBody: bytes,
            en: headers[ANSWER_HEADERS.en] ?? '',
          }
          const signed = verifyAnswer(signingKey(alta), parts, headers[ANSWER_HEADERS.firma] ?? '')
          const text = bytes.toString('utf8')
          resolve({ status: parts.status, body: text, json: parse(text), headers, signed })
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Calls a node with a body that has what every call carries. */
export function ask(alta: Alta, portal: TestPortal, path: string, fields: object): Promise<TestAnswer> {
  const body = { idOperacion: randomUUID(), cliente: 'portal de prueba', version: '1', ...fields }
  return callNode(alta, portal, path, { body: JSON.stringify(body) })
}

/** The key that an alta declares. */
export function signingKey(alta: Alta): KeyObject {
  return createPublicKey(alta.llaveFirma)
}

/** An empty folder and the way to remove it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'node-kit-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
