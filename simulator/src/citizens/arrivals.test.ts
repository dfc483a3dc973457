// Who arrives is decided by seed and data file alone, in the shares that the file says, and leaves visitors their people.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { MOST_PEOPLE } from '../sandbox/people.ts'
import { ARRIVALS_FILE, drawVisit, orderingShare, readArrivals, type VisitPlan } from './arrivals.ts'

const shares = readArrivals()
const PLAN = { seed: '7', personas: 1_000 }
const MANY = 20_000

function visits(n: number, plan = PLAN): VisitPlan[] {
  return Array.from({ length: n }, (_, i) => drawVisit(shares, plan, i))
}

const share = (all: readonly VisitPlan[], which: (one: VisitPlan) => boolean): number =>
  all.filter(which).length / all.length

/** How far a share of many draws may lie from its chance: beyond it by accident once in a million. */
function near(seen: number, chance: number, n: number, what: string): void {
  const deviation = Math.sqrt((chance * (1 - chance)) / n)
  assert.ok(Math.abs(seen - chance) < 5 * deviation, `${what}: ${seen} instead of ${chance}`)
}

test('the same seed brings the same citizens with the same plans, and another seed others', () => {
  assert.deepEqual(visits(200), visits(200))
  assert.notDeepEqual(visits(200), visits(200, { ...PLAN, seed: '8' }))
})

test('they come to the five entidades of the pilot by their population, and do what the file says', () => {
  const all = visits(MANY)
  const { entidades, busqueda, pago, encuesta } = shares
  assert.deepEqual(Object.keys(entidades).sort(), ['01', '06', '13', '14', '15'])
  for (const [clave, part] of Object.entries(entidades))
    near(
      share(all, (one) => one.entidad === clave),
      part,
      MANY,
      clave,
    )
  near(
    share(all, (one) => one.medio === 'tarjeta'),
    pago.conTarjeta,
    MANY,
    'card',
  )
  near(
    share(all, (one) => one.error === 'curp'),
    busqueda.curpMalEscrita * (1 - busqueda.porDatos),
    MANY,
    'mistyped',
  )
  near(
    share(all, (one) => one.cara !== null),
    encuesta.contesta,
    MANY,
    'faces',
  )
  const answers = all.filter((one) => one.cara !== null)
  near(
    share(answers, (one) => one.cara?.cara === 'bien'),
    encuesta.caras.bien,
    answers.length,
    'well',
  )
  assert.ok(share(all, (one) => one.rechazoTrasHoras !== null) < 0.01, 'very few are refused')
  const orders = share(
    all,
    (one) => (one.error === null || one.corrige) && one.seVa !== 'al-ver' && one.seVa !== 'antes-de-pedir',
  )
  near(orders, orderingShare(shares), MANY, 'orders')
})

test('nobody comes as one of the persons that the sandbox hands out, whose five tries of the day are the visitors’', () => {
  for (const personas of [50, 60, 1_000, 3_000]) {
    const first = Math.min(MOST_PEOPLE, personas / 2)
    const all = visits(2_000, { ...PLAN, personas })
    assert.ok(
      all.every((one) => one.persona >= first && one.persona < personas),
      String(personas),
    )
  }
})

test('a data file that cannot be meant is refused with the name of the field', () => {
  const text = readFileSync(ARRIVALS_FILE, 'utf8')
  const spoil = (from: RegExp, to: string): string => {
    assert.match(text, from)
    return text.replace(from, to)
  }
  assert.throws(() => readArrivals(spoil(/'15': 0\.56/, "'15': 0.66")), /entidades/)
  assert.throws(() => readArrivals(spoil(/conTarjeta: 0\.8/, 'conTarjeta: 80')), /pago\.conTarjeta/)
  assert.throws(() => readArrivals(spoil(/conTarjeta: 0\.8/, 'conTarjeta: mucho')), /pago\.conTarjeta/)
  assert.throws(() => readArrivals(spoil(/horasHastaElBanco: .*/, 'horasHastaElBanco: [9, 1]')), /horasHastaElBanco/)
})
