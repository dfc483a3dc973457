// The way of a report in the person's words: only stages that it passed or may pass, each with its time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagesOf } from './stages.ts'

/** A life as steps and states, a minute apart. */
function view(entidad: string | null, ...life: readonly (readonly [string, string])[]): Parameters<typeof stagesOf>[0] {
  const historial = life.map(([paso, estado], i) => ({
    paso,
    estado,
    responsable: 'N1' as const,
    en: `2017-08-07T20:0${i}:00Z`,
  }))
  return { estado: life.at(-1)![1], entidad, historial }
}
const told = (...args: Parameters<typeof view>): string[] =>
  stagesOf(view(...args)).map((one) => `${one.stage} ${one.when}${one.en ? ` ${one.en.slice(14, 16)}` : ''}`)

const OPENED = ['opened', 'nuevo'] as const
const TAKEN = ['taken', 'en_N1'] as const
const ESCALATED = ['escalated', 'escalado'] as const
const RECEIVED = ['acknowledged', 'recibido_N2'] as const
const AT_2 = ['takenAtLevel2', 'en_N2'] as const
const SOLVED_2 = ['solvedAtLevel2', 'resuelto_N2'] as const

test('a new report is received, and what may come is said as not yet', () => {
  assert.deepEqual(told('14', OPENED), ['recibido now 00', 'gobmx later', 'registro later', 'resuelto later'])
  assert.deepEqual(told(null, OPENED), ['recibido now 00', 'gobmx later', 'resuelto later'])
})

test('handed over but not received it is still with gob.mx; then it is with the registry, since it came there', () => {
  assert.deepEqual(told('14', OPENED, TAKEN, ESCALATED), [
    'recibido done 00',
    'gobmx now 01',
    'registro later',
    'resuelto later',
  ])
  assert.deepEqual(told('14', OPENED, TAKEN, ESCALATED, RECEIVED, AT_2), [
    'recibido done 00',
    'gobmx done 01',
    'registro now 03',
    'resuelto later',
  ])
})

test('solved where it was solved: a stage that it never saw is not shown', () => {
  assert.deepEqual(told('14', OPENED, TAKEN, ['solved', 'resuelto_N1']), [
    'recibido done 00',
    'gobmx done 01',
    'resuelto now 02',
  ])
  assert.deepEqual(told('14', OPENED, TAKEN, ESCALATED, RECEIVED, AT_2, SOLVED_2, ['confirmed', 'cerrado']), [
    'recibido done 00',
    'gobmx done 01',
    'registro done 03',
    'resuelto now 05',
  ])
})

test('what went to the registry at once never shows the desk of gob.mx', () => {
  assert.deepEqual(told('14', OPENED, ['routed', 'recibido_N2']), [
    'recibido done 00',
    'registro now 01',
    'resuelto later',
  ])
})

test('opened again it is where it came back to, and not solved any more; cancelled it is over', () => {
  assert.deepEqual(told('14', OPENED, TAKEN, ['solved', 'resuelto_N1'], ['reopened', 'en_N1']), [
    'recibido done 00',
    'gobmx now 03',
    'registro later',
    'resuelto later',
  ])
  assert.deepEqual(told('14', OPENED, ['cancelled', 'cancelado_por_ciudadano']), [
    'recibido done 00',
    'cancelado now 01',
  ])
})
