// The board of the 32 entidades on their way into service, and the page of one: observations, liaisons, reports.
import { DE_LA_ENTIDAD, PASOS } from '#onboarding'
import type { BoardEntry, Columna, DeliveryView, Evento, LiaisonRow, ObservationView } from '#onboarding'
import { consolePage, consoleTable, may, nameOfRole } from '#staff'
import type { Rol, Staff } from '#staff'
import { facts, textArea, textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { catalogue, keyName, listOf, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import es from './es-MX.json' with { type: 'json' }

type Key = keyof typeof es & string
const t = catalogue(es)

const COLUMNS: readonly Columna[] = ['piloto', 'listas', 'observaciones', 'liberadas', 'otras']

interface Basics {
  readonly site: Site
  readonly staff: Staff
}

/** What a form brought back: what must be mended, and what was typed. */
export interface Given {
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
}

/** The board: a column for each stage, and the reports that were mailed. */
export function boardPage(
  v: Basics & { readonly entries: readonly BoardEntry[]; readonly deliveries: readonly DeliveryView[] },
): string {
  const observes = may(v.staff, 'integracion.observar', null)
  const column = (columna: Columna): Html => {
    const own = v.entries.filter((one) => one.columna === columna)
    if (columna === 'otras' && own.length === 0) return html``
    return html`<section><h2>${t(`columna.${columna}`, { n: own.length })}</h2>
${own.length === 0 ? html`<p>${t('columna.vacia')}</p>` : html`<ul>${own.map((one) => html`<li>${card(one)}</li>`)}</ul>`}</section>
`
  }
  return consolePage({
    ...v,
    board: paths.consoleOnboarding,
    question: t('tablero.pregunta'),
    body: html`<p>${t('tablero.texto')} <a href="${paths.entidades}">${t('tablero.publico')}</a></p>
${COLUMNS.map(column)}
<h2>${t('enviar.titulo')}</h2><p>${t('enviar.texto')}</p>
${observes ? sendAll() : ''}
${deliveriesTable(v.deliveries, new Map(v.entries.map((one) => [one.clave, one.nombre])))}`,
  })
}

function sendAll(): Html {
  return html`<form method="post" action="${paths.consoleOnboarding}">
<button class="boton" type="submit">${t('enviar.todas')}</button></form>`
}

function card(one: BoardEntry): Html {
  const pending = one.abiertas === 0 ? '' : t('tarjeta.observaciones', { n: one.abiertas })
  const holding = one.impiden === 0 ? '' : html` <strong>${t('tarjeta.impiden', { n: one.impiden })}</strong>`
  const late = one.vencidas === 0 ? '' : html` <strong>${t('tarjeta.vencidas', { n: one.vencidas })}</strong>`
  const link = html`<a href="${paths.consoleOnboardingOf(one.clave)}">${one.nombre}</a>`
  return html`${link} ${keyName('fase', one.fase)}. ${pending}${holding}${late}`
}

function deliveriesTable(deliveries: readonly DeliveryView[], names: ReadonlyMap<string, string>): Html {
  return consoleTable({
    caption: t('entregas.tabla'),
    head: [
      t('col.reporte'),
      t('col.entidad'),
      t('col.enlace'),
      t('col.correo'),
      t('col.pedido'),
      t('col.entrega'),
      t('col.acuse'),
    ],
    rows: deliveries.map((one) => [
      one.reporte,
      names.get(one.entidad) ?? one.entidad,
      one.nombre,
      one.correo,
      longInstant(one.at),
      one.enviada_at !== null && one.estado === 'enviada'
        ? t('entrega.enviada', { cuando: longInstant(one.enviada_at) })
        : t(`entrega.${one.estado === 'devuelta' ? 'devuelta' : 'pendiente'}`),
      one.acusada_at === null ? t('sin-acuse') : longInstant(one.acusada_at),
    ]),
    empty: t('entregas.ninguna'),
  })
}

export interface OneView extends Basics {
  readonly entry: BoardEntry
  readonly observations: readonly ObservationView[]
  readonly liaisons: readonly LiaisonRow[]
  readonly deliveries: readonly DeliveryView[]
  /** How its people stand with their drills. */
  readonly training: { readonly n: number; readonly vigentes: number; readonly sinCuenta: readonly Rol[] }
  readonly given?: Given
}

/** One entidad: its observations with the steps that its reader may take, its liaisons, and its reports. */
export function entidadPage(v: OneView): string {
  const { entry, staff } = v
  const observes = may(staff, 'integracion.observar', entry.clave)
  const ready = observes && entry.columna === 'observaciones' && entry.impiden === 0
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleOnboarding,
    question: t('una.pregunta', { entidad: entry.nombre }),
    trail: [{ text: t('tablero.pregunta'), href: paths.consoleOnboarding }],
    errors: v.given?.errors ?? [],
    body: html`${facts([
      { name: t('una.fase'), value: keyName('fase', entry.fase) },
      { name: t('una.pendientes'), value: String(entry.abiertas) },
      { name: t('una.impiden'), value: String(entry.impiden) },
      { name: t('una.simulacros'), value: drills(v) },
    ])}
${ready ? readyPart(entry) : ''}
<h2>${t('observaciones.titulo')}</h2>
${v.observations.some((one) => one.sintetico) ? html`<p class="nota">${t('observaciones.sintetico')}</p>` : ''}
${v.observations.length === 0 ? html`<p>${t('observaciones.ninguna')}</p>` : v.observations.map((one) => observation(v, one))}
<h2>${t('enviar.titulo')}</h2><p>${t('enviar.texto')}</p>
<p><a href="${paths.consoleEntidad(entry.clave)}">${t('una.entidad', { entidad: entry.nombre })}</a></p>
${observes && entry.abiertas > 0 ? button(entry.clave, 'reporte', t('enviar.una', { entidad: entry.nombre })) : ''}
${deliveriesTable(v.deliveries, new Map([[entry.clave, entry.nombre]]))}
${liaisonsPart(v)}`,
  })
}

