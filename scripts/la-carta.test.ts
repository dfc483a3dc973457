// The table of the letter must be whole, fresh and true: what it calls covered has a test that exists and runs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DOCUMENT, hashOf, markdownOf, problemsOf, readCarta, readFromRepository, testTitles } from './la-carta.ts'
import type { Carta, Row } from './la-carta.ts'
import { isFresh } from './generated-doc.ts'

test('every covered row of the letter has tests that exist and are not skipped', () => {
  const { carta, letter } = readCarta()
  assert.ok(carta.filas.length > 40, `only ${carta.filas.length} rows were read`)
  assert.deepEqual(problemsOf(carta, letter, readFromRepository), [])
})

test('the document of the letter is the one that its source gives', () => {
  assert.ok(isFresh(DOCUMENT, markdownOf(readCarta().carta)), `${DOCUMENT} is old: run node scripts/la-carta.ts`)
})

const LETTER = 'Una **frase** completa. Otra\nfrase.'
const FILE = 'portal/one.test.ts'

function carta(rows: Partial<Row>[]): Carta {
  return { huella: hashOf(LETTER), filas: rows.map((row, i) => ({ id: String(i), tipo: 'frase', texto: '', ...row })) }
}

const WHOLE: Partial<Row>[] = [{ texto: 'Una frase completa.' }, { texto: 'Otra frase.' }]

function covered(prueba: string): Partial<Row>[] {
  return [{ texto: 'Una frase completa.', cubre: [{ donde: '/', pruebas: [prueba] }] }, { texto: 'Otra frase.' }]
}

function found(rows: Partial<Row>[], source: string | null = "test('it holds', () => {})"): string[] {
  return problemsOf(carta(rows), LETTER, (file) => (file === FILE ? source : null))
}

test('a letter told whole and in order has no problem', () => {
  assert.deepEqual(found(WHOLE), [])
  assert.deepEqual(found(covered(`${FILE} › it holds`)), [])
})

test('a sentence that is missing, changed or out of order is noticed', () => {
  assert.match(found([WHOLE[0]!])[0] ?? '', /difiere a partir de «.*Otra frase/)
  assert.match(found([WHOLE[0]!, { texto: 'Otra fraze.' }])[0] ?? '', /difiere/)
  assert.match(found([WHOLE[1]!, WHOLE[0]!])[0] ?? '', /difiere/)
})

test('a letter that was shortened together with its rows is noticed by its hash', () => {
  const short = { ...carta([WHOLE[0]!]) }
  const problems = problemsOf(short, 'Una frase completa.', () => null)
  assert.equal(problems.length, 1)
  assert.match(problems[0] ?? '', /huella/)
})

test('a test that is gone, renamed, skipped or commented out is noticed', () => {
  const row = covered(`${FILE} › it holds`)
  assert.match(found(row, null)[0] ?? '', /archivo de pruebas que no existe/)
  assert.match(found(row, "test('it held', () => {})")[0] ?? '', /cita una prueba que no existe/)
  for (const skipped of [
    "test.skip('it holds', () => {})",
    "test.todo('it holds', () => {})",
    "test('it holds', { skip: true }, () => {})",
    "test('it holds', { todo: 'later' }, () => {})",
    "describe.skip('all', () => {\n  test('it holds', () => {})\n})",
  ]) {
    assert.match(found(row, skipped)[0] ?? '', /se salta/, skipped)
  }
  for (const comment of ["// test('it holds', () => {})", "/*\ntest('it holds', () => {})\n*/"]) {
    assert.match(found(row, comment)[0] ?? '', /no existe/, comment)
  }
})

test('a row that says it is covered must name its tests, and each id is used once', () => {
  assert.match(
    found([{ texto: 'Una frase completa.', cubre: [{ donde: '/', pruebas: [] }] }, WHOLE[1]!])[0] ?? '',
    /sin ninguna prueba/,
  )
  assert.match(found(covered('it holds'))[0] ?? '', /cita mal/)
  assert.match(found(covered('portal/one.ts › it holds'))[0] ?? '', /no existe/)
  assert.match(
    found([
      { id: '1', texto: 'Una frase completa.' },
      { id: '1', texto: 'Otra frase.' },
    ])[0] ?? '',
    /dos veces/,
  )
  assert.match(found([{ texto: 'Una frase completa.', falta: 'todo' }, WHOLE[1]!])[0] ?? '', /nada de lo que cubre/)
})

test('a title is read with its quotes, whatever they are', () => {
  const source = `test('an entidad\\'s "own" key', async (t) => {})\n  await test("it's here", { timeout: 5 }, () => {})\ntest(\n  \`on its own line\`,\n  () => {},\n)`
  assert.deepEqual(
    [...testTitles(source)],
    [
      ['an entidad\'s "own" key', 'runs'],
      ["it's here", 'runs'],
      ['on its own line', 'runs'],
    ],
  )
})

test('the document says of each row whether it is covered, in part, not yet, or asks for nothing', () => {
  const text = markdownOf(
    carta([
      { texto: 'a | b', tipo: 'formula' },
      { texto: '< 3 %' },
      ...covered(`${FILE} › it holds`),
      { ...covered(`${FILE} › it holds`)[0], falta: 'lo demás' },
    ]),
  )
  const rows = text.split('\n').filter((line) => /^\| \d/.test(line))
  assert.deepEqual(
    rows.map((line) => line.split(/(?<!\\) \| /).at(-1)),
    ['fórmula |', 'todavía sin cubrir |', 'cubierta |', 'todavía sin cubrir |', '**en parte**; falta: lo demás |'],
  )
  assert.ok(rows[0]?.includes('a \\| b') && rows[1]?.includes('&lt; 3 %'))
  assert.ok(rows[2]?.includes('one.test.ts › it holds'))
})
