// The frame of every page, and how a page is sent: headers that allow only what that page needs.
import type { Config } from '#config'
import { CONSOLE, RETO_HREF, logoOf, styleOf } from './assets.ts'
import { errorSummary } from './fields.ts'
import type { FieldError } from './fields.ts'
import { html, render } from './html.ts'
import type { Html } from './html.ts'
import { OFFERED, currentSpeech } from './languages.ts'
import type { Speech } from './languages.ts'
import { catalogue } from './messages.ts'
import { paths } from './paths.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

export { CONSOLE }

const t = catalogue(es, { en })

/** What the frame needs to know of the installation. */
export type Site = Pick<Config, 'demonstration' | 'publicUrl' | 'theme'>

export interface PageView {
  readonly site: Site
  /** The question of the page: its h1 and, with the name of the site, its title. */
  readonly question: string
  readonly body: Html
  /** Where the page stands, below the start: every step but the last with its address. */
  readonly trail?: readonly { readonly text: string; readonly href?: string }[]
  /** «Paso 2 de 5», when the page is one of a journey. */
  readonly step?: string
  readonly errors?: readonly FieldError[]
  readonly folio?: string
  readonly noindex?: boolean
  /** The one enhancement script: it solves the proof of work where there is JavaScript. */
  readonly solvesReto?: boolean
  /** A further script with the style it needs, for a page that can do more in a browser that runs it. */
  readonly enhancement?: { readonly script: string; readonly style: string }
  /** Path that a printed page shows, so that paper leads back here. */
  readonly printedPath?: string
}

