// The pages of the waitlist: the question for an address, what will happen now, and that there is nothing to wait for.
import { nowWords, tellMeForm } from '#guide'
import type { RegistryState } from '#guide'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longDay, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { MOST } from './wait.ts'
import type { Kind } from './wait.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

interface Basics {
  readonly site: Site
  readonly clave: string
  readonly estado: string
}

export interface TellMeView extends Basics {
  readonly que: Kind
  readonly registro: RegistryState | undefined
  readonly token: string
  readonly correo: string
  readonly intento?: string
  readonly errors?: readonly FieldError[]
}

/** Asks for the address, and again for one that cannot be used. */
export function tellMePage(v: TellMeView): string {
  const question = t(`${v.que}.pregunta`, { estado: v.estado })
  const { clave, que, token, correo, intento, errors = [] } = v
  return page({
    site: v.site,
    question,
    trail: [{ text: question }],
    noindex: true,
    solvesReto: true,
    errors,
    body: html`<p>${v.que === 'vuelta' ? t('vuelta.ahora', { ahora: nowWords(v.registro) }) : t('apertura.ahora')}</p>
${tellMeForm({ clave, que, token, correo, errors, ...(intento ? { intento } : {}) })}<p>${t('datos')}</p>
<p><a href="${paths.curpIn(clave)}">${t('volver')}</a></p>`,
  })
}

/** What happens now, until when, and that nothing else follows. The same for whoever already waited; it names no address. */
export function askedPage(v: Basics & { readonly que: Kind; readonly until: string }): string {
  return page({
    site: v.site,
    question: t('hecho.pregunta'),
    trail: [{ text: t('hecho.pregunta') }],
    noindex: true,
    body: html`<p>${t(`hecho.${v.que}`, { estado: v.estado })}</p>
<ul><li>${t('hecho.uno')}</li><li>${t('hecho.hasta', { dia: longDay(v.until) })}</li><li>${t('hecho.busqueda')}</li></ul>
<p>${t('hecho.tope', { esperas: MOST.waiting, hora: MOST.inAnHour })}</p>
<p><a class="boton otro" href="${paths.curp}">${t('hecho.otro')}</a></p>`,
  })
}

/** Nothing to wait for: since when the registry answers, or null where it is only known that the entidad is open. */
export function alreadyPage(v: Basics & { readonly steady: Temporal.Instant | null }): string {
  const question = t(v.steady ? 'ya.responde' : 'ya.abierto', { estado: v.estado })
  return page({
    site: v.site,
    question,
    trail: [{ text: question }],
    noindex: true,
    body: html`<p>${v.steady ? t('ya.responde.texto', { cuando: longInstant(v.steady) }) : t('ya.abierto.texto')}</p>
<p><a class="boton" href="${paths.curpIn(v.clave)}">${t('ya.buscar', { estado: v.estado })}</a></p>`,
  })
}
