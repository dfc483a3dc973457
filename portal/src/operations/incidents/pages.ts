// The pages of incidents: what everybody may read, the list in the console, and the checklist of one with its forms.
import { consoleFilters, consolePage, consoleTable, may } from '#staff'
import type { ConsoleFilter, Staff } from '#staff'
import type { Indicador } from '#modelo'
import { facts, inSpanish, select, textArea, textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html, safeHref } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { actionForms } from './action-forms.ts'
import { CAUSAS, ESTADOS } from './incident.ts'
import { SEVERIDADES } from './protocol.ts'
import type { ListedIncident, PublicIncident } from './reading.ts'
import { NOTHING, isOpen, keyOf, stepOf, t, titleOf } from './view.ts'
import type { Action, Given, Key, OneView } from './view.ts'

type Named = (clave: string | null) => string

/** What anybody may read. */
export function publicPage(v: { site: Site; incidents: readonly PublicIncident[]; named: Named }): string {
  const question = t('publica.pregunta')
  return page({
    site: v.site,
    question,
    trail: [{ text: question }],
    body: html`<p>${t('publica.texto')}</p>
${consoleTable({
  caption: t('publica.tabla'),
  head: [t('col.entidad'), t('col.desde'), t('col.estado'), t('col.hasta'), t('col.aviso')],
  rows: v.incidents.map((one) => [
    one.entidad === null ? t('nacional') : v.named(one.entidad),
    longInstant(one.desde),
    t(`estado.${one.estado}`),
    one.hasta === null ? '' : longInstant(one.hasta),
    one.texto === null ? t('publica.sin-texto') : inSpanish(one.texto),
  ]),
  empty: t('publica.ninguna'),
})}<p><a href="${paths.apiIncidents}">${t('publica.datos')}</a></p>`,
  })
}

/** By which the list may be cut. Other names than those of the form below it. */
export function listFilters(staff: Staff, entidades: readonly { clave: string; nombre: string }[]): ConsoleFilter[] {
  const filters = [
    {
      campo: 'ver-estado',
      label: t('col.estado'),
      choices: ESTADOS.map((value) => ({ value, text: t(`estado.${value}`) })),
    },
    {
      campo: 'ver-severidad',
      label: t('col.severidad'),
      choices: SEVERIDADES.map((value) => ({ value, text: value })),
    },
  ]
  if (staff.entidad !== null) return filters
  const choices = entidades.map((one) => ({ value: one.clave, text: one.nombre }))
  return [...filters, { campo: 'ver-entidad', label: t('col.entidad'), choices }]
}

/** Whether an incident is one of those that were chosen. */
export function isChosen(one: ListedIncident, chosen: Readonly<Record<string, string>>): boolean {
  return (
    (chosen['ver-estado'] ?? one.estado) === one.estado &&
    (chosen['ver-severidad'] ?? one.severidad) === one.severidad &&
    (chosen['ver-entidad'] ?? one.entidad) === one.entidad
  )
}

/** The board of incidents, with the form to register one by hand for whoever may. */
export function listPage(v: {
  site: Site
  staff: Staff
  incidents: readonly ListedIncident[]
  indicator: Indicador
  filters: readonly ConsoleFilter[]
  chosen: Readonly<Record<string, string>>
  /** For which this person may register one. */
  entidades: readonly { clave: string; nombre: string }[]
  given?: Given
}): string {
  return consolePage({
    site: v.site,
    staff: v.staff,
    board: paths.consoleIncidents,
    question: t('lista.pregunta'),
    live: true,
    errors: v.given?.errors ?? [],
    body: html`${indicatorLine(v.indicator)}
${consoleFilters({ action: paths.consoleIncidents, filters: v.filters, chosen: v.chosen })}${consoleTable({
      caption: t('lista.tabla'),
      head: [
        t('col.incidencia'),
        t('col.entidad'),
        t('col.severidad'),
        t('col.estado'),
        t('col.desde'),
        t('col.vencidas'),
        t('col.pendientes'),
      ],
      rows: v.incidents.map((one) => [
        html`<a href="${paths.consoleIncident(one.id)}">${one.id}</a>`,
        one.entidad === null ? t('nacional') : html`<a href="${paths.consoleEntidad(one.entidad)}">${one.nombre}</a>`,
        one.severidad,
        one.no_declarada
          ? html`${t(`estado.${one.estado}`)} <strong>${t('una.no-declarada')}</strong>`
          : t(`estado.${one.estado}`),
        longInstant(one.inicio),
        String(one.vencidas),
        String(one.pendientes),
      ]),
      empty: t(Object.keys(v.chosen).length > 0 ? 'lista.filtrada' : 'lista.ninguna'),
    })}${v.entidades.length > 0 ? openForm(v.entidades, v.given ?? NOTHING) : ''}`,
  })
}

function indicatorLine(one: Indicador): Html {
  const { debidas = 0, cumplidas = 0, ejecutadas = 0, delProtocolo = 0 } = one.cuentas
  const line =
    one.valor === null
      ? t('lista.sin-accion')
      : t('lista.indicador', { valor: `${one.valor.toFixed(2)} %`, cumplidas, debidas })
  return html`<p>${line} ${t('lista.precision', { ejecutadas, delProtocolo })} <a href="${one.evidencia}">${t('lista.evidencia')}</a></p>`
}

