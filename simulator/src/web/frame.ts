// The frame of every page of the world: it says at once that nothing here is real, and allows only what a page needs.
import { readFileSync } from 'node:fs'
import { html, render, safeHref, type Html } from './html.ts'
import { catalogue } from './messages.ts'
import type { Reply, Route } from './origin.ts'
import type { WorldProblem } from './problems.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** Which of the sites a page belongs to. */
export type SiteName = 'mundo' | 'banco' | 'buzon' | 'entrada' | 'ciudadania'

/** Where everything is. The portal's address is known only once it has started. */
export interface Sites {
  mundo: string
  banco: string
  buzon: string
  entrada: string
  ciudadania: string
  portal: string | null
}

/** What is wrong with one field; the summary links to it. */
export interface FieldError {
  readonly campo: string
  readonly mensaje: string
}

export interface PageView {
  readonly title: string
  readonly body: Html
  readonly errors?: readonly FieldError[]
  readonly status?: number
  /** Further origins to which a form of this page may lead. */
  readonly formOrigins?: readonly string[]
  /** Whether the page shows another of this site inside it. */
  readonly frames?: boolean
}

/** Draws the pages of one site. */
export type Frame = (view: PageView) => Reply

export const STYLE_PATH = '/estilo.css'
const STYLE = readFileSync(new URL('estilo.css', import.meta.url), 'utf8')

/** The style sheet, which each site serves itself. */
export function styleReply(): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' },
    body: STYLE,
  }
}

export const styleRoute: Route = { on: `GET ${STYLE_PATH}`, answer: styleReply }

/** The frame of a site. */
export function makeFrame(site: SiteName, sites: Sites): Frame {
  return (view) => {
    const errors = view.errors ?? []
    return {
      status: view.status ?? 200,
      headers: pageHeaders(view),
      body: render(html`<!doctype html>
<html lang="es-MX">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${t(errors.length > 0 ? 'titulo-error' : 'titulo', { titulo: view.title, sitio: t(`sitio.${site}`) })}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body class="${site}">
<a class="salta" href="#contenido">${t('saltar')}</a>
<section class="aviso" aria-label="${t('aviso')}"><p><strong>${t('demostracion')}</strong> ${t('aviso-texto')}</p></section>
<header class="cabeza"><p class="marca"><a href="/">${t(`sitio.${site}`)}</a></p>
<nav aria-label="${t('navegacion')}"><ul>${links(site, sites).map(([name, href]) => html`<li><a href="${href}">${name}</a></li>`)}</ul></nav></header>
<main id="contenido">
${errorSummary(errors)}<h1>${view.title}</h1>
${view.body}
</main>
<footer class="pie"><p>${t('pie')}</p></footer>
</body>
</html>
`),
    }
  }
}

/** The other sites, the portal first. */
function links(site: SiteName, sites: Sites): [string, string][] {
  const others = (['mundo', 'banco', 'buzon', 'entrada', 'ciudadania'] as const).filter((name) => name !== site)
  const known = others.map((name): [string, string] => [t(`sitio.${name}`), safeHref(`${sites[name]}/`)])
  return sites.portal === null ? known : [[t('sitio.portal'), safeHref(`${sites.portal}/`)], ...known]
}

function pageHeaders(view: PageView): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    ["form-action 'self'", ...(view.formOrigins ?? [])].join(' '),
    ...(view.frames ? ["frame-src 'self'"] : []),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
  }
}

/** What must be mended, first on the page, each a link to its field. */
function errorSummary(errors: readonly FieldError[]): Html {
  if (errors.length === 0) return html``
  return html`<div class="resumen" role="alert"><h2>${t('hay-un-problema')}</h2>
<ul>${errors.map((one) => html`<li><a href="#${one.campo}">${one.mensaje}</a></li>`)}</ul></div>
`
}

/** A problem as a page. */
export function problemPage(frame: Frame, error: WorldProblem): Reply {
  return frame({
    title: t('no-se-pudo'),
    status: error.status,
    body: html`<p>${error.message}</p><p><a href="/">${t('volver-inicio')}</a></p>`,
  })
}
