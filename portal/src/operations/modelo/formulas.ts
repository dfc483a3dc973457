// The arithmetic of the indicators: shares that are never rounded up, and intervals that say how sure a figure is.

export type Verdict = 'OPTIMO' | 'EN_LIMITE' | 'FUERA' | 'SIN_DATOS' | 'NO_CONCLUYENTE' | 'NO_APLICA'

/** Normal quantile of a two-sided 95 % interval (governance §11). */
const Z = 1.959964

/** part / whole as a percentage with two decimals, cut and never rounded up: 99.7996 % is 99.79. Null without data. */
export function floorPercent(part: number, whole: number): number | null {
  if (whole === 0) return null
  // Whole numbers only, so that no binary fraction decides what a person reads.
  return Number((BigInt(part) * 10_000n) / BigInt(whole)) / 100
}

/** Wilson's 95 % interval of a share, in percent, cut at two decimals like every share. Null without data. */
export function wilson(part: number, whole: number): readonly [number, number] | null {
  if (whole === 0) return null
  const p = part / whole
  const z2 = Z * Z
  const centre = (p + z2 / (2 * whole)) / (1 + z2 / whole)
  const half = (Z * Math.sqrt((p * (1 - p)) / whole + z2 / (4 * whole * whole))) / (1 + z2 / whole)
  return [floor2(Math.max(0, centre - half)), floor2(Math.min(1, centre + half))]
}

function floor2(share: number): number {
  // The smallest step that a double can be off must not turn 80.00 into 79.99.
  return Math.floor(share * 10_000 + 1e-9) / 100
}

/** Exact 95 % interval of a Poisson count: the two means at which it would be just believable. */
export function poissonInterval(count: number): readonly [number, number] {
  const lower = count === 0 ? 0 : solve((mean) => 1 - poissonBelow(count, mean), 0.025)
  const upper = solve((mean) => 1 - poissonBelow(count + 1, mean), 0.975)
  return [lower, upper]
}

/** P(X < count) for a Poisson mean. */
function poissonBelow(count: number, mean: number): number {
  let term = Math.exp(-mean)
  let sum = 0
  for (let k = 0; k < count; k += 1) {
    sum += term
    term *= mean / (k + 1)
  }
  return sum
}

/** The mean at which a rising function of it reaches `target`, to far more digits than are shown. */
function solve(rising: (mean: number) => number, target: number): number {
  let low = 0
  let high = 1
  while (rising(high) < target) high *= 2
  for (let i = 0; i < 200; i += 1) {
    const middle = (low + high) / 2
    if (rising(middle) < target) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** What the share of happy faces could be at best and at worst, had everyone who was asked answered. */
export function manski(happy: number, answered: number, asked: number): readonly [number, number] | null {
  if (asked === 0) return null
  return [floorPercent(happy, asked)!, floorPercent(happy + asked - answered, asked)!]
}

/** Whether part/whole ≥ share, decided on whole numbers: `share` is given in ten-thousandths. */
export function reaches(part: number, whole: number, tenThousandths: number): boolean {
  return BigInt(part) * 10_000n >= BigInt(whole) * BigInt(tenThousandths)
}

const ORDER: readonly Verdict[] = ['NO_APLICA', 'OPTIMO', 'EN_LIMITE', 'NO_CONCLUYENTE', 'SIN_DATOS', 'FUERA']

/** The worst of several verdicts: what an entidad's verdict is made of. Nothing at all is no data, never a pass. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'SIN_DATOS'
  return verdicts.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a))
}
