// The board of the service levels: the rule of the Modelo, what was measured of each entidad, and each breach with its length.
import type { Modelo } from '#modelo'
import { consolePage, consoleTable } from '#staff'
import type { ConsoleView } from '#staff'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { catalogue, keyName, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import type { Levels } from './levels.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

export const portalName = t('estado.portal')

export const METRICS = ['respuesta', 'error', 'cpu', 'memoria', 'io', 'gc', 'disponibilidad'] as const

export interface LevelsRow {
  /** Null: all that are open together. */
  readonly nombre: string | null
  readonly levels: Levels
}

export interface LevelsView {
  readonly site: ConsoleView['site']
  readonly staff: ConsoleView['staff']
  readonly version: string
  readonly modelo: Modelo
  readonly desde: Temporal.Instant
  readonly hasta: Temporal.Instant
  /** First and last day as typed or taken. */
  readonly dias: readonly [string, string]
  readonly filas: readonly LevelsRow[]
  readonly caidas: readonly { readonly nombre: string; readonly desde: Temporal.Instant; readonly minutos: number }[]
  readonly csv: string
}

export function levelsPage(v: LevelsView): string {
  return consolePage({
    site: v.site,
    staff: v.staff,
    board: paths.consoleSla,
    question: t('niveles.pregunta'),
    live: true,
    body: html`<p>${t('niveles.ventana', { desde: longInstant(v.desde), hasta: longInstant(v.hasta) })}</p>
<form method="get" action="${paths.consoleSla}"><div class="campo"><label for="desde">${t('niveles.desde')}</label><input type="text" id="desde" name="desde" value="${v.dias[0]}" inputmode="numeric"></div>
<div class="campo"><label for="hasta">${t('niveles.hasta')}</label><input type="text" id="hasta" name="hasta" value="${v.dias[1]}" inputmode="numeric"></div>
<button class="boton otro" type="submit">${t('niveles.ver')}</button></form>
${consoleTable({
  caption: t('niveles.real'),
  head: [t('col.quien'), ...METRICS.map((one) => t(`metrica.${one}`)), t('niveles.col-mantenimiento')],
  rows: v.filas.map((row) => [
    row.nombre ?? t('niveles.todas'),
    ...METRICS.map((one) => cell(row.levels[one])),
    String(row.levels.disponibilidad.cuentas['mantenimiento'] ?? 0),
  ]),
  csv: v.csv,
})}
<p class="nota">${t('niveles.nota', { minimo: v.modelo.sla.organicoMinimo.valor })} ${t('niveles.mantenimiento')} <a href="${paths.consoleMaintenance}">${t('niveles.mantenimientos')}</a></p>
${ruleTable(v)}
${consoleTable({
  caption: t('niveles.caidas'),
  head: [t('col.quien'), t('col.inicio'), t('col.minutos')],
  rows: v.caidas.map((one) => [one.nombre, longInstant(one.desde), String(one.minutos)]),
  empty: t('niveles.sin-caidas'),
})}`,
  })
}

function cell({ valor, veredicto, evidencia }: Levels['cpu']): Html {
  const shown = valor === null ? t('sin-valor') : t('porciento', { valor: valor.toFixed(2) })
  return html`<a href="${evidencia}">${valor === null ? shown : t('celda', { valor: shown, veredicto: keyName('servicio', veredicto) })}</a>`
}

/** A share in ten-thousandths as it is said: 9980 → 99.80. */
const share = (tenThousandths: number): string => (tenThousandths / 100).toFixed(2)

function ruleTable({ modelo: { sla }, version }: LevelsView): Html {
  const seconds = (ms: number): string => t('regla.segundos', { valor: ms / 1_000 })
  const below = (value: number): string => t('regla.porciento', { valor: share(value) })
  const least = (value: number): string => t('regla.minimo', { valor: share(value) })
  const empty = t('regla.vacia')
  const resource = [
    below(sla.recursoOptimo.valor),
    below(sla.recursoLimite.valor),
    t('regla.minutos', { valor: share(sla.recursoParte.valor), cobertura: share(sla.recursoCobertura.valor) }),
  ]
  const rules: Readonly<Record<(typeof METRICS)[number], readonly string[]>> = {
    respuesta: [
      seconds(sla.respuestaOptimoMs.valor),
      seconds(sla.respuestaLimiteMs.valor),
      t('regla.parte', { valor: share(sla.respuestaParte.valor) }),
    ],
    error: [below(sla.errorOptimo.valor), empty, t('regla.error')],
    cpu: resource,
    memoria: resource,
    io: resource,
    gc: [empty, empty, t('regla.gc')],
    disponibilidad: [
      least(sla.uptimeOptimo.valor),
      least(sla.uptimeLimite.valor),
      t('regla.uptime', { cobertura: share(sla.uptimeCobertura.valor) }),
    ],
  }
  return consoleTable({
    caption: t('niveles.regla', { version }),
    head: [t('col.metrica'), t('col.optimo'), t('col.limite'), t('col.parte')],
    rows: METRICS.map((one) => [t(`metrica.${one}`), ...rules[one]]),
  })
}
