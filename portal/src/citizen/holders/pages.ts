// The pages of the holder of an acta: who looked at it, the notice of each look, and its lock.
import { textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { lookWords } from './look-words.ts'
import type { Look } from './record.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

/** A way in by one click, as there is only in the demonstration. The account names nobody. */
export interface SamplePerson {
  readonly cuenta: string
  readonly estado: string
}

export interface HolderDoorView {
  readonly site: Site
  /** Whether there is a provider. */
  readonly offered: boolean
  readonly back: string
  readonly people: readonly SamplePerson[]
  /** Why the way in did not lead on. */
  readonly message?: string
}

/** For whoever is not signed in: what it is for, and the way in. */
export function holderDoorPage(v: HolderDoorView): string {
  return page({
    site: v.site,
    question: t('puerta.pregunta'),
    trail: [{ text: t('migas') }],
    noindex: true,
    body: html`${
      v.message
        ? html`<p class="nota importa" role="alert">${v.message}</p>
`
        : ''
    }<p>${t('puerta.texto')}</p>
<ul><li>${t('puerta.1')}</li><li>${t('puerta.2')}</li><li>${t('puerta.3')}</li></ul>
${
  v.offered
    ? html`<p><a class="boton" href="${enterAddress(v.back)}">${t('puerta.entrar')}</a></p>
<p>${t('puerta.otro-servicio')}</p>
${demonstration(v)}`
    : html`<p>${t('puerta.sin-proveedor')}</p>
`
}<p>${t('puerta.opcional')} <a href="${paths.curp}">${t('puerta.pedir')}</a></p>`,
  })
}

function demonstration({ people, back }: HolderDoorView): Html {
  if (people.length === 0) return html``
  return html`<div class="caja prueba"><h2>${t('prueba.titulo')}</h2><p>${t('prueba.texto')}</p>
<ul class="acciones">${people.map(
    (one) =>
      html`<li><a href="${enterAddress(back, one.cuenta)}">${t('prueba.persona', { estado: one.estado })}</a></li>
`,
  )}</ul></div>
`
}

const enterAddress = (back: string, cuenta?: string): string =>
  `${paths.holderEnter}?${new URLSearchParams({ vuelve: back, ...(cuenta ? { cuenta } : {}) }).toString()}`

export interface HolderView {
  readonly site: Site
  readonly looks: readonly Look[]
  readonly avisa: boolean
  readonly correo: string | null
  readonly correoNuevo: string | null
  readonly candadoDesde: Temporal.Instant | null
  /** A key of the words: what was just done. */
  readonly done?: 'candado' | 'sin-candado' | 'aviso' | 'sin-aviso' | 'liga' | undefined
}

/** Who looked, and the way to the two things that can be set. */
export function holderPage(v: HolderView): string {
  return page({
    site: v.site,
    question: t('pregunta'),
    trail: [{ text: t('migas') }],
    noindex: true,
    body: html`${
      v.done
        ? html`<p class="nota importa" role="status">${t(`hecho.${v.done}`)}</p>
`
        : ''
    }<dl class="datos"><div><dt>${t('candado')}</dt><dd>${v.candadoDesde ? t('candado.puesto', { cuando: longInstant(v.candadoDesde) }) : t('candado.sin')}</dd><dd class="cambiar"><a href="${paths.holderLock}">${t('cambiar')}<span class="oculto"> ${t('candado')}</span></a></dd></div>
<div><dt>${t('aviso')}</dt><dd>${v.avisa && v.correo ? t('aviso.puesto', { correo: v.correo }) : v.correoNuevo ? t('aviso.espera', { correo: v.correoNuevo }) : t('aviso.sin')}</dd><dd class="cambiar"><a href="${paths.holderNotices}">${t('cambiar')}<span class="oculto"> ${t('aviso')}</span></a></dd></div></dl>
<h2>${t('vistas')}</h2>
<p>${t('vistas.texto')}</p>
${
  v.looks.length === 0
    ? html`<p>${t('vistas.nadie')}</p>
`
    : html`<ol class="avance">${v.looks.map(
        (
          one,
        ) => html`<li>${longInstant(one.en)}: ${lookWords(one)}${one.folio ? html` <span class="folio">${one.folio}</span>` : ''}</li>
`,
      )}</ol>
`
}<p>${t('vistas.nota')}</p>
<p><a href="${paths.report}">${t('vistas.reportar')}</a></p>
<form method="post" action="${paths.holderLeave}"><button type="submit" class="boton otro">${t('salir')}</button></form>`,
  })
}

export interface NoticesView {
  readonly site: Site
  readonly avisa: boolean
  /** What stands in the field. */
  readonly correo: string
  readonly errors?: readonly FieldError[]
}

export function noticesPage(v: NoticesView): string {
  const errors = v.errors ?? []
  return page({
    site: v.site,
    question: t('avisame.pregunta'),
    trail: [{ text: t('migas'), href: paths.holder }, { text: t('aviso') }],
    noindex: true,
    errors,
    body: html`<p>${t('avisame.texto')}</p>
<form method="post" action="${paths.holderNotices}" novalidate>
${textField({ campo: 'correo', label: t('avisame.correo'), hint: t('avisame.pista'), value: v.correo, type: 'email', autocomplete: 'email', inputmode: 'email', width: 36, errors })}<button type="submit" class="boton" name="avisa" value="si">${t('avisame.poner')}</button>
</form>
${v.avisa ? html`<form method="post" action="${paths.holderNotices}"><button type="submit" class="boton otro" name="avisa" value="no">${t('avisame.quitar')}</button></form>` : ''}
<p><a href="${paths.holder}">${t('volver')}</a></p>`,
  })
}

/** The link of a mail was opened: a program that follows links must not confirm anything, so a person presses. */
export function confirmPage(v: {
  readonly site: Site
  readonly clave: string
  readonly correo: string | null
}): string {
  const question = v.correo === null ? t('confirma.vencida') : t('confirma.pregunta')
  return page({
    site: v.site,
    question,
    trail: [{ text: t('migas'), href: paths.holder }, { text: t('confirma.migas') }],
    noindex: true,
    body:
      v.correo === null
        ? html`<p>${t('confirma.vencida.texto')}</p>
<p><a class="boton" href="${paths.holder}">${t('volver')}</a></p>`
        : html`<p>${t('confirma.texto', { correo: v.correo })}</p>
<form method="post" action="${paths.holderMail}"><input type="hidden" name="clave" value="${v.clave}"><button type="submit" class="boton">${t('confirma.boton')}</button></form>`,
  })
}

export function confirmedPage(v: { readonly site: Site }): string {
  return page({
    site: v.site,
    question: t('confirmado.pregunta'),
    trail: [{ text: t('migas'), href: paths.holder }, { text: t('confirma.migas') }],
    noindex: true,
    body: html`<p>${t('confirmado.texto')}</p>
<p><a class="boton" href="${paths.holder}">${t('volver')}</a></p>`,
  })
}

export interface LockView {
  readonly site: Site
  readonly locked: boolean
  /** Whether a second factor was shown a moment ago. */
  readonly fresh: boolean
  readonly minutos: number
}

export function lockPage(v: LockView): string {
  const act = v.locked ? 'quitar' : 'poner'
  return page({
    site: v.site,
    question: t(`candado.${act}.pregunta`),
    trail: [{ text: t('migas'), href: paths.holder }, { text: t('candado') }],
    noindex: true,
    body: html`<p>${t('candado.texto')}</p>
<ul><li>${t('candado.1')}</li><li>${t('candado.2')}</li><li>${t('candado.3')}</li></ul>
<p>${t('candado.perder')}</p>
${
  v.fresh
    ? html`<form method="post" action="${paths.holderLock}"><button type="submit" class="boton" name="candado" value="${v.locked ? 'no' : 'si'}">${t(`candado.${act}.boton`)}</button></form>`
    : html`<p>${t('candado.factor', { minutos: v.minutos })}</p>
<p><a class="boton" href="${enterAddress(paths.holderLock)}">${t('candado.confirmar')}</a></p>`
}
<p><a href="${paths.holder}">${t('volver')}</a></p>`,
  })
}
