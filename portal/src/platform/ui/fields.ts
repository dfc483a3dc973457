// Form fields that speak: label, hint and error tied to their input, and the summary that repeats the same words.
import { html } from './html.ts'
import type { Html } from './html.ts'
import { ORIGINAL, currentLanguage } from './languages.ts'
import { catalogue } from './messages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

/** What is wrong with one field. `campo` is the name of the field and the id that the summary links to. */
export interface FieldError {
  readonly campo: string
  readonly mensaje: string
}

interface FieldView {
  readonly campo: string
  readonly label: string
  readonly hint?: string
  readonly errors?: readonly FieldError[]
}

export interface TextFieldView extends FieldView {
  /** The name that is sent, where it is not the id. */
  readonly name?: string
  readonly value?: string
  readonly type?: 'text' | 'email'
  /** Width in characters; without it the field is as wide as the column. */
  readonly width?: 4 | 20 | 36
  readonly autocomplete?: string
  readonly autocapitalize?: 'none' | 'characters' | 'words'
  readonly inputmode?: 'numeric' | 'email'
  /** Letters of one width, for codes that are compared character by character. */
  readonly code?: boolean
}

/** A one-line text. No `maxlength`: a paste that is cut silently hides the error. */
export function textField(v: TextFieldView): Html {
  const classes = [v.code ? 'clave' : '', v.width ? `ancho-${v.width}` : ''].filter(Boolean).join(' ')
  return group(
    v,
    html`<label for="${v.campo}">${v.label}</label>${notes(v)}
<input id="${v.campo}" name="${v.name ?? v.campo}" type="${v.type ?? 'text'}" value="${v.value ?? ''}" class="${classes}" autocomplete="${v.autocomplete ?? 'off'}" spellcheck="false"${attribute('autocapitalize', v.type === 'email' ? undefined : v.autocapitalize)}${attribute('inputmode', v.inputmode)}${describedBy(v)}>`,
  )
}

/** A text of several lines. */
export function textArea(v: FieldView & { readonly value?: string; readonly rows?: number }): Html {
  return group(
    v,
    html`<label for="${v.campo}">${v.label}</label>${notes(v)}
<textarea id="${v.campo}" name="${v.campo}" rows="${v.rows ?? 4}" autocomplete="off" autocapitalize="none" spellcheck="false"${describedBy(v)}>
${v.value ?? ''}</textarea>`,
  )
}

/** One file, by the browser's own control. */
export function fileField(v: FieldView & { readonly accept: string }): Html {
  return group(
    v,
    html`<label for="${v.campo}">${v.label}</label>${notes(v)}
<input id="${v.campo}" name="${v.campo}" type="file" accept="${v.accept}"${describedBy(v)}>`,
  )
}

export interface Choice {
  readonly value: string
  readonly text: string
  readonly hint?: string
}

/** Several of a few. */
export function checkboxes(
  v: FieldView & { readonly values?: readonly string[]; readonly choices: readonly Choice[] },
): Html {
  return group(
    v,
    html`<fieldset${describedBy(v)}><legend>${v.label}</legend>${notes(v)}
${v.choices.map((one, i) => {
  const id = i === 0 ? v.campo : `${v.campo}-${i + 1}`
  return html`<div class="opcion"><input type="checkbox" id="${id}" name="${v.campo}" value="${one.value}"${flag('checked', v.values?.includes(one.value) ?? false)}><label for="${id}">${one.text}</label></div>`
})}</fieldset>`,
  )
}

/** One of a few. */
export function radios(v: FieldView & { readonly value?: string; readonly choices: readonly Choice[] }): Html {
  return group(
    v,
    html`<fieldset${describedBy(v)}><legend>${v.label}</legend>${notes(v)}
${v.choices.map((one, i) => {
  // The summary links to the first choice, which therefore carries the name of the field.
  const id = i === 0 ? v.campo : `${v.campo}-${i + 1}`
  const hintId = `${id}-nota`
  return html`<div class="opcion"><input type="radio" id="${id}" name="${v.campo}" value="${one.value}"${flag('checked', one.value === v.value)}${attribute('aria-describedby', one.hint ? hintId : undefined)}><label for="${id}">${one.text}</label>${one.hint ? html`<p class="pista" id="${hintId}">${one.hint}</p>` : ''}</div>`
})}</fieldset>`,
  )
}

/** One of many. The empty choice asks for a decision instead of taking the first of the list. */
export function select(v: FieldView & { readonly value?: string; readonly choices: readonly Choice[] }): Html {
  return group(
    v,
    html`<label for="${v.campo}">${v.label}</label>${notes(v)}
<select id="${v.campo}" name="${v.campo}"${describedBy(v)}><option value="">${t('elige')}</option>
${v.choices.map((one) => html`<option value="${one.value}"${flag('selected', one.value === v.value)}>${one.text}</option>`)}</select>`,
  )
}

/** What stands in the three boxes of a date, as typed. */
export interface DateParts {
  readonly dia: string
  readonly mes: string
  readonly anio: string
}

