// The acta of a person as its holder knows it: its blind name, what a look at it can be, and which looks are kept here.
import { createHmac } from 'node:crypto'
import type { App } from '#context'

/** The CURP of a record, kept so that it can be compared and never read. */
export function blindCurp(app: Pick<App, 'secrets'>, curp: string): Buffer {
  return createHmac('sha256', app.secrets.blind).update(`curp|${curp}`).digest()
}

/** Looks that no fact of the journal tells by its folio, and which therefore are rows of this room. */
export const KEPT = ['busqueda', 'busqueda-propia', 'intento', 'candado', 'descarga'] as const
export type Kept = (typeof KEPT)[number]

/** Looks that are on record elsewhere, under the folio of an order: here they are only told. */
export type Told = 'pagada' | 'emitida' | 'descargada'

/** Somebody looked at a record. Who it was is said in words that name no private person. */
export type Look = { readonly en: Temporal.Instant; readonly folio?: string } & (
  | { readonly que: Kept | Told }
  | { readonly que: 'verificada'; readonly medio: 'codigo' | 'qr' | 'pdf' }
  /** `rol` and `sobre` are keys of the words; `estado` is the name of the entidad of a local office, else empty. */
  | { readonly que: 'oficina'; readonly rol: string; readonly estado: string; readonly sobre: string }
)

/** What a notice of a look says of it. */
export type Noticed =
  | { readonly que: Kept | 'emitida' }
  | { readonly que: 'verificada'; readonly medio: 'codigo' | 'qr' | 'pdf' }
  | { readonly que: 'oficina'; readonly rol: string; readonly oficina: string | null; readonly sobre: string }

export const isKept = (que: string): que is Kept => (KEPT as readonly string[]).includes(que)

/** The newest first; of a download that is a row of its own the journal's first one is left out. */
export function joinLooks(kept: readonly Look[], elsewhere: readonly Look[], most: number): readonly Look[] {
  const downloaded = new Set(kept.flatMap((one) => (one.que === 'descarga' && one.folio ? [one.folio] : [])))
  const rest = elsewhere.filter((one) => one.que !== 'descargada' || !downloaded.has(one.folio ?? ''))
  return [...kept, ...rest].sort((a, b) => Temporal.Instant.compare(b.en, a.en)).slice(0, most)
}
