// What servers and returned mails say, and what that means for one mail.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attemptOf, pauseMs, readReturned } from './outcome.ts'

const RETURN_TO = 'devoluciones@rebotes.actas.invalid'
const TOKEN = '0123456789abcdef0123456789abcdef'

test('only what a server says for good about this person or this mail ends the tries', () => {
  const said = (command: string, responseCode: number, response = ''): string => {
    const one = attemptOf({ command, responseCode, response, code: 'EENVELOPE' })
    return one.kind === 'refused' ? `${one.trouble} ${one.code}` : one.kind
  }
  assert.equal(said('RCPT TO', 550, '550 5.1.1 no'), 'no-existe 5.1.1')
  assert.equal(said('RCPT TO', 550, '550-5.1.1 no\r\n550 5.1.1 no'), 'no-existe 5.1.1')
  assert.equal(said('RCPT TO', 550), 'no-existe 550')
  assert.equal(said('RCPT TO', 552, '552 5.2.2 full'), 'lleno 5.2.2')
  assert.equal(said('RCPT TO', 550, '550 5.7.1 policy'), 'rechazado 5.7.1')
  assert.equal(said('DATA', 550), 'rechazado 550')
  assert.equal(said('DATA', 552), 'lleno 552')
  assert.equal(said('RCPT TO', 451), 'later')
  // Our own sender or sign-in is refused: no address is to blame.
  assert.equal(said('MAIL FROM', 550), 'later')
  assert.equal(said('AUTH PLAIN', 535), 'later')
  assert.equal(attemptOf({ code: 'ECONNECTION' }).kind, 'later')
  assert.equal(attemptOf(new Error('anything')).kind, 'later')
  assert.equal(attemptOf({ code: 'EENVELOPE' }).kind, 'refused')
})

test('pauses grow from seconds to hours, so that three days hold few tries', () => {
  const pauses = Array.from({ length: 40 }, (_, i) => pauseMs(i))
  assert.equal(pauses[0], 15_000)
  assert.ok(pauses.every((one, i) => i === 0 || one >= pauses[i - 1]!))
  let [tries, waited] = [0, 0]
  while (waited < 72 * 3_600_000) waited += pauseMs(tries++)
  assert.ok(tries > 15 && tries < 35, String(tries))
})

const report = (over: Partial<Record<'to' | 'action' | 'status' | 'diagnostic' | 'type', string>> = {}): string =>
  [
    `To: <${over.to ?? `devoluciones+${TOKEN}@rebotes.actas.invalid`}>`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Status: 5.2.2 is what a person reads here',
    '--b',
    `Content-Type: ${over.type ?? 'message/delivery-status'}`,
    '',
    'Reporting-MTA: dns; mx.ejemplo.mx',
    '',
    `Action: ${over.action ?? 'failed'}`,
    `Status: ${over.status ?? '5.1.1'}`,
    `Diagnostic-Code: ${over.diagnostic ?? 'smtp; 550 5.1.1 no such user'}`,
    '--b--',
  ].join('\r\n')

test('a report of what could not be delivered names the mail and the reason', () => {
  assert.deepEqual(readReturned(report(), RETURN_TO), { token: TOKEN, trouble: 'no-existe', code: '5.1.1' })
  assert.equal(readReturned(report({ status: '5.2.2' }), RETURN_TO)?.trouble, 'lleno')
  assert.equal(readReturned(report({ status: 'x', diagnostic: 'smtp; 554 no' }), RETURN_TO)?.trouble, 'rechazado')
  assert.equal(readReturned(report().replaceAll('\r\n', '\n'), RETURN_TO)?.token, TOKEN)
  assert.equal(
    readReturned(report({ to: `DEVOLUCIONES+${TOKEN.toUpperCase()}@Rebotes.Actas.Invalid` }), RETURN_TO)?.token,
    TOKEN,
  )
})

test('a delay, another address, a plain answer and nonsense are no returned mail', () => {
  assert.equal(readReturned(report({ action: 'delayed' }), RETURN_TO), null)
  assert.equal(readReturned(report({ type: 'text/plain' }), RETURN_TO), null)
  assert.equal(readReturned(report({ to: `devoluciones+${TOKEN}@rebotesXactas.invalid` }), RETURN_TO), null)
  assert.equal(readReturned(report({ to: 'devoluciones@rebotes.actas.invalid' }), RETURN_TO), null)
  for (const text of ['', 'x'.repeat(60_000), `devoluciones+${TOKEN}@rebotes.actas.invalid`, '\n'.repeat(60_000)])
    assert.equal(readReturned(text, RETURN_TO), null)
})
