// A release group against the letter: it opens at one instant, signed by all, and never at a time that does not exist.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  GROUP_TRANSITIONS,
  iterationEnd,
  missingForAnnouncement,
  missingForGroup,
  nextGroupState,
  resolveOpening,
} from './group.ts'
import type { GroupEvent, GroupState } from './group.ts'

const CENTRE = 'America/Mexico_City'

test('the pilot of the letter opens at 05:00 UTC, when it is still the day before in Tijuana', () => {
  const { instant } = resolveOpening('2017-07-31T00:00', CENTRE)
  assert.equal(instant.toString(), '2017-07-31T05:00:00Z')
  assert.equal(instant.toZonedDateTimeISO('America/Tijuana').toPlainDate().toString(), '2017-07-30')
})

test('a local time that the clocks skip or show twice is refused', () => {
  assert.throws(() => resolveOpening('2017-04-02T02:30', CENTRE), /hora-imposible/)
  assert.throws(() => resolveOpening('2017-10-29T01:30', CENTRE), /hora-imposible/)
  assert.throws(() => resolveOpening('mañana', CENTRE), /fecha-invalida/)
})

test('two weeks are 20,160 minutes, but 20,220 or 20,100 when the clocks change in between', () => {
  const minutes = (start: string): number => {
    const { instant } = resolveOpening(start, CENTRE)
    return (iterationEnd(instant, 14, CENTRE).epochMilliseconds - instant.epochMilliseconds) / 60_000
  }
  assert.equal(minutes('2017-07-31T00:00'), 20_160)
  assert.equal(minutes('2017-10-23T00:00'), 20_220)
  assert.equal(minutes('2017-03-27T00:00'), 20_100)
})

test('a group is agreed when the federal quorum and every one of its entidades signed, and not before', () => {
  const signed = (...who: [string, string | null][]): { rol: string; entidad: string | null; sentido: 'firma' }[] =>
    who.map(([rol, entidad]) => ({ rol, entidad, sentido: 'firma' }))
  const federal: [string, null][] = [
    ['renapo', null],
    ['presidencia', null],
    ['ugd', null],
  ]
  assert.deepEqual(missingForGroup(['04', '08'], signed(...federal, ['gubernatura', '04']), 3), ['08'])
  assert.deepEqual(missingForGroup(['04'], signed(...federal.slice(0, 2), ['gubernatura', '04']), 3), ['ugd'])
  assert.deepEqual(missingForGroup(['04'], signed(...federal, ['gubernatura', '08']), 3), ['04'])
  assert.deepEqual(missingForGroup(['04'], signed(...federal, ['gubernatura', '04']), 3), [])
  assert.deepEqual(missingForAnnouncement(['04', '08'], signed(['presidencia', null], ['gubernatura', '08'])), ['04'])
})

test('a step of a group that the table does not have is refused', () => {
  const states: GroupState[] = [
    'borrador',
    'en_acuerdo',
    'acordado',
    'programado',
    'en_vivo',
    'fallido',
    'cancelado',
    'vencido',
  ]
  const events: GroupEvent[] = ['proponer', 'firmar', 'completar', 'programar', 'abrir', 'fallar', 'perder', 'cancelar']
  fc.assert(
    fc.property(fc.constantFrom(...states), fc.constantFrom(...events), (state, event) => {
      const known = GROUP_TRANSITIONS.find((one) => one.event === event && one.from.includes(state))
      if (known) assert.equal(nextGroupState(state, event), known.to)
      else assert.throws(() => nextGroupState(state, event), /transicion-no-permitida/)
    }),
  )
})
