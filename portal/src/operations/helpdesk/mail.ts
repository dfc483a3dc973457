// The mails of a report: that it was received, and each answer of a desk, with the link that opens its timeline.
import type { App } from '#context'
import type { JobPayload } from '#jobs'
import { sendMail } from '#mailer'
import type { Mailer } from '#mailer'
import { accessToken } from '#orders'
import { html, render } from '#ui/html'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import es from './es-MX-mail.json' with { type: 'json' }
import * as store from './store.ts'

const t = catalogue(es)

/** Sends what the person has not been sent yet, for whoever left an address. Safe to repeat. */
export async function sendTicketMails(
  app: App & { readonly mailer: Mailer },
  { subject: folio }: JobPayload,
): Promise<void> {
  const to = await store.selectContact(app.db, folio)
  if (to === null) return
  for (const message of await store.selectMessages(app.db, folio)) {
    if (!message.publico || message.mailed_at !== null) continue
    if (message.version === 1) await send(app, to, folio, 'recibido', message)
    else if (message.de === 'N1' || message.de === 'N2') await send(app, to, folio, 'respuesta', message)
    await store.markMailed(app.db, folio, message.version, app.clock.now())
  }
}

async function send(
  app: App & { readonly mailer: Mailer },
  to: string,
  folio: string,
  kind: 'recibido' | 'respuesta',
  message: store.MessageRow,
): Promise<void> {
  const liga = `${app.config.publicUrl}${paths.reportEnter(folio, accessToken(app, folio))}`
  const subject = t(`${kind}.asunto`, { folio })
  const body = [t(`${kind}.texto`, { folio }), message.texto, t('liga')]
  const note = app.config.demonstration ? t('demostracion') : ''
  await sendMail(app.mailer, {
    to,
    subject,
    text: [note, ...body, liga, t('pie')].filter(Boolean).join('\n\n'),
    html: render(html`<!doctype html>
<html lang="es-MX">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body>
${note ? html`<p><strong>${note}</strong></p>` : ''}
<h1>${subject}</h1>
${body.map((one) => html`<p>${one}</p>`)}
<p><a href="${liga}">${t('abrir')}</a></p>
<p>${t('pie')}</p>
</body>
</html>`),
    id: `${folio}.${message.version}`.toLowerCase(),
  })
}
