// «Me la rechazaron» in three pages: which copy, where and in which words, and what to do now.
import { facts, inSpanish, textField } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { paths } from '#ui/paths'
import { copyField, t, whereFields, word } from './pages.ts'
import type { RefusalFormView } from './pages.ts'
import { isNotOurs } from './refusal.ts'
import type { RefusalTaken } from './refusals.ts'

const paragraph = (text: string): Html => html`<p>${text}</p>
`

/** What the second page asks, besides the day. */
export const whereFieldNames = ['autoridad', 'autoridadOtra', 'oficina', 'palabras', 'correo'] as const

function frame(
  v: { readonly site: Site; readonly errors?: RefusalFormView['errors']; readonly folio?: string },
  n: number,
  question: string,
  body: Html,
): string {
  return page({
    site: v.site,
    question,
    step: t('etapa', { n }),
    noindex: true,
    errors: v.errors ?? [],
    trail: [{ text: t('pregunta'), href: paths.refused }, { text: question }],
    ...(v.folio ? { folio: v.folio, printedPath: paths.verify } : {}),
    body,
  })
}

/** First page: which copy. */
export function whichCopyPage(v: RefusalFormView & { readonly site: Site }): string {
  return frame(
    v,
    1,
    t('cual.pregunta'),
    html`${paragraph(t('texto'))}<form method="post" action="${paths.refused}" novalidate>
${copyField(v)}<button class="boton" type="submit">${t('continuar')}</button>
</form>`,
  )
}

/** Second page: where, when and in which words. Going back keeps what was typed. */
export function wherePage(v: RefusalFormView & { readonly site: Site; readonly token: string }): string {
  const errors = v.errors ?? []
  const correo = v.given['correo'] ?? ''
  return frame(
    v,
    2,
    t('donde.pregunta'),
    html`${facts([{ name: t('donde.copia'), value: html`<span class="clave">${v.given['copia'] ?? ''}</span>`, change: { href: paths.refused, what: t('donde.copia') } }])}
<form method="post" action="${paths.refusedWhere}" novalidate>
<input type="hidden" name="formulario" value="${v.token}">
${whereFields(v)}${textField({ campo: 'correo', label: t('correo'), value: correo, errors, type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'none' })}<p><button class="boton" type="submit">${t('enviar')}</button></p>
<p><button class="boton otro" type="submit" name="ir" value="atras">${t('volver')}</button></p>
</form>`,
  )
}

/** Third page: what the verification said, the text to show at the office, the constancia, and who follows it up. */
export function whatNowPage(v: {
  readonly site: Site
  readonly taken: RefusalTaken
  /** Folio of the report at the desk that carries it. */
  readonly reporte: string
}): string {
  const { taken, reporte } = v
  const ours = !isNotOurs(taken.veredicto)
  return frame(
    { site: v.site, folio: taken.folio },
    3,
    t('hecho.pregunta'),
    html`${ours ? paragraph(t('hecho.valida')) : paragraph(t('hecho.no-nuestra'))}${
      ours
        ? html`<h2>${t('hecho.carta')}</h2>
<blockquote><p>${inSpanish(t('hecho.carta.texto'))}</p><p>${inSpanish(t('hecho.carta.quien'))}</p></blockquote>
${taken.verificacion ? html`<p><a class="boton" href="${paths.constancia(taken.verificacion)}">${t('hecho.constancia')}</a></p>` : html`<p><a href="${paths.verify}">${t('hecho.verificar')}</a></p>`}
`
        : html`<p><a class="boton" href="${paths.curp}">${t('hecho.nueva')}</a></p>
`
    }<h2>${t('hecho.recibido')}</h2>
${taken.nuevo ? '' : paragraph(t('hecho.antes'))}${facts([
      { name: t('hecho.folio'), value: html`<strong class="folio">${taken.folio}</strong>` },
      { name: t('hecho.reporte'), value: html`<strong class="folio">${reporte}</strong>` },
      { name: t('col.veredicto'), value: word('veredicto', taken.veredicto) },
    ])}
${ours ? paragraph(t('hecho.sigue')) : ''}<p><a class="boton otro" href="${paths.reportFollow(reporte)}">${t('hecho.seguir')}</a></p>`,
  )
}