function openForm(entidades: readonly { clave: string; nombre: string }[], given: Given): Html {
  const { errors, values } = given
  const common = (campo: string): { campo: string; errors: readonly FieldError[]; value: string } => ({
    campo,
    errors,
    value: values[campo] ?? '',
  })
  return html`<h2>${t('abrir.titulo')}</h2><p>${t('abrir.texto')}</p>
<form method="post" action="${paths.consoleIncidents}">${select({
    ...common('entidad'),
    label: t('abrir.entidad'),
    choices: entidades.map((one) => ({ value: one.clave, text: one.nombre })),
  })}${select({
    ...common('causa'),
    label: t('abrir.causa'),
    choices: CAUSAS.map((value) => ({ value, text: t(`causa.${value}`) })),
  })}${severitySelect({ ...common('severidad'), label: t('abrir.severidad') })}${textField({
    ...common('inicio'),
    label: t('abrir.inicio'),
    hint: t('hora.pista'),
    width: 20,
  })}${textArea({ ...common('texto'), label: t('abrir.evidencia') })}<button class="boton" type="submit">${t('abrir.boton')}</button></form>`
}

function severitySelect(v: { campo: string; label: string; errors?: readonly FieldError[]; value?: string }): Html {
  return select({ ...v, choices: SEVERIDADES.map((value) => ({ value, text: t(`severidad.${value}`) })) })
}

/** One incident: its facts, its checklist with due and real times, and what its reader may do. */
export function incidentPage(v: OneView): string {
  const { incident, staff } = v
  const open = incident.cerrada_at === null && incident.entidad !== null
  const acts = open && may(staff, 'incidencia.actuar', incident.entidad)
  const validates = open && may(staff, 'incidencia.validar', incident.entidad)
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleIncidents,
    question: t('una.pregunta', { id: incident.id }),
    live: true,
    trail: [{ text: t('lista.pregunta'), href: paths.consoleIncidents }],
    errors: v.given?.errors ?? [],
    body: html`${incident.no_declarada ? html`<p class="nota importa">${t('una.no-declarada')}</p>` : ''}
${factsOf(v)}${incident.entidad === null ? '' : checklist(v, acts || validates)}
${acts || validates ? actionForms({ ...v, given: v.given ?? NOTHING, acts, validates }) : ''}
${validates ? noticeForm(v) : incident.texto_publico === null ? '' : html`<h2>${t('aviso.titulo')}</h2><p>${incident.texto_publico}</p>`}
${acts ? severityForm(v) : ''}${acts || validates ? endForms(v, acts, validates) : ''}`,
  })
}

function factsOf({ incident, nombre, mantenimientos }: OneView): Html {
  const link = (id: string): Html => html`<a href="${paths.consoleIncident(id)}">${id}</a>`
  const at = (name: Key, instant: Temporal.Instant | null): { name: string; value: string }[] =>
    instant === null ? [] : [{ name: t(name), value: longInstant(instant) }]
  return facts([
    { name: t('col.entidad'), value: incident.entidad === null ? t('nacional') : nombre },
    { name: t('col.estado'), value: t(`estado.${incident.estado}`) },
    { name: t('col.severidad'), value: t(`severidad.${incident.severidad}`) },
    { name: t('una.causa'), value: t(`causa.${incident.causa}`) },
    { name: t('una.origen'), value: t(`origen.${incident.origen}`) },
    ...at('una.desde', incident.inicio),
    ...at('una.detectada', incident.detectada_at),
    ...at('una.declarada', incident.declarada_at),
    ...at('una.arriba', incident.arriba_desde),
    ...(incident.recaidas > 0 ? [{ name: t('una.recaidas'), value: String(incident.recaidas) }] : []),
    ...(incident.padre === null ? [] : [{ name: t('una.padre'), value: link(incident.padre) }]),
    ...(incident.enlazada === null ? [] : [{ name: t('una.enlazada'), value: link(incident.enlazada) }]),
    ...mantenimientos.map(({ folio, inicio, fin, corto, aviso_horas: horas }) => ({
      name: t('una.mantenimiento'),
      value: html`<a href="${paths.consoleMaintenanceOf(folio)}">${folio}</a>: ${t('una.mantenimiento-valor', { inicio: longInstant(inicio), fin: longInstant(fin) })}${corto ? html` ${t('una.mantenimiento-corto', { horas })}` : ''}`,
    })),
    {
      name: t('una.protocolo'),
      value: t('una.protocolo-valor', {
        version: incident.protocolo_version,
        huella: incident.protocolo_sha256.slice(0, 12),
      }),
    },
  ])
}