/** A role without an account has no data, which is never a pass. */
function drills({ entry, training: { n, vigentes, sinCuenta } }: OneView): Html {
  const said = n === 0 ? t('simulacros.sin-datos') : t('simulacros.cuenta', { vigentes, n })
  const without = sinCuenta.length === 0 ? '' : t('simulacros.sin-cuenta', { roles: listOf(sinCuenta.map(nameOfRole)) })
  const href = `${paths.consoleTraining}?estado=${entry.clave}`
  return html`${said} ${without} <a href="${href}">${t('simulacros.ver')}</a>`
}

function readyPart({ clave, nombre }: BoardEntry): Html {
  return html`<h2>${t('lista.titulo')}</h2><p>${t('lista.texto', { entidad: nombre })}</p>
${button(clave, 'lista', t('lista.boton'))}`
}

const stepOf = (clave: string, paso: string): string => `${paths.consoleOnboardingOf(clave)}/${paso}`

function button(clave: string, paso: string, text: string): Html {
  return html`<form method="post" action="${stepOf(clave, paso)}"><button class="boton" type="submit">${text}</button></form>`
}

function observation(v: OneView, one: ObservationView): Html {
  const due = longInstant(one.vence_at)
  return html`<section id="${one.id}"><h3>${t('obs.titulo', { id: one.id, titulo: one.titulo })}</h3>
${facts([
  { name: t('obs.estado'), value: t(`estado.${one.estado}`) },
  { name: t('obs.severidad'), value: t(`severidad.${one.severidad}`) },
  { name: t('obs.codigo'), value: one.codigo },
  { name: t('obs.perfil'), value: one.perfil },
  { name: t('obs.esperado'), value: one.esperado },
  { name: t('obs.paso'), value: one.paso },
  { name: t('obs.vence'), value: one.vencida ? html`${due} <strong>${t('obs.vencida')}</strong>` : due },
  ...(one.reaperturas > 0 ? [{ name: t('obs.reaperturas'), value: String(one.reaperturas) }] : []),
])}
${stepForms(v, one)}<details><summary>${t('obs.historia')}</summary><ol>${one.pasos.map(
    (step) =>
      html`<li>${t('historia.linea', { cuando: longInstant(step.at), estado: t(`estado.${step.to_state}`), cuenta: step.actor })} ${step.evidencia}</li>`,
  )}</ol></details></section>
`
}

/** The steps that an observation allows now and its reader may take: the entidad says, whoever tests judges. */
function stepForms(v: OneView, one: ObservationView): Html {
  const allowed = (Object.keys(PASOS) as Evento[]).filter(
    (evento) =>
      PASOS[evento].de.includes(one.estado) &&
      may(v.staff, DE_LA_ENTIDAD.has(evento) ? 'integracion.atender' : 'integracion.observar', v.entry.clave),
  )
  if (allowed.length === 0) return html``
  const campo = `evidencia_${one.id}`
  const asks = allowed.some((evento) => evento !== 'acusar' && evento !== 'verificar')
  const given = v.given ?? { errors: [], values: {} }
  return html`<form method="post" action="${stepOf(v.entry.clave, 'observacion')}">
<input type="hidden" name="observacion" value="${one.id}">${
    asks
      ? textArea({ campo, label: t('obs.evidencia'), rows: 2, value: given.values[campo] ?? '', errors: given.errors })
      : ''
  }${allowed.map(
    (evento) =>
      html`<button class="boton otro" type="submit" name="evento" value="${evento}">${t(`evento.${evento}`)}</button> `,
  )}</form>`
}

function liaisonsPart(v: OneView): Html {
  const { entry, staff } = v
  const changes = may(staff, 'enlaces.cambiar', entry.clave)
  return html`<h2>${t('enlaces.titulo')}</h2>${v.site.demonstration ? html`<p class="nota">${t('enlaces.sintetico')}</p>` : ''}
${consoleTable({
  caption: t('enlaces.tabla', { entidad: entry.nombre }),
  head: [t('enlace.tipo'), t('enlace.nombre'), t('enlace.correo')],
  rows: v.liaisons.map((one) => [kindOf(one), one.nombre, one.correo]),
})}${changes ? v.liaisons.map((one) => liaisonForm(v, one)) : ''}`
}

const kindOf = (one: LiaisonRow): string => t(`enlace.${one.tipo}`, { orden: one.orden })

function liaisonForm(v: OneView, one: LiaisonRow): Html {
  const given = v.given ?? { errors: [], values: {} }
  const open = given.errors.some((error) => error.campo.endsWith(`_${one.id}`))
  const field = (campo: 'nombre' | 'correo', label: Key): Html => {
    const name = `${campo}_${one.id}`
    return textField({ campo: name, label: t(label), value: given.values[name] ?? one[campo], errors: given.errors })
  }
  return html`<details${open ? html` open` : ''}><summary>${t('enlace.cambiar', { nombre: kindOf(one) })}</summary>
<form method="post" action="${stepOf(v.entry.clave, 'enlace')}"><input type="hidden" name="enlace" value="${one.id}">
${field('nombre', 'enlace.nombre')}${field('correo', 'enlace.correo')}
<button class="boton otro" type="submit">${t('enlace.guardar')}</button></form></details>
`
}
