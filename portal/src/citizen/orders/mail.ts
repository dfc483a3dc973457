// The mails of an order: that it was received, and that the copy is ready; text and HTML with the same words.
import type { App } from '#context'
import type { JobPayload } from '#jobs'
import { sendMail } from '#mailer'
import type { Mailer } from '#mailer'
import { html, render } from '#ui/html'
import { catalogue, money } from '#ui/messages'
import es from './es-MX-mail.json' with { type: 'json' }
import { accessToken } from './access.ts'
import * as store from './store.ts'

const t = catalogue(es)

type Mailing = App & { readonly mailer: Mailer }

/** Reaction to `order.placed`: the folio and the link, for whoever left an address. Safe to repeat. */
export async function sendPlacedMail(app: Mailing, { subject: folio }: JobPayload): Promise<void> {
  await sendOnce(app, folio, 'registro')
}

/** Reaction to `order.issued`: the link to the ready copy. Safe to repeat. */
export async function sendReadyMail(app: Mailing, { subject: folio }: JobPayload): Promise<void> {
  await sendOnce(app, folio, 'lista')
}

async function sendOnce(app: Mailing, folio: string, kind: 'registro' | 'lista'): Promise<void> {
  const to = await store.selectContact(app.db, folio)
  if (to === null || (await store.wasMailed(app.db, folio, kind))) return
  const order = await store.selectOrder(app.db, folio)
  if (!order) return
  const { publicUrl } = app.config
  const liga = `${publicUrl}/solicitudes/${folio}/entrar?acceso=${accessToken(app, folio)}`
  const importe = money(order.importe_centavos)
  const subject = t(`${kind}.asunto`, { folio })
  const body = t(`${kind}.texto`, {
    folio,
    liga,
    importe,
    recuperar: `${publicUrl}/recuperar`,
    verificar: `${publicUrl}/verificar`,
  })
  const note = app.config.demonstration ? t('demostracion') : ''
  await sendMail(app.mailer, {
    to,
    subject,
    text: [note, body, t('pie')].filter(Boolean).join('\n\n'),
    html: htmlOf(subject, note, body, liga),
    id: `${folio}.${kind}`.toLowerCase(),
  })
  await store.insertMailed(app.db, folio, kind, app.clock.now())
}

function htmlOf(subject: string, note: string, body: string, liga: string): string {
  const paragraphs = body.split('\n\n').map((paragraph) => {
    const lines = paragraph.split('\n')
    return html`<p>${lines.map((line, i) => (line === liga ? html`<a href="${liga}">${t('abrir')}</a>` : html`${i > 0 ? ' ' : ''}${line}`))}</p>`
  })
  return render(html`<!doctype html>
<html lang="es-MX">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body>
${note ? html`<p><strong>${note}</strong></p>` : ''}
<h1>${subject}</h1>
${paragraphs}
<p>${t('pie')}</p>
</body>
</html>`)
}
