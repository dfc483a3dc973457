// What must always hold for reports of people, checked over all rows.
import type { App } from '#context'
import * as store from './store.ts'
import { clocksOf, isAllowed } from './ticket.ts'
import type { ClockRun } from './ticket.ts'
import { lifeOf, limitsOf } from './ticket-record.ts'

/** Invariant: no step outside the table, no version missing, and the clocks that are judged are those that the events give. */
export async function checkTickets(app: App): Promise<{ checked: number; violations: readonly string[] }> {
  const violations: string[] = []
  const tickets = await store.selectAll(app.db)
  const runs = Map.groupBy(await store.selectAllRuns(app.db), (one) => one.folio)
  for (const [folio, events] of Map.groupBy(await store.selectAllEvents(app.db), (one) => one.folio)) {
    const row = tickets.get(folio)!
    const life = lifeOf(events)
    const whole = events.every((one, i) => one.version === i + 1 && isAllowed(life.slice(0, i), life[i]!))
    if (!whole || row.state !== life.at(-1)!.to || row.version !== events.length) violations.push(`${folio}: steps`)
    const named = (all: readonly ClockRun[]): string[] =>
      all
        .map(({ reloj, corrida, inicio, vence, respuesta, anulado }) =>
          JSON.stringify([reloj, corrida, inicio, vence, respuesta, anulado]),
        )
        .toSorted()
    if (named(runs.get(folio) ?? []).join() !== named(clocksOf(life, limitsOf(row))).join())
      violations.push(`${folio}: clocks`)
  }
  return { checked: tickets.size, violations }
}
