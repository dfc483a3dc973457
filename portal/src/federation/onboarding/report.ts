// The detailed report of what is pending: numbered, mailed to the technical liaison through gob.mx's, and acknowledged.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { wire } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import type { JobPayload } from '#jobs'
import { append } from '#journal'
import { postMail } from '#mailer'
import type { Mailing, Outcome } from '#mailer'
import { paths } from '#ui/paths'
import { reportLetter } from './mail.ts'
import type { ReportContent } from './mail.ts'
import * as store from './store.ts'
import type { DeliveryRow, LiaisonRow, ReportRow } from './store.ts'

/** Orders a report for this entidad, or (null) for each one that has something pending. Gives how many. @throws conflict `sin-pendientes` */
export async function orderReports(app: App, actor: string, entidad: string | null): Promise<number> {
  const ordered = await app.db.tx(async (tx) => await orderReportsIn(app, tx, actor, entidad))
  if (ordered === 0) throw new DomainError('conflict', 'sin-pendientes')
  return ordered
}

/** The same inside the caller's transaction. */
export async function orderReportsIn(app: App, tx: Tx, actor: string, entidad: string | null): Promise<number> {
  await store.lockReports(tx)
  const open = (await store.selectObservations(tx, entidad)).filter((one) => one.estado !== 'cerrada')
  const names = new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))
  const claves = [...new Set(open.map((one) => one.entidad))]
  for (const clave of claves) {
    const before = await store.selectLastReport(tx, clave)
    const own = open.filter((one) => one.entidad === clave)
    const earlier = (before?.contenido as ReportContent | undefined)?.pendientes ?? []
    const contenido: ReportContent = {
      entidad: names.get(clave) ?? clave,
      pendientes: own.map(({ id, codigo, perfil, severidad, titulo, esperado, paso, estado, vence_at, sintetico }) => {
        return { id, codigo, perfil, severidad, titulo, esperado, paso, estado, vence: wire(vence_at), sintetico }
      }),
      cerradas: earlier.filter((one) => !own.some((other) => other.id === one.id)).map((one) => one.id),
    }
    const numero = (before?.numero ?? 0) + 1
    const id = `PEN-${clave}-${numero}`
    const sha256 = createHash('sha256').update(JSON.stringify(contenido)).digest('hex')
    await store.insertReport(tx, {
      id,
      entidad: clave,
      numero,
      contenido,
      sha256,
      pedido_por: actor,
      at: app.clock.now(),
    })
    const first = (await technicalLiaisons(tx, clave))[0]
    if (first === undefined) throw new Error(`${clave} has no technical liaison`)
    await store.insertDelivery(tx, id, first)
    await append(app, tx, {
      event: 'onboarding.reportOrdered',
      actor,
      subject: id,
      entidad: clave,
      data: { numero, pendientes: own.length, sha256 },
    })
  }
  return claves.length
}

async function technicalLiaisons(tx: Tx | App['db'], entidad: string): Promise<LiaisonRow[]> {
  return (await store.selectLiaisons(tx, entidad)).filter((one) => one.tipo === 'tecnico')
}

/**
 * Reaction to `onboarding.reportOrdered`: mails the report to the technical liaison; an address that refuses it for good
 * passes it on to the alternate. Safe to repeat.
 */
export async function sendReport(app: Mailing, payload: JobPayload): Promise<void> {
  const { subject: id } = payload
  const report = await store.selectReport(app.db, id)
  if (report === undefined) return
  for (;;) {
    const waiting = (await store.selectDeliveries(app.db, id)).find((one) => one.estado === 'pendiente')
    if (waiting === undefined) return
    const posted = await mailTo(app, payload, report, waiting)
    if (posted === 'waiting') return
    await app.db.tx(async (tx) => await noteDelivery(app, tx, report, waiting, posted === 'sent'))
  }
}

