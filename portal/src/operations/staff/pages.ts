// The first two pages of the console: the way in, and what waits for me.
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, listOf, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { consolePage } from './console-page.ts'
import type { Door, Staff } from './staff.ts'
import type { Turn, TurnItem } from './turn.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export interface SignInView {
  readonly site: Site
  readonly back: string
  /** Why the person is here again, in words. */
  readonly message?: string
  /** Whether there is a provider to sign in with. */
  readonly open: boolean
  /** One-click accounts of the demonstration. */
  readonly doors: readonly Door[]
}

/** The way in. */
export function signInPage(v: SignInView): string {
  const back = v.back === paths.console ? '' : `vuelve=${encodeURIComponent(v.back)}`
  const question = t('entrar.pregunta')
  return page({
    site: v.site,
    question,
    noindex: true,
    trail: [{ text: question }],
    body: html`${v.message ? html`<div class="estado cuidado"><p>${v.message}</p></div>` : ''}<p>${t(v.open ? 'entrar.texto' : 'entrar.cerrada')}</p>
${v.open ? html`<p><a class="boton" href="${paths.consoleEnterStart}${back ? `?${back}` : ''}">${t('entrar')}</a></p>` : ''}
${
  v.doors.length > 0
    ? html`<div class="caja prueba"><h2>${t('entrar.prueba')}</h2><p>${t('entrar.prueba.texto')}</p>
<ul class="acciones">${v.doors.map(
        (one) => html`<li><a href="${one.href}${back ? `&${back}` : ''}">${one.nombre}</a> <code>${one.id}</code></li>
`,
      )}</ul></div>`
    : ''
}`,
  })
}

/** C00. */
export function turnPage(v: { readonly site: Site; readonly staff: Staff; readonly turn: Turn }): string {
  const { items, answered, silent } = v.turn
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('menu.turno'),
    live: true,
    board: paths.console,
    body: html`${silent.length > 0 ? html`<div class="estado mal"><p>${t('turno.sin-respuesta', { que: listOf(silent) })}</p></div>` : ''}${
      items.length > 0 ? html`<ul class="turno">${items.map(item)}</ul>` : rest(answered, silent)
    }`,
  })
}

/** Nothing waits: said only when somebody looked and all of them answered. */
function rest(answered: readonly string[], silent: readonly string[]): Html {
  if (silent.length > 0) return html``
  if (answered.length === 0) return html`<p>${t('turno.nadie')}</p>`
  return html`<div class="estado bien"><p class="palabra">${t('turno.al-corriente')}</p><p>${t('turno.revisado', { que: listOf(answered) })}</p></div>`
}

function item(one: TurnItem): Html {
  return html`<li${one.urgent ? html` class="urge"` : ''}><a href="${one.href}"><strong>${one.n}</strong> ${one.label}</a>${one.urgent ? html` <span class="marca-urge">${t('turno.urgente')}</span>` : ''}${one.dueAt ? html`<p>${t('turno.vence', { cuando: longInstant(one.dueAt) })}</p>` : ''}</li>
`
}
