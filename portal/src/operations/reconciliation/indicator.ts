// Indicator 6 from the rows: payments made at a bank in a window, judged once their 72 hours are over.
import { wire } from '#clock'
import type { App } from '#context'
import type { Claves } from '#db'
import { listEntidades } from '#directory'
import { formulas, indicador, readModelo } from '#modelo'
import type { Indicador, Modelo, Ventana, Veredicto } from '#modelo'
import { evidenceOf, paths } from '#ui/paths'
import { VERDICT_WIRE, dueAt, judgeAt } from './availability.ts'
import { threeBankDaysAfter } from './bank-days.ts'
import * as store from './store.ts'
import { knownOf } from './track.ts'

/** Hours from payment to availability are counted from the earliest moment of paying, and rounded up at two decimals. */
export interface PaymentsIndicador extends Indicador {
  readonly cierto: number
  readonly falla: number
  readonly indeterminado: number
  /** Made in the window, and not yet due. */
  readonly pendiente: number
  /** Null where it falls on a payment that nobody has seen yet. */
  readonly p50: number | null
  readonly p95: number | null
  readonly maximo: number | null
}

/** Payments of a window, of one entidad or (null) of all together. Any certain failure is FUERA: 72 hours is a maximum. */
export async function paymentsIndicator(app: App, ventana: Ventana, clave: string | null): Promise<PaymentsIndicador> {
  return (await paymentsIndicators(app, ventana, [clave])).get(clave)!
}

/** The same of each of these, and with null of all together. */
export async function paymentsIndicators(
  app: App,
  ventana: Ventana,
  claves: Claves,
): Promise<Map<string | null, PaymentsIndicador>> {
  const { contenido } = await readModelo(app)
  const hours = contenido.pagos.disponibleHoras.valor
  const rows = await store.selectAvailability(app.db, { ...ventana, hours, now: app.clock.now() }, claves)
  const found = new Map(rows.map((row) => [row.entidad, row]))
  return new Map(claves.map((clave) => [clave, judged(found.get(clave), contenido, ventana, clave)]))
}

function judged(
  row: store.AvailabilityRow | undefined,
  { responsables }: Pick<Modelo, 'responsables'>,
  ventana: Ventana,
  clave: string | null,
): PaymentsIndicador {
  const { cierto, falla, indeterminado, pendiente } = row ?? { cierto: 0, falla: 0, indeterminado: 0, pendiente: 0 }
  const n = cierto + falla + indeterminado
  const literal: Veredicto = n === 0 ? 'SIN_DATOS' : falla > 0 ? 'FUERA' : indeterminado > 0 ? 'EN_LIMITE' : 'OPTIMO'
  // Strictly, nothing is concluded while payments of the window are still running.
  const estricta: Veredicto = literal !== 'FUERA' && n > 0 && pendiente > 0 ? 'NO_CONCLUYENTE' : literal
  return {
    ...indicador({
      valor: formulas.floorPercent(cierto, n),
      literal,
      estricta,
      n,
      responsable: responsables.i6.valor,
      evidencia: evidenceOf(paths.evidencePayments, ventana, clave),
      cuentas: { cierto, falla, indeterminado, pendiente },
    }),
    cierto,
    falla,
    indeterminado,
    pendiente,
    p50: inHours(row?.p50 ?? null),
    p95: inHours(row?.p95 ?? null),
    maximo: inHours(row?.maximo ?? null),
  }
}

function inHours(ms: number | null): number | null {
  return ms === null ? null : Math.ceil(ms / 36_000) / 100
}

export const EVIDENCE_HEAD = [
  'folio',
  'entidad',
  'pagadoDesde',
  'pagadoHasta',
  'archivoEn',
  'leidoEn',
  'conciliadoEn',
  'avisadoEn',
  'registradoEn',
  'ultimaNegativaEn',
  'disponibleEn',
  'venceEn',
  'tMas3Bancario',
  'veredicto',
] as const

/** The rows behind the figure: one payment each, with its six instants, its verdict, and three bank days to compare. */
export async function paymentsEvidence(app: App, ventana: Ventana, clave: string | null): Promise<(string | null)[][]> {
  const hours = (await readModelo(app)).contenido.pagos.disponibleHoras.valor
  const now = app.clock.now()
  const text = (at: Temporal.Instant | null): string | null => (at === null ? null : wire(at))
  const zones = new Map((await listEntidades(app)).map((one) => [one.clave, one.zona]))
  return (await store.selectTracks(app.db, ventana, clave)).map((row) => [
    row.folio,
    row.entidad,
    text(row.paid_lo),
    text(row.paid_hi),
    text(row.bank_file_at),
    text(row.parsed_at),
    text(row.matched_at),
    text(row.told_at),
    text(row.registered_at),
    text(row.last_no_at),
    text(row.available_at),
    text(dueAt({ paidHi: row.paid_hi }, hours)),
    threeBankDaysAfter(row.paid_lo.toZonedDateTimeISO(zones.get(row.entidad)!).toPlainDate().toString()),
    VERDICT_WIRE[judgeAt(knownOf(row), hours, now)],
  ])
}
