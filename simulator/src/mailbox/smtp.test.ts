// Letters over real SMTP: ordinary ones, hostile ones and broken ones; each is kept, found by its address, and does no harm.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createTransport } from 'nodemailer'
import { makeClock } from '../clock.ts'
import { makeFrame } from '../web/frame.ts'
import { openMailStore, type Mail, type MailStore } from './mail-store.ts'
import { cagedHtml, listPage, mailPage } from './mail-pages.ts'
import { MANNER_NAMES } from './manners.ts'
import type { Bounce } from './returns.ts'
import { openSmtp } from './smtp.ts'

interface Scene {
  store: MailStore
  send(mail: object): Promise<unknown>
  /** Says the lines to the server and resolves with all that it answered until it hung up or fell silent. */
  talk(lines: readonly string[]): Promise<string>
  only(): Mail
  /** The letters that were taken and came back. */
  readonly returned: Bounce[]
}

const FRAME = makeFrame('buzon', {
  mundo: 'http://m',
  ciudadania: '',
  banco: 'http://b',
  buzon: 'http://z',
  entrada: 'http://e',
  portal: null,
})
const SHOWN = Temporal.Instant.from('2017-07-31T05:00:00Z')

async function scene(t: TestContext): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'actas-buzon-'))
  const store = openMailStore(join(folder, 'buzon.sqlite'))
  const clock = makeClock()
  clock.set({ shown: SHOWN, speed: 0 })
  const returned: Bounce[] = []
  const smtp = await openSmtp({ host: '127.0.0.1', port: 0, store, clock, giveBack: (one) => void returned.push(one) })
  t.after(async () => {
    await smtp.close()
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    store,
    returned,
    async send(mail) {
      const transport = createTransport({ host: '127.0.0.1', port: smtp.port, secure: false })
      try {
        return await transport.sendMail({
          from: 'Actas <actas@ejemplo.mx>',
          to: 'ana@ejemplo.mx',
          subject: 'Hola',
          text: 'Hola',
          ...mail,
        })
      } finally {
        transport.close()
      }
    },
    talk: (lines) => talk(smtp.port, lines),
    only() {
      assert.equal(store.count(), 1)
      return store.list('', 1)[0] as Mail
    },
  }
}

function talk(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const left = [...lines]
    let said = ''
    socket.setTimeout(700, () => socket.destroy())
    socket.on('error', reject)
    socket.on('close', () => resolve(said))
    socket.on('data', (chunk) => {
      said += chunk.toString('utf8')
      // One line for each answer; the last line of a many-line answer has a space after its number.
      if (!/^\d{3} .*\r\n$/m.test(chunk.toString('utf8'))) return
      const line = left.shift()
      if (line === undefined) socket.end()
      else socket.write(`${line}\r\n`)
    })
  })
}

const ENVELOPE = ['EHLO prueba', 'MAIL FROM:<a@ejemplo.mx>', 'RCPT TO:<ana@ejemplo.mx>', 'DATA']

test('a letter arrives as it was written, at the time of the driven clock, for whom it was delivered to', async (t) => {
  const { send, only } = await scene(t)
  await send({
    subject: 'Tu copia está lista',
    text: 'Ábrela: https://ejemplo.mx/x?a=1',
    html: '<p>Ábrela <a href="https://ejemplo.mx/">aquí</a></p>',
    bcc: 'Oculta@Ejemplo.MX',
    attachments: [{ filename: 'añejo.pdf', content: Buffer.alloc(10), contentType: 'application/pdf' }],
  })
  const mail = only()
  assert.deepEqual(
    [mail.asunto, mail.de, mail.en],
    ['Tu copia está lista', '"Actas" <actas@ejemplo.mx>', '2017-07-31T05:00:00Z'],
  )
  assert.deepEqual(mail.para.toSorted(), ['ana@ejemplo.mx', 'oculta@ejemplo.mx'])
  assert.equal(mail.texto.trim(), 'Ábrela: https://ejemplo.mx/x?a=1')
  assert.match(mail.html ?? '', /aquí/)
  assert.deepEqual(mail.adjuntos, [{ nombre: 'añejo.pdf', tipo: 'application/pdf', bytes: 10 }])
})

test('a whole address finds exactly its letters, whatever its case; a part finds all that have it; the newest comes first', async (t) => {
  const { send, store } = await scene(t)
  for (const to of ['ana@ejemplo.mx', 'mariana@ejemplo.mx', 'ana@ejemplo.mx.otro', 'Ana@Ejemplo.mx'])
    await send({ to, subject: `Para ${to}` })
  const found = (para: string): string[] => store.list(para, 10).map((mail) => mail.asunto)
  assert.deepEqual(found('ana@ejemplo.mx'), ['Para Ana@Ejemplo.mx', 'Para ana@ejemplo.mx'])
  assert.equal(found('ana').length, 4)
  assert.deepEqual(found('nadie@ejemplo.mx'), [])
  assert.deepEqual(found("' OR 1=1 --"), [])
  assert.equal(found('').length, 4)
})

