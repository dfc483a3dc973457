// The pages of the mailbox: the list of mails, and one mail with its text, its formatted part in a cage, and its files.
import { facts, table, textField } from '../web/fields.ts'
import { moment } from '../web/format.ts'
import type { Frame } from '../web/frame.ts'
import { html, withLinks } from '../web/html.ts'
import { catalogue } from '../web/messages.ts'
import type { Reply } from '../web/origin.ts'
import type { Mail } from './mail-store.ts'
import { MANNER_NAMES } from './manners.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** Mails, the newest first, and a form that asks for those of one address. */
export function listPage(frame: Frame, mails: readonly Mail[], para: string): Reply {
  const rows = mails.map((mail) => [
    html`<a href="/mensajes/${mail.id}">${mail.asunto || t('mensaje.sin-asunto')}</a>`,
    mail.para.join(', '),
    mail.de || t('mensaje.sin-remitente'),
    moment(mail.en),
  ])
  const head = [t('mensaje.asunto'), t('mensaje.para'), t('mensaje.de'), t('mensaje.en')]
  const none = para === '' ? t('lista.ninguno') : t('lista.ninguno-para', { para })
  return frame({
    title: t('lista.titulo'),
    body: html`<p>${t('lista.texto')}</p>
<form method="get" action="/mensajes">${textField({ campo: 'para', label: t('lista.buscar'), hint: t('lista.buscar-pista'), value: para })}<p class="botones"><button class="boton">${t('lista.boton')}</button></p></form>
${rows.length === 0 ? html`<p>${none}</p>` : table({ caption: t('lista.tabla'), head, rows })}
<h2>${t('manera.titulo')}</h2>
<p>${t('manera.texto')}</p>
${table({
  caption: t('manera.tabla'),
  head: [t('manera.direccion'), t('manera.que-pasa')],
  rows: MANNER_NAMES.map((name) => [`${name}@ejemplo.mx`, t(`manera.${name}`)]),
})}`,
  })
}

/** One mail. */
export function mailPage(frame: Frame, mail: Mail): Reply {
  return frame({
    title: mail.asunto || t('mensaje.sin-asunto'),
    frames: true,
    body: html`${facts([
      [t('mensaje.de'), mail.de || t('mensaje.sin-remitente')],
      [t('mensaje.para'), mail.para.join(', ')],
      [t('mensaje.en'), moment(mail.en)],
    ])}
<h2>${t('mensaje.texto')}</h2>
${mail.texto.trim() === '' ? html`<p>${t('mensaje.sin-texto')}</p>` : html`<div class="mensaje">${withLinks(mail.texto)}</div>`}
${
  mail.html === null
    ? ''
    : html`<h2>${t('mensaje.html')}</h2>
<p class="pista">${t('mensaje.html-pista')}</p>
<iframe src="/mensajes/${mail.id}/html" title="${t('mensaje.html')}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
}
<h2>${t('mensaje.adjuntos')}</h2>
${
  mail.adjuntos.length === 0
    ? html`<p>${t('mensaje.sin-adjuntos')}</p>`
    : html`<ul>${mail.adjuntos.map((one) => html`<li>${one.nombre || t('mensaje.sin-nombre')} · ${one.tipo} · ${t('mensaje.bytes', { bytes: one.bytes })}</li>`)}</ul>`
}
<p class="pista">${t('mensaje.json')}</p>
<p><a href="/mensajes">${t('mensaje.volver')}</a></p>`,
  })
}

/**
 * The formatted part of a mail by itself. Whatever it holds, its policy lets it run nothing, load nothing, send nothing
 * and look like no other page; its links open beside it.
 */
export function cagedHtml(mail: Mail): Reply {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-popups allow-popups-to-escape-sandbox',
  ]
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
    },
    body: `<base target="_blank">${mail.html ?? ''}`,
  }
}
