// Parts of pages that several sites of the world use: fields with their error, rows of facts, tables that can scroll.
import type { FieldError } from './frame.ts'
import { html, type Html } from './html.ts'
import { catalogue } from './messages.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

interface FieldView {
  readonly campo: string
  readonly label: string
  readonly hint?: string
  readonly errors?: readonly FieldError[]
}

/** One line of text. */
export function textField(v: FieldView & { readonly value?: string; readonly numeric?: boolean }): Html {
  return group(
    v,
    html`<label for="${v.campo}">${v.label}</label>${notes(v)}
<input id="${v.campo}" name="${v.campo}" type="text" value="${v.value ?? ''}" autocomplete="off" spellcheck="false"${v.numeric ? html` inputmode="numeric"` : ''}${describedBy(v)}>`,
  )
}

export interface Choice {
  readonly value: string
  readonly text: string
  readonly hint?: string
}

/** One of a few. The summary links to the first, which therefore carries the name of the field. */
export function radios(v: FieldView & { readonly value?: string; readonly choices: readonly Choice[] }): Html {
  return group(
    v,
    html`<fieldset${describedBy(v)}><legend>${v.label}</legend>${notes(v)}
${v.choices.map((one, i) => {
  const id = i === 0 ? v.campo : `${v.campo}-${i + 1}`
  return html`<div class="opcion"><input type="radio" id="${id}" name="${v.campo}" value="${one.value}"${one.value === v.value ? html` checked` : ''}${one.hint ? html` aria-describedby="${id}-nota"` : ''}><label for="${id}">${one.text}</label>${one.hint ? html`<p class="pista" id="${id}-nota">${one.hint}</p>` : ''}</div>`
})}</fieldset>`,
  )
}

/** One of many. */
export function select(v: FieldView & { readonly value?: string; readonly choices: readonly Choice[] }): Html {
  return group(
    v,
    html`<label for="${v.campo}">${v.label}</label>${notes(v)}
<select id="${v.campo}" name="${v.campo}"${describedBy(v)}>${v.choices.map((one) => html`<option value="${one.value}"${one.value === v.value ? html` selected` : ''}>${one.text}</option>`)}</select>`,
  )
}

/** Names and what stands for them, one row each. */
export function facts(rows: readonly (readonly [string, Html | string])[]): Html {
  return html`<dl class="datos">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** A table in a region that scrolls by itself on a narrow screen, also by keyboard. */
export function table(v: {
  caption: string
  head: readonly string[]
  rows: readonly (readonly (Html | string)[])[]
}): Html {
  return html`<div class="rollo" role="region" aria-label="${v.caption}" tabindex="0"><table><caption class="oculto">${v.caption}</caption>
<thead><tr>${v.head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>${v.rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((one) => html`<td>${one}</td>`)}</tr>`)}</tbody></table></div>`
}

function group(v: FieldView, inner: Html): Html {
  return html`<div class="campo${errorOf(v) ? ' con-error' : ''}">${inner}</div>
`
}

function notes(v: FieldView): Html {
  const error = errorOf(v)
  return html`${v.hint ? html`<p class="pista" id="${v.campo}-pista">${v.hint}</p>` : ''}${error ? html`<p class="error" id="${v.campo}-error"><span class="oculto">${t('error')} </span>${error}</p>` : ''}`
}

function describedBy(v: FieldView): Html {
  const error = errorOf(v)
  const ids = [v.hint ? `${v.campo}-pista` : '', error ? `${v.campo}-error` : ''].filter(Boolean).join(' ')
  return html`${ids ? html` aria-describedby="${ids}"` : ''}${error ? html` aria-invalid="true"` : ''}`
}

function errorOf(v: FieldView): string | undefined {
  return v.errors?.find((one) => one.campo === v.campo)?.mensaje
}
