// Our few words of typebox write the same schemas as typebox itself, which stays the judge.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type as Original } from 'typebox'
import { Type } from './schema.ts'

/** One schema for each word, and the ways in which the routes put them together. */
const SAMPLES: readonly ((word: typeof Type) => unknown)[] = [
  (word) => word.String(),
  (word) => word.String({ minLength: 1, maxLength: 60, pattern: '^[a-z]+$' }),
  (word) => word.Number({ minimum: 0, maximum: 3_600 }),
  (word) => word.Null(),
  (word) => word.Literal('H'),
  (word) => word.Literal(3),
  (word) => word.Literal(true),
  (word) => word.Array(word.String({ format: 'date' }), { maxItems: 3 }),
  (word) => word.Union([word.Literal('bien'), word.Literal('mal'), word.Null()], { description: 'cara' }),
  (word) => word.Object({}),
  (word) => word.Object({ todo: word.Optional(word.String()) }),
  (word) =>
    word.Object(
      {
        uno: word.String(),
        dos: word.Optional(word.Object({ tres: word.Optional(word.Number()), cuatro: word.Null() })),
      },
      { additionalProperties: false },
    ),
]

test('every word writes the schema that typebox writes', () => {
  const used = new Set<string>()
  const counting = new Proxy(Type, {
    get(words, name: keyof typeof Type) {
      used.add(name)
      return words[name]
    },
  })
  for (const make of SAMPLES)
    assert.equal(JSON.stringify(make(counting)), JSON.stringify(make(Original)), make.toString())
  assert.deepEqual([...used].sort(), Object.keys(Type).sort(), 'a word without a sample')
})
