// A counter asks for a copy without payment, another office signs, the copy is made and verifies; beyond the quota an alarm.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { signIn } from '../staff.ts'
import { call, person, startWorld, until } from '../world.ts'
import type { Person, World } from '../world.ts'

let world: World
let who: Person

before(async () => {
  world = await startWorld()
  who = await person(world, '14')
})
after(async () => {
  await world.end()
})

const form = (correo = ''): Record<string, string> => ({
  curp: who.curp!,
  filiacion: who.filiacion[0]!,
  fundamento: 'vulnerable',
  motivo: 'La persona está en la ventanilla.',
  correo,
})

interface Mail {
  readonly asunto: string
  readonly texto: string
}
async function mailTo(para: string, subject: RegExp): Promise<Mail> {
  return await until(`a mail to ${para}`, async () => {
    const { body } = await call<Mail[]>('GET', `${world.buzon}/mensajes?para=${encodeURIComponent(para)}`)
    return body.find((one) => subject.test(one.asunto))
  })
}

test('the counter asks, its finance office signs, and the copy is made, handed over and verified', async () => {
  const mesa = await signIn(world, 'mesa-14')
  const asked = await mesa.post('/consola/actos/exenciones', form('persona.sin.costo@ejemplo.mx'))
  const act = new URL(asked.url).pathname
  assert.match(act, /^\/consola\/actos\/DOS-[0-9A-Z]{10}$/)
  const folio = /ACT-[0-9A-Z]{10}/.exec(asked.text)?.[0]
  assert.ok(folio)
  assert.equal((await mesa.post(`/consola/actos/exenciones/${act.split('/').at(-1)!}/aprobacion`)).status, 403)
  assert.equal((await mesa.get(`/consola/actos/exenciones/${act.split('/').at(-1)!}/copia.pdf`)).status, 404)

  const finanzas = await signIn(world, 'finanzas-14')
  assert.match((await finanzas.get('/consola')).text, /Por firmar: Copia sin costo/)
  const signed = await finanzas.post(`/consola/actos/exenciones/${act.split('/').at(-1)!}/aprobacion`)
  assert.match(signed.text, /Hecho el /)
  assert.doesNotMatch(signed.text, /copia\.pdf/)

  const copy = await until('the copy', async () => {
    const answer = await mesa.get(`/consola/actos/exenciones/${act.split('/').at(-1)!}/copia.pdf`)
    return answer.status === 200 ? answer.text : undefined
  })
  assert.match(copy, /^%PDF-/)
  const mail = await mailTo('persona.sin.costo@ejemplo.mx', /lista/i)
  assert.ok(mail.texto.includes(folio))
  const link = mail.texto.match(/https?:\/\/\S+/)![0]
  const opened = await fetch(link, { redirect: 'manual', headers: { accept: 'text/html' } })
  const cookie = opened.headers.getSetCookie().map((one) => one.split(';')[0]!)
  const page = await fetch(`${world.url}/solicitudes/${folio}`, {
    headers: { accept: 'text/html', cookie: cookie.join('; ') },
  })
  const text = await page.text()
  assert.match(text, /Firmada sin costo/)
  const seen = await fetch(`${world.url}/solicitudes/${folio}/quien-la-vio`, {
    headers: { accept: 'text/html', cookie: cookie.join('; ') },
  })
  const told = await seen.text()
  for (const words of [/buscó tu acta para pedir tu copia sin costo/, /abrió tu copia para entregarla/])
    assert.match(told, words)
  const codigo = /(\d{5}[- ]?){6}/.exec(text)?.[0]?.replace(/\D/g, '')
  const verdict = await call('POST', `${world.url}/api/v1/verificaciones`, { codigoVerificacion: codigo })
  assert.equal((verdict.body as { veredicto?: string }).veredicto, 'valida', JSON.stringify(verdict.body))
})

test('beyond the quota of a day nothing is asked for, and who watches has the alarm by mail', async () => {
  const mesa = await signIn(world, 'mesa-14')
  const answers: number[] = []
  for (let i = 0; i < 21; i += 1) answers.push((await mesa.post('/consola/actos/exenciones', form())).status)
  assert.deepEqual(answers.slice(0, 19), Array(19).fill(200))
  assert.deepEqual(answers.slice(19), [429, 429])
  for (const para of ['auditor@gob.invalid', 'oic-14@entidad.invalid']) {
    const mail = await mailTo(para, /^Alarma: copias sin costo en Jalisco/)
    assert.match(mail.texto, /mesa-14 llegó al tope de 20/)
    assert.ok(!mail.texto.includes(who.curp!))
  }
  const auditor = await signIn(world, 'auditor')
  assert.match((await auditor.get('/consola')).text, /Alarmas de copias sin costo por ver/)
  const list = await auditor.get('/consola/actos')
  const seen = await auditor.post(/\/consola\/actos\/alarmas\/\w+/.exec(list.text)![0])
  assert.match(seen.text, /La vio auditor/)
  assert.doesNotMatch((await auditor.get('/consola')).text, /Alarmas de copias sin costo por ver/)
})

test('the invariants hold after all of this', async () => {
  const actas = fileURLToPath(new URL('../../../bin/actas', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [actas, 'check', '--json'], {
    env: { ...process.env, ACTAS_DATA: world.dataDir, DATABASE_URL: '' },
  })
  const { holds, invariants } = JSON.parse(stdout) as { holds: boolean; invariants: { id: string; checked: number }[] }
  assert.ok(holds, JSON.stringify(invariants))
  for (const id of ['I2', 'I3', 'I4', 'I22']) assert.ok(invariants.find((one) => one.id === id)!.checked > 0, id)
})
