// The pages of acts: what waits and what was done, one act with its second person, and the alarms.
import { chosenQuery, consoleFilters, consolePage, consoleTable, may } from '#staff'
import type { ConsoleFilter, Staff } from '#staff'
import { facts } from '#ui/fields'
import type { Fact, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { ACT_KINDS, KINDS } from './act.ts'
import type { ActState } from './act.ts'
import type { ExemptionAct } from './kinds/exemption.ts'
import type { FeeAct } from './kinds/fee.ts'
import type { KeyAct } from './kinds/key.ts'
import type { RefundAct } from './kinds/refund.ts'
import type { ActRow, AlarmRow } from './store.ts'
import { lineOf, t } from './words.ts'

export interface Shown {
  readonly site: Site
  readonly staff: Staff
  /** Names of the entidades by clave. */
  readonly names: ReadonlyMap<string, string>
  readonly errors?: readonly FieldError[]
}

const nameOf = (v: Shown, clave: string): string => v.names.get(clave) ?? clave

const STATES: readonly ActState[] = ['propuesto', 'hecho', 'rechazado', 'retirado', 'vencido']

function stateOf(act: ActRow): string {
  if (act.estado === 'propuesto') return t('estado.propuesto', { cuando: longInstant(act.vence_at!) })
  const key = act.estado === 'hecho' && act.una_persona ? 'estado.hecho.una' : (`estado.${act.estado}` as const)
  return t(key, { cuando: longInstant(act.resuelto_at!) })
}

export interface ActsView extends Shown {
  readonly acts: readonly ActRow[]
  readonly alarms: readonly AlarmRow[]
  readonly chosen: Readonly<Record<string, string>>
  /** More than the table shows. */
  readonly cut: boolean
}

/** What waits, what was done, and what may be proposed from here. */
export function actsPage(v: ActsView): string {
  const proposes = ACT_KINDS.filter((que) => may(v.staff, KINDS[que].proposes, v.staff.entidad))
  return consolePage({
    site: v.site,
    staff: v.staff,
    board: paths.consoleActs,
    question: t('pregunta'),
    body: html`<p>${t('texto')}</p>
${proposes.length > 0 ? html`<h2>${t('proponer')}</h2><ul>${proposes.map((que) => html`<li><a href="${paths.consoleActKind(KINDS[que].camino)}">${t(`nuevo.${que}`)}</a></li>`)}</ul>` : ''}${may(v.staff, 'alarma.atender', v.staff.entidad) ? alarmList(v) : ''}<h2>${t('tabla')}</h2>${consoleFilters({ action: paths.consoleActs, filters: ACT_FILTERS, chosen: v.chosen })}${consoleTable(
      {
        caption: t('tabla'),
        head: [
          t('col.folio'),
          t('col.que'),
          t('col.entidad'),
          t('col.dice'),
          t('col.propuso'),
          t('col.cuando'),
          t('col.estado'),
          t('col.resolvio'),
        ],
        rows: v.acts.map((one) => [
          html`<a class="folio" href="${paths.consoleAct(one.folio)}">${one.folio}</a>`,
          t(`que.${one.que}`),
          nameOf(v, one.entidad),
          lineOf(one),
          one.propuso,
          longInstant(one.propuesto_at),
          stateOf(one),
          one.resolvio ?? t('uno.nadie'),
        ]),
        csv: `${paths.consoleActsCsv}${chosenQuery(v.chosen)}`,
        empty: t('vacia'),
      },
    )}${v.cut ? html`<p>${t('mas', { n: v.acts.length })}</p>` : ''}`,
  })
}

/** By which the list may be cut. */
export const ACT_FILTERS: readonly ConsoleFilter[] = [
  {
    campo: 'que',
    label: t('filtro.que'),
    choices: ACT_KINDS.map((que) => ({ value: que, text: t(`que.${que}`) })),
  },
  {
    campo: 'estado',
    label: t('filtro.estado'),
    choices: STATES.map((estado) => ({ value: estado, text: t(`solo.${estado}`) })),
  },
]

function alarmList(v: ActsView): Html {
  if (v.alarms.length === 0) return html``
  return html`<h2 id="alarmas">${t('alarmas')}</h2><ul>${v.alarms.map((one) => {
    const { cuenta, tope, id } = one
    const told = t(one.que === 'firma' ? 'alarma.firma' : 'alarma.exencion', {
      cuenta,
      tope,
      cuando: longInstant(one.at),
    })
    return html`<li>${told} ${nameOf(v, one.entidad)}. ${
      one.vista_at === null
        ? html`<form method="post" action="${paths.consoleActAlarm(id)}"><button class="boton otro" type="submit">${t('alarma.ver')}<span class="oculto"> ${cuenta}</span></button></form>`
        : t('alarma.vista', { quien: one.vista_por ?? '', cuando: longInstant(one.vista_at) })
    }</li>`
  })}</ul>`
}

/** One act, and what its reader may do with it. */
export function actPage(v: Shown & { readonly act: ActRow }): string {
  const { act, staff } = v
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleActs,
    question: `${t(`que.${act.que}`)} · ${act.folio}`,
    trail: [{ text: t('pregunta'), href: paths.consoleActs }],
    errors: v.errors ?? [],
    body: html`${facts([
      { name: t('uno.dice'), value: lineOf(act) },
      ...details(act),
      { name: t('uno.entidad'), value: nameOf(v, act.entidad) },
      { name: t('uno.motivo'), value: act.motivo },
      { name: t('uno.propuso'), value: act.propuso },
      { name: t('uno.cuando'), value: longInstant(act.propuesto_at) },
      { name: t('uno.estado'), value: stateOf(act) },
      { name: t('uno.resolvio'), value: act.resolvio ?? t('uno.nadie') },
    ])}${refusal(v.errors ?? [])}${act.estado === 'propuesto' ? waiting(act, staff) : ''}${handOver(act, staff)}`,
  })
}

