// Whether an answer goes to a person or to a program, by what the call says that it accepts.

/** True when the caller prefers an HTML page to JSON, as browsers do; a caller that takes anything is a program. */
export function prefersPage(accept: string | undefined): boolean {
  const ranges = parse(accept ?? '*/*')
  return weightOf(ranges, 'text/html') > weightOf(ranges, 'application/json')
}

interface Range {
  type: string
  weight: number
}

function parse(accept: string): Range[] {
  return accept.split(',').map((part) => {
    const [type = '', ...params] = part.split(';').map((one) => one.trim().toLowerCase())
    const given = params.find((one) => one.startsWith('q='))?.slice(2)
    const weight = given === undefined ? 1 : Number(given)
    return { type, weight: Number.isFinite(weight) ? weight : 0 }
  })
}

/** The weight of the most precise range that covers a type, 0 when none does. */
function weightOf(ranges: readonly Range[], type: string): number {
  for (const wanted of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const found = ranges.find((one) => one.type === wanted)
    if (found) return found.weight
  }
  return 0
}
