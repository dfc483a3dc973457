// Browsers get pages, programs get JSON, and whoever takes anything counts as a program.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prefersPage } from './negotiate.ts'

test('a browser is shown a page', () => {
  assert.ok(prefersPage('text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'))
  assert.ok(prefersPage('text/html'))
  assert.ok(prefersPage('application/json;q=0.5, text/*;q=0.6'))
})

test('a program is answered with JSON', () => {
  for (const accept of [
    undefined,
    '*/*',
    'application/json',
    'application/json, text/html',
    'text/html;q=0.4, application/json',
    '',
    'text/html;q=x',
    'image/png',
  ]) {
    assert.equal(prefersPage(accept), false, String(accept))
  }
})
