// The table of threats may only name tests that exist and run.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFromRepository, testTitles } from './la-carta.ts'

const DOCUMENT = 'docs/threats.md'
const JOURNEYS: Readonly<Record<string, string>> = {
  J1: 'portal/test/journeys/a-copy-in-ten-minutes.test.ts',
  J2: 'portal/test/journeys/a-killed-service.test.ts',
  J3: 'portal/test/journeys/an-entidad-brings-its-own-node.test.ts',
}

/** What is wrong with the tests that a document names as `file › title`, and how many it names. */
function lookUp(document: string, read: (file: string) => string | null): { named: number; wrong: string[] } {
  const quoted = [...document.matchAll(/`([^`\n]+?) › ([^`\n]+)`/g)]
  const wrong = quoted.flatMap(([whole, short = '', title = '']) => {
    const state = testTitles(read(JOURNEYS[short] ?? short) ?? '').get(title)
    return state === 'runs' ? [] : [`${whole}: ${state ?? 'not found'}`]
  })
  return { named: quoted.length, wrong }
}

test('every test that the table of threats names exists and is not skipped', () => {
  const { named, wrong } = lookUp(readFromRepository(DOCUMENT) ?? '', readFromRepository)
  assert.ok(named > 15, `only ${named} tests were found in ${DOCUMENT}`)
  assert.deepEqual(wrong, [])
})

test('a named test that is gone or skipped is noticed', () => {
  const read = (file: string): string | null =>
    file === JOURNEYS['J1'] ? "test('a', () => {})\ntest.skip('b', () => {})" : null
  const { named, wrong } = lookUp('`J1 › a`<br>`J1 › b` and `J1 › c` and `x.test.ts › a`', read)
  assert.equal(named, 4)
  assert.deepEqual(wrong, ['`J1 › b`: skipped', '`J1 › c`: not found', '`x.test.ts › a`: not found'])
})

test('the threats and the invariants are all there, each once', () => {
  const document = readFromRepository(DOCUMENT) ?? ''
  const numbers = [...document.matchAll(/^\| T(\d+) \|/gm)].map(([, n]) => Number(n))
  assert.deepEqual(
    numbers,
    Array.from({ length: 30 }, (_, i) => i + 1),
  )
  for (const id of ['I1', 'I2', 'I3', 'I4', 'I5', 'I9', 'BITACORA'])
    assert.match(document, new RegExp(`^\\| ${id} \\|.*checked`, 'm'))
})
