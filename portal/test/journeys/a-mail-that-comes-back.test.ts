// Mails over the wire: one that bounces and is mended, one that comes back later, one that is late, and a link that died.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signIn } from '../staff.ts'
import { call, order, payByCard, person, startWorld, until, waitForState } from '../world.ts'
import type { Order, World } from '../world.ts'

interface Mail {
  readonly asunto: string
  readonly texto: string
  readonly html: string
}

let world: World
before(async () => {
  world = await startWorld()
})
after(async () => {
  await world.end()
})

async function mailTo(para: string, subject: RegExp): Promise<Mail> {
  return await until(`a mail to ${para}: ${subject.source}`, async () => {
    const { body } = await call<Mail[]>('GET', `${world.buzon}/mensajes?para=${encodeURIComponent(para)}`)
    return body.find((one) => subject.test(one.asunto))
  })
}

const linkIn = (mail: Mail): string => mail.texto.match(/https?:\/\/\S+\/entrar\?acceso=\S+/)![0]

interface Page {
  readonly status: number
  readonly text: string
  readonly cookie: string
  readonly location: string | null
}

async function open(url: string, cookie = '', form?: Record<string, string>): Promise<Page> {
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { accept: 'text/html', cookie },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
  const set = response.headers.getSetCookie().map((one) => one.split(';')[0]!)
  return {
    status: response.status,
    text: await response.text(),
    cookie: set.join('; ') || cookie,
    location: response.headers.get('location'),
  }
}

async function enter(one: Order): Promise<{ url: string; cookie: string }> {
  const entered = await open(`${world.url}/solicitudes/${one.folio}/entrar?acceso=${one.acceso}`)
  assert.equal(entered.status, 303)
  return { url: `${world.url}/solicitudes/${one.folio}`, cookie: entered.cookie }
}

async function pageThatSays(words: RegExp, url: string, cookie: string): Promise<Page> {
  return await until(`the page to say ${words.source}`, async () => {
    const page = await open(url, cookie)
    return words.test(page.text) ? page : undefined
  })
}

test('an address that does not exist is said on the page of the order; another one gets the link, which opens the order', async () => {
  const one = await order(world, await person(world, '14'), { correo: 'rebota@ejemplo.mx' })
  const { url, cookie } = await enter(one)
  await pageThatSays(/No pudimos entregarte el correo: la dirección rebota@ejemplo\.mx no existe\./, url, cookie)
  const shown = await fetch(`${url}?banco=1`, { headers: { cookie } })
  assert.equal(shown.headers.get('refresh'), null, 'the page sweeps away what is being typed')
  const slip = await open(`${url}/correo`, cookie, { correo: 'rosa@ejemplo' })
  assert.equal(slip.status, 422)
  assert.match(slip.text, /<title>Error: /)
  assert.match(slip.text, /value="rosa@ejemplo"/)
  const saved = await open(`${url}/correo`, cookie, { correo: 'rosa@ejemplo.mx' })
  assert.equal(saved.status, 303)
  const after = await open(new URL(saved.location!, world.url).href, cookie)
  assert.match(after.text, /Guardamos tu dirección y enviamos la liga a rosa@ejemplo\.mx/)
  assert.doesNotMatch(after.text, /No pudimos entregarte/)
  const mail = await mailTo('rosa@ejemplo.mx', /Este es el correo de tu solicitud/)
  assert.equal((await open(linkIn(mail))).status, 303)
  await payByCard(world, one)
  await mailTo('rosa@ejemplo.mx', /Recibimos tu pago/)
  await mailTo('rosa@ejemplo.mx', /Tu acta está lista/)
})

test('the desk reads that its answer reached nobody, and why', async () => {
  const report = { tipo: 'otro', texto: 'No encuentro mi recibo.', entidad: '14', correo: 'rebota@ejemplo.mx' }
  const opened = await call('POST', `${world.url}/api/v1/reportes`, report)
  assert.equal(opened.status, 201, JSON.stringify(opened.body))
  const desk = await signIn(world, 'mesa-1')
  await until('the desk to read it', async () => {
    const page = await desk.get(`/consola/mesa/${opened.body.folio}`)
    assert.equal(page.status, 200)
    return page.text.includes('La dirección no existe.') ? true : undefined
  })
})

test('a mailbox that is full gives the mail back later, and the page says so', async () => {
  const one = await order(world, await person(world, '06'), { correo: 'buzon-lleno@ejemplo.mx' })
  const { url, cookie } = await enter(one)
  await pageThatSays(/el buzón de buzon-lleno@ejemplo\.mx está lleno/, url, cookie)
})

test('a server that asks to come later gets the mail once its time has come', async () => {
  const one = await order(world, await person(world, '15'), { correo: 'tarde@ejemplo.mx' })
  await call('PUT', `${world.sandbox}/reloj`, { avanza: 'PT10M' })
  const mail = await mailTo('tarde@ejemplo.mx', /Recibimos tu solicitud/)
  assert.ok(mail.asunto.endsWith(one.folio))
})

test('the link of a mail dies after a day; the page offers a new one to the same address, or folio and CURP', async () => {
  const who = await person(world, '14')
  const one = await order(world, who, { correo: 'lucia@ejemplo.mx' })
  await payByCard(world, one)
  await waitForState(world, one, 'emitida')
  const old = linkIn(await mailTo('lucia@ejemplo.mx', /Tu acta está lista/))
  assert.equal((await open(old)).status, 303)
  await call('PUT', `${world.sandbox}/reloj`, { avanza: 'PT25H' })
  const dead = await open(old)
  assert.equal(dead.status, 410)
  assert.match(dead.text, /Esta liga ya venció/)
  assert.match(dead.text, /l\*\*\*@e\*\*\*\.mx/)
  assert.ok(!dead.text.includes('lucia@ejemplo.mx'), 'the address is told whole')
  assert.equal(dead.cookie, '')
  const acceso = dead.text.match(/name="acceso" value="([^"]+)"/)![1]!
  const asked = await open(`${world.url}/solicitudes/${one.folio}/liga`, '', { acceso })
  assert.deepEqual([asked.status, asked.location], [303, '/recuperar/enviada'])
  assert.equal((await open(linkIn(await mailTo('lucia@ejemplo.mx', /Tu liga nueva/)))).status, 303)
  const forged = await open(`${world.url}/solicitudes/${one.folio}/liga`, '', {
    acceso: acceso.replace('.', '.A').slice(0, -1),
  })
  assert.equal(forged.status, 404)

  const form = await open(`${world.url}/recuperar?folio=${one.folio}`)
  assert.ok(form.text.includes(`value="${one.folio}"`))
  const byMail = await open(`${world.url}/recuperar`, '', { folio: one.folio, curp: who.curp!, como: 'correo' })
  assert.deepEqual([byMail.status, byMail.location, byMail.cookie], [303, '/recuperar/enviada', ''])
  const wrong = await open(`${world.url}/recuperar`, '', {
    folio: one.folio,
    curp: 'PEGJ900512HJCRRS04',
    como: 'correo',
  })
  assert.equal(wrong.status, 404)
})