/** A whole page as text. One h1, one main, every region named. */
export function page(v: PageView): string {
  const errors = v.errors ?? []
  const { demonstration, publicUrl } = v.site
  const speech = currentSpeech()
  const logo = logoOf(v.site)
  return render(html`<!doctype html>
<html lang="${speech.language.codigo}"${demonstration ? html` data-tema="${t('demostracion')}"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t(errors.length > 0 ? 'titulo-error' : 'titulo', { pregunta: titleOf(v) })}</title>
${
  v.noindex
    ? html`<meta name="robots" content="noindex">
`
    : html`<meta name="description" content="${t('descripcion')}">
`
}<link rel="icon" href="data:,">
<link rel="stylesheet" href="${styleOf(v.site.theme).href}">
${
  v.solvesReto
    ? html`<script type="module" src="${RETO_HREF}"></script>
`
    : ''
}${
    v.enhancement
      ? html`<link rel="stylesheet" href="${v.enhancement.style}">
<script type="module" src="${v.enhancement.script}"></script>
`
      : ''
  }</head>
<body>
<a class="salta" href="#contenido">${t('saltar')}</a>
<section class="sitio" aria-label="${t('aviso-sitio')}"><p>${demonstration ? html`<strong class="tema">${t('demostracion')}</strong> ${t('demostracion-texto')} ` : ''}<a href="${paths.official}">${t('como-se')}</a></p></section>
<header class="cabeza"><a href="${paths.start}">${logo ? html`<img class="logo" src="${logo.href}" alt=""> ` : ''}<span class="marca">${t('sitio')}</span> <span class="lema">${t('lema')}</span></a></header>
<section class="fase" aria-label="${t('fase-nombre')}"><p><strong>${t('fase')}</strong> ${t('fase-texto')} <a href="${paths.entidades}">${t('fase-liga')}</a></p></section>
${unreviewed(speech)}${v.trail ? trail(v.trail) : ''}<main id="contenido">
${errorSummary(errors)}${
    v.step
      ? html`<p class="paso">${v.step}</p>
`
      : ''
  }<h1>${v.question}</h1>
${v.body}
</main>
<section class="ayuda" aria-label="${t('ayuda-nombre')}"><p>${t('ayuda-pregunta')} <a href="${paths.help}">${t('ayuda-liga')}</a>.${v.folio ? html` ${t('ayuda-folio')} <strong class="folio">${v.folio}</strong>.` : ''}</p></section>
<footer class="pie"><nav aria-label="${t('pie-nombre')}"><ul>
<li><a href="${paths.verify}">${t('pie.verificar')}</a></li>
<li><a href="${paths.recover}">${t('pie.recuperar')}</a></li>
<li><a href="${paths.holder}">${t('pie.mi-acta')}</a></li>
<li><a href="${paths.entidades}">${t('pie.entidades')}</a></li>
<li><a href="${paths.status}">${t('pie.estado')}</a></li>
<li><a href="${paths.privacy}">${t('pie.privacidad')}</a></li>
<li><a href="${paths.accessibility}">${t('pie.accesibilidad')}</a></li>
<li><a href="${paths.developers}">${t('pie.desarrolladores')}</a></li>
</ul></nav>${languages(speech)}
<p class="solo-papel">${t('impreso', { direccion: `${publicUrl}${v.printedPath ?? ''}` })}${v.folio ? html` · ${t('impreso-folio')} <span class="folio">${v.folio}</span>` : ''}</p></footer>
</body>
</html>
`)
}

function trail(steps: readonly { readonly text: string; readonly href?: string }[]): Html {
  return html`<nav class="ruta" aria-label="${t('ruta')}"><ol><li><a href="${paths.start}">${t('inicio')}</a></li>${steps.map((one) => html`<li>${one.href ? html`<a href="${one.href}">${one.text}</a>` : html`<span aria-current="page">${one.text}</span>`}</li>`)}</ol></nav>
`
}

/** The languages of this address, each in its own words; the one that is read is no link. */
function languages(speech: Speech): Html {
  if (!speech.choice) return html``
  return html`<nav aria-label="${t('idiomas')}"><ul>${OFFERED.map((one) =>
    one === speech.language
      ? html`<li>${one.nombre}</li>`
      : html`<li><a href="${paths.language(one.codigo, speech.path)}" lang="${one.codigo}">${one.nombre}</a></li>`,
  )}</ul></nav>`
}

/** What no person has read is said to be so, on every page, with the way to the text that counts. */
function unreviewed({ language, path }: Speech): Html {
  if (language.revision !== 'sin-revision-humana') return html``
  const original = OFFERED[0]!
  return html`<section class="fase" aria-label="${t('sin-revision-nombre')}"><p>${t('sin-revision')} <a href="${paths.language(original.codigo, path)}">${t('sin-revision-liga')}</a></p></section>
`
}

export interface SendOptions {
  readonly status?: number
  /** A page about a person: never kept by a cache, never listed. True unless said otherwise. */
  readonly personal?: boolean
  /** Further origins that a form of this page leads to by redirection (the bank's). */
  readonly formOrigins?: readonly string[]
  /** The page reads codes with the camera: it may ask for it, and may run the reader's WebAssembly. No other page may. */
  readonly camera?: boolean
  /** Seconds after which the browser asks again by itself. */
  readonly refreshS?: number
  /** Where it asks then; the same page unless said otherwise. */
  readonly refreshTo?: string
  readonly retryAfterS?: number
}

interface Reply {
  code(status: number): Reply
  headers(values: Record<string, string>): Reply
  send(body: string): unknown
}

/** Sends a finished page with its headers. */
export async function sendPage<R extends Reply>(reply: R, text: string, options: SendOptions = {}): Promise<R> {
  await reply
    .code(options.status ?? 200)
    .headers(pageHeaders(options))
    .send(text)
  return reply
}

/** What a page may load and do: its own style and pictures, its own script, forms to this site, nothing else. */
export function pageHeaders(options: SendOptions = {}): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    options.camera ? "script-src 'self' 'wasm-unsafe-eval'" : "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    ["form-action 'self'", ...(options.formOrigins ?? [])].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  const personal = options.personal !== false
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'permissions-policy': `camera=${options.camera ? '(self)' : '()'}, microphone=(), geolocation=()`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': personal ? 'no-store' : 'public, max-age=60',
    // The same address has a page in each language, and the cookie says which.
    ...(personal ? { 'x-robots-tag': 'noindex' } : { vary: 'cookie' }),
    // The header and not the element of the same meaning: accessibility judges refuse the element at any speed.
    ...(options.refreshS === undefined
      ? {}
      : { refresh: options.refreshTo ? `${options.refreshS}; url=${options.refreshTo}` : String(options.refreshS) }),
    ...(options.retryAfterS === undefined ? {} : { 'retry-after': String(options.retryAfterS) }),
  }
}

/** The question, and once there is one the folio: a person finds the tab, the bookmark and the history by it. */
function titleOf(v: PageView): string {
  return v.folio ? `${v.question} - ${v.folio}` : v.question
}
