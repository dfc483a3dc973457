// What an order's page says when its mails reach nobody, and the pages of a link that expired and of one that was sent.
import type { Trouble } from '#mailer'
import { textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

export interface ContactView {
  readonly folio: string
  readonly correo?: string
  readonly correoProblema?: Trouble
  /** What was typed instead, when it has to be mended. */
  readonly correoEscrito?: string
  /** Another address was just taken. */
  readonly correoGuardado?: boolean
  readonly errors?: readonly FieldError[]
}

/** Says that the mail did not arrive, why, and asks for another address; nothing when there is nothing to say. */
export function contactNote(v: ContactView): Html {
  const { folio, correo, correoProblema } = v
  if (correo && correoProblema) {
    return html`<h2>${t('correo.titulo')}</h2>
<p class="nota importa">${t(`correo.${correoProblema}`, { correo })}</p>
<form method="post" action="${paths.orderContact(folio)}" novalidate>
${textField({ campo: 'correo', label: t('correo.campo'), hint: t('correo.pista'), value: v.correoEscrito ?? '', type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'none', ...(v.errors ? { errors: v.errors } : {}) })}<button class="boton otro" type="submit">${t('correo.boton')}</button>
</form>
`
  }
  return v.correoGuardado && correo
    ? html`<p class="nota">${t('correo.guardado', { correo })}</p>
`
    : html``
}

/** A link of ours whose time is over: why, and the two ways on. */
export function expiredLinkPage(v: {
  readonly site: Site
  readonly folio: string
  readonly horas: number
  /** The link itself, the proof with which a new one may be asked for; null when the order can no longer be opened. */
  readonly acceso: string | null
  /** Where a new one would go, masked; null when the order has no address. */
  readonly correo: string | null
}): string {
  return page({
    site: v.site,
    question: t('liga-vencida.pregunta'),
    folio: v.folio,
    noindex: true,
    trail: [{ text: t('solicitud') }],
    body:
      v.acceso === null
        ? html`<p>${t('liga-vencida.cerrada')}</p>
<p><a href="${paths.help}">${t('liga-vencida.ayuda')}</a></p>`
        : html`<p>${t('liga-vencida.texto', { horas: v.horas })}</p>
${
  v.correo === null
    ? ''
    : html`<form method="post" action="${paths.orderLink(v.folio)}"><input type="hidden" name="acceso" value="${v.acceso}"><p>${t('liga-vencida.correo', { correo: v.correo })}</p><button class="boton" type="submit">${t('liga-vencida.boton')}</button></form>
<p>${t('liga-vencida.o')}</p>
`
}<p><a class="boton otro" href="${paths.recover}?folio=${encodeURIComponent(v.folio)}">${t('liga-vencida.recuperar')}</a></p>`,
  })
}

/** A new link is on its way. Without an address in it: whoever asked by folio and CURP need not know it. */
export function linkSentPage(v: { readonly site: Site }): string {
  return page({
    site: v.site,
    question: t('liga-enviada.pregunta'),
    noindex: true,
    trail: [{ text: t('recuperar.pregunta'), href: paths.recover }, { text: t('liga-enviada.pregunta') }],
    body: html`<p>${t('liga-enviada.texto')}</p>
<p>${t('liga-enviada.revisa')}</p>
<p><a href="${paths.recover}">${t('liga-enviada.volver')}</a></p>`,
  })
}