async function mailTo(app: Mailing, payload: JobPayload, report: ReportRow, to: DeliveryRow): Promise<Outcome> {
  const liaisons = await store.selectLiaisons(app.db)
  const through = liaisons.find((one) => one.entidad === report.entidad && one.tipo === 'gobmx')
  const contact = liaisons.find((one) => one.tipo === 'vun')
  const letter = reportLetter({
    numero: report.numero,
    contenido: report.contenido as ReportContent,
    destinatario: to.nombre,
    enlace: through ?? null,
    contacto: contact ?? null,
    liga: `${app.config.publicUrl}${paths.pendingReceipt(report.id, to.enlace, receipt(app, report.id, to.enlace))}`,
  })
  const id = `${report.id}.${to.enlace}`.toLowerCase()
  return await postMail(app, { ...payload, job: 'onboarding.send-report' }, { id, to: to.correo, letter })
}

async function noteDelivery(app: App, tx: Tx, report: ReportRow, to: DeliveryRow, accepted: boolean): Promise<void> {
  const estado = accepted ? 'enviada' : 'devuelta'
  if (!(await store.endDelivery(tx, { reporte: report.id, enlace: to.enlace, estado, at: app.clock.now() }))) return
  const next = accepted ? undefined : (await technicalLiaisons(tx, report.entidad)).find((one) => one.orden > to.orden)
  if (next) await store.insertDelivery(tx, report.id, next)
  await append(app, tx, {
    event: accepted ? 'onboarding.reportSent' : 'onboarding.reportReturned',
    actor: 'sistema',
    subject: report.id,
    entidad: report.entidad,
    data: { enlace: to.enlace, orden: to.orden, ...(accepted ? {} : { suplente: next?.id ?? null }) },
  })
}

/** The secret of one delivery: the same for the same mail, and stored nowhere. */
function receipt(app: App, reporte: string, enlace: string): string {
  return createHmac('sha256', app.secrets.formToken).update(`pendientes|${reporte}|${enlace}`).digest('base64url')
}

export interface ReceiptView {
  readonly entidad: string
  readonly numero: number
  readonly nombre: string
  readonly pendientes: number
  readonly acusada: Temporal.Instant | null
}

/** A delivery for whoever has its link. @throws notFound `direccion-no-encontrada` */
export async function readReceipt(app: App, reporte: string, enlace: string, secret: string): Promise<ReceiptView> {
  const given = Buffer.from(secret)
  const expected = Buffer.from(receipt(app, reporte, enlace))
  const right = given.length === expected.length && timingSafeEqual(given, expected)
  const report = right ? await store.selectReport(app.db, reporte) : undefined
  const delivery = report && (await store.selectDeliveries(app.db, reporte)).find((one) => one.enlace === enlace)
  if (!report || !delivery) throw new DomainError('notFound', 'direccion-no-encontrada')
  const { entidad, pendientes } = report.contenido as ReportContent
  return {
    entidad,
    numero: report.numero,
    nombre: delivery.nombre,
    pendientes: pendientes.length,
    acusada: delivery.acusada_at,
  }
}

/** The liaison acknowledges; the first time is on record. @throws notFound `direccion-no-encontrada` */
export async function acknowledgeReport(app: App, reporte: string, enlace: string, secret: string): Promise<void> {
  await readReceipt(app, reporte, enlace, secret)
  await app.db.tx(async (tx) => {
    if (!(await store.markAcknowledged(tx, reporte, enlace, app.clock.now()))) return
    const report = await store.selectReport(tx, reporte)
    await append(app, tx, {
      event: 'onboarding.reportAcknowledged',
      actor: `enlace:${enlace}`,
      subject: reporte,
      entidad: report?.entidad ?? null,
    })
  })
}

export interface DeliveryView extends DeliveryRow {
  readonly entidad: string
  readonly numero: number
  readonly at: Temporal.Instant
}

/** Every delivery of reports, the newest first; of one entidad, or of all. */
export async function listDeliveries(app: App, entidad: string | null): Promise<DeliveryView[]> {
  return await store.selectReports(app.db, entidad)
}
