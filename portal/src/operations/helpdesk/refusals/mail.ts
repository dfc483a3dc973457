// The letter for whoever was refused: what the verification said, the legal text to show, and the constancia.
import type { App } from '#context'
import type { JobPayload } from '#jobs'
import { sendMail } from '#mailer'
import type { Mailer } from '#mailer'
import { html, render } from '#ui/html'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import es from './es-MX-mail.json' with { type: 'json' }
import { isNotOurs } from './refusal.ts'
import * as store from './store.ts'

const t = catalogue(es)

/** Reaction to `refusal.told`: once for each case, to the first who left an address. Safe to repeat. */
export async function sendRefusalMail(
  app: App & { readonly mailer: Mailer },
  { subject: folio }: JobPayload,
): Promise<void> {
  const mail = await store.selectMail(app.db, folio)
  const row = await store.selectRefusal(app.db, folio)
  if (!mail || mail.mailed_at !== null || !row) return
  const { publicUrl } = app.config
  const ours = !isNotOurs(row.veredicto)
  const subject = t('asunto', { folio })
  const constancia = `${publicUrl}${paths.constancia(row.verificacion)}`
  const verificar = `${publicUrl}${paths.verify}`
  const body = ours
    ? [t('valida', { folio }), t('carta'), mail.con_codigo ? t('constancia') : t('verificar')]
    : [t('no-nuestra', { folio }), t('verificar')]
  const liga = ours && mail.con_codigo ? constancia : verificar
  const note = app.config.demonstration ? t('demostracion') : ''
  await sendMail(app.mailer, {
    to: mail.correo,
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
    id: `${folio}.rechazo`.toLowerCase(),
  })
  await store.markMailed(app.db, folio, app.clock.now())
}
