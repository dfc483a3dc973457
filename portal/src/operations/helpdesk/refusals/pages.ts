// Refusals in the console: the board by authority and door, one case, and the fields that also the person fills in.
import { dateField, facts, radios, select, textArea, textField } from '#ui/fields'
import type { Choice, DateParts, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { consolePage, consoleTable } from '#staff'
import type { Staff } from '#staff'
import { catalogue, longDay, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import type { Aceptacion } from './acceptance-indicator.ts'
import { AUTHORITIES, DOORS, STATES, isNotOurs } from './refusal.ts'
import type { Door, RefusalStep } from './refusal.ts'
import type { RefusalView } from './refusals.ts'
import type { CaseRow } from './store.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

type Key = keyof typeof es & string
export const t = catalogue(es, { en })
export const word = (kind: string, key: string): string => t(`${kind}.${key}` as Key)
const paragraph = (text: string): Html => html`<p>${text}</p>
`

/** The name of each step as the last part of an address: a noun. */
export const STEP_NAMES: Readonly<Record<string, RefusalStep>> = {
  notificacion: 'notifyAgency',
  respuesta: 'agencyAnswered',
  correccion: 'upholdCorrected',
  sancion: 'upholdSanction',
  improcedencia: 'dismiss',
  'sin-elementos': 'lackEvidence',
  cierre: 'close',
}

export interface RefusalFormView {
  readonly given: Readonly<Record<string, string>>
  readonly fecha?: DateParts
  readonly errors?: readonly FieldError[]
}

/** The copy: by the code on it, or by the order's folio. */
export function copyField(v: RefusalFormView): Html {
  const value = v.given['copia'] ?? ''
  const errors = v.errors ?? []
  return textField({ campo: 'copia', label: t('copia'), hint: t('copia.pista'), value, errors, code: true, width: 36 })
}

/** Who refused it, where, when, and in which words. */
export function whereFields(v: RefusalFormView): Html {
  const errors = v.errors ?? []
  const value = (campo: string): string => v.given[campo] ?? ''
  const choices: Choice[] = Object.keys(AUTHORITIES).map((one) => ({ value: one, text: word('autoridad', one) }))
  return html`${select({ campo: 'autoridad', label: t('autoridad'), value: value('autoridad'), choices, errors })}${textField({ campo: 'autoridadOtra', label: t('autoridadOtra'), value: value('autoridadOtra'), errors })}${textField({ campo: 'oficina', label: t('oficina'), hint: t('oficina.pista'), value: value('oficina'), errors })}${dateField({ campo: 'fecha', label: t('fecha'), hint: t('fecha.pista'), errors, ...(v.fecha ? { value: v.fecha } : {}) })}${textArea({ campo: 'palabras', label: t('palabras'), hint: t('palabras.pista'), value: value('palabras'), errors })}`
}

interface Common {
  readonly site: Site
  readonly staff: Staff
  readonly names: ReadonlyMap<string, string>
}

export interface AcceptanceView extends Common, RefusalFormView {
  readonly indicator: Aceptacion
  readonly cases: readonly CaseRow[]
  readonly days: number
  readonly csv: string
  /** The doors at which this person may enter a refusal; none for who only looks. */
  readonly doors: readonly Door[]
}

/** C11: the cases by authority and door, the rate, and the form of whoever stands at a door. */
export function acceptancePage(v: AcceptanceView): string {
  const { indicator } = v
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('consola.pregunta'),
    board: paths.consoleAcceptance,
    ...(v.errors ? { errors: v.errors } : {}),
    body: html`<h2>${t('indicador')}</h2>
${facts([
  { name: t('indicador.veredicto'), value: html`<a href="${indicator.evidencia}">${indicator.veredicto}</a>` },
  { name: t('indicador.casos'), value: String(indicator.total) },
  { name: t('indicador.copias'), value: String(indicator.n) },
  { name: t('indicador.tasa'), value: rateText(indicator) },
])}
${indicator.alerta ? html`<p class="nota importa">${t('indicador.alerta')}</p>` : ''}${consoleTable({
      caption: t('indicador.puertas'),
      head: DOORS.map((one) => word('puerta', one)),
      rows: [DOORS.map((one) => String(indicator.porPuerta[one]))],
    })}${consoleTable({
      caption: t('consola.tabla', { dias: v.days }),
      head: [
        t('col.caso'),
        t('col.fecha'),
        t('col.entidad'),
        t('col.autoridad'),
        t('col.puertas'),
        t('col.veredicto'),
        t('col.estado'),
      ],
      rows: v.cases.map((one) => [
        v.doors.length > 0 ? html`<a href="${paths.consoleRefusal(one.folio)}">${one.folio}</a>` : one.folio,
        longDay(one.fecha),
        nameOf(v, one.entidad),
        authorityName(one),
        one.puertas.map((door) => word('puerta', door)).join(', '),
        word('veredicto', one.veredicto),
        word('estado', STATES[one.state].wire),
      ]),
      csv: v.csv,
      empty: t('consola.vacia'),
    })}${
      v.doors.length > 0
        ? html`<h2>${t('capturar')}</h2>
${paragraph(t('capturar.texto'))}<form method="post" action="${paths.consoleAcceptance}" novalidate>
${radios({ campo: 'puerta', label: t('puerta'), value: v.given['puerta'] ?? v.doors[0]!, choices: v.doors.map((one) => ({ value: one, text: word('puerta', one) })), errors: v.errors ?? [] })}${copyField(v)}${whereFields(v)}<button class="boton" type="submit">${t('capturar.enviar')}</button>
</form>`
        : ''
    }`,
  })
}

