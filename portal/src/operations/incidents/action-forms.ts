// The forms of the actions of an incident: each closed until it is wanted, each with field names of its own.
import { textArea, textField } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { isOpen, keyOf, stepOf, t, titleOf } from './view.ts'
import type { Action, Given, Key, OneView } from './view.ts'

interface FormsView extends OneView {
  readonly given: Given
  readonly acts: boolean
  readonly validates: boolean
}

/** All that this person may do to the actions, one closed form each. */
export function actionForms(v: FormsView): Html {
  const workable = v.actions.filter((one) => isOpen(one) && !one.evidencias.includes('sonda'))
  const reviewable = v.actions.filter((one) => one.estado === 'hecha' && one.protocolo && one.cuenta !== v.staff.id)
  return html`${v.acts || v.validates ? workable.map((one) => workForm(v, one)) : ''}${
    v.validates ? reviewable.filter((one) => one.clase !== 'sonda').map((one) => reviewForm(v, one)) : ''
  }${v.acts ? extraForm(v) : ''}`
}

function evidenceFields(given: Given, key: string): Html {
  const common = (campo: string): { campo: string; value: string; errors: Given['errors'] } => ({
    campo: `${campo}_${key}`,
    value: given.values[`${campo}_${key}`] ?? '',
    errors: given.errors,
  })
  return html`${textArea({ ...common('texto'), label: t('hacer.texto'), rows: 2 })}
${textField({ ...common('url'), label: t('hacer.url') })}
${textField({ ...common('sha256'), label: t('hacer.sha256'), code: true })}
${textField({ ...common('ocurrio'), label: t('hacer.ocurrio'), hint: t('hora.pista'), width: 20 })}`
}

const which = (one: Action): Html =>
  html`<input type="hidden" name="accion" value="${one.accion}"><input type="hidden" name="vez" value="${one.vez}">`

const submit = (key: Key, other = false): Html =>
  html`<button class="${other ? 'boton otro' : 'boton'}" type="submit">${t(key)}</button>`

/** A form of one step of this incident. */
function form(v: FormsView, paso: string, inner: Html): Html {
  return html`<form method="post" action="${stepOf(v.incident.id, paso)}">${inner}</form>
`
}

/** Closed until it is wanted, or until something in it must be mended. */
function closed(v: FormsView, one: Action, inner: Html): Html {
  const key = keyOf(one)
  const open = v.given.errors.some((error) => error.campo.endsWith(`_${key}`))
  const summary = t('hacer.titulo', { accion: titleOf(one), nombre: one.nombre })
  return html`<details id="${key}"${open ? html` open` : ''}><summary>${summary}</summary>
${inner}</details>
`
}

function reason(v: FormsView, one: Action, label: Key): Html {
  const campo = `motivo_${keyOf(one)}`
  return textField({ campo, label: t(label), errors: v.given.errors, value: v.given.values[campo] ?? '' })
}

function workForm(v: FormsView, one: Action): Html {
  const asked = v.proposals.find((other) => other.asunto === `omitir:${one.accion}:${one.vez}`)
  const fields = html`${which(one)}${evidenceFields(v.given, keyOf(one))}${submit('hacer.boton')}`
  const start =
    one.estado === 'pendiente' ? form(v, 'iniciar', html`${which(one)}${submit('hacer.iniciar', true)}`) : ''
  const acts = v.acts ? html`${form(v, 'entregar', fields)}${start}` : ''
  return closed(v, one, html`${acts}${one.estado === 'rechazada' ? '' : excuseForm(v, one, asked)}`)
}

function excuseForm(v: FormsView, one: Action, asked: { cuenta: string; motivo: string } | undefined): Html {
  if (asked !== undefined) {
    const told = html`<p>${t('hacer.pedida', { cuenta: asked.cuenta, motivo: asked.motivo })}</p>`
    if (!v.validates || asked.cuenta === v.staff.id) return told
    return html`${told}${form(v, 'omitir', html`${which(one)}${submit('hacer.confirmar', true)}`)}`
  }
  if (!v.acts) return html``
  return form(v, 'omitir', html`${which(one)}${reason(v, one, 'hacer.motivo')}${submit('hacer.omitir', true)}`)
}

function reviewForm(v: FormsView, one: Action): Html {
  // Whoever signs has seen exactly this evidence.
  const seen = html`${which(one)}<input type="hidden" name="sha256" value="${one.sha256 ?? ''}">`
  const rejects = html`${seen}${reason(v, one, 'revisar.motivo')}${submit('revisar.rechazar', true)}`
  const accepts = form(v, 'validar', html`${seen}${submit('revisar.validar')}`)
  return closed(v, one, html`<p>${one.evidencia ?? ''}</p>${accepts}${form(v, 'rechazar', rejects)}`)
}

function extraForm(v: FormsView): Html {
  const { errors, values } = v.given
  const open = errors.some((error) => error.campo.endsWith('_otra'))
  const named = textField({ campo: 'nombre_otra', label: t('otra.nombre'), errors, value: values['nombre_otra'] ?? '' })
  return html`<details id="otra"${open ? html` open` : ''}><summary>${t('otra.titulo')}</summary>
${form(v, 'otra', html`${named}${evidenceFields(v.given, 'otra')}${submit('otra.boton', true)}`)}</details>
`
}
