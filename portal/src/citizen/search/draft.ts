// Keeps the answers of one person between pages, so that no address ever carries a CURP and nothing typed is lost.
import { randomBytes } from 'node:crypto'
import type { App } from '#context'
import { hashOf } from './hash.ts'
import * as store from './store.ts'

export interface Draft {
  readonly curp?: string
  readonly entidadRegistro?: string
  readonly nombres?: string
  readonly primerApellido?: string
  readonly segundoApellido?: string
  readonly fechaNacimiento?: string
  readonly sexo?: string
  readonly correo?: string
  readonly resultado?:
    | { readonly busquedas: readonly string[] }
    | {
        readonly error: {
          readonly kind: string
          readonly codigo: string
          readonly params?: Record<string, string | number>
        }
      }
  readonly buscandoDesde?: string
  readonly folio?: string
}

const LIFE = { hours: 24 }

/** Opens an empty draft; the returned name goes into an httpOnly cookie and is not stored. */
export async function openDraft(app: App): Promise<string> {
  const id = randomBytes(18).toString('base64url')
  await store.upsertDraft(app.db, hashOf(id), {}, app.clock.now().add(LIFE))
  return id
}

/** The answers so far, or null when there is no such draft or it has expired. */
export async function readDraft(app: App, id: string): Promise<Draft | null> {
  return await store.selectDraft(app.db, hashOf(id), app.clock.now())
}

/** Replaces the answers of a draft and lets it live another day. */
export async function saveDraft(app: App, id: string, draft: Draft): Promise<void> {
  await store.upsertDraft(app.db, hashOf(id), draft, app.clock.now().add(LIFE))
}
