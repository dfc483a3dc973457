// The pages that inform: help, and what this installation honestly is and is not.
import { html, safeHref } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, money } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

type Key = keyof typeof es & string
const t = catalogue(es, { en })

interface Basics {
  readonly site: Site
}

const paragraph = (key: Key): Html => html`<p>${t(key)}</p>
`
const list = (keys: readonly Key[]): Html => html`<ul>${keys.map((key) => html`<li>${t(key)}</li>`)}</ul>
`

function article(v: Basics, question: Key, body: Html): string {
  return page({ site: v.site, question: t(question), trail: [{ text: t(question) }], body })
}

interface Price {
  readonly nombre: string
  readonly derechosCentavos: number
}

const QUESTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const

export function helpPage(v: Basics): string {
  return article(
    v,
    'ayuda.pregunta',
    html`${QUESTIONS.map(
      (n) => html`<h2>${t(`ayuda.${n}.titulo`)}</h2>
${paragraph(`ayuda.${n}.texto`)}`,
    )}<hr>
<p><a href="${paths.holder}">${t('ayuda.titular')}</a></p>
${paragraph('ayuda.reportes')}<p><a class="boton" href="${paths.report}">${t('ayuda.reportar')}</a></p>
<p><a href="${paths.refused}">${t('ayuda.rechazo')}</a></p>`,
  )
}

/** V05: what to look at, what it may cost, and where to tell of a site that pretends to be this one. */
export function officialPage(v: Basics & { readonly entidades: readonly Price[] }): string {
  return article(
    v,
    'oficial.pregunta',
    html`${
      v.site.demonstration
        ? html`<p class="nota importa">${t('oficial.demo')}</p>
`
        : ''
    }<p>${t('oficial.direccion', { direccion: v.site.publicUrl })}</p>
${list(['oficial.1', 'oficial.2', 'oficial.3', 'oficial.4'])}<h2>${t('oficial.papel')}</h2>
${paragraph('oficial.papel.texto')}<p><a href="${paths.verify}">${t('oficial.verificar')}</a></p>
<h2>${t('oficial.falso')}</h2>
${paragraph('oficial.falso.texto')}<p><a class="boton otro" href="${paths.report}?tipo=otro">${t('oficial.falso.boton')}</a></p>
<h2>${t('oficial.cuanto')}</h2>
${paragraph('entidades.aviso')}${v.site.demonstration ? paragraph('entidades.sintetico') : ''}<table><caption>${t('entidades.tabla')}</caption>
<thead><tr><th scope="col">${t('col.estado')}</th><th scope="col" class="numero">${t('col.precio')}</th></tr></thead>
<tbody>${v.entidades.map(
      (one) => html`<tr><th scope="row">${one.nombre}</th><td class="numero">${money(one.derechosCentavos)}</td></tr>
`,
    )}</tbody></table>
<p><a href="${paths.entidades}">${t('oficial.precios')}</a></p>`,
  )
}

export function privacyPage(v: Basics): string {
  return article(
    v,
    'privacidad.pregunta',
    html`${paragraph('privacidad.texto')}${
      v.site.demonstration
        ? html`<p class="nota importa">${t('privacidad.demo')}</p>
`
        : ''
    }<h2>${t('privacidad.guarda')}</h2>
${list(['privacidad.1', 'privacidad.2', 'privacidad.3', 'privacidad.4', 'privacidad.aviso', 'privacidad.5', 'privacidad.6'])}<h2>${t('privacidad.no')}</h2>
${list(['privacidad.no.1', 'privacidad.no.2', 'privacidad.no.3', 'privacidad.no.4'])}<h2>${t('privacidad.cookies')}</h2>
${paragraph('privacidad.cookies.texto')}${paragraph('privacidad.cookies.idioma')}`,
  )
}

export function accessibilityPage(v: Basics): string {
  return article(
    v,
    'accesibilidad.pregunta',
    html`${paragraph('accesibilidad.texto')}${list(['accesibilidad.1', 'accesibilidad.2', 'accesibilidad.3', 'accesibilidad.4'])}<h2>${t('accesibilidad.probado')}</h2>
${paragraph('accesibilidad.probado.texto')}<h2>${t('accesibilidad.falta')}</h2>
${paragraph('accesibilidad.falta.texto')}`,
  )
}

export interface DevelopersView extends Basics {
  readonly sandboxUrl: string | null
}

const KIT_STEPS = [
  'bin/node-kit init --entidad 06 --data DIR',
  'bin/node-kit import FILE.csv --data DIR',
  'bin/node-kit serve --data DIR --port 0 --portal-ca FILE',
  'bin/actas entidad add --alta DIR/alta.json',
]

export function developersPage(v: DevelopersView): string {
  const call = `curl -s ${v.site.publicUrl}/api/v1/verificaciones -H 'content-type: application/json' -d '{"codigoVerificacion":"…"}'`
  return article(
    v,
    'desarrolladores.pregunta',
    html`${paragraph('desarrolladores.texto')}<h2>${t('desarrolladores.api')}</h2>
<ul class="acciones"><li><a href="${paths.openapi}">${t('desarrolladores.openapi')}</a></li><li><a href="/api/v1/entidades">${t('desarrolladores.entidades')}</a></li><li><a href="${paths.trustList}">${t('desarrolladores.confianza')}</a></li></ul>
<h3>${t('desarrolladores.primero')}</h3>
<p><code class="largo">${call}</code></p>
${paragraph('desarrolladores.errores')}<h2>${t('desarrolladores.kit')}</h2>
${paragraph('desarrolladores.kit.texto')}<ol>${KIT_STEPS.map((step) => html`<li><code class="largo">${step}</code></li>`)}</ol>
${
  v.sandboxUrl
    ? html`<h2>${t('desarrolladores.prueba')}</h2>
<ul class="acciones"><li><a href="${safeHref(`${v.sandboxUrl}/personas?entidad=14&n=5`)}">${t('desarrolladores.prueba.personas')}</a></li><li><a href="${safeHref(`${v.sandboxUrl}/entidades`)}">${t('desarrolladores.prueba.entidades')}</a></li></ul>`
    : ''
}`,
  )
}
