// What of a provider's answer is believed: whose CURP it is, whether a second factor was seen now, and where one is led back to.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinLooks } from './record.ts'
import type { Look } from './record.ts'
import { isFresh } from './sessions.ts'
import { curpIn, safeReturn, secondFactorAt } from './way-in.ts'

const begun = Temporal.Instant.from('2026-03-01T12:00:00Z')
const second = (at: string): number => Math.floor(Temporal.Instant.from(at).epochMilliseconds / 1_000)
const byWay = { acr: null, amr: ['mfa', 'otp'] }

test('a second factor counts only if the provider names it and saw it after this sign-in had begun', () => {
  const now = second('2026-03-01T12:00:20Z')
  const seen = (
    claims: Record<string, unknown>,
    settings: Parameters<typeof secondFactorAt>[1] = byWay,
  ): string | null => secondFactorAt(claims, settings, begun)?.toString() ?? null
  assert.equal(seen({ amr: ['pwd', 'otp'], auth_time: now }), begun.toString())
  assert.equal(seen({ amr: ['pwd'], auth_time: now }), null, 'a password alone')
  assert.equal(seen({ amr: 'mfa', auth_time: now }), null, 'no list')
  assert.equal(seen({ auth_time: now }), null)
  assert.equal(seen({ amr: ['mfa'] }), null, 'nobody says when')
  assert.equal(seen({ amr: ['mfa'], auth_time: String(now) }), null)
  assert.equal(
    seen({ amr: ['mfa'], auth_time: second('2026-03-01T11:50:00Z') }),
    null,
    'an old session of the provider',
  )
  assert.equal(
    seen({ amr: ['mfa'], auth_time: second('2026-03-01T13:00:00Z') }),
    begun.toString(),
    'a clock that is ahead',
  )
  const byLevel = { acr: 'urn:nivel:2', amr: [] }
  assert.equal(seen({ acr: 'urn:nivel:2', auth_time: now }, byLevel), begun.toString())
  assert.equal(seen({ acr: 'urn:nivel:1', amr: ['mfa'], auth_time: now }, byLevel), null)
})

test('a second factor is fresh for the minutes of the settings and no longer', () => {
  const config = { confirmMinutes: 15 }
  assert.ok(isFresh(config, begun, begun.add({ minutes: 14, seconds: 59 })))
  assert.ok(!isFresh(config, begun, begun.add({ minutes: 15 })))
  assert.ok(!isFresh(config, null, begun))
})

test('a CURP is believed only from its claim, and only if it is one', () => {
  assert.equal(curpIn({ curp: 'pegj900512hjcrrs04' }, 'curp'), 'PEGJ900512HJCRRS04')
  for (const wrong of [{}, { curp: 'PEGJ' }, { curp: ['PEGJ900512HJCRRS04'] }, { otra: 'PEGJ900512HJCRRS04' }])
    assert.equal(curpIn(wrong, 'curp'), null)
})

test('after signing in one is led back to a page of the holder or to the search, and nowhere else', () => {
  for (const good of ['/mi-acta', '/mi-acta/candado', '/mi-acta/avisame', '/actas/filiacion', '/actas/curp'])
    assert.equal(safeReturn(good), good)
  const bad = ['//evil.example', '/\\evil.example', 'https://evil.example/mi-acta', '/mi-acta/../consola', '/consola']
  for (const one of [...bad, '/mi-acta?x=1', '', undefined, ['/mi-acta']]) assert.equal(safeReturn(one), '/mi-acta')
})

test('looks stand by their hour, the newest first, and a download is told once', () => {
  const at = (hour: number): Temporal.Instant => begun.add({ hours: hour })
  const kept: Look[] = [
    { en: at(3), que: 'descarga', folio: 'A' },
    { en: at(1), que: 'busqueda' },
  ]
  const elsewhere: Look[] = [
    { en: at(3), que: 'descargada', folio: 'A' },
    { en: at(2), que: 'emitida', folio: 'A' },
    { en: at(4), que: 'descargada', folio: 'B' },
  ]
  assert.deepEqual(
    joinLooks(kept, elsewhere, 10).map((one) => [one.que, one.folio]),
    [
      ['descargada', 'B'],
      ['descarga', 'A'],
      ['emitida', 'A'],
      ['busqueda', undefined],
    ],
  )
  assert.equal(joinLooks(kept, elsewhere, 2).length, 2)
})
