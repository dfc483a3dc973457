// The temperaments that an entidad can have, and the lies a lying one can tell: what is asked for, read and explained.
import { catalogue } from '../web/messages.ts'
import { problem, wrongField } from '../web/problems.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** The lies, in the order in which they are listed; each is told by the function of its name in lies.ts. */
export const LIES = [
  'otra-persona',
  'version-vieja',
  'firma-ajena',
  'acta-ajena',
  'sin-firma',
  'repetida',
  'codigo-ajeno',
  'basura',
  'html-200',
  'json-cortado',
  'lenta-goteo',
  'cuerpo-enorme',
] as const
export type LieName = (typeof LIES)[number]

/** How an entidad behaves. */
export type Temperament =
  | { tipo: 'normal' }
  | { tipo: 'lenta'; ms: number }
  | { tipo: 'caida' }
  | { tipo: 'intermitente'; cada: number }
  | { tipo: 'descompuesta' }
  | { tipo: 'mentirosa'; mentira: LieName }
export type TemperamentType = Temperament['tipo']

export const NORMAL: Temperament = { tipo: 'normal' }

interface NumberRange {
  minimo: number
  maximo: number
  defecto: number
}

const SLOWNESS: NumberRange = { minimo: 0, maximo: 120_000, defecto: 4_000 }
/** One of so many calls fails. */
const EVERY: NumberRange = { minimo: 1, maximo: 1_000, defecto: 2 }

/** A finance ministry may take this many hours with a payment. */
const FINANCE: NumberRange = { minimo: 0, maximo: 2_000, defecto: 0 }

const TYPES: readonly TemperamentType[] = ['normal', 'lenta', 'caida', 'intermitente', 'descompuesta', 'mentirosa']

/**
 * Reads a temperament as it is asked for; fields that its type does not have are ignored.
 * @throws 422 `temperamento-desconocido` · `mentira-desconocida` · `numero-fuera`
 */
export function readTemperament(fields: Readonly<Record<string, unknown>>): Temperament {
  const tipo = fields['tipo']
  if (tipo === 'normal' || tipo === 'caida' || tipo === 'descompuesta') return { tipo }
  if (tipo === 'lenta') return { tipo, ms: readNumber(fields, 'ms', SLOWNESS) }
  if (tipo === 'intermitente') return { tipo, cada: readNumber(fields, 'cada', EVERY) }
  if (tipo === 'mentirosa') return { tipo, mentira: readLie(fields['mentira']) }
  throw wrongField('tipo', 'temperamento-desconocido', { tipo: shown(tipo), tipos: TYPES.join(', ') })
}

function readLie(given: unknown): LieName {
  if (given === undefined || given === '') return LIES[0]
  const known = LIES.find((one) => one === given)
  if (known === undefined)
    throw wrongField('mentira', 'mentira-desconocida', { mentira: shown(given), mentiras: LIES.join(', ') })
  return known
}

function readNumber(fields: Readonly<Record<string, unknown>>, campo: string, range: NumberRange): number {
  const given = fields[campo]
  if (given === undefined || given === '') return range.defecto
  // A form sends digits as text.
  const value = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given
  if (!Number.isInteger(value) || (value as number) < range.minimo || (value as number) > range.maximo) {
    throw problem(422, 'numero-fuera', { campo, minimo: range.minimo, maximo: range.maximo }, campo)
  }
  return value as number
}

/** A value of a call, short enough to be repeated in a sentence. */
export function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 60)
}

/** A temperament as the sandbox lists it. */
export interface ListedTemperament {
  tipo: TemperamentType
  descripcion: string
  parametros: ListedParameter[]
}

export interface ListedParameter {
  nombre: string
  descripcion: string
  minimo?: number
  maximo?: number
  defecto: number | string
  valores?: { valor: string; descripcion: string }[]
}

/** All temperaments with what each can be given. */
export function listTemperaments(): ListedTemperament[] {
  return TYPES.map((tipo) => ({ tipo, descripcion: t(`temperamento.${tipo}`), parametros: parametersOf(tipo) }))
}

function parametersOf(tipo: TemperamentType): ListedParameter[] {
  if (tipo === 'lenta') return [{ nombre: 'ms', descripcion: t('parametro.ms'), ...SLOWNESS }]
  if (tipo === 'intermitente') return [{ nombre: 'cada', descripcion: t('parametro.cada'), ...EVERY }]
  if (tipo !== 'mentirosa') return []
  const valores = LIES.map((valor) => ({ valor, descripcion: t(`mentira.${valor}`) }))
  return [{ nombre: 'mentira', descripcion: t('parametro.mentira'), defecto: LIES[0], valores }]
}

/** A temperament in a few words. */
export function describeTemperament(one: Temperament): string {
  if (one.tipo === 'lenta') return t('corto.lenta', { ms: one.ms })
  if (one.tipo === 'intermitente') return t('corto.intermitente', { cada: one.cada })
  if (one.tipo === 'mentirosa') return t('corto.mentirosa', { mentira: one.mentira })
  return t(`corto.${one.tipo}`)
}

/** Reads how long finance takes with a payment. @throws 422 `numero-fuera` */
export function readFinance(fields: Readonly<Record<string, unknown>>): { retrasoHoras: number } {
  return { retrasoHoras: readNumber(fields, 'retrasoHoras', FINANCE) }
}
