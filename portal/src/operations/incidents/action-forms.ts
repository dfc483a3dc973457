// The forms of the actions of an incident: each closed until it is wanted, each with field names of its own.
import { textArea, textField } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { isOpen, keyOf, stepOf, t, titleOf } from './view.ts'
import type { Action, Given, OneView } from './view.ts'

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
  return html`${textArea({ ...common('texto'), label: t('hacer.texto'), rows: 2 })}${textField({ ...common('url'), label: t('hacer.url') })}${textField({ ...common('sha256'), label: t('hacer.sha256'), code: true })}${textField({ ...common('ocurrio'), label: t('hacer.ocurrio'), hint: t('hora.pista'), width: 20 })}`
}

const which = (one: Action): Html =>
  html`<input type="hidden" name="accion" value="${one.accion}"><input type="hidden" name="vez" value="${one.vez}">`

function workForm(v: FormsView, one: Action): Html {
  const key = keyOf(one)
  const id = v.incident.id
  const asked = v.proposals.find((other) => other.asunto === `omitir:${one.accion}:${one.vez}`)
  const open = v.given.errors.some((error) => error.campo.endsWith(`_${key}`))
  const deliver = html`<form method="post" action="${stepOf(id, 'entregar')}">${which(one)}${evidenceFields(v.given, key)}<button class="boton" type="submit">${t('hacer.boton')}</button></form>`
  const start =
    one.estado === 'pendiente'
      ? html`<form method="post" action="${stepOf(id, 'iniciar')}">${which(one)}<button class="boton otro" type="submit">${t('hacer.iniciar')}</button></form>`
      : ''
  return html`<details id="${key}"${open ? html` open` : ''}><summary>${t('hacer.titulo', { accion: titleOf(one), nombre: one.nombre })}</summary>
${v.acts ? html`${deliver}${start}` : ''}${one.estado === 'rechazada' ? '' : excuseForm(v, one, asked)}</details>
`
}

function excuseForm(v: FormsView, one: Action, asked: { cuenta: string; motivo: string } | undefined): Html {
  const action = stepOf(v.incident.id, 'omitir')
  if (asked !== undefined) {
    const told = html`<p>${t('hacer.pedida', { cuenta: asked.cuenta, motivo: asked.motivo })}</p>`
    if (!v.validates || asked.cuenta === v.staff.id) return told
    return html`${told}<form method="post" action="${action}">${which(one)}<button class="boton otro" type="submit">${t('hacer.confirmar')}</button></form>`
  }
  if (!v.acts) return html``
  const campo = `motivo_${keyOf(one)}`
  return html`<form method="post" action="${action}">${which(one)}${textField({ campo, label: t('hacer.motivo'), errors: v.given.errors, value: v.given.values[campo] ?? '' })}<button class="boton otro" type="submit">${t('hacer.omitir')}</button></form>`
}

function reviewForm(v: FormsView, one: Action): Html {
  const campo = `motivo_${keyOf(one)}`
  const open = v.given.errors.some((error) => error.campo === campo)
  const id = v.incident.id
  const seen = html`${which(one)}<input type="hidden" name="sha256" value="${one.sha256 ?? ''}">`
  return html`<details id="${keyOf(one)}"${open ? html` open` : ''}><summary>${t('hacer.titulo', { accion: titleOf(one), nombre: one.nombre })}</summary>
<p>${one.evidencia ?? ''}</p><form method="post" action="${stepOf(id, 'validar')}">${seen}<button class="boton" type="submit">${t('revisar.validar')}</button></form>
<form method="post" action="${stepOf(id, 'rechazar')}">${seen}${textField({ campo, label: t('revisar.motivo'), errors: v.given.errors, value: v.given.values[campo] ?? '' })}<button class="boton otro" type="submit">${t('revisar.rechazar')}</button></form></details>
`
}

function extraForm(v: FormsView): Html {
  const { given } = v
  const open = given.errors.some((error) => error.campo.endsWith('_otra'))
  return html`<details id="otra"${open ? html` open` : ''}><summary>${t('otra.titulo')}</summary>
<form method="post" action="${stepOf(v.incident.id, 'otra')}">${textField({ campo: 'nombre_otra', label: t('otra.nombre'), errors: given.errors, value: given.values['nombre_otra'] ?? '' })}${evidenceFields(given, 'otra')}<button class="boton otro" type="submit">${t('otra.boton')}</button></form></details>
`
}
