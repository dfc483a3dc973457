// Every direct runtime dependency must have its reason on record, and every reason its dependency.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { REPOSITORY } from './generated-doc.ts'

const LIST = 'docs/adr/0016-list-every-dependency.md'
const WORKSPACES = ['portal', 'node-kit', 'simulator']

function declared(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const workspace of WORKSPACES) {
    const text = readFileSync(join(REPOSITORY, workspace, 'package.json'), 'utf8')
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> }
    for (const name of Object.keys(dependencies)) {
      if (!name.startsWith('@actas/')) found.set(name, [...(found.get(name) ?? []), workspace])
    }
  }
  return found
}

function listed(): Map<string, string[]> {
  const rows = readFileSync(join(REPOSITORY, LIST), 'utf8').matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)
  return new Map(
    [...rows].map(([, name = '', where = '', reason = '']) => {
      assert.ok(reason.trim().length > 10, `${name} has no reason`)
      return [name, where.split(',').map((one) => one.trim())]
    }),
  )
}

test('every direct runtime dependency has a line with its reason, and no line outlives its dependency', () => {
  const sorted = (map: Map<string, string[]>): [string, string[]][] => [...map].sort(([a], [b]) => a.localeCompare(b))
  assert.ok(declared().size > 10, 'the package files were not seen')
  assert.deepEqual(sorted(listed()), sorted(declared()))
})
