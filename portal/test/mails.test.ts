// What must hold for every mail in every form: two parts with the same words, links in sight, nothing from outside.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaintsOf } from './html-judge.ts'
import { mailSamples } from './mail-samples.ts'

const samples = mailSamples()
const ordinary = samples.filter(({ name }) => !name.includes('hostil'))
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? match[0])

/** What a person reads of the HTML. */
function shown(html: string): string {
  return html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}
const words = (text: string): string =>
  text
    .replace(/^(> |- |-- $)/gm, '')
    .replace(/[\s:]+/g, ' ')
    .trim()

test('every mail has the same words as text and as HTML, its subject once more as the heading', (t) => {
  t.diagnostic(`${samples.length} mails`)
  assert.ok(samples.length >= 40)
  for (const { name, subject, text, html } of samples) {
    const read = words(shown(html))
    assert.ok(read.startsWith('Actas '), name)
    // The HTML begins with the name of the site and has the subject as its heading; a reader of text sees both above it.
    const heading = `<h1>${html.match(/<title>([^<]*)<\/title>/)?.[1]}</h1>`
    assert.equal(all(html, /<h1>/g).length, 1, name)
    assert.ok(html.includes(heading), name)
    assert.equal(read.slice('Actas '.length).replace(`${words(subject)} `, ''), words(text), name)
  }
})

test('every mail names its language, fits any window and loads nothing from anywhere', () => {
  for (const { name, language, html } of samples) {
    assert.match(html, new RegExp(`^<!doctype html>\\n<html lang="${language}">`), name)
    assert.match(html, /<meta name="viewport" content="width=device-width, initial-scale=1">/, name)
    assert.match(html, /<meta name="color-scheme" content="light dark">/, name)
    assert.doesNotMatch(html, /<(img|script|link|iframe|object|form|input|video|audio|svg|base)\b/, name)
    assert.doesNotMatch(html, /\b(src|background|srcset|on\w+|style)="|url\(|@import|@font-face/, name)
    assert.equal(all(html, /<style>/g).length, 1, name)
  }
})

test('every link leads to the portal, stands whole in both parts and can be read where it is', () => {
  for (const { name, text, html } of samples) {
    const links = all(html, /href="([^"]*)"/g)
    assert.ok(links.length >= 2, name)
    for (const link of links) {
      if (name.includes('hostil') && link === '#') continue
      assert.ok(link.startsWith('http://127.0.0.1:8080/'), `${name}: ${link}`)
      if (name.includes('hostil')) continue
      assert.ok(html.includes(`<br>${link}</p>`), `${name}: ${link} is not in sight`)
      assert.ok(text.split('\n').includes(link), `${name}: ${link} has no line of its own`)
    }
    // No address but those of the portal, and of people who can be asked.
    for (const [address] of text.matchAll(/https?:\/\/\S+/g))
      assert.ok(address.startsWith('http://127.0.0.1:8080'), name)
  }
})

test('every mail says that it is a demonstration, why it came, and that nobody reads answers; none asks to unsubscribe', () => {
  for (const { name, text, language } of samples) {
    assert.match(text, /^DEMOSTRACIÓN: /, name)
    assert.match(text, language === 'en' ? /You get this mail because/ : /Recibes este correo porque/, name)
    assert.match(text, language === 'en' ? /Nobody reads/ : /Nadie lee/, name)
    assert.doesNotMatch(text, /darse de baja|unsubscribe|cancelar la suscripción/i, name)
  }
})

test('a mail about an order has its folio in the subject and in the body, and no mail holds a hole', () => {
  for (const { name, subject, text, html } of ordinary) {
    if (!/comunicado|pendientes|alarma|titular|espera/.test(name)) {
      const folio = subject.match(/(ACT|REP|REC|EME|MAN)-[0-9A-Z]{10}/)?.[0]
      assert.ok(folio && text.includes(folio), `${name}: ${subject}`)
    }
    assert.ok(subject.length <= 70, `${name}: ${subject.length} characters`)
    for (const part of [subject, text, html]) assert.doesNotMatch(part, /undefined|\[object|NaN|\bnull\b|\{\w+\}/, name)
  }
})

test('hostile words are words in the HTML and nothing else', () => {
  const hostile = samples.filter(({ name }) => name.includes('hostil'))
  assert.ok(hostile.length >= 4)
  for (const { name, html } of hostile) {
    assert.doesNotMatch(html, /<img|<script|onerror=alert\(1\)>|href="[^"]*[<>]/, name)
    assert.ok(html.includes('&lt;script&gt;'), name)
  }
})

test('a sentence of a mail has at most twenty words', () => {
  let sentences = 0
  for (const { name, text } of ordinary) {
    // The legal text of a refusal is quoted as it is; the comunicado quotes the letter.
    if (/comunicado/.test(name)) continue
    for (const sentence of text.split(/(?<=[.?!:»])\s+|\n+/)) {
      const count = sentence.split(/\s+/).filter((word) => /\p{L}/u.test(word) && !word.includes('/')).length
      sentences += 1
      assert.ok(count <= 20, `${name}: ${count} words: ${sentence}`)
    }
  }
  assert.ok(sentences > 300, String(sentences))
})

test('a mail about money says how much, and one that waits for somebody says until when', () => {
  const text = (name: string): string => samples.find((one) => one.name === `${name} (es-MX)`)!.text
  assert.match(
    text('registro-linea'),
    /Línea de captura: 1412 3456 7890 1699 2097\nÚltimo día para pagar: 5 de agosto de 2017/,
  )
  assert.match(text('registro-tarjeta'), /hasta el domingo 6 de agosto de 2017, 10:15, hora del Centro/)
  assert.match(text('revision'), /Recibimos \$97\.00 y el precio es \$98\.00\. Faltan \$1\.00\./)
  for (const name of ['pagada', 'pagada-tarde', 'pagada-completa', 'demora'])
    assert.match(text(name), /Si no está lista el domingo 6 de agosto .*, te devolvemos el dinero/, name)
  for (const name of ['pagada', 'reembolso-cambio', 'reembolso-tarde', 'devuelto']) assert.match(text(name), /\$98\.00/)
  assert.match(text('reembolso-sin-respuesta'), /tarjeta con la que pagaste/)
  assert.match(text('reembolso-tarde'), /cuenta de banco a tu nombre/)
})

test('html-validate has nothing against the HTML of any mail', async () => {
  const found: string[] = []
  for (const { name, html } of samples) found.push(...(await complaintsOf(name, html)))
  assert.deepEqual(found, [])
})