function rateText(one: Aceptacion): string {
  if (one.tasaPorMil === null || one.inferiorPorMil === null) return t('indicador.sin-copias')
  return t('indicador.tasa.valor', { tasa: one.tasaPorMil.toFixed(2), inferior: one.inferiorPorMil.toFixed(2) })
}

function nameOf(v: Common, entidad: string | null): string {
  return entidad === null ? t('sin-entidad') : (v.names.get(entidad) ?? entidad)
}

function authorityName(one: { readonly autoridad: string | null; readonly autoridad_otra: string | null }): string {
  if (one.autoridad === null) return t('sin-autoridad')
  return one.autoridad_otra ?? word('autoridad', one.autoridad)
}

/** One case: what each door told, the constancia, and what may follow. */
export function casePage(v: Common & { readonly view: RefusalView; readonly errors?: readonly FieldError[] }): string {
  const { row, fuentes, historial, pasos } = v.view
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('caso.pregunta', { folio: row.folio }),
    board: paths.consoleAcceptance,
    trail: [{ text: t('consola.pregunta'), href: paths.consoleAcceptance }],
    ...(v.errors ? { errors: v.errors } : {}),
    body: html`${facts([
      { name: t('col.estado'), value: word('estado', STATES[row.state].wire) },
      { name: t('col.fecha'), value: longDay(row.fecha) },
      { name: t('col.entidad'), value: nameOf(v, row.entidad) },
      { name: t('col.autoridad'), value: authorityName(row) },
      ...(row.oficina ? [{ name: t('oficina'), value: row.oficina }] : []),
      { name: t('col.veredicto'), value: word('veredicto', row.veredicto) },
      ...(isNotOurs(row.veredicto)
        ? []
        : [
            {
              name: t('caso.constancia'),
              value: html`<a href="${paths.constancia(row.verificacion)}">${t('caso.abrir')}</a>`,
            },
          ]),
    ])}
<h2>${t('caso.fuentes')}</h2>
<ul>${fuentes.map((one) => html`<li>${t('caso.fuente', { puerta: word('puerta', one.puerta), cuando: longInstant(one.at) })}<blockquote><p>${one.palabras}</p></blockquote></li>`)}</ul>
<h2>${t('caso.historia')}</h2>
<ol class="avance">${historial.map((one) => html`<li>${t('caso.linea', { estado: word('estado', one.estado), cuando: longInstant(one.en) })}</li>`)}</ol>
${pasos.length > 0 ? html`<h2 id="pasos">${t('caso.sigue')}</h2>` : ''}${pasos.map((step) => {
      const name = Object.entries(STEP_NAMES).find(([, one]) => one === step)![0]
      return html`<form method="post" action="${paths.consoleRefusal(row.folio)}/${name}"><button class="boton otro" type="submit">${word('paso', name)}</button></form>
`
    })}`,
  })
}
