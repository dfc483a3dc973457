// Draws the life of an order from its own table of transitions, so that the picture in docs/ cannot say anything else.
// Usage: node scripts/draw-states.ts [--check]; with --check nothing is written and an old picture gives exit code 1.
import { STATES, TRANSITIONS } from '../portal/src/citizen/orders/order.ts'
import { cell, isFresh, sentence, writeDocument } from './generated-doc.ts'

export const DOCUMENT = 'docs/orders-states.md'

/** A step of any machine that is written as a table. */
export interface Step {
  readonly from: readonly string[]
  readonly event: string
  readonly to: string
  readonly note: string
}

export type States = Readonly<Record<string, { readonly wire: string }>>

/** The state in which an order is written for the first time; the table begins there. */
const FIRST = 'quoted'

/**
 * The document: a Mermaid diagram with the names that people see, then the steps and the states as tables.
 * @throws when a step names a state that does not exist, or a state is never reached
 */
export function drawStates(states: States, steps: readonly Step[], first = FIRST): string {
  checkNames(states, steps, first)
  const wire = (state: string): string => states[state]?.wire ?? state
  const ends = Object.keys(states).filter((state) => steps.every((step) => !step.from.includes(state)))
  return [
    '# The life of an order',
    '',
    'Drawn with `node scripts/draw-states.ts` from the table in `portal/src/citizen/orders/order.ts`; not edited by hand.',
    'Every step that is not here is refused. The diagram uses the names that people and programs outside see.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${wire(first)}: placed`,
    ...edges(steps, wire),
    ...ends.map((state) => `  ${wire(state)} --> [*]`),
    '```',
    '',
    '## Steps',
    '',
    '| From | Event | To | Note |',
    '| --- | --- | --- | --- |',
    `| · | \`placed\` | \`${first}\` | the order is written with its frozen price |`,
    ...steps.map(
      (step) => `| ${step.from.map(code).join(', ')} | ${code(step.event)} | ${code(step.to)} | ${cell(step.note)} |`,
    ),
    '',
    '## States',
    '',
    '| In code | On the wire | Left by |',
    '| --- | --- | --- |',
    ...Object.keys(states).map((state) => `| ${code(state)} | ${code(wire(state))} | ${leftBy(state, steps)} |`),
    '',
  ].join('\n')
}

/** One arrow for each pair of states, with all events that lead along it. */
function edges(steps: readonly Step[], wire: (state: string) => string): string[] {
  const events = new Map<string, string[]>()
  for (const step of steps) {
    for (const from of step.from) {
      const arrow = `${wire(from)} --> ${wire(step.to)}`
      events.set(arrow, [...(events.get(arrow) ?? []), step.event])
    }
  }
  return [...events].map(([arrow, names]) => `  ${arrow}: ${names.join(', ')}`)
}

function leftBy(state: string, steps: readonly Step[]): string {
  const events = steps.filter((step) => step.from.includes(state)).map((step) => code(step.event))
  return events.length === 0 ? 'nothing: it ends here' : events.join(', ')
}

function code(text: string): string {
  return `\`${text}\``
}

function checkNames(states: States, steps: readonly Step[], first: string): void {
  const reached = new Set([first])
  for (const step of steps) {
    for (const state of [...step.from, step.to]) {
      if (!Object.hasOwn(states, state))
        throw new Error(`the step ${step.event} names the state ${state}, which does not exist`)
    }
    reached.add(step.to)
  }
  const lost = Object.keys(states).filter((state) => !reached.has(state))
  if (lost.length > 0) throw new Error(`no step leads to ${lost.join(', ')}`)
}

function run(check: boolean): number {
  const text = drawStates(STATES, TRANSITIONS)
  if (!check) writeDocument(DOCUMENT, text)
  else if (!isFresh(DOCUMENT, text)) {
    process.stderr.write(
      `${sentence('problema.vieja', { archivo: DOCUMENT, comando: 'node scripts/draw-states.ts' })}\n`,
    )
    return 1
  }
  const key = check ? 'estados.bien' : 'estados.escrita'
  process.stdout.write(
    `${sentence(key, { archivo: DOCUMENT, estados: Object.keys(STATES).length, pasos: TRANSITIONS.length })}\n`,
  )
  return 0
}

if (import.meta.main) process.exitCode = run(process.argv.includes('--check'))
