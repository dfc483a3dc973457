// The mail that tells whoever watches that somebody borrowed rights.
import type { App } from '#context'
import { listEntidades } from '#directory'
import type { JobPayload } from '#jobs'
import { postMail } from '#mailer'
import type { Letter, Mailing } from '#mailer'
import { longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { nameOfRole } from '../role-names.ts'
import * as store from './store.ts'
import type { EmergencyRow } from './store.ts'
import { reasonWord, rightsWords, t } from './words.ts'

/** Reaction to `staff.emergencyOpened`: a mail to every auditor and to the control body of the entidad. Safe to repeat. */
export async function sendEmergencyMails(app: Mailing, payload: JobPayload): Promise<void> {
  const row = await store.selectEmergency(app.db, payload.subject)
  if (!row) return
  const letter = emergencyLetter(row, await nameOf(app, row.entidad), app.config.publicUrl)
  for (const { numero, correo } of await store.selectNotices(app.db, row.id)) {
    const id = `${row.id}.${numero}`.toLowerCase()
    await postMail(app, { ...payload, job: 'staff.mail-emergency' }, { id, to: correo, letter })
  }
}

async function nameOf(app: App, clave: string): Promise<string> {
  return (await listEntidades(app)).find((one) => one.clave === clave)?.nombre ?? clave
}

/** The words of that mail. */
export function emergencyLetter(row: EmergencyRow, estado: string, publicUrl: string): Letter {
  return {
    subject: t('correo.asunto', { id: row.id, estado }),
    parts: [
      t('correo.entrada', { nombre: row.nombre, estado }),
      {
        facts: [
          { name: t('correo.folio'), value: row.id },
          { name: t('correo.cuenta'), value: row.account },
          { name: t('correo.rol'), value: nameOfRole(row.rol) },
          { name: t('motivo'), value: reasonWord(row.motivo) },
          { name: t('uno.caso'), value: row.asunto },
          { name: t('uno.derechos'), value: rightsWords(row.motivo, row.rol) },
          { name: t('correo.hasta'), value: longInstant(row.ends_at) },
        ],
      },
      t('correo.que'),
      t('correo.acuse'),
      { link: `${publicUrl}${paths.consoleEmergency(row.id)}`, label: t('correo.liga') },
    ],
    why: t('correo.porque', { estado }),
  }
}
