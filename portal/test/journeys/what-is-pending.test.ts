// The eleven with observations: their reports are in the mailbox, are acknowledged, are worked on, and end with «lista».
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signIn } from '../staff.ts'
import { call, startWorld, until } from '../world.ts'
import type { World } from '../world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(async () => await world?.end())

interface Mail {
  readonly para: readonly string[]
  readonly asunto: string
  readonly texto: string
}

const reportsTo = async (para: string): Promise<Mail[]> => {
  const { body } = await call<Mail[]>('GET', `${world.buzon}/mensajes?para=${encodeURIComponent(para)}`, undefined, {
    accept: 'application/json',
  })
  return body.filter((one) => one.asunto.startsWith('Reporte '))
}

test('at the first start each of the eleven has its report in the mailbox, once, and its liaison acknowledges it', async () => {
  const { body: all } = await call<{ clave: string; fase: string }[]>('GET', `${world.url}/api/v1/entidades`)
  const eleven = all.filter((one) => one.fase === 'con_observaciones')
  assert.equal(eleven.length, 11)
  for (const { clave } of eleven) {
    const mails = await until(`the report of ${clave}`, async () => {
      const found = await reportsTo(`enlace-${clave}@entidad.invalid`)
      return found.length > 0 ? found : undefined
    })
    assert.equal(mails.length, 1, clave)
    assert.match(mails[0]!.texto, /duda o comentario comunícate con: Enlace de la Ventanilla Única Nacional/)
  }
  const [mail] = await reportsTo('enlace-31@entidad.invalid')
  const link = mail!.texto.match(/https?:\S+\/integracion\/acuse\/\S+/)![0]
  assert.match(await (await fetch(link)).text(), /Acuso recibo/)
  const done = await fetch(link, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })
  assert.match(await done.text(), /Recibo acusado el/)
  assert.equal((await fetch(`${link}x`)).status, 404)
})

test('the entidad solves, gob.mx verifies, and only then it is ready for the next group', async () => {
  const [ugd, enlace] = await Promise.all([signIn(world, 'ugd'), signIn(world, 'enlace-11')])
  const at = '/consola/integracion/11'
  const holding = await ugd.post(`${at}/lista`)
  assert.equal(holding.status, 409)
  const { text } = await enlace.get(at)
  const blocking = [...text.matchAll(/<section id="(OBS-11-\d)">[\s\S]*?<\/section>/g)]
    .filter((one) => one[0].includes('Bloqueante'))
    .map((one) => one[1]!)
  assert.ok(blocking.length >= 1)
  assert.ok(!text.includes('value="pasar"'), 'an entidad does not judge itself')
  for (const observacion of blocking) {
    const evidencia = { [`evidencia_${observacion}`]: 'corrida 12, huella 3f9a' }
    const step = async (who: typeof ugd, evento: string, given: Record<string, string> = {}): Promise<number> =>
      (await who.post(`${at}/observacion`, { observacion, evento, ...given })).status
    assert.equal(await step(enlace, 'acusar'), 200)
    assert.equal(await step(enlace, 'solventar'), 422, 'nothing is solved without saying what proves it')
    assert.equal(await step(enlace, 'solventar', evidencia), 200)
    assert.equal(await step(enlace, 'verificar'), 403)
    assert.equal(await step(ugd, 'verificar'), 200)
    assert.equal(await step(ugd, 'pasar', evidencia), 200)
  }
  assert.equal((await ugd.post(`${at}/lista`)).status, 200)
  const { body } = await call<{ clave: string; fase: string }[]>('GET', `${world.url}/api/v1/entidades`)
  assert.equal(body.find((one) => one.clave === '11')?.fase, 'lista')
  const board = await ugd.get('/consola/integracion')
  assert.match(board.text, /Listas: 17[\s\S]*Con observaciones: 10/)
  assert.equal((await enlace.get('/consola/integracion/06')).status, 404)
})
