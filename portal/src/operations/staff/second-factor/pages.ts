// The page that asks who one is once more: a new second factor, its code, or a fresh sign-in.
import { textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import type { Enrolment } from './factor.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export interface FactorView {
  readonly site: Site
  /** Where one goes on afterwards. */
  readonly back: string
  /** What is asked: a first factor, a code of it, a sign-in at the provider, or nothing more. */
  readonly asks:
    | { readonly what: 'alta'; readonly enrolment: Enrolment }
    | { readonly what: 'codigo' }
    | { readonly what: 'proveedor'; readonly href: string }
    | { readonly what: 'nada' }
  /** For how long a confirmation counts; null for whoever is only entering. */
  readonly minutes: number | null
  readonly errors?: readonly FieldError[]
}

export function factorPage(v: FactorView): string {
  const question = t(v.asks.what === 'alta' ? 'alta.pregunta' : 'pregunta')
  return page({
    site: v.site,
    question,
    noindex: true,
    errors: v.errors ?? [],
    trail: [{ text: question }],
    body: html`${v.minutes !== null && v.asks.what !== 'nada' ? html`<div class="estado cuidado"><p>${t('delicado', { minutos: v.minutes })}</p></div>` : ''}${asked(v)}
<form method="post" action="${paths.consoleLeave}"><p><button class="boton otro" type="submit">${t('salir')}</button></p></form>`,
  })
}

function asked(v: FactorView): Html {
  const { asks } = v
  if (asks.what === 'nada')
    return html`<p>${t('fresca')}</p><p><a class="boton" href="${v.back}">${t('seguir')}</a></p>`
  if (asks.what === 'proveedor')
    return html`<p>${t('proveedor')}</p><p><a class="boton" href="${asks.href}">${t('proveedor.liga')}</a></p>`
  if (asks.what === 'codigo')
    return html`<p>${t('codigo.texto')}</p>${form(v, t('codigo.pista'), t('codigo.boton'))}<p>${t('perdido')}</p>`
  const { secret, link, recovery, sealed } = asks.enrolment
  return html`<p>${t('alta.texto')}</p>
<ol><li><p>${t('alta.paso-1')}</p><p><code class="largo">${inFours(secret)}</code></p><p><a href="${link}">${t('alta.liga')}</a></p></li>
<li><p>${t('alta.paso-2')}</p><ul aria-label="${t('alta.claves')}">${recovery.map((one) => html`<li><code>${inFours(one)}</code></li>`)}</ul></li>
<li><p>${t('alta.paso-3')}</p></li></ol>
${form(v, t('codigo.pista-alta'), t('alta.boton'), html`<input type="hidden" name="sello" value="${sealed}">`)}`
}

function form(v: FactorView, hint: string, button: string, more: Html | string = ''): Html {
  const field = textField({
    campo: 'codigo',
    label: t('codigo'),
    hint,
    autocomplete: 'one-time-code',
    autocapitalize: 'none',
    code: true,
    width: 20,
    errors: v.errors ?? [],
  })
  return html`<form method="post" action="${paths.consoleFactor}"><input type="hidden" name="vuelve" value="${v.back}">${more}${field}<button class="boton" type="submit">${button}</button></form>`
}

const inFours = (text: string): string => (text.match(/.{1,4}/g) ?? []).join(' ')
