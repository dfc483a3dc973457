// The map of the 32 says of each entidad what the list says, draws every one, and shows no data as no data.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { Veredicto } from '#modelo'
import { mapOf } from './map.ts'

const drawn = (of: (i: number) => Veredicto, shown = ENTIDADES): string =>
  String(mapOf(shown.map(({ clave, nombre }, i) => ({ clave, nombre, veredicto: of(i) }))))

test('each of the 32 is drawn once, leads to its page and is named with its state', () => {
  const map = drawn((i) => (['OPTIMO', 'EN_LIMITE', 'FUERA', 'SIN_DATOS'] as const)[i % 4]!)
  assert.equal(map.match(/<path d="M[^"]+z"/g)?.length, 32)
  for (const { clave, nombre } of ENTIDADES)
    assert.match(map, new RegExp(`<a href="/consola/entidades/${clave}" aria-label="${nombre}: [^"]+"`))
})

test('no two states share their sign and their fill, and no data is never drawn as what is well', () => {
  const looks = (['OPTIMO', 'EN_LIMITE', 'FUERA', 'SIN_DATOS'] as const).map((one) => {
    const [, cls = '', fill = '', sign = ''] =
      /class="(v-[a-z-]+)"><title>.*?<path d="[^"]+"( fill="[^"]+")?\/><text[^>]*>(.)</s.exec(drawn(() => one)) ?? []
    return { cls, fill, sign }
  })
  assert.equal(new Set(looks.map((one) => one.sign)).size, 4)
  assert.equal(new Set(looks.map((one) => `${one.cls}${one.fill}`)).size, 4)
  assert.equal(looks[3]!.cls, 'v-sin-datos')
})

test('an office sees the state of its own entidad alone', () => {
  const map = drawn(() => 'OPTIMO', ENTIDADES.slice(13, 14))
  assert.equal(map.match(/<a href="\/consola/g)?.length, 1)
  assert.equal(map.match(/class="ajena"/g)?.length, 31)
})

test('its author and its licence are named, and what was changed', () => {
  const map = drawn(() => 'OPTIMO')
  for (const one of ['mapsvg.com', 'svg-maps', 'Victor Cazanave', 'CC BY 4.0', 'Redondeamos'])
    assert.ok(map.includes(one), one)
})
