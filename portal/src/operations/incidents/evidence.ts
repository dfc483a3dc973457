// What proves that an action was done: a text, an address or a file's hash. Without it nothing was done. Pure.
import { createHash } from 'node:crypto'
import { DomainError } from '#errors'

export interface Evidence {
  readonly texto: string
  readonly url?: string
  /** SHA-256 of a file, in hex. */
  readonly sha256?: string
  /** The file itself, where it was brought along: it must be the one of the hash. */
  readonly contenido?: Uint8Array
  /** When it was done, as the person says; now when absent. */
  readonly ocurrio?: Temporal.Instant | null
}

export interface Proven {
  readonly clase: 'texto' | 'url' | 'archivo'
  readonly evidencia: string
  readonly url: string | null
  readonly sha256: string
}

/** The evidence as it is kept. @throws invalid `datos-invalidos` naming the field: missing, not an address, not that file */
export function checkEvidence(kinds: readonly string[], given: Evidence): Proven {
  const evidencia = given.texto.trim()
  const url = given.url?.trim() || null
  const hash = given.sha256?.trim().toLowerCase() || null
  if (evidencia === '') throw wrong('texto', 'evidencia-falta')
  if (url !== null && !(/^https?:\/\//i.test(url) && URL.canParse(url))) throw wrong('url', 'evidencia-direccion')
  if (hash !== null && !/^[0-9a-f]{64}$/.test(hash)) throw wrong('sha256', 'evidencia-huella')
  const actual = given.contenido === undefined ? null : createHash('sha256').update(given.contenido).digest('hex')
  if (actual !== null && hash !== null && actual !== hash) throw wrong('sha256', 'evidencia-alterada')
  const file = hash ?? actual
  const clase = file !== null ? 'archivo' : url !== null ? 'url' : 'texto'
  if (!kinds.includes(clase)) throw wrong('url', 'evidencia-insuficiente')
  const own = createHash('sha256')
    .update(`${evidencia}\n${url ?? ''}`)
    .digest('hex')
  return { clase, evidencia, url, sha256: file ?? own }
}

/** When something happened: now unless said otherwise, and never later than now. @throws invalid `hora-futura` */
export function checkTime(given: Temporal.Instant | null, now: Temporal.Instant, campo: string): Temporal.Instant {
  if (given === null) return now
  if (Temporal.Instant.compare(given, now) > 0) throw wrong(campo, 'hora-futura')
  return given
}

function wrong(campo: string, codigo: string): DomainError {
  return new DomainError('invalid', 'datos-invalidos', { campos: [{ campo, codigo }] })
}
