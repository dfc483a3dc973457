// Indicator 2: the actions of the protocol against those that were really done, counted in the rows, and the rows themselves.
import { wire } from '#clock'
import type { App } from '#context'
import type { Claves } from '#db'
import { formulas, indicador, readModelo } from '#modelo'
import type { Indicador, Modelo, Ventana } from '#modelo'
import { csv } from '#ui/csv'
import { paths } from '#ui/paths'
import { PASOS } from '../incident.ts'
import type { Evento } from '../incident.ts'
import * as store from './store.ts'

/**
 * Recall of the mandatory actions that were due of the incidents that began in the window, for one entidad or all together
 * (sums of counts). Nothing due: NO_APLICA. `cuentas` also holds what precision is made of: `delProtocolo` of `ejecutadas`.
 */
export async function protocolIndicator(app: App, ventana: Ventana, clave: string | null): Promise<Indicador> {
  return (await protocolIndicators(app, ventana, [clave])).get(clave)!
}

/** The same of each of these, and with null of all together. */
export async function protocolIndicators(
  app: App,
  ventana: Ventana,
  claves: Claves,
): Promise<Map<string | null, Indicador>> {
  const modelo = (await readModelo(app)).contenido
  const rows = await store.countActions(app.db, { ...ventana, claves, now: app.clock.now() })
  const found = new Map(rows.map(({ entidad, ...counts }) => [entidad, counts]))
  return new Map(claves.map((clave) => [clave, judged(found.get(clave) ?? NONE, modelo, ventana, clave)]))
}

const NONE: store.Counts = {
  incidencias: 0,
  noDeclaradas: 0,
  debidas: 0,
  cumplidas: 0,
  criticasDebidas: 0,
  criticasCumplidas: 0,
  ejecutadas: 0,
  delProtocolo: 0,
}

function judged(
  counts: store.Counts,
  { incidencias, responsables }: Pick<Modelo, 'incidencias' | 'responsables'>,
  ventana: Ventana,
  clave: string | null,
): Indicador {
  const { debidas, cumplidas, criticasDebidas, criticasCumplidas } = counts
  const meets =
    formulas.reaches(cumplidas, debidas, incidencias.recallOptimo.valor) &&
    formulas.reaches(criticasCumplidas, criticasDebidas, incidencias.criticas.valor)
  const literal = debidas === 0 ? 'NO_APLICA' : meets ? 'OPTIMO' : 'FUERA'
  return indicador({
    valor: formulas.floorPercent(cumplidas, debidas),
    literal,
    // Counted one by one and without a sample: there is nothing to be unsure of.
    estricta: literal,
    n: debidas,
    responsable: responsables.i2.valor,
    evidencia: evidenceAddress(ventana, clave),
    cuentas: { ...counts },
  })
}

function evidenceAddress(ventana: Ventana, clave: string | null): string {
  const query = new URLSearchParams({ desde: wire(ventana.desde), hasta: wire(ventana.hasta) })
  if (clave !== null) query.set('entidad', clave)
  return `${paths.evidenceProtocol}?${query.toString()}`
}

const HEAD = [
  'incidencia',
  'entidad',
  'severidad',
  'inicio',
  'sin_declarar',
  'accion',
  'vez',
  'nombre',
  'protocolo',
  'critica',
  'estado',
  'vence',
  'ocurrio',
  'registrada',
  'rol',
  'clase_de_evidencia',
  'huella_de_evidencia',
  'ejecutada',
  'en_tiempo',
  'rol_correcto',
  'en_orden',
  'debida',
  'cumplida',
]

const yes = (value: boolean | null): string => (value === null ? '' : value ? 'si' : 'no')

/** The rows behind the figure, one action each, with the judgement of each. Names no person: roles only. */
export async function protocolEvidence(app: App, ventana: Ventana, clave: string | null): Promise<string> {
  const rows = await store.selectJudged(app.db, { ...ventana, entidad: clave, now: app.clock.now() })
  return csv(
    HEAD,
    rows.map((one) => [
      one.incidencia,
      one.entidad,
      one.severidad,
      one.inicio,
      yes(one.no_declarada),
      one.accion,
      one.vez,
      one.nombre,
      yes(one.protocolo),
      yes(one.critica),
      one.estado,
      one.due_at,
      one.ocurrio_at,
      one.registrada_at,
      one.rol,
      one.clase,
      one.sha256,
      yes(one.ejecutada),
      yes(one.ejecutada ? one.en_tiempo : null),
      yes(one.ejecutada ? one.rol_correcto : null),
      yes(one.ejecutada ? one.en_orden : null),
      yes(one.debida),
      yes(one.cumplida),
    ]),
  )
}

/** Events that change an incident and leave it where it is. */
const STAYS: ReadonlySet<string> = new Set(['no_declarar', 'severidad', 'publicar'])

function isAllowed({ from_state: from, event, to_state: to }: store.StepRow): boolean {
  if (from === null) return event === 'detectar' && to === 'detectado'
  if (STAYS.has(event)) return from === to
  const step = Object.hasOwn(PASOS, event) ? PASOS[event as Evento] : undefined
  return step !== undefined && step.de.includes(from) && step.a === to
}

/** Invariant I13: no step outside the table, a clock for what nobody declared yet, nothing closed with an action open. */
export async function checkIncidents(
  app: Pick<App, 'db'>,
): Promise<{ checked: number; violations: readonly string[] }> {
  const steps = await store.selectAllSteps(app.db)
  const wrong = steps.filter((one) => !isAllowed(one) || one.gap)
  return {
    checked: steps.length,
    violations: [
      ...wrong.map(
        (one) => `${one.incidencia} v${one.version}: ${one.from_state ?? '·'} –${one.event}→ ${one.to_state}`,
      ),
      ...(await store.selectForgotten(app.db)).map((one) => `${one.id}: ${one.what}`),
    ],
  }
}
