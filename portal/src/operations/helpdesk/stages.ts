// The way of a report as the person sees it: received, with gob.mx, with the registry of the state, solved. Pure.
import type { TicketView } from './ticket-view.ts'

export type Stage = 'recibido' | 'gobmx' | 'registro' | 'resuelto' | 'cancelado'

export interface StageView {
  readonly stage: Stage
  readonly when: 'done' | 'now' | 'later'
  /** When it came there; null while it has not. */
  readonly en: string | null
}

/** The stage of each state on the wire. */
const STAGE_OF: Readonly<Record<string, Stage>> = {
  nuevo: 'recibido',
  en_N1: 'gobmx',
  escalado: 'gobmx',
  devuelto_N1: 'gobmx',
  recibido_N2: 'registro',
  en_N2: 'registro',
  espera_ciudadano: 'registro',
  espera_tercero: 'registro',
  resuelto_N1: 'resuelto',
  resuelto_N2: 'resuelto',
  cerrado: 'resuelto',
  cancelado_por_ciudadano: 'cancelado',
}

/** The stages that this report passed or still may pass, in order. One that it will never see is not shown. */
export function stagesOf(view: Pick<TicketView, 'estado' | 'entidad' | 'historial'>): StageView[] {
  const now = STAGE_OF[view.estado] ?? 'recibido'
  const ended = now === 'resuelto' || now === 'cancelado'
  // The last time counts: what was opened again came to its stage anew.
  const reached = (stage: Stage): string | null => {
    const since = view.historial.findLastIndex((one, i) => STAGE_OF[one.estado] === stage && !cameFrom(view, i, stage))
    return view.historial[since]?.en ?? null
  }
  const all: readonly Stage[] = ['recibido', 'gobmx', 'registro', now === 'cancelado' ? 'cancelado' : 'resuelto']
  return all.flatMap((stage, i): StageView[] => {
    const en = reached(stage)
    if (stage === now) return [{ stage, when: 'now', en }]
    if (en !== null && (stage !== 'resuelto' || ended)) return [{ stage, when: 'done', en }]
    const possible = !ended && i > all.indexOf(now) && !(stage === 'registro' && view.entidad === null)
    return possible ? [{ stage, when: 'later', en: null }] : []
  })
}

/** Whether the line before was already of this stage. */
function cameFrom(view: Pick<TicketView, 'historial'>, i: number, stage: Stage): boolean {
  const before = view.historial[i - 1]
  return before !== undefined && STAGE_OF[before.estado] === stage
}
