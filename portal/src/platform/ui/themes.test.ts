// What must hold for the colours of every theme, computed from the style sheets themselves: contrast, focus, nothing from outside.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { THEMES, readConfig } from '#config'
import type { Theme } from '#config'
import { logoOf, readLogo, styleOf } from './assets.ts'
import { page } from './layout.ts'
import { html } from './html.ts'

const SHARED = readFileSync(new URL('portal.css', import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
const SURFACES = ['fondo', 'papel', 'franja', 'franja-2', 'bien', 'cuidado', 'mal']
/** Ink that stands on ground of its own, and is tried there alone. */
const OWN_GROUND: Readonly<Record<string, readonly string[]>> = {
  'sobre-barra': ['barra'],
  'sobre-accion': ['accion', 'accion-2'],
  'sobre-pie': ['pie'],
  'enlace-pie': ['pie'],
}
/** What may not be ink: gold and rules reach less than text needs. */
const NEVER_INK = ['adorno', 'linea', 'foco']

type Tokens = Readonly<Record<string, string>>

function tokensIn(css: string): Tokens {
  return Object.fromEntries(
    [...css.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

/** The names that a theme itself gives a value to. */
function ownTokens(theme: Theme): string[] {
  return Object.keys(tokensIn(readFileSync(new URL(`themes/${theme}.css`, import.meta.url), 'utf8')))
}

function rgb(color: string): number[] {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1]
  assert.ok(hex, `${color} is no colour of three or six digits`)
  const pairs = hex.length === 3 ? [...hex].map((one) => one + one) : hex.match(/../g)!
  return pairs.map((one) => parseInt(one, 16))
}

/** Contrast as WCAG 2 computes it. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const luminance = (color: readonly number[]): number => {
    const [r = 0, g = 0, blue = 0] = color.map((one) => {
      const part = one / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue
  }
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** As it looks below a stroke of the watermark, whose share of black stands in the style sheet. */
function below(color: readonly number[]): number[] {
  const alpha = /\[data-tema\]::after \{[^}]*color: #000000([0-9a-f]{2})/.exec(SHARED)?.[1]
  assert.ok(alpha, 'the watermark was not found')
  return color.map((one) => one * (1 - parseInt(alpha, 16) / 255))
}

const inks = (): string[] => [
  ...new Set([...SHARED.matchAll(/[{;]\s*color: var\(--([\w-]+)\)/g)].map(([, name = '']) => name)),
]

for (const theme of THEMES) {
  const tokens = tokensIn(styleOf(theme).plain.toString())
  const color = (name: string): number[] => rgb(tokens[name] ?? '')

  test(`every colour of text of the theme ${theme} reaches 4.5:1 on every ground it can stand on, also below the watermark`, (t) => {
    let tried = 0
    for (const ink of inks().filter((one) => one !== 'fondo')) {
      const ownTwo = ink === 'accion-2' || ink === 'barra' ? ['fondo', 'papel'] : undefined
      for (const ground of OWN_GROUND[ink] ?? ownTwo ?? SURFACES) {
        for (const [at, a, b] of [
          ['', color(ink), color(ground)],
          [' below the watermark', below(color(ink)), below(color(ground))],
        ] as const) {
          const ratio = contrast(a, b)
          assert.ok(ratio >= 4.5, `${ink} on ${ground}${at}: ${ratio.toFixed(2)}:1`)
          tried += 1
        }
      }
    }
    t.diagnostic(`${tried} pairs`)
    assert.ok(tried >= 50, `only ${tried} pairs were tried`)
  })

  test(`what must be seen without reading reaches 3:1 in the theme ${theme}: edges of fields and buttons, bars, focus`, () => {
    for (const [edge, ground] of [
      ['texto', 'fondo'],
      ['error', 'fondo'],
      ['accion', 'fondo'],
      ['accion', 'papel'],
      ['accion-2', 'fondo'],
      ['barra', 'fondo'],
      ['foco-2', 'fondo'],
      ['foco-2', 'papel'],
      // Black on a dark bar is not seen; the yellow around it is.
      ['foco', 'barra'],
      ['foco', 'pie'],
      ['foco', 'foco-2'],
    ] as const) {
      // A light foot needs no yellow: the black outline already tells it.
      const ratio = Math.max(
        contrast(color(edge), color(ground)),
        edge === 'foco' && ground !== 'foco-2' ? contrast(color('foco-2'), color(ground)) : 0,
      )
      assert.ok(ratio >= 3, `${edge} on ${ground}: ${ratio.toFixed(2)}:1`)
    }
  })

  test(`the theme ${theme} names nothing from outside and has a value for every token in use`, () => {
    const css = styleOf(theme).plain.toString()
    assert.doesNotMatch(css, /url\(|@import|@font-face|https?:|\/\//)
    const known = new Set([...css.matchAll(/--([\w-]+):/g)].map(([, name]) => name))
    const wanted = [...css.matchAll(/var\(--([\w-]+)\)/g)].map(([, name = '']) => name)
    assert.ok(wanted.length > 80)
    assert.deepEqual(
      [...new Set(wanted)].filter((name) => !known.has(name)),
      [],
    )
    assert.deepEqual(ownTokens(theme), ownTokens('demostracion'), 'the same tokens in the same order')
  })
}

test('the shared style has no colour of its own, and gold and rules are never a colour of text', () => {
  const rules = SHARED.replace(/:root \{[^}]*\}/, '')
  const literal = [...rules.matchAll(/#[0-9a-f]{3,8}\b/gi)].map(([text]) => text)
  assert.deepEqual(literal, ['#0000000a', '#0001'], 'only the watermark')
  assert.ok(inks().length >= 8, inks().join(' '))
  assert.deepEqual(
    inks().filter((one) => NEVER_INK.includes(one)),
    [],
  )
  for (const [, property] of SHARED.matchAll(/([\w-]+): [^;{}]*var\(--adorno\)/g))
    assert.match(property ?? '', /^border/)
})

test('focus is a black outline of 3 px inside a yellow halo of 6 px, and the colours of the system take its place', () => {
  assert.match(SHARED, /:focus \{ outline: 3px solid var\(--foco-2\);[^}]*box-shadow: 0 0 0 6px var\(--foco\)/)
  assert.match(SHARED, /@media \(forced-colors: active\) \{[\s\S]*:focus-visible \{ outline: 3px solid Highlight; \}/)
  assert.equal(SHARED.match(/outline: (0|none)/g)?.length, 1, 'only where the focus was not asked for by the keyboard')
})

test('a theme that does not exist is refused by its name, and a look without the world is no demonstration', () => {
  assert.throws(() => readConfig({ ACTAS_TEMA: 'guinda' }), { key: 'ajuste-tema' })
  assert.deepEqual(
    [
      { ACTAS_WORLD: 'quieto', ACTAS_TEMA: '2024' },
      { ACTAS_WORLD: 'ninguno' },
      { ACTAS_WORLD: 'ninguno', ACTAS_TEMA: 'demostracion' },
      { ACTAS_WORLD: 'ninguno', ACTAS_TEMA: '2017' },
    ].map((env) => {
      const { theme, demonstration } = readConfig(env)
      return [theme, demonstration]
    }),
    [
      ['2024', true],
      ['demostracion', true],
      ['demostracion', true],
      ['2017', false],
    ],
  )
})

test('the word DEMOSTRACIÓN and its watermark stay in a demonstration whatever the theme, and each theme has its own style', () => {
  const shown = THEMES.map((theme) =>
    page({ site: { demonstration: true, publicUrl: 'http://127.0.0.1', theme }, question: 'x', body: html`` }),
  )
  for (const text of shown) {
    assert.match(text, /<html[^>]* data-tema="DEMOSTRACIÓN">/)
    assert.match(text, /<strong class="tema">DEMOSTRACIÓN<\/strong>/)
  }
  assert.equal(new Set(shown.map((text) => /href="(\/recursos\/portal[^"]+)"/.exec(text)?.[1])).size, THEMES.length)
})

test('a picture stands in the head only when an institution put one there, and never in a demonstration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'actas-logo-'))
  try {
    const place = pathToFileURL(join(folder, '2024.svg'))
    assert.equal(readLogo(place), null)
    writeFileSync(place, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    const own = readLogo(place)
    const known = { demostracion: own, 2017: null, 2024: own }
    assert.match(own?.href ?? '', /^\/recursos\/logo\.[0-9a-f]{12}\.svg$/)
    assert.equal(logoOf({ demonstration: false, theme: '2024' }, known), own)
    assert.equal(logoOf({ demonstration: false, theme: '2017' }, known), null)
    assert.equal(logoOf({ demonstration: true, theme: '2024' }, known), null)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
