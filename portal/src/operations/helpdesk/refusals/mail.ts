// The letter for whoever was refused: what the verification said, the legal text to show, and the constancia.
import type { JobPayload } from '#jobs'
import { postMail } from '#mailer'
import type { Letter, Mailing } from '#mailer'
import { offeredLanguage, speaking } from '#ui/languages'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en-mail.json' with { type: 'json' }
import es from './es-MX-mail.json' with { type: 'json' }
import { isNotOurs } from './refusal.ts'
import * as store from './store.ts'

const t = catalogue(es, { en })

/** Reaction to `refusal.told`: once for each case, to the first who left an address. Safe to repeat. */
export async function sendRefusalMail(app: Mailing, payload: JobPayload): Promise<void> {
  const { subject: folio } = payload
  const mail = await store.selectMail(app.db, folio)
  const row = await store.selectRefusal(app.db, folio)
  if (!mail || mail.mailed_at !== null || !row) return
  await speaking(offeredLanguage(mail.idioma), async () => await send(app, payload, { ...mail, ...row }))
}

async function send(
  app: Mailing,
  payload: JobPayload,
  one: Pick<store.MailRow, 'correo' | 'con_codigo'> & Pick<store.RefusalRow, 'veredicto' | 'verificacion'>,
): Promise<void> {
  const { subject: folio } = payload
  const { publicUrl } = app.config
  const letter = refusalLetter({
    folio,
    ours: !isNotOurs(one.veredicto),
    constancia: one.con_codigo ? `${publicUrl}${paths.constancia(one.verificacion)}` : null,
    verificar: `${publicUrl}${paths.verify}`,
  })
  const id = `${folio}.rechazo`.toLowerCase()
  const posted = await postMail(app, { ...payload, job: 'helpdesk.mail-refusal' }, { id, to: one.correo, letter })
  if (posted !== 'waiting') await store.markMailed(app.db, folio, app.clock.now())
}

/** The words of the mail about a refusal. */
export function refusalLetter(v: {
  readonly folio: string
  readonly ours: boolean
  /** Only for whoever showed the code itself: the constancia names people. */
  readonly constancia: string | null
  readonly verificar: string
}): Letter {
  const { folio, ours, constancia, verificar } = v
  const parts = !ours
    ? [t('no-nuestra', { folio }), t('verificar'), { link: verificar, label: t('abrir-verificar') }]
    : [
        t('valida', { folio }),
        t('carta'),
        ...(constancia === null
          ? [t('verificar'), { link: verificar, label: t('abrir-verificar') }]
          : [t('constancia'), { link: constancia, label: t('abrir-constancia') }]),
      ]
  return { subject: t('asunto', { folio }), parts, why: t('porque', { folio }) }
}
