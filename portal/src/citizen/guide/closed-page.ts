// The page of a service that is closed: one file that needs nothing of ours, for whatever server stands in front of it.
import { createHash } from 'node:crypto'
import { html, render } from '#ui/html'
import type { Html } from '#ui/html'
import { OFFERED, ORIGINAL, speaking } from '#ui/languages'
import { catalogue } from '#ui/messages'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

/** Its whole look. Neutral on purpose: whoever opens the service may be anybody. */
const STYLE = `html{font:1.125rem/1.5 system-ui,sans-serif;color:#161a1d;background:#f3f5f5}body{margin:0 auto;max-width:40rem;padding:1rem}h1{font-size:1.7rem;line-height:1.2}section+section{border-top:1px solid #b3bdc1;margin-top:2rem;padding-top:1rem}.marca{display:inline-block;border:2px solid;padding:.1rem .4rem;letter-spacing:.12em;background:#fff;font-weight:700}a{display:inline-block;padding:.6rem 0;color:#0a4f86}@media print{a{display:none}}`

/** The page, the same for everybody. Its policy allows its own style, by its hash, and nothing else. */
export function closedPage(v: { readonly demonstration: boolean }): string {
  const hash = createHash('sha256').update(STYLE).digest('base64')
  const others = OFFERED.filter((one) => one !== ORIGINAL)
  return render(html`<!doctype html>
<html lang="es-MX">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'">
<title>${t('cerrado.titulo')} - ${t('cerrado.sitio')}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${v.demonstration ? html`<p class="marca">${t('cerrado.demostracion')}</p>` : ''}<h1>${t('cerrado.titulo')}</h1>
${words()}
${others.map((one) =>
  speaking(
    one,
    () => html`<section lang="${one.codigo}">
<h2>${t('cerrado.titulo')}</h2>
${words()}
</section>
`,
  ),
)}</main>
</body>
</html>
`)
}

const words = (): Html => html`<p>${t('cerrado.texto')}</p>
<p>${t('cerrado.pagado')}</p>
<p>${t('cerrado.linea')}</p>
<p>${t('cerrado.aviso')}</p>
<p><a href="">${t('cerrado.otra-vez')}</a></p>`
