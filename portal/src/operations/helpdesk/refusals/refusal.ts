// A refusal of a copy: the authorities, the steps of its case, when two reports are one case, and how indicator 4 is judged. Pure.
import { DomainError } from '#errors'
import { formulas } from '#modelo'
import type { Veredicto } from '#modelo'

/** Who may refuse a copy. The names are in the catalogue; a private party is a class of its own: the letter speaks of authorities. */
export const AUTHORITIES: Readonly<Record<string, 'autoridad' | 'particular'>> = {
  escuela: 'autoridad',
  'registro-civil': 'autoridad',
  imss: 'autoridad',
  issste: 'autoridad',
  pasaportes: 'autoridad',
  ine: 'autoridad',
  sat: 'autoridad',
  juzgado: 'autoridad',
  ayuntamiento: 'autoridad',
  'gobierno-estatal': 'autoridad',
  otra: 'autoridad',
  particular: 'particular',
}

/** The four doors through which a refusal reaches us (Anexo 1 of the letter). */
export const DOORS = ['gobmx', 'mesaLocal', 'oic', 'contraloria'] as const
export type Door = (typeof DOORS)[number]

export type RefusalState =
  | 'received'
  | 'classified'
  | 'validated'
  | 'agencyNotified'
  | 'answered'
  | 'upheldCorrected'
  | 'upheldSanction'
  | 'unfounded'
  | 'insufficient'
  | 'closed'

export const STATES: Readonly<Record<RefusalState, { readonly wire: string }>> = {
  received: { wire: 'recibida' },
  classified: { wire: 'clasificada' },
  validated: { wire: 'verificada' },
  agencyNotified: { wire: 'notificada_a_dependencia' },
  answered: { wire: 'respondida' },
  upheldCorrected: { wire: 'procedente_corregida' },
  upheldSanction: { wire: 'procedente_sancion_OIC' },
  unfounded: { wire: 'improcedente' },
  insufficient: { wire: 'sin_elementos' },
  closed: { wire: 'cerrada' },
}

export type RefusalStep =
  | 'classify'
  | 'validate'
  | 'copyNotOurs'
  | 'notifyAgency'
  | 'agencyAnswered'
  | 'upholdCorrected'
  | 'upholdSanction'
  | 'dismiss'
  | 'lackEvidence'
  | 'close'

interface Transition {
  readonly from: readonly RefusalState[]
  readonly step: RefusalStep
  readonly to: RefusalState
}

/** Everything that is not in this table is refused (governance §13). */
export const TRANSITIONS: readonly Transition[] = [
  { from: ['received'], step: 'classify', to: 'classified' },
  { from: ['classified'], step: 'validate', to: 'validated' },
  { from: ['validated'], step: 'copyNotOurs', to: 'unfounded' },
  { from: ['validated'], step: 'notifyAgency', to: 'agencyNotified' },
  { from: ['agencyNotified'], step: 'agencyAnswered', to: 'answered' },
  { from: ['answered'], step: 'upholdCorrected', to: 'upheldCorrected' },
  { from: ['answered'], step: 'upholdSanction', to: 'upheldSanction' },
  { from: ['answered'], step: 'dismiss', to: 'unfounded' },
  { from: ['answered'], step: 'lackEvidence', to: 'insufficient' },
  { from: ['upheldCorrected', 'upheldSanction', 'unfounded', 'insufficient'], step: 'close', to: 'closed' },
]

/** The state after `step`. @throws conflict `rechazo-no-permite` when the table does not have it */
export function next(state: RefusalState, step: RefusalStep): RefusalState {
  const found = TRANSITIONS.find((one) => one.step === step && one.from.includes(state))
  if (!found) throw new DomainError('conflict', 'rechazo-no-permite', { params: { estado: STATES[state].wire } })
  return found.to
}

/** What a person of a desk may do with it from here; the first steps take themselves. */
export function stepsFrom(state: RefusalState): RefusalStep[] {
  const own: readonly RefusalStep[] = ['classify', 'validate', 'copyNotOurs']
  return TRANSITIONS.filter((one) => one.from.includes(state) && !own.includes(one.step)).map((one) => one.step)
}

/** Whether the copy was never ours or is not as we issued it: then nobody was wrong to refuse it. */
export function isNotOurs(veredicto: string): boolean {
  return veredicto === 'no_emitida' || veredicto === 'alterada'
}

export interface AcceptanceRule {
  readonly alertaPorAutoridad: number
  readonly tasaPorMil: number
}

/**
 * No threshold is in the letter. OUT when even the lowest believable rate of cases per 1,000 issued copies is above the
 * Modelo's; at the limit from its number of cases by one authority; the first is an alert. No copies, no rate: no data.
 */
export function judgeAcceptance(
  cases: number,
  mostByOne: number,
  issued: number,
  rule: AcceptanceRule,
): { veredicto: Veredicto; tasaPorMil: number | null; inferiorPorMil: number | null; alerta: boolean } {
  const [low] = formulas.poissonInterval(cases)
  const inferior = issued === 0 ? null : (low * 1000) / issued
  const veredicto =
    inferior !== null && inferior > rule.tasaPorMil
      ? 'FUERA'
      : mostByOne >= rule.alertaPorAutoridad
        ? 'EN_LIMITE'
        : issued === 0
          ? 'SIN_DATOS'
          : 'OPTIMO'
  return {
    veredicto,
    tasaPorMil: issued === 0 ? null : floor2((cases * 1000) / issued),
    inferiorPorMil: inferior === null ? null : floor2(inferior),
    alerta: cases > 0,
  }
}

function floor2(value: number): number {
  return Math.floor(value * 100 + 1e-9) / 100
}
