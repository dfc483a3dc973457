// The recommendation over every combination of verdicts: total, and never a release without data.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indicador } from '#modelo'
import type { Indicador, Veredicto } from '#modelo'
import { recommend } from './policy.ts'
import type { Indicadores } from './policy.ts'

const MANDATORY = ['i1', 'i2', 'i3', 'i5', 'i6']
const VERDICTS: readonly Veredicto[] = ['OPTIMO', 'EN_LIMITE', 'FUERA', 'SIN_DATOS', 'NO_CONCLUYENTE', 'NO_APLICA']

function judged(veredicto: Veredicto, cuentas: Record<string, number> = {}): Indicador {
  return indicador({
    valor: 1,
    literal: veredicto,
    estricta: veredicto,
    n: 1,
    responsable: ['x'],
    evidencia: '/x',
    cuentas,
  })
}

function table(by: {
  i1?: Veredicto
  i2?: Veredicto
  i3?: Veredicto
  i4?: Veredicto
  i5?: Veredicto
  i6?: Veredicto
}): Indicadores {
  const of = (verdict: Veredicto | undefined): Indicador => judged(verdict ?? 'OPTIMO')
  const i1 = of(by.i1)
  return {
    i1: { respuesta: i1, error: i1, cpu: i1, memoria: i1, io: i1, gc: judged('NO_APLICA'), disponibilidad: i1 },
    i2: of(by.i2),
    i3: { encuesta: of(by.i3), quejas: judged('NO_APLICA') },
    i4: { ...of(by.i4), total: 0, porPuerta: {} },
    i5: { n1: of(by.i5), n2: of(by.i5) },
    i6: { ...of(by.i6), cierto: 0, falla: 0, indeterminado: 0 },
  }
}

test('all 46,656 combinations have one recommendation, and none without data in a mandatory indicator releases', () => {
  let seen = 0
  for (const i1 of VERDICTS)
    for (const i2 of VERDICTS)
      for (const i3 of VERDICTS)
        for (const i4 of VERDICTS)
          for (const i5 of VERDICTS)
            for (const i6 of VERDICTS) {
              seen += 1
              const { decision, grupo } = recommend(
                { '14': table({ i1, i2, i3, i4, i5, i6 }) },
                { mandatory: MANDATORY, ready: ['04'] },
              )
              const blind = [i1, i2, i3, i5, i6].some((one) => one === 'SIN_DATOS' || one === 'NO_CONCLUYENTE')
              const out = [i1, i2, i3, i4, i5, i6].includes('FUERA')
              if (blind || out) assert.equal(decision, 'repetir_mismas')
              else assert.deepEqual([decision, grupo], ['liberar_grupo', ['04']])
            }
  assert.equal(seen, 46_656)
})

test('acceptance without data does not hold a release, because the letter gives it no threshold', () => {
  assert.equal(
    recommend({ '14': table({ i4: 'SIN_DATOS' }) }, { mandatory: MANDATORY, ready: ['04'] }).decision,
    'liberar_grupo',
  )
})

test('nobody measured means nobody released', () => {
  assert.equal(recommend({}, { mandatory: MANDATORY, ready: ['04'] }).decision, 'repetir_mismas')
})

test('the counterfactual names how many more would have been enough, and with them it would be enough', () => {
  const base = table({})
  const late = { ...base, i5: { n1: judged('FUERA', { cumple: 440, debidas: 500, minimo: 9000 }), n2: base.i5.n2 } }
  const { contrafactuales } = recommend({ '15': late }, { mandatory: MANDATORY, ready: [] })
  assert.deepEqual(contrafactuales, ['15 i5.n1: 10 más de 500'])
  assert.ok((440 + 10) * 10_000 >= 500 * 9000)
})

test('an entidad with a grave incident open is suspended, whatever its figures', () => {
  const { decision, grupo } = recommend({ '14': table({}) }, { mandatory: MANDATORY, ready: ['04'], suspend: ['14'] })
  assert.deepEqual([decision, grupo], ['suspender', ['14']])
})
