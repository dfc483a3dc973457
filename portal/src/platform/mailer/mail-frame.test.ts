// The frame of a mail: one content as text and as HTML, hostile words as words, headers that hold, nothing from outside.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { readConfig } from '#config'
import { composeMail } from './mail-frame.ts'
import { attempt, mailDate, openMailer } from './smtp.ts'

const raw: { source: string; from: string; to: string[] }[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope
      const source = Buffer.concat(chunks).toString('utf8')
      raw.push({ source, from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map((one) => one.address) })
      done()
    })
  },
})
const config = readConfig({ ACTAS_WORLD: 'ninguno', ACTAS_PUBLIC_URL: 'https://actas.ejemplo.mx' })
let port = 0
before(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  port = (server.server.address() as AddressInfo).port
})
after(async () => await new Promise<void>((closed) => server.close(closed)))

const HOSTILE = [
  '"><img src=x onerror=alert(1)></title></style><script>alert(1)</script>',
  'Ana\r\nBcc: otra@ejemplo.mx\r\n\r\nhola',
  'Ana\u2028Bcc: otra@ejemplo.mx',
  'fdp.\u202Eatca\u2066x',
  'a\u0000b\u0007c\u001b[31m',
  '\uD800 medio',
  'Ñandú'.repeat(3_000),
]
const AT = Temporal.Instant.from('2017-07-31T05:00:09Z')

async function sent(subject: string, to = 'ana@ejemplo.mx'): Promise<(typeof raw)[number]> {
  const mailer = openMailer({ ...config, smtp: { host: '127.0.0.1', port } })
  const mail = composeMail(config, { subject, parts: [subject, { quote: subject }], why: subject })
  const said = await attempt(mailer, AT, { ...mail, id: 'act-1.prueba', to, token: 'ab'.repeat(16) })
  mailer.transport?.close()
  assert.deepEqual(said, { kind: 'accepted' })
  return raw.pop()!
}

/** The head of a mail: name and unfolded value. */
function head(source: string): [string, string][] {
  return source
    .slice(0, source.indexOf('\r\n\r\n'))
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
}

const EXPECTED = [
  'Auto-Submitted',
  'Content-Type',
  'Date',
  'From',
  'MIME-Version',
  'Message-ID',
  'Subject',
  'To',
  'X-Auto-Response-Suppress',
]

test('the head says who, when by the driven clock, which mail it is, and that a program wrote it', async () => {
  const { source, from, to } = await sent('Recibimos tu solicitud ACT-7K3M9QX2PD')
  const fields = Object.fromEntries(head(source))
  assert.deepEqual(Object.keys(fields).sort(), EXPECTED)
  assert.equal(fields['Date'], 'Mon, 31 Jul 2017 05:00:09 +0000')
  assert.equal(fields['Message-ID'], '<act-1.prueba@rebotes.actas.invalid>')
  assert.equal(fields['Auto-Submitted'], 'auto-generated')
  assert.equal(fields['From'], 'Actas <no-responder@actas.invalid>')
  assert.equal(fields['Subject'], 'Recibimos tu solicitud ACT-7K3M9QX2PD')
  assert.match(fields['Content-Type'] ?? '', /^multipart\/alternative;/)
  assert.deepEqual([from, to], [`devoluciones+${'ab'.repeat(16)}@rebotes.actas.invalid`, ['ana@ejemplo.mx']])
  assert.equal(mailDate(Temporal.Instant.from('2026-01-02T23:59:59Z')), 'Fri, 02 Jan 2026 23:59:59 +0000')
})

test('no word in a subject adds a header, a recipient or a line', async () => {
  for (const text of HOSTILE) {
    const { source, to } = await sent(text)
    assert.deepEqual(
      head(source)
        .map(([name]) => name)
        .sort(),
      EXPECTED,
      text.slice(0, 40),
    )
    assert.deepEqual(to, ['ana@ejemplo.mx'])
  }
})

test('an address that could be read as two people is written to by nobody', async () => {
  for (const to of ['a,b@ejemplo.mx', 'x;y@ejemplo.mx', 'Ana(otra@mal.mx)@ejemplo.mx']) {
    const mailer = openMailer({ ...config, smtp: { host: '127.0.0.1', port } })
    const mail = composeMail(config, { subject: 's', parts: ['x'], why: 'w' })
    const said = await attempt(mailer, AT, { ...mail, id: 'x', to, token: 'ab'.repeat(16) })
    mailer.transport?.close()
    const one = raw.pop()
    assert.deepEqual([said.kind, one], ['refused', undefined], to)
  }
})

test('names arrive byte by byte as they are written, in subject, text and HTML', async () => {
  const name = 'José Ñandú Ruíz-Müller, «O’Higgins» e Ibarra'
  const { source } = await sent(name)
  const words = [
    ...(head(source).find(([key]) => key === 'Subject')?.[1] ?? '').matchAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi),
  ]
  const subject = Buffer.concat(
    words.map(([, kind, text]) =>
      kind!.toUpperCase() === 'B' ? Buffer.from(text!, 'base64') : fromQuoted(text!.replaceAll('_', '=20')),
    ),
  ).toString('utf8')
  assert.equal(subject, name)
  const body = fromQuoted(source.replaceAll('=\r\n', '')).toString('utf8')
  assert.equal(body.split(name).length - 1, 8, 'three times in the text, five in the HTML')
})

function fromQuoted(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

test('hostile words stay words: nothing of them is markup, a control or turned around', () => {
  for (const text of HOSTILE) {
    const mail = composeMail(config, {
      subject: text,
      parts: [
        text,
        { heading: text },
        { list: [text] },
        { facts: [{ name: text, value: text }] },
        { quote: text },
        { link: text, label: text },
      ],
      why: text,
    })
    assert.doesNotMatch(mail.html, /<img|<script|<\/style><script/)
    assert.equal(mail.html.match(/<\/title>/g)?.length, 1)
    assert.equal(mail.html.match(/<\/style>/g)?.length, 1)
    for (const part of [mail.subject, mail.text, mail.html])
      assert.doesNotMatch(
        part,
        /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]|[\uD800-\uDFFF](?![\uDC00-\uDFFF])(?<![\uD800-\uDBFF][\uDC00-\uDFFF])/u,
      )
    assert.doesNotMatch(mail.subject, /[\n\u2028\u2029]/)
  }
  const unsafe = composeMail(config, { subject: 's', parts: [{ link: 'javascript:alert(1)', label: 'x' }], why: 'w' })
  assert.ok(!unsafe.html.includes('href="javascript'))
})

test('only the demonstration says DEMOSTRACIÓN, in both parts', () => {
  for (const demonstration of [true, false]) {
    const mail = composeMail({ ...config, demonstration }, { subject: 's', parts: ['x'], why: 'w' })
    for (const part of [mail.text, mail.html]) assert.equal(part.includes('DEMOSTRACIÓN'), demonstration)
  }
})
