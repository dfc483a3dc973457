// The pictures of the screens: as many as the index says, each at both sizes, and light enough to live in the repository.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { REPOSITORY } from './generated-doc.ts'

const FOLDER = join(REPOSITORY, 'docs', 'screens')
const MOST_BYTES = 7_000_000

test('every picture of a screen stands in the index, at phone and at desktop size, and together they weigh at most 7 MB', () => {
  const index = readFileSync(join(FOLDER, 'README.md'), 'utf8')
  const named = [...index.matchAll(/\]\(([^)]+\.webp)\)/g)].map(([, file = '']) => file)
  const files = readdirSync(FOLDER).filter((file) => file !== 'README.md')
  assert.ok(files.length >= 150, `only ${files.length} pictures`)
  assert.deepEqual([...named].sort(), files.sort())
  for (const file of files) {
    const other = file.includes('-telefono.')
      ? file.replace('-telefono.', '-escritorio.')
      : file.replace('-escritorio.', '-telefono.')
    assert.ok(other !== file && files.includes(other), `${file} has no picture of the other size`)
    assert.equal(readFileSync(join(FOLDER, file)).toString('latin1', 8, 12), 'WEBP', file)
  }
  const bytes = files.reduce((sum, file) => sum + statSync(join(FOLDER, file)).size, 0)
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`)
})
