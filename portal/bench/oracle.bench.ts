// Whether the time of an answer tells what the answer hides (reliability T2): an acta with a lock and the right filiation, a
// wrong filiation, and a record that is not there are asked for in one mixed order, and each pair is compared.
import { createHash } from 'node:crypto'
import { blindCurp } from '#holders'
import { readConfig } from '#config'
import { updateHolder, upsertHolder } from '../src/citizen/holders/store.ts'
import { withApp } from '../src/commands/with-app.ts'
import { call, solvedReto, startWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { quantile, series } from './measure.ts'
import type { Result } from './measure.ts'

/** A record is asked for so many times a day and no more. */
const TRIES = 5
const AT_ONCE = 8
const ENTIDADES = ['01', '06', '13', '14', '15']
/** The sandbox names no more people of an entidad at once. */
const MOST_PEOPLE = 500
/** 1.96 standard errors of an AUC of 0.5 with n and m samples: what chance alone would show. */
const chance = (n: number, m: number): number => 1.96 * Math.sqrt((n + m + 1) / (12 * n * m))

const CLASSES = ['con candado', 'filiación equivocada', 'no existe'] as const
type Class = (typeof CLASSES)[number]

interface Question {
  readonly of: Class
  readonly entidad: string
  readonly curp: string
  readonly filiacion: string
}

export async function benchOracle(samples: number): Promise<Result[]> {
  const each = Math.ceil(samples / TRIES / ENTIDADES.length)
  if (each * 3 > MOST_PEOPLE)
    throw new Error(`at most ${Math.floor(MOST_PEOPLE / 3) * TRIES * ENTIDADES.length} samples`)
  const world = await startWorld({ persons: each * 3 + 200 })
  try {
    const parts = await Promise.all(
      ENTIDADES.map(async (entidad, i) => {
        const own = await people(world, entidad, each * 2)
        const stranger = (await people(world, ENTIDADES[(i + 1) % ENTIDADES.length]!, each * 3)).slice(each * 2)
        return { entidad, locked: own.slice(0, each), open: own.slice(each), stranger }
      }),
    )
    await lock(
      world,
      parts.flatMap((one) => one.locked),
    )
    const questions = mixed(
      parts
        .flatMap(({ entidad, locked, open, stranger }) => [
          ...locked.map((who) => asked('con candado', entidad, who, who.filiacion[0]!)),
          ...open.map((who) => asked('filiación equivocada', entidad, who, 'NADIE DE NINGUNA PARTE')),
          ...stranger.map((who) => asked('no existe', entidad, who, who.filiacion[0]!)),
        ])
        .flatMap((one) => Array.from({ length: TRIES }, () => one)),
    )
    const times = new Map<Class, number[]>(CLASSES.map((one) => [one, []]))
    const answers = new Set<string>()
    await solve(world, questions, (question, ms, answer) => {
      times.get(question.of)!.push(ms)
      answers.add(answer)
    })
    if (answers.size !== 1) throw new Error(`the answers differ: ${[...answers].join(' · ')}`)
    process.stderr.write(`  every answer: ${[...answers][0]}\n`)
    return [
      compared(times, 'con candado', 'no existe'),
      compared(times, 'con candado', 'filiación equivocada'),
      compared(times, 'filiación equivocada', 'no existe'),
    ]
  } finally {
    await world.end()
  }
}

const asked = (of: Class, entidad: string, who: Person, filiacion: string): Question => ({
  of,
  entidad,
  curp: who.curp!,
  filiacion,
})

async function people(world: World, entidad: string, n: number): Promise<Person[]> {
  const { body } = await call<Person[]>('GET', `${world.sandbox}/personas?entidad=${entidad}&n=${n}&caso=normal`)
  if (body.length < n) throw new Error(`${body.length} people of ${entidad}, not ${n}`)
  return body
}

/** As if each had set the lock: nobody can sign in thousands of times here. */
async function lock({ dataDir }: World, locked: readonly Person[]): Promise<void> {
  const config = readConfig({ ACTAS_DATA: dataDir, ACTAS_WORLD: 'quieto' })
  await withApp(config, async (app) => {
    const at = app.clock.now()
    await app.db.tx(async (tx) => {
      for (const [i, one] of locked.entries()) {
        const row = { id: `banco-${i}`, blind: blindCurp(app, one.curp!), at, idioma: 'es-MX' }
        await updateHolder(tx, { ...(await upsertHolder(tx, row)), candado_desde: at })
      }
    })
  })
}

/** All in one order that has nothing to do with their classes, and is the same each time. */
function mixed(all: readonly Question[]): Question[] {
  const key = ({ curp }: Question, i: number): string => createHash('sha256').update(`${i} ${curp}`).digest('hex')
  return all
    .map((one, i) => ({ one, key: key(one, i) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ one }) => one)
}

/** Asks them all, a few at a time; only the answer is timed, not the work that each has to be proven. */
async function solve(
  world: World,
  questions: readonly Question[],
  seen: (question: Question, ms: number, answer: string) => void,
): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < questions.length) {
      const question = questions[next++]!
      const body = { curp: question.curp, entidadRegistro: question.entidad, filiacion: question.filiacion }
      const sent = JSON.stringify({ ...body, altcha: await solvedReto(world) })
      const started = performance.now()
      const response = await fetch(`${world.url}/api/v1/busquedas`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: sent,
      })
      const text = await response.text()
      seen(question, performance.now() - started, `${response.status} ${text}`)
      if (next % 1000 === 0) process.stderr.write(`  ${next}/${questions.length} searches\n`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

/** How well the time alone tells two classes apart (area under the curve, Mann and Whitney), folded so that 0.5 is «not at all». */
function compared(times: ReadonlyMap<Class, readonly number[]>, one: Class, other: Class): Result {
  const [a, b] = [times.get(one)!, times.get(other)!]
  process.stderr.write(
    `  ${one}: p50 ${quantile(a, 0.5).toFixed(1)} ms, p95 ${quantile(a, 0.95).toFixed(1)} · ${other}: p50 ${quantile(b, 0.5).toFixed(1)} ms, p95 ${quantile(b, 0.95).toFixed(1)}\n`,
  )
  const told = areaApart(a, b)
  const byChance = 0.5 + chance(a.length, b.length)
  return {
    name: `told apart by time, ${one} and ${other}, ${a.length} of each`,
    ours: series('AUC', [told]),
    peer: { name: 'what chance alone shows in 95 of 100 runs', ...series('AUC', [byChance]) },
    ratio: Number((told / byChance).toPrecision(4)),
    rounds: 1,
    bound: '≤ 0.52',
  }
}

function areaApart(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((ms) => ({ ms, mine: true })), ...b.map((ms) => ({ ms, mine: false }))].sort(
    (x, y) => x.ms - y.ms,
  )
  let ranks = 0
  for (let i = 0; i < all.length;) {
    let end = i
    while (end < all.length && all[end]!.ms === all[i]!.ms) end++
    for (let k = i; k < end; k++) if (all[k]!.mine) ranks += (i + end + 1) / 2
    i = end
  }
  const area = (ranks - (a.length * (a.length + 1)) / 2) / (a.length * b.length)
  return Math.max(area, 1 - area)
}