test('a hostile letter is shown as text and caged: no markup of it reaches the page, nothing of it may run', async (t) => {
  const { send, only } = await scene(t)
  const attack = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
  await send({
    subject: attack,
    text: `${attack} javascript:alert(3) https://ejemplo.mx/"onclick="x`,
    html: `<script>alert(4)</script>${attack}`,
    attachments: [{ filename: `../../${attack}`, content: 'x' }],
  })
  const page = mailPage(FRAME, only())
  assert.ok(!/<script|<img|onclick="x/.test(page.body), page.body)
  assert.ok(page.body.includes('&lt;script&gt;'))
  assert.match(page.body, /<a href="https:\/\/ejemplo\.mx\/" target="_blank" rel="noopener noreferrer">/)
  assert.match(page.body, /<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/)
  const caged = cagedHtml(only())
  const policy = caged.headers['content-security-policy'] ?? ''
  assert.match(policy, /default-src 'none'/)
  assert.match(policy, /sandbox allow-popups allow-popups-to-escape-sandbox$/)
  assert.ok(!/script-src|allow-scripts|allow-same-origin|allow-forms/.test(policy))
})

test('controls and turned reading directions are taken out of what is shown in one line', async (t) => {
  const { talk, only } = await scene(t)
  const subject = `=?utf-8?B?${Buffer.from('Copia \u202Efdp.exe\u0007 lista\0').toString('base64')}?=`
  await talk([...ENVELOPE, `Subject: ${subject}\r\nFrom: a@ejemplo.mx\r\n\r\nhola\r\n.`, 'QUIT'])
  assert.equal(only().asunto, 'Copia fdp.exe lista')
})

test('letters that are broken are kept as far as they can be read', async (t) => {
  const { talk, store } = await scene(t)
  const broken = [
    'no header at all, only text',
    'Content-Type: text/plain; charset=klingon\r\n\r\nqapla',
    'Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nno boundary',
    `Subject: =?utf-8?B?@@@@?=\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!`,
    `Subject: ${'larga '.repeat(900)}\r\n\r\nx`,
    'From: \r\nTo: ,,,;:;<>\r\n\r\nx',
  ]
  for (const one of broken)
    assert.match(await talk([...ENVELOPE, `${one}\r\n.`, 'QUIT']), /^250 [^\n]*\n221/m, one.slice(0, 60))
  assert.equal(store.count(), broken.length)
  for (const mail of store.list('', 10)) {
    assert.deepEqual(mail.para, ['ana@ejemplo.mx'])
    assert.ok(mail.asunto.length <= 1_000)
  }
})

test('a letter that is too large is refused in words, and the next one is taken', async (t) => {
  const { send, only } = await scene(t)
  await assert.rejects(send({ text: 'x'.repeat(3 * 1024 * 1024) }), /552|size|grande/i)
  await send({ subject: 'La siguiente' })
  assert.equal(only().asunto, 'La siguiente')
})

test('a caller that talks nonsense or hangs up in the middle leaves no letter and does no harm', async (t) => {
  const { send, talk, only } = await scene(t)
  await talk(['GET / HTTP/1.1', 'Host: x', 'QUIT'])
  await talk([...ENVELOPE, 'Subject: a medias'])
  await send({ subject: 'Entera' })
  assert.equal(only().asunto, 'Entera')
})

test('letters are still there after a restart, and only the newest two thousand are kept', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'actas-buzon-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'buzon.sqlite')
  const first = openMailStore(file)
  const mail = {
    de: 'a',
    para: ['ana@ejemplo.mx'],
    asunto: '',
    texto: '',
    html: null,
    adjuntos: [],
    en: '2017-07-31T05:00:00Z',
  }
  for (let i = 1; i <= 2_010; i += 1) first.add({ ...mail, asunto: `n.º ${i}` })
  first.close()
  const second = openMailStore(file)
  assert.equal(second.count(), 2_000)
  assert.deepEqual(
    [second.list('ana@ejemplo.mx', 1)[0]?.asunto, second.read('10'), second.read('11')?.asunto],
    ['n.º 2010', null, 'n.º 11'],
  )
  for (const id of ['0', '-1', '1e3', 'x', '99999999999999999999']) assert.equal(second.read(id), null)
  second.close()
})

test('addresses that are known for trouble give it as the page of the mailbox says, and their neighbours do not', async (t) => {
  const { send, store, returned } = await scene(t)
  const said = async (to: string): Promise<string> => {
    try {
      await send({ to, subject: to })
      return 'taken'
    } catch (error) {
      return String((error as { response?: string }).response).slice(0, 9)
    }
  }
  assert.equal(await said('rebota@ejemplo.mx'), '550 5.1.1')
  assert.equal(await said('Rebota.ana+2@ejemplo.mx'), '550 5.1.1')
  assert.equal(await said('rebotada@ejemplo.mx'), 'taken')
  assert.equal(await said('rechaza@ejemplo.mx'), '554 5.7.1')
  assert.deepEqual(
    [await said('tarde@ejemplo.mx'), await said('tarde@ejemplo.mx'), await said('tarde@ejemplo.mx')],
    ['451 4.7.1', '451 4.7.1', 'taken'],
  )
  assert.equal(await said('nunca@ejemplo.mx'), '451 4.3.2')
  assert.deepEqual([await said('devuelto@ejemplo.mx'), await said('buzon-lleno@ejemplo.mx')], ['taken', 'taken'])
  assert.deepEqual(
    returned.map((one) => [one.from, one.to, one.status]),
    [
      ['actas@ejemplo.mx', 'devuelto@ejemplo.mx', '5.1.1'],
      ['actas@ejemplo.mx', 'buzon-lleno@ejemplo.mx', '5.2.2'],
    ],
  )
  assert.deepEqual(
    store.list('', 10).map((one) => one.asunto),
    ['tarde@ejemplo.mx', 'rebotada@ejemplo.mx'],
  )
  const page = listPage(FRAME, [], '').body
  for (const name of MANNER_NAMES) assert.ok(page.includes(`${name}@ejemplo.mx`), name)
})
