// V01: reading a paper with the camera. Everything is here as text; the script shows what applies and never writes words.
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import { SCANNER } from '#ui/scanner'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

/** What the script may have to say, by the name that it uses. */
const NOTICES = [
  'pidiendo',
  'buscando',
  'leyendo',
  'tarda',
  'ajeno',
  'denegada',
  'ninguna',
  'ocupada',
  'insegura',
  'sin-lector',
  'no-es-foto',
  'foto-sin-codigo',
] as const

export function cameraPage(v: { readonly site: Site }): string {
  return page({
    site: v.site,
    question: t('camara.pregunta'),
    trail: [{ text: t('verificar'), href: paths.verify }, { text: t('camara.pregunta') }],
    enhancement: { script: SCANNER.script, style: SCANNER.style },
    body: html`<p>${t('camara.como')}</p>
<p>${t('camara.privado')}</p>
<div data-camara data-lector="${SCANNER.reader}" data-wasm="${SCANNER.wasm}" data-codigo="${paths.code('')}">
<p class="nota importa" data-parte="sin-script">${t('camara.sin-script')}</p>
<p class="aviso-camara" role="status" data-parte="aviso"></p>
${otherSite()}<div data-parte="listo" hidden>
<p><button class="boton" type="button" data-parte="usar">${t('camara.boton')}</button></p>
<div class="campo"><label for="foto">${t('camara.foto')}</label><p class="pista" id="foto-pista">${t('camara.foto.pista')}</p>
<input id="foto" type="file" accept="image/*" data-parte="foto" aria-describedby="foto-pista"></div>
</div>
<div data-parte="viendo" hidden>
<video data-parte="video" aria-label="${t('camara.video')}" playsinline muted></video>
<p class="botones"><button class="boton otro" type="button" data-parte="parar">${t('camara.parar')}</button> <button class="boton otro" type="button" data-parte="luz" aria-pressed="false" hidden>${t('camara.luz')}</button></p>
</div>
<div data-parte="consejos" hidden><p>${t('camara.consejos')}</p>
<ul><li>${t('camara.consejo.1')}</li><li>${t('camara.consejo.2')}</li><li>${t('camara.consejo.3')}</li><li>${t('camara.consejo.4')}</li></ul></div>
<div hidden>${NOTICES.map((name) => html`<p data-texto="${name}">${t(`camara.aviso.${name}`)}</p>`)}
<form method="post" action="${paths.verifySigned}" data-parte="firmado"><input type="hidden" name="qr"><button type="submit">${t('boton')}</button></form></div>
</div>
<p><a href="${paths.verify}">${t('camara.escribir')}</a></p>`,
  })
}

/** The short code of a paper that leads elsewhere: its address is shown, and never followed. */
function otherSite(): Html {
  return html`<div class="estado cuidado" data-parte="otro-sitio" hidden><p><strong>${t('camara.otro-sitio')} <span data-parte="anfitrion"></span></strong></p>
<p>${t('camara.otro-sitio.texto')}</p>
<p><a href="${paths.verify}" data-parte="aqui">${t('camara.otro-sitio.aqui')}</a></p></div>
`
}
