// The words for a registry's state: nothing unknown may sound good, and no time may sound shorter than it was.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { speaking, offeredLanguage } from '#ui/languages'
import { answerWords, bankWords, briefWords, errorWords, maintenanceWords, nowWords } from './guide.ts'
import type { RegistryState } from './guide.ts'

const unknown: RegistryState = {
  clave: '14',
  ahora: 'UNKNOWN',
  caidaDesde: null,
  respuestas: null,
  banco: null,
  mantenimientos: [],
}

test('what nobody measured is said as no data, in every part', () => {
  for (const one of [undefined, unknown])
    for (const words of [nowWords, briefWords, answerWords, errorWords, bankWords])
      assert.equal(words(one), 'Sin datos')
})

test('an outage says since when, in the hour of the centre', () => {
  const since = Temporal.Instant.from('2017-08-03T15:04:00Z')
  assert.equal(nowWords({ ...unknown, ahora: 'DOWN' }), 'No responde')
  assert.equal(
    nowWords({ ...unknown, ahora: 'DOWN', caidaDesde: since }),
    'No responde desde el jueves 3 de agosto de 2017, 10:04, hora del Centro',
  )
})

test('times are rounded up, failures are counts, and a single payment is called one', () => {
  const known: RegistryState = {
    ...unknown,
    ahora: 'UP',
    respuestas: { n: 118, errores: 3, tiempoMs: { p50: 101, p95: 1_900 } },
    banco: { n: 1, p50: 26, p95: 26 },
  }
  assert.equal(nowWords(known), 'Funciona')
  assert.equal(answerWords(known), '0.2 s; casi siempre 1.9 s o menos')
  assert.equal(errorWords(known), '3 de 118')
  assert.equal(briefWords(known), 'Funciona; responde en 0.2 s')
  assert.equal(briefWords({ ...known, ahora: 'DOWN' }), 'No responde', 'a quick answer of before is not now')
  assert.match(bankWords(known), /^26 h; .* \(1 pago\)$/)
  const nothingCame = { ...known, respuestas: { n: 5, errores: 5, tiempoMs: null } }
  assert.deepEqual([answerWords(nothingCame), errorWords(nothingCame)], ['Sin datos', '5 de 5'])
})

test('a maintenance says from when to when in the hour of the centre, and whether it was announced late, in both languages', () => {
  const [inicio, fin] = [Temporal.Instant.from('2017-08-06T03:00:00Z'), Temporal.Instant.from('2017-08-06T07:30:00Z')]
  const said = (): string => maintenanceWords([{ inicio, fin, cortoHoras: 24 }])
  assert.equal(
    said(),
    'Mantenimiento anunciado: del 5 de agosto de 2017, 22:00, al 6 de agosto de 2017, 02:30 (hora del Centro). Avisado con menos de 24 horas.',
  )
  assert.equal(
    speaking(offeredLanguage('en'), said),
    'Maintenance announced: from 5 August 2017, 22:00 to 6 August 2017, 02:30 (Mexico City time). Announced less than 24 hours ahead.',
  )
  assert.doesNotMatch(maintenanceWords([{ inicio, fin, cortoHoras: null }]), /menos/)
  assert.equal(maintenanceWords([]), '')
})
