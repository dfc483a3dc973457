// A person says «ya pagué» with a receipt: kept for the desk and finance alone, in the one open case of that payment.
import { createHash, randomUUID } from 'node:crypto'
import { centralDay, readDay } from '#clock'
import type { App } from '#context'
import { withoutReach } from '#db'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { noteLook } from '#holders'
import { append } from '#journal'
import { accessToken, newFolio, readOrder, recordOfOrder } from '#orders'
import type { OrderView } from '#orders'
import { limitNetwork } from '#search'
import { may, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { cleanText } from '#ui/clean-text'
import { ORIGINAL, speaking } from '#ui/languages'
import { longDay } from '#ui/messages'
import * as corrections from '../corrections/store.ts'
import { subjectOf } from '../open-ticket.ts'
import * as tickets from '../store.ts'
import { OPEN, next, solvedLevel } from '../ticket.ts'
import { insertReport, lifeOf, record } from '../ticket-record.ts'
import { MAX_BANK, MAX_BYTES, MAX_MB, MAX_RECEIPTS, extensionOf, kindOf } from './receipt.ts'
import type { ReceiptType } from './receipt.ts'
import * as store from './store.ts'
import { forDesk } from './words.ts'

export interface ReceiptInput {
  /** The day of the payment, `AAAA-MM-DD`. */
  readonly fecha: string
  readonly banco: string
  /** Null when none was chosen; `tooLarge` when it was not even read to its end. */
  readonly bytes: Buffer | 'tooLarge' | null
}

/** States of an order in which a payment may be missing. */
const MISSING = new Set(['cotizada', 'pago_pendiente', 'vencida', 'en_revision'])

export function mayLackPayment(order: Pick<OrderView, 'estado'>): boolean {
  return MISSING.has(order.estado)
}

/**
 * Keeps a receipt in the open case of this payment, or opens that case. The same file again changes nothing.
 * @throws notFound `solicitud-no-encontrada` · invalid with the fields · conflict `comprobantes-demasiados` ·
 *   tooMany `demasiados-reportes`
 */
export async function sendReceipt(
  app: App,
  order: { readonly folio: string; readonly acceso: string | undefined },
  input: ReceiptInput,
  requester: { readonly ip: string },
): Promise<{ folio: string; acceso: string }> {
  const view = await readOrder(app, order.folio, order.acceso)
  const { fecha, banco, bytes, tipo } = checkReceipt(app, input)
  await limitNetwork(app, 'reporte', requester, app.clock.now(), 'demasiados-reportes')
  const sha256 = createHash('sha256').update(bytes).digest()
  const asunto = subjectOf(app, 'pago', view.folio)
  const folio = await app.db.tx(async (tx) => {
    await corrections.lockSubject(tx, asunto)
    const before = await store.selectOfOrder(tx, view.folio)
    const same = before.find((one) => one.sha256.equals(sha256))
    if (same) return same.folio
    if (before.length >= MAX_RECEIPTS)
      throw new DomainError('conflict', 'comprobantes-demasiados', { params: { maximo: MAX_RECEIPTS } })
    // The desk reads Spanish, whatever language the person's pages speak.
    const texto = speaking(ORIGINAL, () => forDesk('cuerpo', { dia: longDay(fecha), banco }))
    const open = await store.selectPaymentCase(tx, { solicitud: view.folio, asunto, open: OPEN })
    const name = open ?? newFolio(undefined, 'REP')
    await (open ? joinCase(app, tx, open, texto) : openCase(app, tx, view, { folio: name, asunto, texto }))
    const at = app.clock.now()
    const id = randomUUID()
    await store.insertReceipt(tx, { id, folio: name, solicitud: view.folio, fecha, banco, tipo, sha256, bytes, at })
    const data = { solicitud: view.folio, tipo, bytes: bytes.length, sha256: sha256.toString('hex') }
    const entidad = view.entidadRegistro
    await append(app, tx, { event: 'ticket.receiptKept', actor: 'ciudadano', subject: name, entidad, data })
    return name
  })
  return { folio, acceso: accessToken(app, folio) }
}

async function openCase(
  app: App,
  tx: Tx,
  view: OrderView,
  one: { folio: string; asunto: Buffer; texto: string },
): Promise<void> {
  const { folio: sobre, entidadRegistro: entidad } = view
  const correo = view.correo ?? null
  await insertReport(app, tx, { ...one, tipo: 'pago', entidad, sobre, origen: 'persona', motivo: null, correo })
}

/** One more line in the life of a case; where the desk waited for the person, this is the answer. */
async function joinCase(app: App, tx: Tx, folio: string, texto: string): Promise<void> {
  const row = (await tickets.lockTicket(tx, folio))!
  const life = lifeOf(await tickets.selectEvents(tx, folio))
  const step = row.state === 'waitingCitizen' ? 'citizenReplied' : 'receiptSent'
  const to = next(row.state, step, 'ciudadano', solvedLevel(life))
  await record(app, tx, row, life, { step, to, actor: 'ciudadano', at: app.clock.now() })
  await tickets.insertMessage(tx, folio, { version: row.version + 1, de: 'persona', publico: true, texto })
}

/** What can be mended in a receipt, said before anything is written. @throws invalid with the fields */
function checkReceipt(
  app: App,
  input: ReceiptInput,
): { fecha: string; banco: string; bytes: Buffer; tipo: ReceiptType } {
  const problems: FieldProblem[] = []
  const say = (campo: string, codigo: string, params?: Record<string, number>): void =>
    void problems.push({ campo, codigo, ...(params ? { params } : {}) })
  const banco = cleanText(input.banco).replace(/\s+/g, ' ').trim()
  if (input.fecha === '') say('fecha', 'fecha-pago-falta')
  else if (readDay(input.fecha) === null) say('fecha', 'fecha-imposible')
  else if (input.fecha > centralDay(app.clock.now())) say('fecha', 'fecha-por-venir')
  if (banco === '') say('banco', 'banco-falta')
  else if (banco.length > MAX_BANK) say('banco', 'texto-largo', { maximo: MAX_BANK })
  const { bytes } = input
  const tipo = Buffer.isBuffer(bytes) ? kindOf(bytes) : null
  if (bytes === null) say('archivo', 'comprobante-falta')
  else if (bytes === 'tooLarge' || bytes.length > MAX_BYTES) say('archivo', 'comprobante-grande', { mb: MAX_MB })
  else if (tipo === null) say('archivo', 'comprobante-tipo')
  if (problems.length > 0 || !Buffer.isBuffer(bytes) || tipo === null)
    throw new DomainError('invalid', 'datos-invalidos', { campos: problems })
  return { fecha: input.fecha, banco, bytes, tipo }
}

/** The newest receipts that this person may see. */
export async function listReceipts(app: App, staff: Staff): Promise<store.ReceiptRow[]> {
  return await store.selectNewest(app.db, scopeOf(staff), 200)
}

/** The file of a receipt, for a desk or finance of its entidad or a federal body. @throws notFound `comprobante-no-encontrado` */
export async function readReceipt(
  app: App,
  staff: Staff,
  id: string,
): Promise<{ bytes: Buffer; tipo: ReceiptType; name: string }> {
  const row = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? await store.selectFile(app.db, id) : undefined
  // What belongs to no entidad is nobody's but the federal bodies'.
  if (!row || !may(staff, 'comprobante.ver', row.entidad ?? ''))
    throw new DomainError('notFound', 'comprobante-no-encontrado')
  const data = { comprobante: id, rol: staff.rol, oficina: staff.entidad }
  // Who looked at whose receipt is on record, like every look at what only a few may see.
  await app.db.tx(
    async (tx) =>
      await append(app, tx, {
        event: 'ticket.receiptRead',
        actor: staff.id,
        subject: row.solicitud,
        entidad: row.entidad,
        data,
      }),
  )
  // Whether a holder wants to be told is nothing that an office may see: it is the program that asks.
  await withoutReach(async () => {
    const look = { que: 'oficina', rol: staff.rol, oficina: staff.entidad, sobre: 'comprobante' } as const
    await app.db.tx(async (tx) => await noteLook(app, tx, await recordOfOrder(tx, row.solicitud), look))
  })
  return { bytes: row.bytes, tipo: row.tipo, name: `comprobante-${row.solicitud}.${extensionOf(row.tipo)}` }
}
