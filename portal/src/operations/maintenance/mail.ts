// The mails about a maintenance: to the liaisons of its entidad, when it is announced and when it is called off.
import { listEntidades } from '#directory'
import type { JobPayload } from '#jobs'
import { postMail } from '#mailer'
import type { Letter, Mailing } from '#mailer'
import { listLiaisons } from '#onboarding'
import { longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { t } from './pages.ts'
import * as store from './store.ts'
import type { AvisoRow } from './store.ts'

type How = 'anunciado' | 'cancelado'

/**
 * Reaction to `maintenance.announced` and `maintenance.calledOff`: each liaison of the entidad is told of both, in this
 * order, also when the second happened before the first mail could go. Safe to repeat.
 */
export async function sendMaintenanceMails(app: Mailing, payload: JobPayload): Promise<void> {
  const row = await store.selectAviso(app.db, payload.subject)
  if (!row) return
  const estado = (await listEntidades(app)).find((one) => one.clave === row.entidad)?.nombre ?? row.entidad
  const own = (await listLiaisons(app)).filter((one) => one.clave === row.entidad)
  const hows: readonly How[] = row.cancelado_at === null ? ['anunciado'] : ['anunciado', 'cancelado']
  for (const [i, { correo }] of own.entries())
    for (const how of hows) {
      const id = `${row.folio}.${how}.${i + 1}`.toLowerCase()
      const letter = maintenanceLetter(row, how, estado, app.config.publicUrl)
      await postMail(app, { ...payload, job: 'maintenance.mail' }, { id, to: correo, letter })
    }
}

/** Its words. */
export function maintenanceLetter(row: AvisoRow, how: How, estado: string, publicUrl: string): Letter {
  const { folio } = row
  const off = how === 'cancelado' ? row.cancelado_at : null
  return {
    subject: t(`correo.asunto.${how}`, { estado, folio }),
    parts: [
      t(`correo.${how}`, { estado }),
      ...(off === null && row.corto ? [t('correo.corto', { horas: row.aviso_horas })] : []),
      {
        facts: [
          { name: t('col.folio'), value: folio },
          { name: t('col.inicio'), value: longInstant(row.inicio) },
          { name: t('col.fin'), value: longInstant(row.fin) },
          { name: t('que'), value: row.que },
          { name: t('responde'), value: row.responde },
          ...(off === null
            ? []
            : [
                { name: t('correo.cuando-cancelo'), value: longInstant(off) },
                { name: t('uno.motivo'), value: row.motivo ?? '' },
              ]),
        ],
      },
      ...(off === null ? [t('correo.cuenta')] : []),
      { link: `${publicUrl}${paths.consoleMaintenanceOf(folio)}`, label: t('correo.liga') },
    ],
    why: t('correo.porque', { estado }),
  }
}
