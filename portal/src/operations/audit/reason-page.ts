// Asked before a list that shows people's data without a case: why do you read it?
import { consolePage } from '#staff'
import type { ConsoleView } from '#staff'
import { radios } from '#ui/fields'
import { html } from '#ui/html'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import { REASONS } from './looks.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export function reasonPage(v: {
  readonly site: ConsoleView['site']
  readonly staff: ConsoleView['staff']
  readonly action: string
  /** The question was sent without an answer. */
  readonly missing: boolean
}): string {
  const errors = v.missing ? [{ campo: 'motivo', mensaje: t('motivo.falta') }] : []
  const choices = REASONS.map((value) => ({ value, text: t(`motivo.${value}`) }))
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('motivo.pregunta'),
    board: paths.consoleDesk,
    ...(v.missing ? { errors } : {}),
    body: html`<p>${t('motivo.texto')}</p>
<form method="get" action="${v.action}">${radios({ campo: 'motivo', label: t('motivo'), choices, errors })}
<p><button class="boton" type="submit">${t('motivo.seguir')}</button></p></form>`,
  })
}
