// What must be true of the marks of emergency accesses, looked up in the rows.
import type { App } from '#context'
import { listMarked } from '#journal'
import * as store from './store.ts'

/** No fact carries the mark of an emergency access of somebody else, or from before it began or after it ended. */
export async function checkEmergencies(
  app: Pick<App, 'db'>,
): Promise<{ checked: number; violations: readonly string[] }> {
  const [spans, marked] = await Promise.all([store.selectSpans(app.db), listMarked(app.db)])
  const known = new Map(spans.map((one) => [one.id, one]))
  const wrong = marked.filter((fact) => {
    const lent = known.get(fact.emergencia)
    if (!lent || lent.account !== fact.actor) return true
    const end = lent.ended_at ?? lent.ends_at
    const { recorded_at: at } = fact
    return Temporal.Instant.compare(at, lent.opened_at) < 0 || Temporal.Instant.compare(at, end) > 0
  })
  return { checked: marked.length, violations: wrong.map((one) => `${one.emergencia} entry ${one.id}`) }
}
