// The mails of a report: that it was received, and each answer of a desk, with the link that opens its timeline.
import type { JobPayload } from '#jobs'
import { postMail } from '#mailer'
import type { Letter, Mailing } from '#mailer'
import { accessToken } from '#orders'
import { offeredLanguage, speaking } from '#ui/languages'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en-mail.json' with { type: 'json' }
import es from './es-MX-mail.json' with { type: 'json' }
import * as store from './store.ts'

const t = catalogue(es, { en })

/** Sends what the person has not been sent yet, for whoever left an address. Safe to repeat. */
export async function sendTicketMails(app: Mailing, payload: JobPayload): Promise<void> {
  const { subject: folio } = payload
  const contact = await store.selectContact(app.db, folio)
  if (contact === null) return
  await speaking(offeredLanguage(contact.idioma), async () => await sendAll(app, payload, contact.correo))
}

async function sendAll(app: Mailing, payload: JobPayload, to: string): Promise<void> {
  const { subject: folio } = payload
  for (const message of await store.selectMessages(app.db, folio)) {
    if (!message.publico || message.mailed_at !== null) continue
    const kind = message.version === 1 ? 'recibido' : message.de === 'N1' || message.de === 'N2' ? 'respuesta' : null
    if (kind !== null) {
      const liga = `${app.config.publicUrl}${paths.reportEnter(folio, accessToken(app, folio))}`
      const id = `${folio}.${message.version}`.toLowerCase()
      const letter = ticketLetter({ kind, folio, texto: message.texto, liga })
      // What comes after it waits too: answers are read in the order in which they were given.
      if ((await postMail(app, { ...payload, job: 'helpdesk.mail' }, { id, to, letter })) === 'waiting') return
    }
    await store.markMailed(app.db, folio, message.version, app.clock.now())
  }
}

/** The words of one mail about a report. */
export function ticketLetter(v: {
  readonly kind: 'recibido' | 'respuesta'
  readonly folio: string
  readonly texto: string
  readonly liga: string
}): Letter {
  const { kind, folio, texto, liga } = v
  return {
    subject: t(`${kind}.asunto`, { folio }),
    parts: [t(`${kind}.texto`, { folio }), { quote: texto }, t('liga'), { link: liga, label: t('abrir') }],
    why: t('porque', { folio }),
  }
}
