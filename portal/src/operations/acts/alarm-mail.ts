// The mail of an alarm: to the auditors and to the control body of the entidad, by name of the account and never more.
import { listEntidades } from '#directory'
import type { JobPayload } from '#jobs'
import { postMail } from '#mailer'
import type { Letter, Mailing } from '#mailer'
import { listWatchers } from '#staff'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import es from './es-MX-mail.json' with { type: 'json' }
import * as store from './store.ts'
import type { AlarmRow } from './store.ts'

const t = catalogue(es)

/** Reaction to `act.quotaReached`. Safe to repeat. */
export async function sendAlarmMails(app: Mailing, payload: JobPayload): Promise<void> {
  const alarm = await store.selectAlarm(app.db, payload.subject)
  if (!alarm) return
  const entidad = (await listEntidades(app)).find((one) => one.clave === alarm.entidad)?.nombre ?? alarm.entidad
  const letter = alarmLetter(alarm, { entidad, link: `${app.config.publicUrl}${paths.consoleActs}` })
  for (const one of await listWatchers(app, alarm.entidad))
    await postMail(
      app,
      { ...payload, job: 'acts.mail-alarm' },
      { id: `alarma.${alarm.id}.${one.id}`.toLowerCase(), to: one.correo, letter },
    )
}

/** Its words. */
export function alarmLetter(
  alarm: Pick<AlarmRow, 'cuenta' | 'que' | 'tope' | 'at'>,
  { entidad, link }: { readonly entidad: string; readonly link: string },
): Letter {
  const { cuenta, tope } = alarm
  return {
    subject: t('asunto', { entidad }),
    parts: [
      t(alarm.que === 'firma' ? 'firma' : 'exencion', { cuenta, tope, cuando: longInstant(alarm.at) }),
      t('sigue'),
      { link, label: t('abrir') },
    ],
    why: t('porque'),
  }
}
