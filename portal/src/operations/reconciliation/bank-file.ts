// A bank's daily file as data says it is laid out: read to the last character, or refused as a whole with the reason. Pure.
import { readDay } from '#clock'
import { createHash } from 'node:crypto'
import layouts from './layouts.json' with { type: 'json' }

/** Why a file is refused as a whole. */
export type Refusal =
  | 'archivo-ilegible'
  | 'archivo-cortado'
  | 'archivo-registros'
  | 'archivo-suma'
  | 'archivo-cuenta-ajena'

/** What makes a file the same file. */
export interface FileIdentity {
  readonly bank: string
  readonly account: string
  readonly day: string
  readonly sequence: number
}

/** One payment in a file. */
export interface FileLine {
  readonly n: number
  readonly linea: string
  readonly centavos: number
  readonly day: string
  /** Local hour of the branch, HH:MM:SS; null where the bank gave none. */
  readonly hour: string | null
  readonly branch: string
  readonly autorizacion: string
}

export type FileRead =
  | {
      readonly ok: true
      readonly identity: FileIdentity
      readonly lines: readonly FileLine[]
      readonly centavos: number
    }
  | { readonly ok: false; readonly reason: Refusal; readonly identity: FileIdentity | null }

type Layout = (typeof layouts)['ancho-fijo-1']
type Record_ = Readonly<Record<string, string>>

/** Reads a file that claims to be of `entidad`'s account. Header and trailer must agree with the lines, to the centavo. */
export function readBankFile(bytes: Uint8Array, entidad: string): FileRead {
  const text = asciiOf(bytes)
  const layout = Object.values(layouts).find((one) => text?.slice(1, 1 + one.marca.length) === one.marca)
  if (text === null || layout === undefined) return { ok: false, reason: 'archivo-ilegible', identity: null }
  const rows = text.replace(/\r\n/g, '\n').split('\n')
  // What stands after the last line end is nothing, or a piece of a record.
  rows.pop()
  const header = fields(rows[0] ?? '', layout.encabezado, layout)
  const identity = header ? identityOf(header) : null
  const refuse = (reason: Refusal): FileRead => ({ ok: false, reason, identity })
  if (!header || !identity || header['tipo'] !== 'E') return refuse('archivo-ilegible')
  const trailer = fields(rows.at(-1) ?? '', layout.cierre, layout)
  if (rows.length < 2 || trailer?.['tipo'] !== 'T') return refuse('archivo-cortado')
  const lines = rows.slice(1, -1).map((row) => lineOf(fields(row, layout.detalle, layout)))
  if (lines.some((one, i) => one === null || one.n !== i + 1)) return refuse('archivo-ilegible')
  const read = lines as FileLine[]
  const sum = read.reduce((total, one) => total + one.centavos, 0)
  for (const told of [header, trailer]) {
    if (numberOf(told['registros']) !== read.length) return refuse('archivo-registros')
    if (numberOf(told['suma']) !== sum) return refuse('archivo-suma')
  }
  const account = layout.cuenta.replace('{entidad}', entidad)
  if (identity.bank !== layout.banco || identity.account !== account) return refuse('archivo-cuenta-ajena')
  return { ok: true, identity, lines: read, centavos: sum }
}

/** SHA-256 of a file, in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The same for the same deposit, whichever file tells of it: who was paid, how much, when, where, with which number. */
export function depositKey(identity: FileIdentity, line: FileLine): string {
  const { bank, account } = identity
  const parts = [bank, account, line.linea, line.centavos, line.day, line.hour ?? '', line.branch, line.autorizacion]
  return createHash('sha256').update(parts.join('|')).digest('hex').slice(0, 32)
}

/**
 * When a line was paid: an instant where the bank gave the hour, otherwise the whole local day [00:00, 24:00). An hour
 * that the clock showed twice is both.
 */
export function paidBetween(line: FileLine, zone: string): readonly [Temporal.Instant, Temporal.Instant] {
  const day = Temporal.PlainDate.from(line.day)
  if (line.hour === null)
    return [day.toZonedDateTime(zone).toInstant(), day.add({ days: 1 }).toZonedDateTime(zone).toInstant()]
  const local = day.toPlainDateTime(Temporal.PlainTime.from(line.hour))
  const at = (disambiguation: 'earlier' | 'later'): Temporal.Instant =>
    local.toZonedDateTime(zone, { disambiguation }).toInstant()
  return [at('earlier'), at('later')]
}

function asciiOf(bytes: Uint8Array): string | null {
  for (const byte of bytes) if (byte > 126 || (byte < 32 && byte !== 10 && byte !== 13)) return null
  return Buffer.from(bytes).toString('latin1')
}

function fields(row: string, names: readonly (readonly (string | number)[])[], layout: Layout): Record_ | null {
  if (row.length !== layout.ancho) return null
  let at = 0
  return Object.fromEntries(
    names.map(([name, width]) => {
      const value = row.slice(at, at + Number(width))
      at += Number(width)
      return [String(name), value]
    }),
  )
}

function identityOf(header: Record_): FileIdentity | null {
  const day = dayOf(header['fecha'])
  const sequence = numberOf(header['secuencia'])
  if (day === null || sequence === null || !/^\d{3}$/.test(header['banco'] ?? '')) return null
  return { bank: header['banco']!, account: header['cuenta']!.trim(), day, sequence }
}

function lineOf(row: Record_ | null): FileLine | null {
  if (row?.['tipo'] !== 'D') return null
  const n = numberOf(row['consecutivo'])
  const centavos = numberOf(row['importe'])
  const linea = row['linea']!.trimEnd()
  const day = dayOf(row['fecha'])
  const hour = hourOf(row['hora']!)
  if (n === null || centavos === null || centavos === 0 || day === null || hour === undefined) return null
  if (!/^\d{1,20}$/.test(linea)) return null
  return { n, linea, centavos, day, hour, branch: row['sucursal']!.trim(), autorizacion: row['autorizacion']!.trim() }
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null
}

function dayOf(text: string | undefined): string | null {
  const day = text?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3') ?? ''
  return readDay(day) === null ? null : day
}

/** Undefined when it is no hour at all. */
function hourOf(text: string): string | null | undefined {
  if (text.trim() === '') return null
  const parts = text.match(/^([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/)
  return parts ? `${parts[1]}:${parts[2]}:${parts[3]}` : undefined
}
