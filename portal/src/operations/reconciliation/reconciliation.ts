// The door of reconciliation: a bank's file is taken once and line by line, and from then on indicator 6 runs.
import type { App } from '#context'
import type { Tx } from '#db'
import { readEntidad } from '#directory'
import type { EntidadView } from '#directory'
import { append } from '#journal'
import { DEPOSIT_WIRE, bookDeposit } from '#payments'
import { depositKey, paidBetween, readBankFile, sha256Of } from './bank-file.ts'
import type { FileIdentity, FileLine, Refusal } from './bank-file.ts'
import * as store from './store.ts'

export { checkReconciliation } from './invariants.ts'
export { acceptDelivery } from './delivery.ts'
export { bankDelays } from './delays.ts'
export type { BankDelay } from './delays.ts'
export { paymentsIndicator, paymentsIndicators, paymentsEvidence } from './indicator.ts'
export type { PaymentsIndicador } from './indicator.ts'
export { paymentsTurn, readAgeing } from './board.ts'
export { nextAvailabilityDue, sweepAvailability } from './track.ts'
export type { WithEntidades } from './track.ts'

export type Motivo = Refusal | 'archivo-otro-contenido'

/** What became of a file. `estado` is `repetido` when these very bytes were taken before: nothing was done again. */
export interface FileReport {
  readonly archivo: number
  readonly estado: 'aceptado' | 'repetido' | 'rechazado' | 'cuarentena'
  readonly motivo?: Motivo
  readonly entidad: string
  readonly banco: string | null
  readonly cuenta: string | null
  readonly fecha: string | null
  readonly secuencia: number | null
  readonly registros: number
  readonly sumaCentavos: number
  readonly lineas: readonly LineReport[]
}

export interface LineReport {
  readonly n: number
  readonly lineaDeCaptura: string
  readonly importeCentavos: number
  readonly estado: string
  readonly motivo?: string
  readonly folio?: string
}

export interface Delivered {
  readonly entidad: string
  readonly bytes: Uint8Array
  /** How it came: from the bank by HTTP, from the command line, or by hand in the console. */
  readonly channel: 'banco' | 'mandato' | 'consola'
  readonly actor: string
}

/**
 * Takes a bank's file of an entidad's account. The same bytes again change nothing; another content under the name of a
 * file that was accepted is kept apart; a file whose header or trailer does not agree is refused and nothing of it is
 * booked. All of a file is one transaction. @throws invalid `entidad-desconocida`
 */
export async function importBankFile(app: App, file: Delivered): Promise<FileReport> {
  const entidad = await readEntidad(app, file.entidad)
  const sha256 = sha256Of(file.bytes)
  const receivedAt = app.clock.now()
  const read = readBankFile(file.bytes, entidad.clave)
  const parsedAt = app.clock.now()
  return await app.db.tx(async (tx) => {
    await store.lockAccount(tx, entidad.clave)
    const known = await store.selectFileBySha(tx, entidad.clave, sha256)
    if (known) return report(known, await store.selectLines(tx, known.id), true)
    const taken = read.ok && (await store.isIdentityTaken(tx, read.identity))
    const state = !read.ok ? 'refused' : taken ? 'quarantined' : 'accepted'
    const reason = !read.ok ? read.reason : taken ? 'archivo-otro-contenido' : null
    const row = await store.insertFile(tx, {
      entidad: entidad.clave,
      sha256,
      content: file.bytes,
      identity: read.identity,
      state,
      reason,
      lines: read.ok ? read.lines.length : 0,
      centavos: read.ok ? read.centavos : 0,
      channel: file.channel,
      actor: file.actor,
      receivedAt,
      parsedAt,
    })
    await append(app, tx, {
      event: FILE_EVENTS[state],
      actor: file.actor,
      subject: `archivo-${row.id}`,
      entidad: entidad.clave,
      data: { sha256, registros: row.lines, centavos: row.centavos, ...(reason ? { motivo: reason } : {}) },
    })
    if (read.ok && state === 'accepted') {
      for (const line of read.lines) {
        await takeLine(app, tx, { entidad, identity: read.identity, line, file: row.id, receivedAt, parsedAt })
      }
    }
    return report(row, await store.selectLines(tx, row.id), false)
  })
}

const FILE_EVENTS = {
  accepted: 'bank.fileAccepted',
  refused: 'bank.fileRefused',
  quarantined: 'bank.fileQuarantined',
} as const

interface Taking {
  readonly entidad: EntidadView
  readonly identity: FileIdentity
  readonly line: FileLine
  readonly file: number
  readonly receivedAt: Temporal.Instant
  readonly parsedAt: Temporal.Instant
}

/** Books a line, keeps what became of it, and starts the clock of indicator 6 when it pays an order. */
async function takeLine(app: App, tx: Tx, taking: Taking): Promise<void> {
  const { entidad, identity, line, file } = taking
  const [paidLo, paidHi] = paidBetween(line, entidad.zona)
  const key = depositKey(identity, line)
  const { linea, centavos } = line
  const booked = await bookDeposit(app, tx, { key, entidad: entidad.clave, linea, centavos, paidLo, paidHi })
  const matchedAt = app.clock.now()
  await store.insertLine(tx, {
    file,
    n: line.n,
    entidad: entidad.clave,
    linea,
    centavos,
    paid_lo: paidLo,
    paid_hi: paidHi,
    branch: line.branch,
    autorizacion: line.autorizacion,
    outcome: booked.outcome,
    reason: booked.reason,
    folio: booked.folio,
    matched_at: matchedAt,
    deposit: key,
  })
  if (!booked.completes || booked.folio === null) return
  await store.insertTrack(tx, {
    folio: booked.folio,
    entidad: entidad.clave,
    linea,
    centavos,
    paid_lo: paidLo,
    paid_hi: paidHi,
    paid_day: line.hour === null ? line.day : null,
    bank_file_at: taking.receivedAt,
    parsed_at: taking.parsedAt,
    matched_at: matchedAt,
  })
}

function report(row: store.FileRow, lines: readonly store.LineRow[], again: boolean): FileReport {
  const state = { accepted: again ? 'repetido' : 'aceptado', refused: 'rechazado', quarantined: 'cuarentena' } as const
  return {
    archivo: row.id,
    estado: state[row.state],
    ...(row.reason ? { motivo: row.reason as Motivo } : {}),
    entidad: row.entidad,
    banco: row.bank,
    cuenta: row.account,
    fecha: row.day,
    secuencia: row.sequence,
    registros: row.lines,
    sumaCentavos: row.centavos,
    lineas: lines.map(lineReport),
  }
}

function lineReport(line: store.LineRow): LineReport {
  return {
    n: line.n,
    lineaDeCaptura: line.linea,
    importeCentavos: line.centavos,
    estado: DEPOSIT_WIRE[line.outcome],
    ...(line.reason ? { motivo: line.reason } : {}),
    ...(line.folio ? { folio: line.folio } : {}),
  }
}
