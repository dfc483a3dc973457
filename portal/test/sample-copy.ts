// For tests only: a keyring in a folder of its own, an entidad that signs, and copies of synthetic actas made with both.
import { generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identificadorElectronico, paraComparar } from '@actas/node-kit/contract/acta.ts'
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { signActa } from '@actas/node-kit/contract/firma-acta.ts'
import { signQr } from '@actas/node-kit/contract/qr-acta.ts'
import { kidOf } from '@actas/node-kit/contract/wire.ts'
import { openKeyring, openSealKey, readTrustMaterial } from '#keys'
import type { SealKey } from '#keys'
import { signTrustList } from '#trust-list'
import type { TrustList } from '#trust-list'
import { sampleActa } from '../../node-kit/test/sample-actas.ts'
import { sealPdf } from '../src/citizen/copies/cms.ts'
import { composeCopy } from '../src/citizen/copies/copy-pdf.ts'
import type { CopyInput } from '../src/citizen/copies/copy-pdf.ts'

export { sampleActa }

/** The instant at which sample copies are issued. */
export const ISSUED = Temporal.Instant.from('2017-08-03T15:15:00Z')

export interface SampleOffice {
  /** Folder of the portal's keys. */
  readonly keysDir: string
  readonly seal: SealKey
  readonly entidad: { readonly privateKey: KeyObject; readonly publicKey: KeyObject; readonly kid: string }
  /** A copy of this acta, complete but for its seal. */
  unsealed(acta?: Acta, changes?: Partial<CopyInput>): Promise<{ input: CopyInput; pdf: Buffer }>
  sealed(acta?: Acta, changes?: Partial<CopyInput>): Promise<{ input: CopyInput; pdf: Buffer }>
  /** The signed trust list with the seal and the key of every entidad that is asked for. */
  trustList(at?: Temporal.Instant): Promise<TrustList>
  close(): void
}

/** A portal's keys and one entidad's, valid at `ISSUED`; `close` removes them. */
export async function sampleOffice(at: Temporal.Instant = ISSUED): Promise<SampleOffice> {
  const keysDir = join(mkdtempSync(join(tmpdir(), 'actas-sample-')), 'llaves')
  await openKeyring(keysDir, at)
  const seal = await openSealKey(keysDir)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const entidad = { privateKey, publicKey, kid: kidOf(publicKey) }
  const unsealed: SampleOffice['unsealed'] = async (acta = sampleActa(), changes = {}) => {
    const input = sampleInput(entidad, acta, changes)
    return { input, pdf: (await composeCopy(input)).pdf }
  }
  return {
    keysDir,
    seal,
    entidad,
    unsealed,
    async sealed(acta, changes) {
      const { input, pdf } = await unsealed(acta, changes)
      return { input, pdf: await sealPdf(pdf, seal) }
    },
    async trustList(listAt = at) {
      const llave = String(publicKey.export({ format: 'pem', type: 'spki' }))
      const llaves = [{ kid: entidad.kid, llave, desde: at.toString(), hasta: null, estado: 'vigente' as const }]
      return await signTrustList(await readTrustMaterial(keysDir), {
        emitidaEn: listAt,
        entidades: [{ clave: '06', nombre: 'Colima', llaves }],
      })
    },
    close: () => rmSync(join(keysDir, '..'), { recursive: true, force: true }),
  }
}

function sampleInput(entidad: SampleOffice['entidad'], acta: Acta, changes: Partial<CopyInput>): CopyInput {
  const codigoVerificacion = changes.codigoVerificacion ?? newCodigoVerificacion('314159265358979323846264')
  const identificador = identificadorElectronico(acta)
  const emitidaEn = changes.emitidaEn ?? ISSUED
  const qr = {
    entidad: acta.entidadRegistro,
    kid: entidad.kid,
    iat: Math.floor(emitidaEn.epochMilliseconds / 1_000),
    codigoVerificacion,
    identificadorElectronico: identificador,
    acta: paraComparar(acta),
  }
  return {
    acta,
    identificadorElectronico: identificador,
    codigoVerificacion,
    firma: signActa(entidad.privateKey, acta, codigoVerificacion, identificador),
    qr: signQr(entidad.privateKey, qr),
    verificarUrl: `https://actas.example/v/${codigoVerificacion}`,
    emitidaEn,
    titular: 'Dirección General del Registro Civil',
    demostracion: true,
    ...changes,
  }
}
