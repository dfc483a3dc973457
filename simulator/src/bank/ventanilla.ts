// The teller's window: a línea de captura is checked as a bank does it, by itself, and the payment is written down.
import { randomInt } from 'node:crypto'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { WorldClock } from '../clock.ts'
import { problem, wrongField } from '../web/problems.ts'
import type { CounterStore } from './counter-store.ts'

/** What the teller gives back. */
export interface Receipt {
  lineaDeCaptura: string
  importeCentavos: number
  pagadoEn: string
  sucursal: string
  autorizacion: string
}

/** The agreement with the registries: the day count begins here, and 2 says that amount and date are checked. */
const BASE_YEAR = 2013
const CONSTANT = '2'
const MOST_CENTAVOS = 100_000_000

/**
 * Takes a payment. `pagadoEn` is an instant, or only a day (AAAA-MM-DD) as from a branch that notes no hour; now when it
 * is missing. `forzar` takes a wrong amount, a passed day or a line of nobody, for tests of what follows.
 * @throws 422 `linea-invalida` · `importe-invalido` · `importe-no-corresponde` · `linea-vencida` · `pago-fecha` · `pago-futuro`
 */
export function payAtCounter(
  store: CounterStore,
  clock: WorldClock,
  fields: Readonly<Record<string, unknown>>,
): Receipt {
  const given = fields['lineaDeCaptura']
  const linea = (typeof given === 'string' ? given : '').replace(/[\s-]/g, '')
  const centavos = Number(fields['importeCentavos'])
  const forced = fields['forzar'] === true || fields['forzar'] === 'true'
  if (!/^\d{1,20}$/.test(linea) || (!forced && !hasCheckDigits(linea)))
    throw wrongField('lineaDeCaptura', 'linea-invalida')
  if (!Number.isSafeInteger(centavos) || centavos < 1 || centavos > MOST_CENTAVOS)
    throw wrongField('importeCentavos', 'importe-invalido')
  // The first two digits of a line name the registry that collects.
  const entidad = ENTIDADES.find((one) => one.clave === linea.slice(0, 2))
  if (!entidad) throw wrongField('lineaDeCaptura', 'linea-invalida')
  const { day, time } = readPaidAt(fields['pagadoEn'], clock.now(), entidad.zona)
  if (!forced) {
    if (linea.at(-4) !== amountDigit(centavos)) throw wrongField('importeCentavos', 'importe-no-corresponde')
    if (linea.at(-3) === CONSTANT && condensed(day) > Number(linea.slice(-8, -4)))
      throw problem(422, 'linea-vencida', {}, 'lineaDeCaptura')
  }
  const sucursal = String(randomInt(10 ** 4)).padStart(5, '0')
  const autorizacion = String(randomInt(10 ** 8)).padStart(8, '0')
  const digits = (text: string): string => text.replace(/\D/g, '')
  const hora = time === null ? '' : digits(time.toString({ smallestUnit: 'second' }))
  store.add({ linea, centavos, entidad: entidad.clave, dia: digits(day.toString()), hora, sucursal, autorizacion })
  const pagadoEn =
    time === null
      ? day.toString()
      : day.toZonedDateTime({ timeZone: entidad.zona, plainTime: time }).toInstant().toString()
  return { lineaDeCaptura: linea, importeCentavos: centavos, pagadoEn, sucursal, autorizacion }
}

function readPaidAt(
  value: unknown,
  now: Temporal.Instant,
  zone: string,
): { day: Temporal.PlainDate; time: Temporal.PlainTime | null } {
  const local = now.toZonedDateTimeISO(zone)
  if (value === undefined || value === null || value === '')
    return { day: local.toPlainDate(), time: local.toPlainTime() }
  const text = typeof value === 'string' ? value : ''
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
      const day = Temporal.PlainDate.from(text, { overflow: 'reject' })
      if (Temporal.PlainDate.compare(day, local.toPlainDate()) <= 0) return { day, time: null }
    } else {
      const at = Temporal.Instant.from(text)
      const there = at.toZonedDateTimeISO(zone)
      if (Temporal.Instant.compare(at, now) <= 0) return { day: there.toPlainDate(), time: there.toPlainTime() }
    }
  } catch {
    throw wrongField('pagadoEn', 'pago-fecha')
  }
  throw wrongField('pagadoEn', 'pago-futuro')
}

/** Days as the banks count them: every month 31, every year 372. */
function condensed(day: Temporal.PlainDate): number {
  return (day.year - BASE_YEAR) * 372 + (day.month - 1) * 31 + day.day - 1
}

function sumFromRight(digits: string, weights: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) sum += Number(digits.at(-1 - i)) * (weights[i % weights.length] as number)
  return sum
}

function amountDigit(centavos: number): string {
  return String(sumFromRight(String(centavos), [7, 3, 1]) % 10)
}

function hasCheckDigits(linea: string): boolean {
  const expected = (sumFromRight(linea.slice(0, -2), [11, 13, 17, 19, 23]) % 97) + 1
  return linea.length >= 9 && Number(linea.slice(-2)) === expected
}
