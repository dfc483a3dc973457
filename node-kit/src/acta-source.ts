// Where the node gets its actas from: the one file an entidad replaces to serve them from its own registry instead.
import { searchKey, type Acta } from '../contract/acta.ts'
import type { ActaChange, ActaState, DatosPersonales } from '../contract/wire.ts'
import {
  closeActaStore,
  countActas,
  findByCurp,
  findBySearchKey,
  openActaStore,
  readActa,
  readChanges,
} from './acta-store.ts'
import type { Clock } from './clock.ts'

/** An acta with what the node needs to know about it. `version` must be `actaVersion(acta)` of the contract. */
export interface SourceActa {
  /** Opaque, stable for ever, at most 100 characters. */
  referencia: string
  version: string
  /** A reserved acta never leaves the node; the source hands it over so that the work done is always the same. */
  reservada: boolean
  estado: ActaState
  acta: Acta
}

/**
 * What the node asks of a registry. Every look-up must be by index. The node itself compares filiation, counts the
 * tries, hides reserved actas, and signs.
 */
export interface ActaSource {
  byCurp(curp: string): Promise<SourceActa[]>
  /** Names are the same when `foldName` of the contract makes them equal. */
  byData(datos: DatosPersonales): Promise<SourceActa[]>
  read(referencia: string): Promise<SourceActa | null>
  /** Corrections and cancellations numbered above `desde`, in order, at most `limit`. */
  changes(desde: number, limit: number): Promise<ActaChange[]>
  count(): Promise<number>
  close(): Promise<void>
}

/** Opens the source of a node: here, the store that `node-kit import` fills. */
export async function openActaSource(o: { data: string; entidad: string; clock: Clock }): Promise<ActaSource> {
  const store = openActaStore(o.data, { clock: o.clock })
  return {
    byCurp: async (curp) => findByCurp(store, curp),
    byData: async (datos) => findBySearchKey(store, searchKey(datos)),
    read: async (referencia) => readActa(store, referencia),
    changes: async (desde, limit) => readChanges(store, desde, limit),
    count: async () => countActas(store),
    close: async () => closeActaStore(store),
  }
}
