// A holder signs in, sees who looked, is told by mail, and locks the acta: CURP and filiation alone then get what does not exist.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openBrowser, signIn } from '../staff.ts'
import { ask, walkToReturn } from '../walk-to-provider.ts'
import type { StaffSession } from '../staff.ts'
import {
  call,
  getCopy,
  order,
  payByCard,
  person,
  search,
  solvedReto,
  startWorld,
  until,
  waitForState,
} from '../world.ts'
import type { Person, World } from '../world.ts'

const started: Promise<World> = startWorld()
after(async () => {
  await (await started).end()
})

const ACCOUNT = 'titular-14-1'
const MAIL = 'titular@correo.invalid'
const asked = (who: Person): Record<string, unknown> => ({
  curp: who.curp,
  entidadRegistro: who.entidadRegistro,
  filiacion: who.filiacion[0],
})

async function enter(world: World, back = '/mi-acta'): Promise<StaffSession> {
  const browser = openBrowser(world)
  const page = await browser.get(`/mi-acta/entrar?vuelve=${encodeURIComponent(back)}&cuenta=${ACCOUNT}`)
  assert.equal(page.status, 200, page.text)
  assert.equal(page.url, `${world.url}${back}`)
  return browser
}

/** What a search by the API answers, with everything that could tell one refusal from another. */
async function refusal(world: World, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const response = await fetch(`${world.url}/api/v1/busquedas`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...input, altcha: await solvedReto(world) }),
  })
  const { date: _date, ...headers } = Object.fromEntries(response.headers)
  return { status: response.status, headers, text: await response.text() }
}

/** The last page of a search by pages in a browser. */
async function searchByPages(
  browser: StaffSession,
  who: Person,
  filiacion: string,
): Promise<{ status: number; text: string; url: string }> {
  const asked = await browser.post('/actas/curp', { curp: who.curp! })
  const page = asked.url.endsWith('/filiacion') ? asked : await browser.get('/actas/filiacion')
  const formulario = page.text.match(/name="formulario" value="([^"]+)"/)?.[1] ?? ''
  // The form's token counts once a person could have read the page.
  await new Promise((done) => setTimeout(done, 3_500))
  return await browser.post('/actas/filiacion', { filiacion, formulario, altcha: '' })
}

const mails = async (world: World, to: string): Promise<{ asunto: string; texto: string }[]> =>
  (await call<{ asunto: string; texto: string }[]>('GET', `${world.buzon}/mensajes?para=${encodeURIComponent(to)}`))
    .body

const mailAbout = async (world: World, about: RegExp, to = MAIL): Promise<{ asunto: string; texto: string }> =>
  await until(`a mail about ${about}`, async () => (await mails(world, to)).find((one) => about.test(one.asunto)))

