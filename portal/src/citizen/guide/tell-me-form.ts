// The form that asks to be told by mail, for every page that says that a registry cannot be asked now.
import { textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

export interface TellMeForm {
  /** Of the entidad. */
  readonly clave: string
  readonly que: 'vuelta' | 'apertura'
  /** When the person's own try failed: what was seen before it does not count as back. */
  readonly intento?: string
  /** Single-use token of the form, for where there is no JavaScript. */
  readonly token: string
  readonly correo?: string
  readonly errors?: readonly FieldError[]
}

/** One field and one button. Its page must say `solvesReto`. */
export function tellMeForm(v: TellMeForm): Html {
  return html`<p>${t(`aviso.${v.que}.texto`)}</p>
<form method="post" action="${paths.tellMe(v.clave)}" novalidate data-reto="${paths.reto}">
${textField({ campo: 'correo', label: t('aviso.correo'), hint: t('aviso.pista'), value: v.correo ?? '', type: 'email', autocomplete: 'email', inputmode: 'email', width: 36, errors: v.errors ?? [] })}<input type="hidden" name="que" value="${v.que}"><input type="hidden" name="intento" value="${v.intento ?? ''}"><input type="hidden" name="formulario" value="${v.token}"><input type="hidden" name="altcha" value="">
<button class="boton otro" type="submit">${t(`aviso.${v.que}`)}</button>
</form>
`
}
