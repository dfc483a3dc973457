// What a browser reads that asks for the portal in the clear: a whole page by itself, since nothing else can be fetched.
import { html, render } from './html.ts'
import { catalogue } from './messages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

export function onlyHttpsPage(publicUrl: string): string {
  return render(html`<!doctype html>
<html lang="es-MX">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t('titulo', { pregunta: t('solo-https') })}</title>
</head>
<body>
<main>
<h1>${t('solo-https')}</h1>
<p>${t('solo-https.texto')}</p>
<p><a href="${publicUrl}">${publicUrl}</a></p>
</main>
</body>
</html>
`)
}
