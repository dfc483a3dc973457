// The addresses of the mailbox, the same on its own site and on the sandbox.
import type { Frame } from '../web/frame.ts'
import { json, seeOther, type Call, type Route } from '../web/origin.ts'
import { problem } from '../web/problems.ts'
import { cagedHtml, listPage, mailPage } from './mail-pages.ts'
import type { Mail, MailStore } from './mail-store.ts'

const LISTED = 200

/** Routes of the mails; `frame` draws the pages of the site that serves them. */
export function mailRoutes(store: MailStore, frame: Frame): Route[] {
  const wanted = (call: Call): Mail => {
    const mail = store.read(call.params['id'] ?? '')
    if (mail === null) throw problem(404, 'mensaje-desconocido')
    return mail
  }
  return [
    {
      on: 'GET /mensajes',
      answer: (call) => {
        const para = (call.query.get('para') ?? '').slice(0, 320)
        const mails = store.list(para, LISTED)
        return call.page ? listPage(frame, mails, para) : json(mails.map(asWire))
      },
    },
    {
      on: 'GET /mensajes/:id',
      answer: (call) => (call.page ? mailPage(frame, wanted(call)) : json(asWire(wanted(call)))),
    },
    { on: 'GET /mensajes/:id/html', answer: (call) => cagedHtml(wanted(call)) },
  ]
}

/** The start page of the mailbox's own site is the list. */
export const toList: Route = { on: 'GET /', answer: () => seeOther('/mensajes') }

function asWire(mail: Mail): object {
  const { id, de, para, asunto, texto, html, adjuntos, en } = mail
  return { id, de, para: para.join(', '), asunto, texto, html, adjuntos, en, sintetico: true }
}
