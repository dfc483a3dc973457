// The línea de captura: the number that a person takes to the bank, with its amount and last day inside its check digits.

/** One agreement with a bank: base year of the day count and the constant that says what the bank validates. */
export interface Agreement {
  readonly baseYear: number
  /** 2 = the bank checks amount and date. */
  readonly constant: string
}

/** Ours: a base year far enough that the four digits of the date last until 2039. */
export const AGREEMENT: Agreement = { baseYear: 2013, constant: '2' }

const WEIGHTS_97 = [11, 13, 17, 19, 23]
const WEIGHTS_10 = [7, 3, 1]

/** Days counted as the banks do: every month 31, every year 372. @throws RangeError when four digits do not hold it */
function condensedDate(day: Temporal.PlainDate, baseYear: number): string {
  const value = (day.year - baseYear) * 372 + (day.month - 1) * 31 + (day.day - 1)
  if (value < 0 || value > 9_999) throw new RangeError(`${day.toString()} does not fit the base year ${baseYear}`)
  return String(value).padStart(4, '0')
}

function weighted(digits: string, weights: readonly number[]): number {
  return [...digits].reverse().reduce((sum, digit, i) => sum + Number(digit) * weights[i % weights.length]!, 0)
}

/**
 * Reference, condensed date, condensed amount, constant and two check digits modulo 97: any single wrong digit and any
 * swap of neighbours is noticed (governance §11: every weight and every difference of neighbours is coprime to 97).
 * @throws RangeError for a reference that is not 1 to 12 digits, a date out of range or an amount that is not positive
 */
export function makeLinea(
  reference: string,
  centavos: number,
  lastDay: Temporal.PlainDate,
  agreement: Agreement = AGREEMENT,
): string {
  if (!/^\d{1,12}$/.test(reference)) throw new RangeError('the reference is not 1 to 12 digits')
  if (!Number.isSafeInteger(centavos) || centavos <= 0) throw new RangeError('the amount is not positive centavos')
  const body = `${reference}${condensedDate(lastDay, agreement.baseYear)}${weighted(String(centavos), WEIGHTS_10) % 10}${agreement.constant}`
  return `${body}${checkDigits(body)}`
}

function checkDigits(body: string): string {
  return String((weighted(body, WEIGHTS_97) % 97) + 1).padStart(2, '0')
}

/** Whether the check digits agree; spaces and hyphens are forgiven. */
export function isLinea(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '')
  return /^\d{9,20}$/.test(digits) && checkDigits(digits.slice(0, -2)) === digits.slice(-2)
}

/** As it is printed for a person: groups of four. */
export function formatLinea(linea: string): string {
  return linea.replace(/(\d{4})(?=\d)/g, '$1 ')
}
