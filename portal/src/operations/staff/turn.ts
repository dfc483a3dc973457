// Mi turno: what waits for me now. Each room tells its own; this room only asks, sorts, and says who did not answer.
import type { App } from '#context'
import { may } from './policy.ts'
import type { Right } from './policy.ts'
import type { Staff } from './staff.ts'

/** Something that waits for whoever is signed in. */
export interface TurnItem {
  /** What waits, in words that stand alone: «Reportes de nivel 1 por contestar». */
  readonly label: string
  /** The page on which it is done. */
  readonly href: string
  readonly n: number
  readonly urgent: boolean
  readonly dueAt?: Temporal.Instant
}

/** What a room contributes. Its items are cut to what this person may see; an empty list says that it looked. */
export interface TurnProvider<A extends App = App> {
  /** What was looked at, in words: «incidencias». */
  readonly name: string
  /** Asked only for whoever has this right. */
  readonly right: Right
  readonly turn: (app: A, staff: Staff) => Promise<readonly TurnItem[]>
}

export interface Turn {
  readonly items: readonly TurnItem[]
  /** Names of those that looked, and of those that could not. */
  readonly answered: readonly string[]
  readonly silent: readonly string[]
}

/** Asks all who concern this person. One that fails is named, so that silence is never taken for rest. */
export async function turnOf<A extends App>(
  app: A,
  staff: Staff,
  providers: readonly TurnProvider<A>[],
): Promise<Turn> {
  const asked = providers.filter((one) => may(staff, one.right, staff.entidad))
  const answers = await Promise.allSettled(asked.map((one) => one.turn(app, staff)))
  const items: TurnItem[] = []
  const silent: string[] = []
  for (const [i, answer] of answers.entries()) {
    if (answer.status === 'fulfilled') items.push(...answer.value)
    else {
      silent.push(asked[i]!.name)
      app.log.error('turn.silent', answer.reason, { provider: asked[i]!.name })
    }
  }
  const answered = asked.map((one) => one.name).filter((name) => !silent.includes(name))
  return { items: items.filter((one) => one.n > 0).sort(before), answered, silent }
}

/** The urgent first, then what ends first; what has no end comes last. */
function before(a: TurnItem, b: TurnItem): number {
  if (a.urgent !== b.urgent) return a.urgent ? -1 : 1
  if (a.dueAt && b.dueAt) return Temporal.Instant.compare(a.dueAt, b.dueAt)
  return Number(b.dueAt !== undefined) - Number(a.dueAt !== undefined)
}
