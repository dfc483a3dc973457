// What the pages of an incident share: its words, what one shows, and how its forms are named.
import type { Staff } from '#staff'
import type { FieldError } from '#ui/fields'
import type { Site } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import type { IncidentView } from './reading.ts'

export type Key = keyof typeof es & string
export const t = catalogue(es, { en })

/** What a form brought back: what must be mended, and what was typed. */
export interface Given {
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
}

export const NOTHING: Given = { errors: [], values: {} }

export interface OneView extends IncidentView {
  readonly site: Site
  readonly staff: Staff
  readonly given?: Given
}

export type Action = OneView['actions'][number]

export const isOpen = (one: Action): boolean => ['pendiente', 'en_curso', 'rechazada'].includes(one.estado)

/** The ending that the fields of an action carry, since several forms stand on one page. */
export const keyOf = (one: { readonly accion: string; readonly vez: number }): string => `${one.accion}_${one.vez}`

/** What an action is called: a repeated one with its turn. */
export function titleOf(one: Action): string {
  if (!one.protocolo) return t('acciones.fuera')
  return one.cada === null && one.vez === 1 ? one.accion : t('acciones.veces', { accion: one.accion, vez: one.vez })
}

/** Address of a step of an incident. */
export const stepOf = (id: string, paso: string): string => `${paths.consoleIncident(id)}/${paso}`
