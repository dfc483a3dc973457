// A registry that does not answer, and an entidad that is not open: whoever leaves an address is told once, and never again.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { formsIn } from '../forms.ts'
import { openBrowser } from '../staff.ts'
import type { StaffSession } from '../staff.ts'
import { call, person, startWorld, until } from '../world.ts'
import type { World } from '../world.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const run = promisify(execFile)

let world: World
before(async () => {
  world = await startWorld()
  // One real second is one minute of the service: the probes still keep their schedule.
  assert.equal((await call('PUT', `${world.sandbox}/reloj`, { velocidad: 60 })).status, 200)
})
after(async () => await world?.end())

interface Row {
  readonly clave: string
  readonly ahora: string
  readonly caida: { readonly desde: string } | null
}
interface Mail {
  readonly asunto: string
  readonly texto: string
}

const now = async (clave: string): Promise<{ en: string; row: Row }> => {
  const { body } = await call<{ en: string; entidades: Row[] }>('GET', `${world.url}/api/v1/estado`)
  return { en: body.en, row: body.entidades.find((one) => one.clave === clave)! }
}
const temper = async (clave: string, tipo: string): Promise<void> =>
  assert.equal((await call('PUT', `${world.sandbox}/entidades/${clave}/temperamento`, { tipo })).status, 200)
const mails = async (to: string): Promise<Mail[]> =>
  (await call<Mail[]>('GET', `${world.buzon}/mensajes?para=${encodeURIComponent(to)}`)).body

/** What whoever runs the service does to an entidad. */
async function entidad(step: 'suspend' | 'resume', clave: string): Promise<void> {
  await run(process.execPath, [MAIN, 'entidad', step, clave], {
    env: { ...process.env, ACTAS_DATA: world.dataDir, DATABASE_URL: '' },
  })
}

type Page = Awaited<ReturnType<StaffSession['get']>>

/** The form of a page whose action begins so, as its person sends it. */
async function send(browser: StaffSession, page: Page, action: string, typed: Record<string, string>): Promise<Page> {
  const form = formsIn(page.text).find((one) => one.action.startsWith(action))
  assert.ok(form, `${action} at ${page.url}`)
  return await browser.post(form.action, {
    ...Object.fromEntries(form.fields.map((one) => [one.name, one.value])),
    ...typed,
  })
}

/** A search by pages, without JavaScript, to wherever it ends. */
async function search(browser: StaffSession, entidad: string): Promise<Page> {
  const who = await person(world, entidad)
  const asked = await send(browser, await browser.get('/actas/curp'), '/actas/curp', { curp: who.curp! })
  if (!asked.url.endsWith('/filiacion')) return asked
  const sent = await send(browser, asked, '/actas/filiacion', { filiacion: who.filiacion[0]! })
  if (!sent.url.endsWith('/buscando')) return sent
  return await until('the search to end', async () => {
    const page = await browser.get('/actas/buscando')
    return page.url.endsWith('/buscando') ? undefined : page
  })
}

/** So many minutes of the service, as its own clock tells them. */
async function pass(minutes: number, clave: string): Promise<void> {
  const start = Temporal.Instant.from((await now(clave)).en)
  await until(`${minutes} minutes to pass`, async () =>
    Temporal.Instant.compare((await now(clave)).en, start.add({ minutes })) > 0 ? true : undefined,
  )
}

test('who leaves an address while a registry is dark is told once when it is back, however often they asked', async () => {
  await temper('14', 'caida')
  await until('the outage to be said', async () => ((await now('14')).row.caida === null ? undefined : true))
  const browser = openBrowser(world)
  const dark = await search(browser, '14')
  assert.equal(dark.status, 503)
  assert.match(dark.text, /Avísame cuando vuelva/)
  const asked = await send(browser, dark, '/avisame/14', { correo: 'ana@correo.invalid' })
  assert.match(asked.text, /no te enviaremos nada más/)
  const again = await send(browser, await browser.get('/actas/sin-servicio'), '/avisame/14', {
    correo: 'ANA@correo.invalid',
  })
  assert.equal(again.text, asked.text, 'nobody learns here who waits')
  await pass(6, '14')
  assert.deepEqual(await mails('ana@correo.invalid'), [], 'nothing is told of a registry that is still dark')

  await temper('14', 'normal')
  const [mail] = await until('the mail', async () => {
    const all = await mails('ana@correo.invalid')
    return all.length > 0 ? all : undefined
  })
  assert.equal(mail!.asunto, 'El registro de Jalisco ya responde')
  assert.equal((await now('14')).row.caida, null)
  const link = mail!.texto.match(/https?:\S+entidad=14/)?.[0] ?? ''
  assert.match(
    (await browser.get(new URL(link).pathname + new URL(link).search)).text,
    /Buscaremos en el registro de Jalisco/,
  )

  const back = await browser.get('/avisame/14')
  assert.match(back.text, /El registro de Jalisco ya responde/)
  assert.equal(formsIn(back.text).filter((one) => one.action.startsWith('/avisame')).length, 0)

  // Dark and back once more: whoever was told is not told again.
  await temper('14', 'caida')
  await until('the next outage to be said', async () => ((await now('14')).row.caida === null ? undefined : true))
  await temper('14', 'normal')
  await until('its end', async () => ((await now('14')).row.caida === null ? true : undefined))
  await pass(12, '14')
  assert.equal((await mails('ana@correo.invalid')).length, 1)
})

test('who waits for an entidad that is suspended is told once when it is open again', async () => {
  await entidad('suspend', '06')
  const browser = openBrowser(world)
  const closed = await search(browser, '06')
  assert.equal(closed.status, 409)
  const asked = await send(browser, closed, '/avisame/06', { correo: 'mar@correo.invalid' })
  assert.match(asked.text, /Cuando se puedan pedir aquí las actas de Colima/)
  await pass(6, '06')
  assert.deepEqual(await mails('mar@correo.invalid'), [], 'its registry answers, but nothing can be ordered there')
  await entidad('resume', '06')
  const [mail] = await until('the mail', async () => {
    const all = await mails('mar@correo.invalid')
    return all.length > 0 ? all : undefined
  })
  assert.equal(mail!.asunto, 'Ya puedes pedir actas de Colima')
})
