// The comunicado: the letter of July 2017 written anew from live data, mailed to every liaison, acknowledged by each.
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { App } from '#context'
import { listEntidades } from '#directory'
import type { EntidadView } from '#directory'
import { DomainError } from '#errors'
import type { JobPayload } from '#jobs'
import { append } from '#journal'
import { postMail } from '#mailer'
import type { Letter, Mailing, Part } from '#mailer'
import { readModelo } from '#modelo'
import type { Modelo } from '#modelo'
import { listLiaisons } from '#onboarding'
import type { Staff } from '#staff'
import { catalogue, listOf, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import es from './es-MX-notice.json' with { type: 'json' }
import * as store from './store.ts'
import type { GroupRow, NoticeRow } from './store.ts'

const t = catalogue(es)

/** The text of the comunicado of a group, from the directory, the Modelo and the group as they stand now. */
export function composeNotice(
  group: GroupRow,
  entidades: readonly EntidadView[],
  modelo: Modelo,
): { asunto: string; texto: string } {
  const names = (which: (one: EntidadView) => boolean): string =>
    listOf(entidades.filter(which).map((one) => one.nombre))
  const own = names((one) => group.entidades.includes(one.clave))
  const threshold = (value: number): string => (value / 100).toFixed(2).replace(/\.?0+$/, '')
  const lines = [
    t('saludo'),
    t('convenio'),
    t('apertura', { cuando: longInstant(group.inicio), entidades: own }),
    t('objetivo', { semanas: modelo.piloto.dias.valor / 7 }),
    t('organico'),
    t('hoja-blanca'),
    t('validar'),
    t('deberes'),
    t('cierre'),
    '',
    t('anexo-1'),
    ...(['i1', 'i2', 'i3', 'i4', 'i5', 'i6'] as const).map((id, i) =>
      t('indicador', {
        n: i + 1,
        nombre: t(`nombre.${id}`),
        como: t(`como.${id}`, notePart(modelo)),
        responsable: modelo.responsables[id].valor.join(' · '),
      }),
    ),
    t('niveles', {
      respuestaOptimo: modelo.sla.respuestaOptimoMs.valor / 1000,
      respuestaLimite: modelo.sla.respuestaLimiteMs.valor / 1000,
      error: threshold(modelo.sla.errorOptimo.valor),
      recursoOptimo: threshold(modelo.sla.recursoOptimo.valor),
      recursoLimite: threshold(modelo.sla.recursoLimite.valor),
      uptimeOptimo: (modelo.sla.uptimeOptimo.valor / 100).toFixed(2),
      uptimeLimite: (modelo.sla.uptimeLimite.valor / 100).toFixed(2),
    }),
    t('despues'),
    '',
    t('anexo-2'),
    t('listas', { entidades: names((one) => one.fase === 'lista') || t('ninguna') }),
    t('observaciones', { entidades: names((one) => one.fase === 'con_observaciones') || t('ninguna') }),
    t('reporte'),
    t('dudas'),
  ]
  return { asunto: t('asunto', { grupo: group.nombre }), texto: lines.join('\n\n').replace(/\n{3,}/g, '\n\n') }
}

function notePart(modelo: Modelo): Record<string, number> {
  return {
    base: modelo.encuesta.base.valor / 100,
    n1: modelo.mesa.n1Minutos.valor,
    n2: modelo.mesa.n2Horas.valor,
    horas: modelo.pagos.disponibleHoras.valor,
  }
}

/** Writes the comunicado of a group for every liaison of the directory and queues its mails. @throws notFound `no-encontrado` */
export async function sendNotice(app: App, staff: Staff, grupo: string): Promise<string> {
  const [{ contenido: modelo }, entidades, liaisons] = await Promise.all([
    readModelo(app),
    listEntidades(app),
    listLiaisons(app),
  ])
  return await app.db.tx(async (tx) => {
    const group = await store.lockGroup(tx, grupo)
    if (!group) throw new DomainError('notFound', 'no-encontrado')
    const { asunto, texto } = composeNotice(group, entidades, modelo)
    const numero = (await store.countNotices(tx, grupo)) + 1
    const id = `com-${randomBytes(6).toString('hex')}`
    const sha256 = createHash('sha256').update(texto).digest('hex')
    await store.insertNotice(tx, { id, grupo, numero, asunto, texto, sha256, envia: staff.id, at: app.clock.now() })
    for (const one of liaisons) {
      await store.insertDelivery(tx, {
        comunicado: id,
        correo: one.correo,
        nombre: one.nombre,
        entidad: one.clave,
        acuseHash: hashOf(receipt(app, id, one.correo)),
      })
    }
    await append(app, tx, {
      event: 'notice.sent',
      actor: staff.id,
      subject: id,
      data: { grupo, numero, sha256, enlaces: liaisons.length },
    })
    return id
  })
}

/** The secret of one liaison's acknowledgement: the same for the same mail, and stored nowhere. */
function receipt(app: App, comunicado: string, correo: string): string {
  return createHmac('sha256', app.secrets.formToken).update(`acuse|${comunicado}|${correo}`).digest('base64url')
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Reaction to `notice.sent`: one mail to each liaison who has not had it. Safe to repeat. */
export async function sendNoticeMails(app: Mailing, payload: JobPayload): Promise<void> {
  const { subject: id } = payload
  const notice = (await store.selectNotices(app.db)).find((one) => one.id === id)
  if (!notice) return
  for (const one of await store.selectDeliveries(app.db, id)) {
    if (one.sent_at !== null) continue
    const link = `${app.config.publicUrl}${paths.noticeReceipt(receipt(app, id, one.correo))}`
    const mail = `${id}.${createHash('sha256').update(one.correo).digest('hex').slice(0, 12)}`
    const letter = noticeLetter(notice, link)
    const posted = await postMail(app, { ...payload, job: 'pilot.mail-notice' }, { id: mail, to: one.correo, letter })
    if (posted === 'sent') await store.markSent(app.db, id, one.correo, app.clock.now())
  }
}

/** The mail of a comunicado: its text as it stands, its annexes under headings, and the way to acknowledge it. */
export function noticeLetter(notice: Pick<NoticeRow, 'asunto' | 'texto'>, link: string): Letter {
  const headings: readonly string[] = [t('anexo-1'), t('anexo-2')]
  const parts = notice.texto
    .split('\n\n')
    .map((paragraph): Part => (headings.includes(paragraph) ? { heading: paragraph } : paragraph))
  return {
    subject: notice.asunto,
    parts: [...parts, t('acuse'), { link, label: t('acuse-liga') }],
    why: t('porque'),
  }
}

/** A liaison acknowledges. Repeating it changes nothing. @throws notFound `no-encontrado` */
export async function acknowledgeNotice(app: App, secret: string): Promise<{ at: Temporal.Instant }> {
  return await app.db.tx(async (tx) => {
    const done = await store.markAcknowledged(tx, hashOf(secret), app.clock.now())
    if (!done) throw new DomainError('notFound', 'no-encontrado')
    if (done.first)
      await append(app, tx, {
        event: 'notice.acknowledged',
        actor: 'enlace',
        subject: done.comunicado,
        entidad: done.entidad,
      })
    return { at: done.acusado_at }
  })
}

export interface NoticeView extends NoticeRow {
  readonly entregas: readonly store.DeliveryRow[]
}

/** Every comunicado with who has it and who acknowledged; an entidad sees only its own line. */
export async function listNotices(app: App, scope: string | null): Promise<NoticeView[]> {
  const notices = await store.selectNotices(app.db)
  return await Promise.all(
    notices.map(async (one) => ({
      ...one,
      entregas: (await store.selectDeliveries(app.db, one.id)).filter(
        (line) => scope === null || line.entidad === scope,
      ),
    })),
  )
}
