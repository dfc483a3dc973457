// The incident protocol as data: its shape, what makes a file of it valid, and when each of its actions falls due. Pure.

export const SEVERIDADES = ['S1', 'S2', 'S3'] as const
export type Severidad = (typeof SEVERIDADES)[number]

export const CLASES = ['texto', 'url', 'archivo', 'sonda'] as const
export type Clase = (typeof CLASES)[number]

/** Minutes until it is due, `sin_limite` when it is asked for without a deadline, null when it is not asked for. */
export type Minutos = number | 'sin_limite' | null
export const PASOS_POSIBLES = ['declarar', 'tomar', 'publicar', 'mitigar', 'comprobar', 'revisar'] as const
export type Paso = (typeof PASOS_POSIBLES)[number]
type PorSeveridad<T> = Readonly<Record<Severidad, T>>

export interface ProtocolAction {
  readonly id: string
  readonly nombre: string
  readonly roles: readonly string[]
  readonly critica: boolean
  /** `inicio`, `deteccion` or the action from which the time runs. */
  readonly desde?: string
  readonly minutos: PorSeveridad<Minutos>
  /** Asked for again and again with this pause, until `hasta` is done. */
  readonly cadaMinutos?: PorSeveridad<number | null>
  readonly hasta?: string
  /** The step of the incident that doing it is, or `publicar`. */
  readonly paso?: Paso
  readonly despuesDe: readonly string[]
  readonly evidencia: readonly Clase[]
}

export interface Protocol {
  readonly nombre: string
  readonly version: string
  readonly declaracionMinutos: number
  readonly sondaBuenaMinutos: number
  readonly recaidaHoras: number
  readonly correlacionMinutos: number
  /** From how many entidades down at once the incident is a national one. */
  readonly nacionalDesde: number
  readonly acciones: readonly ProtocolAction[]
}

/**
 * The protocol in a parsed file.
 * @throws Error naming what is wrong: a circle with its path, an unknown predecessor, a deadline before a predecessor's
 */
export function checkProtocol(content: unknown): Protocol {
  const protocol = content as Protocol
  for (const key of [
    'declaracionMinutos',
    'sondaBuenaMinutos',
    'recaidaHoras',
    'correlacionMinutos',
    'nacionalDesde',
  ] as const)
    if (!isCount(protocol[key])) throw new Error(`protocol: ${key} is not a number above zero`)
  if (!Array.isArray(protocol.acciones) || protocol.acciones.length === 0) throw new Error('protocol: no actions')
  const byId = new Map<string, ProtocolAction>()
  for (const action of protocol.acciones) {
    if (byId.has(action.id)) throw new Error(`protocol: ${action.id} stands twice`)
    byId.set(action.id, action)
  }
  for (const action of protocol.acciones) checkAction(action, byId)
  for (const paso of PASOS_POSIBLES)
    if (protocol.acciones.filter((one) => one.paso === paso).length !== 1)
      throw new Error(`protocol: not exactly one action is the step ${paso}`)
  refuseCircles(byId)
  for (const action of protocol.acciones) refuseEarlyDeadlines(action, byId)
  return protocol
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0

function checkAction(action: ProtocolAction, byId: ReadonlyMap<string, ProtocolAction>): void {
  const { id } = action
  const known = [...action.despuesDe, ...(action.hasta ? [action.hasta] : [])]
  if (action.desde && action.desde !== 'inicio' && action.desde !== 'deteccion') known.push(action.desde)
  for (const other of known)
    if (!byId.has(other)) throw new Error(`protocol: ${id} names ${other}, which does not exist`)
  if (action.roles.length === 0) throw new Error(`protocol: nobody does ${id}`)
  if (action.evidencia.length === 0 || action.evidencia.some((one) => !CLASES.includes(one)))
    throw new Error(`protocol: ${id} does not say what proves it`)
  for (const severidad of SEVERIDADES) {
    const minutos = action.minutos[severidad]
    if (minutos !== null && minutos !== 'sin_limite' && !isCount(minutos))
      throw new Error(`protocol: ${id} has no deadline for ${severidad}`)
  }
}

function refuseCircles(byId: ReadonlyMap<string, ProtocolAction>): void {
  const done = new Set<string>()
  const walk = (id: string, trail: readonly string[]): void => {
    if (trail.includes(id)) throw new Error(`protocol: a circle ${[...trail.slice(trail.indexOf(id)), id].join(' → ')}`)
    if (done.has(id)) return
    const action = byId.get(id)!
    const before = new Set([...action.despuesDe, ...(byId.has(action.desde ?? '') ? [action.desde!] : [])])
    for (const other of before) walk(other, [...trail, id])
    done.add(id)
  }
  for (const id of byId.keys()) walk(id, [])
}

function refuseEarlyDeadlines(action: ProtocolAction, byId: ReadonlyMap<string, ProtocolAction>): void {
  for (const before of action.despuesDe.map((id) => byId.get(id)!)) {
    if ((before.desde ?? 'inicio') !== (action.desde ?? 'inicio')) continue
    for (const severidad of SEVERIDADES) {
      const [own, other] = [action.minutos[severidad], before.minutos[severidad]]
      if (typeof own === 'number' && typeof other === 'number' && own < other)
        throw new Error(`protocol: in ${severidad} ${action.id} is due before ${before.id}, which it must follow`)
    }
  }
}

/** The instants from which deadlines run; an action that was not done yet gives none. */
export interface Origins {
  readonly inicio: Temporal.Instant
  readonly deteccion: Temporal.Instant
  readonly hechas: ReadonlyMap<string, Temporal.Instant>
}

/** When the `vez`th time of an action is due; null without a deadline or while that from which it runs was not done. */
export function dueAt(
  action: Pick<ProtocolAction, 'desde' | 'minutos' | 'cadaMinutos'>,
  severidad: Severidad,
  from: Origins,
  vez = 1,
): Temporal.Instant | null {
  const minutos = action.minutos[severidad]
  if (typeof minutos !== 'number') return null
  const desde = action.desde ?? 'inicio'
  const start = desde === 'inicio' ? from.inicio : desde === 'deteccion' ? from.deteccion : from.hechas.get(desde)
  if (start === undefined) return null
  return start.add({ minutes: minutos + (vez - 1) * (action.cadaMinutos?.[severidad] ?? 0) })
}

/** Whether an action is asked for in this severity. */
export function applies(action: Pick<ProtocolAction, 'minutos'>, severidad: Severidad): boolean {
  return action.minutos[severidad] !== null
}