function checklist(v: OneView, linked: boolean): Html {
  return html`<h2>${t('acciones.titulo')}</h2>${consoleTable({
    caption: t('acciones.tabla'),
    head: [
      t('acciones.col'),
      t('col.estado'),
      t('acciones.vence'),
      t('acciones.hecha'),
      t('acciones.registrada'),
      t('acciones.rol'),
      t('acciones.evidencia'),
      t('acciones.juicio'),
    ],
    rows: v.actions
      .filter((one) => one.estado !== 'no_aplica')
      .map((one) => [
        nameOf(one, linked),
        one.vencida ? html`<strong>${t('accion.vencida')}</strong>` : t(`accion.${one.estado}`),
        dueText(one),
        one.ocurrio_at === null ? '' : longInstant(one.ocurrio_at),
        one.registrada_at === null ? '' : longInstant(one.registrada_at),
        one.rol ?? one.roles.join(', '),
        evidenceOf(one),
        deviations(one),
      ]),
  })}`
}

function nameOf(one: Action, linked: boolean): Html {
  const title = linked && isOpen(one) ? html`<a href="#${keyOf(one)}">${titleOf(one)}</a>` : titleOf(one)
  return html`${title} ${one.nombre}${one.critica ? html` <strong>(${t('acciones.critica')})</strong>` : ''}`
}

function dueText(one: Action): string {
  if (one.due_at !== null) return longInstant(one.due_at)
  if (!one.protocolo) return ''
  const relative = one.desde !== 'inicio' && one.desde !== 'deteccion'
  return relative ? t('acciones.al-hacer', { accion: one.desde }) : t('acciones.sin-plazo')
}

function evidenceOf(one: Action): Html {
  const link = one.url === null ? '' : html` <a href="${safeHref(one.url)}" rel="noreferrer">${one.url}</a>`
  return html`${one.evidencia ?? ''}${link}${one.sha256 === null ? '' : html` <code>${one.sha256.slice(0, 12)}</code>`}${one.motivo === null ? '' : html` ${one.motivo}`}`
}

function deviations({ judged }: Action): string {
  if (!judged?.ejecutada || !judged.protocolo) return ''
  return [
    judged.en_tiempo === false ? t('juicio.tarde') : '',
    judged.en_orden ? '' : t('juicio.orden'),
    judged.rol_correcto === false ? t('juicio.rol') : '',
  ]
    .filter(Boolean)
    .join(', ')
}

const submit = (key: Key, other = true): Html =>
  html`<button class="${other ? 'boton otro' : 'boton'}" type="submit">${t(key)}</button>`

/** A form of one step of this incident. */
function form({ incident }: OneView, paso: string, inner: Html): Html {
  return html`<form method="post" action="${stepOf(incident.id, paso)}">${inner}</form>
`
}

function noticeForm(v: OneView): Html {
  const { publicado_at: at, texto_publico: shown, borrador } = v.incident
  const { errors, values } = v.given ?? NOTHING
  const draft = textArea({ campo: 'texto', label: t('aviso.campo'), value: values['texto'] ?? borrador, errors })
  const second = html`<input type="hidden" name="texto" value="${borrador}"><blockquote>${borrador}</blockquote>`
  const told =
    at === null
      ? ''
      : html`<p>${t('aviso.publicado', { cuando: longInstant(at) })}</p><blockquote>${shown}</blockquote>`
  return html`<h2>${t('aviso.titulo')}</h2><p>${t('aviso.texto')}</p>
${told}${form(v, 'borrador', html`${draft}${submit('aviso.guardar')}`)}
${borrador === '' || borrador === shown ? '' : form(v, 'publicar', html`${second}${submit('aviso.publicar', false)}`)}`
}

function severityForm(v: OneView): Html {
  const { errors } = v.given ?? NOTHING
  const which = severitySelect({ campo: 'severidad', label: t('col.severidad'), value: v.incident.severidad, errors })
  const why = textField({ campo: 'motivo_severidad', label: t('severidad.motivo'), errors })
  return html`<h2>${t('severidad.titulo')}</h2><p>${t('severidad.texto')}</p>
${form(v, 'severidad', html`${which}${why}${submit('severidad.boton')}`)}`
}

function endForms(v: OneView, acts: boolean, validates: boolean): Html {
  const { estado } = v.incident
  const checks = acts && estado === 'mitigado' ? form(v, 'comprobar', submit('fin.comprobar')) : ''
  const ends =
    validates && (estado === 'resuelto' || estado === 'en_revision') ? form(v, 'cerrar', submit('fin.cerrar')) : ''
  const discards = estado === 'detectado' || estado === 'declarado' ? discardForm(v) : ''
  return html`<h2>${t('fin.titulo')}</h2>
${checks}${ends}${discards}`
}

function discardForm(v: OneView): Html {
  const asked = v.proposals.find((one) => one.asunto === 'descartar')
  if (asked) {
    const told = html`<p>${t('fin.pedido', { cuenta: asked.cuenta, motivo: asked.motivo })}</p>`
    return html`${told}${form(v, 'descartar', submit('fin.descartar'))}`
  }
  const why = textField({ campo: 'motivo_descartar', label: t('fin.motivo'), errors: v.given?.errors ?? [] })
  return form(v, 'descartar', html`${why}${submit('fin.descartar')}`)
}
