// The page of a closed service must be the one that the catalogue gives, and need nothing that could be down with it.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { closedPage } from '../portal/src/citizen/guide/closed-page.ts'
import { CLOSED } from './closed-page.ts'
import { isFresh } from './generated-doc.ts'

test('the page of a closed service is one file that asks nobody for anything, in the words of today', () => {
  const text = closedPage({ demonstration: true })
  assert.ok(isFresh(CLOSED, text), `${CLOSED} is old: run node scripts/closed-page.ts`)
  for (const [, address] of text.matchAll(/(?:href|src|action)="([^"]*)"/g)) assert.equal(address, '')
  assert.doesNotMatch(text, /<script|<img|<link|<form|url\(/)
  const style = text.match(/<style>([\s\S]*)<\/style>/)![1]!
  const allowed = text.match(/style-src 'sha256-([^']+)'/)![1]
  assert.equal(createHash('sha256').update(style).digest('base64'), allowed, 'its policy refuses its own style')
  assert.ok(text.length < 4_096, `${text.length} bytes`)
})

test('only a demonstration says so, and both say not to pay again', () => {
  for (const demonstration of [true, false]) {
    const text = closedPage({ demonstration })
    assert.equal(text.includes('DEMOSTRACIÓN'), demonstration)
    assert.match(text, /no pagues otra vez/)
    assert.match(text, /<section lang="en">[\s\S]*do not pay again/)
  }
})