test('a holder sees who looked, is told of the next look, and a locked acta is not released by CURP and filiation', async () => {
  const world = await started
  const who = await person(world, '14')
  const input = asked(who)
  const { order: paid } = await getCopy(world, who)
  const before = await search(world, input)
  assert.equal(before.status, 200)
  const busqueda = (before.body['actas'] as { busqueda: string }[])[0]!.busqueda
  const unpaid = await order(world, who)

  const holder = await enter(world)
  const seen = await holder.get('/mi-acta')
  for (const said of [/la encontró\./, /pagó una copia/, /Emitimos la copia/, /descargó la copia/])
    assert.match(seen.text, said)
  assert.ok(seen.text.includes(paid.folio))
  for (const secret of [who.curp!, who.nombres, who.filiacion[0]!]) assert.ok(!seen.text.includes(secret))

  // Avísame: a link first, and only then the notices.
  await holder.post('/mi-acta/avisame', { avisa: 'si', correo: MAIL })
  const link = (await mailAbout(world, /Confirma/)).texto.match(/https?:\S+\/mi-acta\/correo\?clave=\S+/)?.[0] ?? ''
  assert.ok(!link.includes(who.curp!))
  const opened = await holder.get(new URL(link).pathname + new URL(link).search)
  assert.match(opened.text, /¿Confirmas este correo\?/)
  const clave = opened.text.match(/name="clave" value="([^"]+)"/)![1]!
  assert.equal((await holder.post('/mi-acta/correo', { clave })).status, 200)
  assert.equal((await holder.post('/mi-acta/correo', { clave })).status, 410, 'a link counts once')
  assert.equal((await search(world, input)).status, 200)
  assert.match((await mailAbout(world, /^Alguien vio tu acta/)).texto, /la encontró/)

  // Candado.
  const locked = await holder.post('/mi-acta/candado', { candado: 'si' })
  assert.match(locked.text, /tu acta tiene candado/)
  await mailAbout(world, /^Tu acta tiene candado/)
  const nobody = await refusal(world, { ...input, filiacion: 'NADIE DE NINGUNA PARTE' })
  const right = await refusal(world, input)
  assert.deepEqual(right, nobody, 'with the right filiation the answer is the same to the byte')
  assert.equal(right['status'], 404)
  const byData = {
    nombres: who.nombres,
    primerApellido: who.primerApellido,
    segundoApellido: who.segundoApellido ?? undefined,
  }
  const { sexo, fechaNacimiento, entidadRegistro } = who
  const again = await refusal(world, { ...byData, sexo, fechaNacimiento, entidadRegistro, filiacion: who.filiacion[0] })
  assert.deepEqual(again, nobody, 'by the data of the person too')

  const stranger = openBrowser(world)
  const page = await searchByPages(stranger, who, who.filiacion[0]!)
  const other = openBrowser(world)
  const wrong = await searchByPages(other, await person(world, '06'), 'NADIE DE NINGUNA PARTE')
  assert.equal(page.status, 404)
  assert.equal(page.text, wrong.text, 'the page too')
  assert.match(page.text, /href="\/mi-acta"/)

  // No desk gets it either: a copy without payment is found as anyone finds.
  const desk = await signIn(world, `mesa-${who.entidadRegistro}`)
  const form = { curp: who.curp!, filiacion: who.filiacion[0]!, fundamento: 'autoridad', motivo: 'Lo pide.' }
  const exempt = await desk.post('/consola/actos/exenciones', form)
  assert.equal(exempt.status, 404)
  assert.match(exempt.text, /No encontramos un acta/)

  // What was found before the lock orders nothing any more; what was ordered and not paid is paid back.
  const late = await call('POST', `${world.url}/api/v1/solicitudes`, { busqueda, medioDePago: 'tarjeta' })
  assert.equal(late.status, 404)
  assert.equal(late.body['codigo'], 'busqueda-vencida')
  await payByCard(world, unpaid)
  await waitForState(world, unpaid, 'reembolso_pendiente', 'reembolsada')

  // Folio and CURP open nothing here, the secret of a paid order still does.
  const recovered = await stranger.post('/recuperar', { folio: paid.folio, curp: who.curp! })
  const never = await stranger.post('/recuperar', { folio: paid.folio, curp: (await person(world, '06')).curp! })
  assert.equal(recovered.status, 404)
  assert.equal(recovered.text.replaceAll(who.curp!, ''), never.text.replaceAll((await person(world, '06')).curp!, ''))
  const kept = await fetch(`${world.url}/api/v1/solicitudes/${paid.folio}/copia`, {
    headers: { authorization: `Bearer ${paid.acceso}` },
  })
  assert.equal(kept.status, 200)

  // The holder goes on as ever, and opens the lock again.
  const found = await searchByPages(holder, who, who.filiacion[0]!)
  assert.equal(found.status, 200, found.text)
  assert.match(found.url, /\/actas\/resultado$/)
  assert.match((await holder.get('/mi-acta')).text, /El candado la detuvo/)
  assert.equal((await holder.post('/recuperar', { folio: paid.folio, curp: who.curp! })).status, 200)
  assert.match((await holder.post('/mi-acta/candado', { candado: 'no' })).text, /ya no tiene candado/)
  assert.equal((await search(world, input)).status, 200)
})

