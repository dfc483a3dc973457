// What the portal believes of an entidad's well-signed answer: everything that can be checked without asking anybody else. Pure.
import { actaVersion, identificadorElectronico, searchKey } from '@actas/node-kit/contract/acta.ts'
import type { VistaPrevia } from '@actas/node-kit/contract/acta.ts'
import { isActa } from '@actas/node-kit/contract/acta-shape.ts'
import { isRealDate } from '@actas/node-kit/contract/curp.ts'
import { CHANGES_PAGE } from '@actas/node-kit/contract/wire.ts'
import type {
  ActaChange,
  ChangesAnswer,
  CopyAnswer,
  DatosPersonales,
  FoundAtNode,
  PaymentAnswer,
  SearchAnswer,
} from '@actas/node-kit/contract/wire.ts'

/** Why an answer is not believed, in a word for the diagnostics; null when it is. */
export type Doubt = string | null

type Check = (value: unknown) => boolean

const isText: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= 400 && value.isWellFormed()
const isTextOrNull: Check = (value) => value === null || isText(value)
const isDate: Check = (value) => typeof value === 'string' && isRealDate(value)
const isReference: Check = (value) => typeof value === 'string' && value !== '' && value.length <= 100
const isVersion: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

const PREVIEW: Readonly<Record<keyof VistaPrevia, Check>> = {
  curp: isTextOrNull,
  nombres: isText,
  primerApellido: isText,
  segundoApellido: isTextOrNull,
  sexo: (value) => value === 'H' || value === 'M' || value === 'X',
  fechaNacimiento: isDate,
  lugarNacimiento: isTextOrNull,
  entidadRegistro: isText,
  municipioRegistro: isText,
  oficialia: isText,
  libro: isTextOrNull,
  numeroActa: isText,
  fechaRegistro: isDate,
}

function isPreview(value: unknown): value is VistaPrevia {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Record<string, unknown>
  return (
    Object.keys(fields).length === Object.keys(PREVIEW).length &&
    Object.entries(PREVIEW).every(([name, check]) => Object.hasOwn(fields, name) && check(fields[name]))
  )
}

/** Whether the actas found are actas of this entidad, each once, and of the person who was asked for. */
export function doubtSearch(
  body: object,
  entidad: string,
  question: { readonly curp?: string; readonly datos?: DatosPersonales },
): Doubt {
  const { actas } = body as Partial<SearchAnswer>
  if (!Array.isArray(actas) || !actas.every(isFound)) return 'shape'
  for (const values of [actas.map((one) => one.referencia), actas.map((one) => one.version)])
    if (new Set(values).size !== values.length) return 'twice'
  for (const { anioRegistro, vistaPrevia: preview } of actas) {
    if (preview.entidadRegistro !== entidad) return 'another-entidad'
    if (anioRegistro !== Number(preview.fechaRegistro.slice(0, 4))) return 'shape'
    // An answer about somebody else must never reach a screen.
    if (question.curp !== undefined && preview.curp !== question.curp) return 'another-person'
    if (question.datos !== undefined && searchKey(preview) !== searchKey(question.datos)) return 'another-person'
  }
  return null
}

function isFound(value: unknown): value is FoundAtNode {
  const found = value as Partial<FoundAtNode> | null
  return (
    typeof found === 'object' &&
    found !== null &&
    isReference(found.referencia) &&
    isVersion(found.version) &&
    isPreview(found.vistaPrevia)
  )
}

/** Whether this is a whole acta of this entidad, at the version that was asked for. Signatures are another question. */
export function doubtCopy(body: object, entidad: string, version: string): Doubt {
  const answer = body as Partial<CopyAnswer>
  if (!isActa(answer.acta)) return 'shape'
  if (typeof answer.firma?.kid !== 'string' || typeof answer.firma.valor !== 'string' || typeof answer.qr !== 'string')
    return 'shape'
  if (answer.version !== version || actaVersion(answer.acta) !== version) return 'version'
  if (answer.acta.entidadRegistro !== entidad) return 'another-entidad'
  return answer.identificadorElectronico === identificadorElectronico(answer.acta) ? null : 'identity'
}

/** Whether these are changes after `desde`, in order, and the next question goes on where they end. */
export function doubtChanges(body: object, desde: number): Doubt {
  const { cambios, hasta } = body as Partial<ChangesAnswer>
  if (!Array.isArray(cambios) || cambios.length > CHANGES_PAGE || !cambios.every(isChange)) return 'shape'
  let last = desde
  for (const { n } of cambios) {
    if (n <= last) return 'order'
    last = n
  }
  return hasta === last ? null : 'order'
}

function isChange(value: unknown): value is ActaChange {
  const change = value as Partial<ActaChange> | null
  return (
    typeof change === 'object' &&
    change !== null &&
    Number.isSafeInteger(change.n) &&
    isReference(change.referencia) &&
    (change.estado === 'corregida' || change.estado === 'cancelada') &&
    isVersion(change.version)
  )
}

/** Whether this speaks of the payment that was asked about, and says since when it is on record exactly if it is. */
export function doubtPayment(body: object, lineaDeCaptura: string): Doubt {
  const answer = body as Partial<PaymentAnswer>
  if (answer.lineaDeCaptura !== lineaDeCaptura) return 'another-payment'
  if (answer.registrado === false) return answer.registradoEn == null ? null : 'shape'
  return answer.registrado === true && isInstant(answer.registradoEn) ? null : 'shape'
}

function isInstant(value: unknown): boolean {
  try {
    return typeof value === 'string' && Temporal.Instant.from(value).epochNanoseconds > 0n
  } catch {
    return false
  }
}