/** A date in three boxes: easier than any calendar for a day that one knows by heart. */
export function dateField(v: FieldView & { readonly value?: DateParts }): Html {
  const box = (id: string, part: keyof DateParts, width: 2 | 4): Html =>
    html`<div><label for="${id}">${t(part)}</label><input id="${id}" name="${v.campo}-${part}" type="text" inputmode="numeric" autocomplete="off" value="${v.value?.[part] ?? ''}" class="ancho-${width}"${flag('aria-invalid', errorOf(v) !== undefined)}></div>`
  return group(
    v,
    html`<fieldset${describedBy(v, false)}><legend>${v.label}</legend>${notes(v)}
<div class="fecha">${box(v.campo, 'dia', 2)}${box(`${v.campo}-mes`, 'mes', 2)}${box(`${v.campo}-anio`, 'anio', 4)}</div></fieldset>`,
  )
}

/** All that must be mended, first on the page, each a link to its field in the field's own words. */
export function errorSummary(errors: readonly FieldError[]): Html {
  if (errors.length === 0) return html``
  return html`<div class="resumen" role="alert" tabindex="-1" id="resumen"><h2 id="resumen-titulo">${t('hay-un-problema')}</h2>
<ul>${errors.map((one) => html`<li><a href="#${one.campo}">${one.mensaje}</a></li>`)}</ul></div>`
}

/** Words that stay in Spanish whatever the page speaks: what a registry wrote, and what the law says. */
export function inSpanish(words: Html | string): Html {
  return currentLanguage() === ORIGINAL ? html`${words}` : html`<span lang="${ORIGINAL.codigo}">${words}</span>`
}

/** A row of `facts`: what it is called, what it says, and where to change it. */
export interface Fact {
  readonly name: string
  readonly value: Html | string
  readonly change?: { readonly href: string; readonly what: string }
}

/** Names and values, one row each. */
export function facts(rows: readonly Fact[]): Html {
  return html`<dl class="datos">${rows.map((row) => html`<div><dt>${row.name}</dt><dd>${row.value}</dd>${row.change ? html`<dd class="cambiar"><a href="${row.change.href}">${t('cambiar')}<span class="oculto"> ${row.change.what}</span></a></dd>` : ''}</div>`)}</dl>`
}

function group(v: FieldView, inner: Html): Html {
  return html`<div class="campo${errorOf(v) ? ' con-error' : ''}">${inner}</div>
`
}

function notes(v: FieldView): Html {
  const error = errorOf(v)
  return html`${v.hint ? html`<p class="pista" id="${v.campo}-pista">${v.hint}</p>` : ''}${error ? html`<p class="error" id="${v.campo}-error"><span class="oculto">${t('error')} </span>${error}</p>` : ''}`
}

function describedBy(v: FieldView, invalid = true): Html {
  const error = errorOf(v)
  const ids = [v.hint ? `${v.campo}-pista` : '', error ? `${v.campo}-error` : ''].filter(Boolean).join(' ')
  return html`${ids ? html` aria-describedby="${ids}"` : ''}${error && invalid ? html` aria-invalid="true"` : ''}`
}

function errorOf(v: FieldView): string | undefined {
  return v.errors?.find((one) => one.campo === v.campo)?.mensaje
}

function attribute(name: 'autocapitalize' | 'inputmode' | 'aria-describedby', value: string | undefined): Html {
  return value === undefined ? html`` : html` ${name}="${value}"`
}

function flag(name: 'checked' | 'selected' | 'aria-invalid', on: boolean): Html {
  if (!on) return html``
  return name === 'aria-invalid' ? html` aria-invalid="true"` : html` ${name}`
}

/** What was typed in a field, whatever the body holds; repeated fields and other types count as nothing. */
export function typed(body: unknown, campo: string): string {
  const value =
    typeof body === 'object' && body !== null && Object.hasOwn(body, campo)
      ? (body as Record<string, unknown>)[campo]
      : undefined
  // No keyboard types the character zero, and no database keeps it.
  return typeof value === 'string' ? value.replaceAll('\0', '') : ''
}

/** The three boxes of a date as typed. */
export function typedDate(body: unknown, campo: string): DateParts {
  return { dia: typed(body, `${campo}-dia`), mes: typed(body, `${campo}-mes`), anio: typed(body, `${campo}-anio`) }
}

/** `AAAA-MM-DD` from three boxes: '' when all are empty, a text that is no date when they cannot be one. */
export function isoDate(parts: DateParts): string {
  const [dia, mes, anio] = [parts.dia.trim(), parts.mes.trim(), parts.anio.trim()]
  if (dia === '' && mes === '' && anio === '') return ''
  if (!/^\d{1,2}$/.test(dia) || !/^\d{1,2}$/.test(mes) || !/^\d{4}$/.test(anio)) return 'imposible'
  return `${anio}-${mes.padStart(2, '0')}-${dia.padStart(2, '0')}`
}

/** Three boxes from `AAAA-MM-DD`. */
export function dateParts(iso: string | undefined): DateParts | undefined {
  const parts = iso?.match(/^(\d{4})-(\d{2})-(\d{2})$/)
  return parts ? { dia: String(Number(parts[3])), mes: String(Number(parts[2])), anio: parts[1]! } : undefined
}