test('without a second factor a holder reads and locks nothing', async () => {
  const world = await started
  const browser = openBrowser(world)
  const provider = await browser.get('/mi-acta/entrar?vuelve=%2Fmi-acta%2Fcandado')
  const page = await browser.post(provider.url, { cuenta: 'titular-06-1', factor: 'portal' })
  assert.match(page.text, /Antes confirma que eres tú/)
  const refused = await browser.post('/mi-acta/candado', { candado: 'si' })
  assert.match(refused.url, /\/mi-acta\/candado$/)
  assert.match((await browser.get('/mi-acta')).text, /Sin candado/)
})

test('a session of a holder opens nothing in the console, and one of the staff nothing of a holder', async () => {
  const world = await started
  const begun = await walkToReturn(world, `/mi-acta/entrar?vuelve=/mi-acta&cuenta=${ACCOUNT}`, '/mi-acta/regreso')
  const entered = await ask(begun.back, begun.pending)
  const holder = cookieIn(entered, 'actas_titular')!
  const secret = holder.split('=')[1]!
  assert.equal((await ask(`${world.url}/mi-acta`, holder)).status, 200)
  for (const cookie of [holder, `actas_consola=${secret}`])
    assert.equal((await ask(`${world.url}/consola`, cookie)).status, 303, cookie)
  const staff = await walkToReturn(world, '/consola/entrar/inicio?cuenta=ugd', '/consola/entrar/regreso')
  const session = cookieIn(await ask(staff.back, staff.pending), 'actas_consola')!
  const asHolder = await ask(`${world.url}/mi-acta`, `actas_titular=${session.split('=')[1]!}`)
  assert.match(await asHolder.text(), /Entrar con mi cuenta/)
  // The beginning of one is none of the other's.
  const crossed = await ask(
    begun.back.replace(/\/mi-acta\/regreso/, '/consola/entrar/regreso'),
    `actas_consola_entrada=${begun.pending.split('=')[1]!}`,
  )
  assert.equal(crossed.status, 403)
})

test('a sign-in is worth one session, on one device, and leads back to nowhere else', async () => {
  const world = await started
  const one = await walkToReturn(
    world,
    `/mi-acta/entrar?vuelve=https://evil.example/&cuenta=${ACCOUNT}`,
    '/mi-acta/regreso',
  )
  assert.equal((await ask(one.back)).status, 403, 'a browser that did not begin it')
  const other = await walkToReturn(world, `/mi-acta/entrar?cuenta=titular-06-1`, '/mi-acta/regreso')
  assert.equal((await ask(one.back, other.pending)).status, 403, 'a browser that began another')
  const planted = `actas_titular=${'A'.repeat(43)}`
  const entered = await ask(one.back, `${one.pending}; ${planted}`)
  assert.equal(entered.headers.get('location'), '/mi-acta', 'never to another site')
  const cookie = cookieIn(entered, 'actas_titular')!
  assert.notEqual(cookie, planted)
  assert.match(entered.headers.getSetCookie().join('\n'), /actas_titular=[^;]+;.*HttpOnly; SameSite=Lax/)
  assert.equal((await ask(one.back, one.pending)).status, 403, 'what was spent')
  const forged = await ask(`${world.url}/mi-acta/candado`, cookie, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  })
  assert.equal(forged.status, 403)
  const elsewhere = await ask(`${world.url}/mi-acta`, cookie, { headers: { 'user-agent': 'otro' } })
  assert.match(await elsewhere.text(), /Entrar con mi cuenta/)
  assert.match(await (await ask(`${world.url}/mi-acta`, cookie)).text(), /Entrar con mi cuenta/, 'it ended for both')
})

const cookieIn = (response: Response, name: string): string | undefined =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0]!)
    .find((one) => one.startsWith(`${name}=`))
