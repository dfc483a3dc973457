// What each kind of act brings: how its form is read, what carrying it out does, and what ending it without does.
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import type { EntidadGateway } from '#gateway'
import type { Staff } from '#staff'
import type { ActRules } from './rules.ts'
import type { ActRow } from './store.ts'

export type ActingApp = App & { readonly entidades: EntidadGateway }

/** A form that was understood. What it says names no person. */
export interface Draft<C> {
  readonly entidad: string
  /** What it is about; of the same matter there is one open act. */
  readonly asunto: string
  readonly contenido: C
  /** Small enough for one person, by the rules. */
  readonly alone?: boolean
}

/** Reads one field of the form, trimmed. */
export type Field = (campo: string) => string

export interface Asking {
  readonly app: ActingApp
  readonly staff: Staff
  readonly field: Field
  readonly rules: ActRules
}

export interface Carrying<C> {
  readonly app: ActingApp
  readonly tx: Tx
  readonly act: ActRow
  readonly contenido: C
  /** Who carries it out. */
  readonly actor: string
}

/** `C` is what the act keeps. */
export interface Kind<C> {
  /** @throws invalid with every field to mend · conflict for what cannot be proposed now */
  draft(asking: Asking): Promise<Draft<C>>
  /** In the transaction of the proposal, where something must wait for the act; gives what is then known of it. */
  place?(
    asking: Asking & { readonly tx: Tx; readonly draft: Draft<C>; readonly venceAt: Temporal.Instant },
  ): Promise<Pick<Draft<C>, 'asunto' | 'contenido'>>
  /** In the transaction of the second person. */
  carryOut(carrying: Carrying<C>): Promise<void>
  /** It ended without being carried out. */
  drop?(carrying: Carrying<C>): Promise<void>
}

/** @throws invalid, when there is something to mend */
export function mend(campos: readonly FieldProblem[]): void {
  if (campos.length > 0) throw new DomainError('invalid', 'datos-invalidos', { campos })
}

/**
 * Whose it is: an office proposes for its own entidad whatever its form says, a federal one names it.
 * @throws invalid `entidad-desconocida`
 */
export function entidadOf({ staff, field }: Pick<Asking, 'staff' | 'field'>, known: readonly string[]): string {
  const clave = staff.entidad ?? field('entidad')
  if (!known.includes(clave)) mend([{ campo: 'entidad', codigo: 'entidad-desconocida' }])
  return clave
}
