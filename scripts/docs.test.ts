// The documents may only point to files that exist: every link, and every path of this repository that they name.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { REPOSITORY } from './generated-doc.ts'

function documents(): string[] {
  const below = readdirSync(join(REPOSITORY, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) =>
    join('docs', file),
  )
  return [...readdirSync(REPOSITORY), ...below].filter((file) => file.endsWith('.md'))
}

/** Links and paths of a document that lead nowhere; `exists` takes a path from the root of the repository. */
function deadEnds(file: string, text: string, exists: (path: string) => boolean): { seen: number; dead: string[] } {
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, to = '']) => to)
    .filter((to) => !/^[a-z]+:/.test(to))
  const paths = [...text.matchAll(/`((?:portal|node-kit|simulator|scripts|modelo|docs)\/[\w./-]+\.\w+)`/g)].map(
    ([, path = '']) => path,
  )
  const dead = [
    ...links.filter((to) => !exists(join(dirname(file), to))),
    ...paths.filter((path) => !path.includes('NNNN') && !exists(path)),
  ]
  return { seen: links.length + paths.length, dead: dead.map((one) => `${file}: ${one}`) }
}

test('every link of the documents, and every file that they name, leads somewhere', () => {
  const found = documents().map((file) =>
    deadEnds(file, readFileSync(join(REPOSITORY, file), 'utf8'), (path) => existsSync(join(REPOSITORY, path))),
  )
  const seen = found.reduce((sum, one) => sum + one.seen, 0)
  assert.ok(found.length > 20 && seen > 80, `only ${found.length} documents and ${seen} links were seen`)
  assert.deepEqual(
    found.flatMap((one) => one.dead),
    [],
  )
})

test('a dead link and a file that is gone are noticed, an address of the web is left alone', () => {
  const text =
    '[a](../adr/0001-x.md#part) [b](https://example.org/x) [c](here.md) `portal/src/gone.ts` and `portal/src/there.ts`'
  const { seen, dead } = deadEnds(
    'docs/domain/x.md',
    text,
    (path) => path === 'docs/adr/0001-x.md' || path === 'portal/src/there.ts',
  )
  assert.equal(seen, 4)
  assert.deepEqual(dead, ['docs/domain/x.md: here.md', 'docs/domain/x.md: portal/src/gone.ts'])
})

test('no decision is longer than a page of 60 lines, and each tells its cost and when to look again', () => {
  const decisions = documents().filter((file) => /^docs\/adr\/\d{4}-[a-z0-9-]+\.md$/.test(file))
  assert.ok(decisions.length >= 16)
  for (const file of decisions) {
    const text = readFileSync(join(REPOSITORY, file), 'utf8')
    assert.ok(text.trimEnd().split('\n').length <= 60, `${file} is longer than 60 lines`)
    const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name)
    assert.deepEqual(sections, ['Context', 'Decision', 'What it costs', 'When to revisit'], file)
  }
})
