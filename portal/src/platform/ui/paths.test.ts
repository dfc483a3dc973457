// The site map's rules: cookies that stay where they belong, and who may send a form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageHeaders } from './layout.ts'
import { bankOrigins, draftCookieOptions, isFromThisSite, orderCookieOptions } from './paths.ts'

const local = { publicUrl: 'http://127.0.0.1:8080' }

test('a form of another site is refused, one of ours and one of an old browser is not', () => {
  assert.ok(isFromThisSite({ 'sec-fetch-site': 'same-origin' }, local))
  for (const site of ['cross-site', 'same-site']) assert.ok(!isFromThisSite({ 'sec-fetch-site': site }, local), site)
  assert.ok(isFromThisSite({ origin: 'http://127.0.0.1:8080' }, local))
  assert.ok(isFromThisSite({ origin: 'http://localhost:8080', host: 'localhost:8080' }, local))
  for (const origin of ['http://malo.ejemplo', 'http://127.0.0.1:9000', 'no es'])
    assert.ok(!isFromThisSite({ origin, host: '127.0.0.1:8080' }, local), origin)
  assert.ok(isFromThisSite({ origin: 'null' }, local))
  assert.ok(isFromThisSite({}, local))
})

test('cookies are unreadable to scripts, stay on their path, and are secure where the site is', () => {
  assert.deepEqual(draftCookieOptions(local), {
    path: '/actas',
    httpOnly: true,
    sameSite: 'lax',
    secure: false,
    maxAge: 86_400,
  })
  assert.equal(orderCookieOptions({ publicUrl: 'https://actas.ejemplo' }, 'ACT-1').secure, true)
  assert.equal(orderCookieOptions(local, 'ACT-7K3M9QX2PD').path, '/solicitudes/ACT-7K3M9QX2PD')
})

test('a page may do only what it needs', () => {
  const headers = pageHeaders({
    formOrigins: bankOrigins({ bankUrl: 'http://127.0.0.1:9000/banco', sandboxUrl: 'http://127.0.0.1:9000' }),
  })
  const policy = headers['content-security-policy']!
  assert.match(policy, /^default-src 'none'; style-src 'self'; script-src 'self';/)
  assert.match(policy, /form-action 'self' http:\/\/127\.0\.0\.1:9000;/)
  assert.match(policy, /frame-ancestors 'none'$/)
  assert.doesNotMatch(policy, /unsafe/)
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers['x-robots-tag'], 'noindex')
  assert.equal(pageHeaders({ personal: false })['x-robots-tag'], undefined)
})
