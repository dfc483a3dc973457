// Escaping is the template's work, and it must not be possible to forget it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, render, safeHref } from './html.ts'
import type { Html } from './html.ts'

test('a text is escaped inside elements and inside attributes, and markup stays markup', () => {
  const typed = `"><b>O'Brien & Ñ</b>`
  assert.equal(
    render(html`<p title="${typed}">${typed}${html`<i>${[typed, html`<br>`]}</i>`}</p>`),
    '<p title="&quot;&gt;&lt;b&gt;O&#39;Brien &amp; Ñ&lt;/b&gt;">&quot;&gt;&lt;b&gt;O&#39;Brien &amp; Ñ&lt;/b&gt;<i>&quot;&gt;&lt;b&gt;O&#39;Brien &amp; Ñ&lt;/b&gt;<br></i></p>',
  )
  assert.equal(typeof render(html`<p>${null}${undefined}${false}</p>`), 'string')
  assert.equal(render(html`<p>${null}${undefined}${false}</p>`), '<p></p>')
})

test('a promise in a template is refused instead of printed', () => {
  assert.throws(() => render(html`<p>${Promise.resolve('x') as unknown as Html}</p>`), TypeError)
})

test('only web addresses and paths of this site become links', () => {
  for (const good of ['/ayuda', 'http://127.0.0.1:9000/banco', 'https://ejemplo.mx/x?a=1'])
    assert.equal(safeHref(good), good)
  for (const bad of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    '//otro.mx',
    '/\\otro.mx',
    'data:text/html,x',
    '',
    'http://',
  ])
    assert.equal(safeHref(bad), '#')
})
