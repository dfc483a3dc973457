// The one mail to whoever waited. Its address is erased once a server took the mail, or will never take it.
import { listEntidades } from '#directory'
import type { JobPayload } from '#jobs'
import { readFact } from '#journal'
import { postMail } from '#mailer'
import type { Letter, Mailing } from '#mailer'
import { offeredLanguage, speaking } from '#ui/languages'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import * as store from './store.ts'
import type { Kind } from './wait.ts'
import en from './en-mail.json' with { type: 'json' }
import es from './es-MX-mail.json' with { type: 'json' }

const t = catalogue(es, { en })

export interface WaitLetter {
  readonly que: Kind
  readonly clave: string
  readonly estado: string
  /** Since when the registry is seen up, or when the telling of an opening began. */
  readonly desde: Temporal.Instant
}

export function waitLetter({ que, clave, estado, desde }: WaitLetter, publicUrl: string): Letter {
  const begin = { link: `${publicUrl}${paths.curpIn(clave)}`, label: t('buscar', { estado }) }
  const parts = [
    t(`${que}.entrada`, { estado }),
    t(`${que}.ahora`, { estado, cuando: longInstant(desde) }),
    begin,
    t('otra-vez'),
    t('uno'),
    t('no-fui'),
  ]
  return { subject: t(`${que}.asunto`, { estado }), parts, why: t('porque') }
}

/** Reaction to a telling: one mail to each address of it. Safe to repeat: what was sent is known by its identity. */
export async function sendWaitMails(app: Mailing, payload: JobPayload): Promise<void> {
  const [rows, fact] = await Promise.all([store.selectTelling(app.db, payload.subject), readFact(app, payload.entry)])
  if (!fact || rows.length === 0) return
  const names = new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))
  const desde = Temporal.Instant.from(String(fact.data['desde']))
  for (const row of rows) {
    const about = { que: row.que, clave: row.entidad, estado: names.get(row.entidad) ?? '', desde }
    const outcome = await speaking(offeredLanguage(row.idioma), async () => {
      const letter = waitLetter(about, app.config.publicUrl)
      return await postMail(
        app,
        { ...payload, job: 'waitlist.mail' },
        { id: `espera.${row.id}`, to: row.correo, letter },
      )
    })
    if (outcome !== 'waiting') await store.deleteWait(app.db, row.id)
  }
}
