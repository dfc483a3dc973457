// How a search can go on or end without an acta: waiting, not found, expired, too many tries, a registry out of service.
import { maintenanceWords, nowWords, tellMeForm } from '#guide'
import type { RegistryState } from '#guide'
import { html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, keyName, listOf, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { searchTrail } from './pages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

interface Basics {
  readonly site: Site
}

export interface SearchingView extends Basics {
  readonly estado: string
}

/** P05: the search goes on; this page asks for its end every three seconds and keeps the person's place. */
export function searchingPage(v: SearchingView): string {
  return page({
    site: v.site,
    question: t('buscando.pregunta'),
    step: t('paso', { n: 2 }),
    trail: [searchTrail(), { text: t('buscando.pregunta') }],
    noindex: true,
    body: html`<p>${t('buscando.texto', { estado: v.estado })}</p>
<p>${t('buscando.sola')}</p>
<p><a class="boton otro" href="${paths.searching}">${t('buscando.liga')}</a></p>`,
  })
}

/** P06: one and the same page for every reason; nothing in it depends on the record. */
export function notFoundPage(v: Basics): string {
  return page({
    site: v.site,
    question: t('no-encontrada.pregunta'),
    trail: [searchTrail(), { text: t('no-encontrada.pregunta') }],
    noindex: true,
    body: html`<p>${t('no-encontrada.texto')}</p>
<ul><li>${t('no-encontrada.1')}</li><li>${t('no-encontrada.2')}</li><li>${t('no-encontrada.3')}</li><li>${t('no-encontrada.4')}</li><li>${t('no-encontrada.5')}</li></ul>
<h2>${t('no-encontrada.que-hacer')}</h2>
<p><a class="boton" href="${paths.filiation}">${t('no-encontrada.otra-vez')}</a></p>
<ul class="acciones"><li><a href="${paths.entidad}">${t('no-encontrada.estado')}</a></li><li><a href="${paths.person}">${t('no-encontrada.datos')}</a></li></ul>
<p>${t('no-encontrada.candado')} <a href="${paths.holder}">${t('no-encontrada.candado.liga')}</a></p>
<p>${t('no-encontrada.limite')}</p>
<p><a class="boton otro" href="${paths.captureRequest}">${t('no-encontrada.registro')}</a></p>`,
  })
}

/** The result was kept for half an hour only. */
export function expiredSearchPage(v: Basics): string {
  return page({
    site: v.site,
    question: t('vencida.pregunta'),
    trail: [searchTrail(), { text: t('vencida.pregunta') }],
    noindex: true,
    body: html`<p>${t('vencida.texto')}</p>
<p><a class="boton" href="${paths.filiation}">${t('vencida.otra-vez')}</a></p>`,
  })
}

export interface TooManyView extends Basics {
  /** When the record can be asked for again; null when it is the network that searches too much. */
  readonly until: Temporal.Instant | null
}

/** The limit of tries was reached: until when, and never a word on what was right. */
export function tooManyPage(v: TooManyView): string {
  const question = v.until ? t('espera.pregunta') : t('espera.red.pregunta')
  return page({
    site: v.site,
    question,
    trail: [searchTrail(), { text: question }],
    noindex: true,
    body: html`<p>${v.until ? t('espera.texto') : t('espera.red.texto')}</p>
${
  v.until
    ? html`<p>${t('espera.cuando', { cuando: longInstant(v.until) })}</p>
`
    : ''
}<p><a href="${paths.curp}">${t('espera.otra')}</a></p>`,
  })
}

export type OutOfServiceView = Basics & {
  readonly clave: string
  readonly estado: string
  readonly abiertos: readonly string[]
  /** Single-use token of the form that asks to be told. */
  readonly token: string
} & (
    | { readonly why: 'down'; readonly triedAt: string; readonly registro: RegistryState | undefined }
    | { readonly why: 'closed'; readonly fase: string }
  )

/** P18: which registry does not answer or is not open yet, and that the others are untouched. */
export function outOfServicePage(v: OutOfServiceView): string {
  const question =
    v.why === 'down' ? t('caida.pregunta', { estado: v.estado }) : t('cerrada.pregunta', { estado: v.estado })
  const others = v.abiertos.filter((name) => name !== v.estado)
  return page({
    site: v.site,
    question,
    trail: [searchTrail(), { text: question }],
    noindex: true,
    solvesReto: true,
    body: html`${
      v.why === 'down'
        ? html`<p>${t('caida.texto')} ${t('caida.desde', { cuando: longInstant(v.triedAt) })}</p>
<p>${t('caida.sonda', { ahora: nowWords(v.registro) })} ${maintenanceWords(v.registro?.mantenimientos)} ${t('caida.cuando')}</p>
<p>${t('caida.guardado')}</p>
<p><a class="boton" href="${paths.filiation}">${t('caida.otra-vez')}</a></p>
<h2>${t('caida.aviso')}</h2>
${tellMeForm({ clave: v.clave, que: 'vuelta', intento: v.triedAt, token: v.token })}<hr>
<p>${t('caida.demas')} <a href="${paths.status}">${t('caida.estado')}</a>.</p>`
        : html`<p>${v.fase === 'suspendida' ? t('cerrada.suspendida') : t('cerrada.texto', { fase: keyName('fase', v.fase) })}</p>
<p>${t('cerrada.registro', { estado: v.estado })}</p>
<h2>${t('cerrada.aviso')}</h2>
${tellMeForm({ clave: v.clave, que: 'apertura', token: v.token })}<hr>
<p><a class="boton otro" href="${paths.entidad}">${t('cerrada.otro')}</a></p>`
    }
${others.length > 0 ? html`<p>${t('cerrada.abiertos', { estados: listOf(others) })}</p>` : ''}`,
  })
}