/** What cannot be done is said where it was asked for. */
function refusal(errors: readonly FieldError[]): Html {
  return html`${errors.map((one) => html`<div class="campo con-error" id="${one.campo}"><p class="error" id="${one.campo}-error"><span class="oculto">${t('uno.error')} </span>${one.mensaje}</p></div>`)}`
}

/** What the second person compares. */
function details(act: ActRow): Fact[] {
  if (act.que === 'derecho') return [{ name: t('uno.fuente'), value: (act.contenido as FeeAct).fuente }]
  if (act.que === 'llave') {
    const { huella, alta } = act.contenido as KeyAct
    return [
      { name: t('uno.huella'), value: html`<span class="clave">${huella}</span>` },
      { name: t('uno.kid'), value: html`<span class="clave">${alta.kid}</span>` },
    ]
  }
  if (act.que === 'devolucion') return [{ name: t('uno.rastreo'), value: (act.contenido as RefundAct).rastreo }]
  if (act.que !== 'exencion') return []
  const { fundamento, anio } = act.contenido as ExemptionAct
  return [
    { name: t('uno.fundamento'), value: t(`fundamento.${fundamento}`) },
    { name: t('uno.anio'), value: String(anio) },
  ]
}

function waiting(act: ActRow, staff: Staff): Html {
  const { camino, approves } = KINDS[act.que]
  const button = (action: string, text: string, kind: string): Html =>
    html`<form method="post" action="${action}"><button class="${kind}" type="submit">${text}</button></form>`
  if (act.propuso === staff.id)
    return html`<p>${t('uno.propio')}</p>${button(paths.consoleActWithdrawal(act.folio), t('uno.retirar'), 'boton otro')}`
  if (!may(staff, approves, act.entidad)) return html``
  return html`<p class="nota importa">${t(`uno.revisa.${act.que}`)}</p>
<div class="botones">${button(paths.consoleActStep(camino, act.folio, 'aprobacion'), t('uno.aprobar'), 'boton')}${button(paths.consoleActStep(camino, act.folio, 'rechazo'), t('uno.rechazar'), 'boton otro')}</div>`
}

/** The copy for the counter that asked for it, once it is made. */
function handOver(act: ActRow, staff: Staff): Html {
  if (act.que !== 'exencion' || act.propuso !== staff.id) return html``
  if (act.estado === 'propuesto') return html`<p>${t('uno.copia.espera')}</p>`
  if (act.estado !== 'hecho') return html``
  return html`<p><a class="boton" href="${paths.consoleActCopy(act.folio)}">${t('uno.copia')}</a></p><p>${t('uno.copia.queda')}</p>`
}
