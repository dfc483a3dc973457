// A part of a page that brings itself up to date: says how old it is, can be stopped, and is a plain link without a script.
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { catalogue, clockTime } from '#ui/messages'
import type { AskedPage } from './asked-page.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** Ours: often enough for a queue that is counted in minutes, seldom enough for a morning of open windows. */
const EVERY_S = 30

export function livePanel({ address, at }: AskedPage, content: Html): Html {
  const hora = clockTime(at)
  return html`<panel-vivo data-cada="${EVERY_S}" data-falla="${t('vivo.falla', { hora })}" data-fin="${t('vivo.fin', { hora })}" data-pausada="${t('vivo.pausada', { hora })}" data-pausar="${t('vivo.pausar')}" data-seguir="${t('vivo.seguir')}" data-hace-s="${t('vivo.hace-s')}" data-hace-m="${t('vivo.hace-m')}">
<div class="al-dia"><p><span data-hora>${t('vivo.al-dia', { hora })}</span><span role="status" data-aviso></span> <span data-edad></span></p><a href="${address}" data-actualizar>${t('vivo.actualizar')}</a><button class="boton otro" type="button" data-pausa hidden>${t('vivo.pausar')}</button></div>
<div data-contenido tabindex="-1">${content}</div></panel-vivo>`
}
