// The pages of the world in a real browser: judged for accessibility, on narrow and wide screens, and used without JavaScript.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, test, type TestContext } from 'node:test'
import { createTransport } from 'nodemailer'
import { chromium, type Browser, type Page } from 'playwright-core'
import { call, openCharge, startTestWorld, type TestWorld } from './test-world.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
const ARGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking']
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

let world: TestWorld
let browser: Browser | undefined
before(async () => {
  if (CHROMIUM === undefined) return
  world = await startTestWorld()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS })
})
after(async () => {
  await browser?.close()
  await world?.end()
})

function hasBrowser(t: TestContext): boolean {
  if (CHROMIUM !== undefined) return true
  if (process.env['CI'] === 'true')
    throw new Error('chromium is missing and CI=true: install the packages of debian-packages.txt')
  t.skip('SKIPPED: chromium is not installed (see debian-packages.txt)')
  return false
}

async function open(options: {
  width: number
  javaScriptEnabled?: boolean
}): Promise<{ page: Page; complaints: string[] }> {
  assert.ok(browser)
  const { width, javaScriptEnabled = true } = options
  const page = await browser.newPage({ viewport: { width, height: 740 }, javaScriptEnabled })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`)
  })
  return { page, complaints }
}

async function judge(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate(async (rules) => {
    const { axe, document } = globalThis as unknown as {
      document: unknown
      axe: {
        run(where: unknown, options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    // What a mail looks like is for whoever wrote it.
    const { violations } = await axe.run(document, { runOnly: rules, iframes: false })
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
  }, RULES)
}

/** Every page in every state, each the way a visitor comes to it. */
async function visits(): Promise<Record<string, (page: Page) => Promise<void>>> {
  const { sandbox, banco, buzon } = world
  const [open1, paid, silent, declined] = await Promise.all(
    ['ACT-A', 'ACT-B', 'ACT-C', 'ACT-D'].map((one) => openCharge(world, one)),
  )
  await call('POST', `${sandbox}/banco/tarjeta/${paid.cobro}`, { numero: '4111111111111111' })
  await call('POST', `${sandbox}/banco/tarjeta/${silent.cobro}`, { numero: '4000000000000119' })
  await send({
    html: '<p>Tu copia está lista: <a href="https://ejemplo.mx/">ábrela</a></p>',
    attachments: [{ filename: 'a.txt', content: 'hola' }],
  })
  const go =
    (url: string) =>
    async (page: Page): Promise<void> =>
      void (await page.goto(url))
  const submit =
    (url: string, fill: (page: Page) => Promise<void>) =>
    async (page: Page): Promise<void> => {
      await page.goto(url)
      await fill(page)
    }
  return {
    inicio: go(`${sandbox}/`),
    casos: go(`${sandbox}/personas/casos`),
    personas: go(`${sandbox}/personas?entidad=14&caso=sin-padres&n=2`),
    reservada: go(`${sandbox}/personas?entidad=14&caso=reservada&n=1`),
    'caso malo': go(`${sandbox}/personas?caso=no-hay`),
    entidades: go(`${sandbox}/entidades`),
    entidad: go(`${sandbox}/entidades/14`),
    'entidad con error': submit(`${sandbox}/entidades/14`, async (page) => {
      await page.getByRole('radio', { name: 'lenta', exact: true }).check()
      await page.getByLabel('Número').fill('muchos')
      await page.getByRole('button', { name: 'Cambiar' }).click()
    }),
    temperamentos: go(`${sandbox}/temperamentos`),
    reloj: go(`${sandbox}/reloj`),
    'reloj con error': submit(`${sandbox}/reloj`, async (page) => {
      await page.getByLabel('Otra duración').fill('mañana')
      await page.getByRole('button', { name: 'Avanzar esta duración' }).click()
    }),
    'no existe': go(`${sandbox}/no-existe`),
    banco: go(`${banco}/`),
    pagar: go(open1.url),
    'pagar con error': submit(declined.url, async (page) => {
      await page.getByLabel('Número de la tarjeta').fill('1234')
      await page.getByRole('button', { name: /^Pagar \$/ }).click()
    }),
    rechazada: submit(declined.url, async (page) => {
      await page.getByRole('button', { name: /0002/ }).click()
    }),
    pagado: go(paid.url),
    'en proceso': go(silent.url),
    buzon: go(`${buzon}/`),
    'buzon sin nada': go(`${buzon}/mensajes?para=nadie@ejemplo.mx`),
    mensaje: submit(
      `${buzon}/mensajes`,
      async (page) => await page.getByRole('link', { name: 'Un correo' }).first().click(),
    ),
  }
}

async function send(mail: object): Promise<void> {
  const transport = createTransport({ ...world.smtp, secure: false })
  await transport.sendMail({
    from: 'Actas <actas@ejemplo.mx>',
    to: 'ana@ejemplo.mx',
    subject: 'Un correo',
    text: 'Abre https://ejemplo.mx/x.',
    ...mail,
  })
  transport.close()
}

test(
  'no page of the world has an accessibility violation, runs over a narrow screen, or breaks its own policy',
  { timeout: 120_000 },
  async (t) => {
    if (!hasBrowser(t)) return
    const problems: string[] = []
    let seen = 0
    const all = Object.entries(await visits())
    for (const width of [360, 1280]) {
      const { page, complaints } = await open({ width })
      for (const [name, visit] of all) {
        await visit(page)
        const shots = process.env['ACTAS_TEST_SHOTS']
        if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
        const [wide, inner] = await page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, innerWidth]',
        )
        if (wide > inner) problems.push(`${width} ${name}: ${wide} px wide`)
        const said = await page.locator('body').innerText()
        if (!/sintético/.test(said) || !said.includes('DEMOSTRACIÓN'))
          problems.push(`${name}: does not say that it is synthetic`)
        // The same page twice is judged once: what the judge looks at does not depend on the width.
        for (const found of width === 360 ? await judge(page) : []) problems.push(`${name}: ${found}`)
        seen += 1
      }
      problems.push(...complaints)
      await page.close()
    }
    t.diagnostic(`${seen} views`)
    assert.ok(seen >= 40)
    assert.deepEqual(problems, [])
  },
)

test('somebody without JavaScript pays by keyboard, after a mistyped and a refused card', async (t) => {
  if (!hasBrowser(t)) return
  const charge = await openCharge(world, 'ACT-TECLADO')
  const { page, complaints } = await open({ width: 360, javaScriptEnabled: false })
  await page.goto(charge.url)
  const typeCard = async (numero: string): Promise<void> => {
    // Only the Tab key leads to the field: past the way over, the links of the head, and no further.
    for (
      let i = 0;
      i < 12 &&
      !(await page.getByLabel('Número de la tarjeta').evaluate((one) => one === one.ownerDocument.activeElement));
      i += 1
    ) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Control+A')
    await page.keyboard.type(numero)
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
  }
  await typeCard('4111 1111 1111 1112')
  assert.match(await page.title(), /^Error:/)
  assert.equal(await page.getByLabel('Número de la tarjeta').inputValue(), '4111 1111 1111 1112')
  await typeCard('4000 0000 0000 0002')
  assert.match(await page.getByRole('alert').innerText(), /rechazó/)
  await typeCard('4111 1111 1111 1111')
  await page.waitForURL(/\/regreso$/)
  assert.equal(
    (
      await call('GET', `${world.banco}/cobros/${charge.cobro}`, undefined, {
        authorization: `Bearer ${world.portal.secret}`,
      })
    ).body.estado,
    'capturado',
  )
  assert.deepEqual(complaints, [])
  await page.close()
})

test('a hostile mail runs nothing, loads nothing and changes nothing, and an honest link in it can be clicked', async (t) => {
  if (!hasBrowser(t)) return
  const asked: string[] = []
  const spy = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => spy.listen(0, '127.0.0.1', resolve))
  const away = `http://127.0.0.1:${(spy.address() as AddressInfo).port}`
  await send({
    subject: 'Hostil',
    html: `<h1>Hola</h1><script>top.location='${away}/robo'</script><img src="${away}/espia.png" onerror="alert(1)">
      <link rel="stylesheet" href="${away}/espia.css"><iframe src="${away}/marco"></iframe>
      <form action="${away}/datos" method="post"><input name="x"><button>Enviar</button></form>
      <a href="javascript:alert(2)">trampa</a> <a href="${world.sandbox}/temperamentos">liga buena</a>`,
  })
  const { page } = await open({ width: 1280 })
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await page.goto(`${world.buzon}/mensajes`)
  await page.getByRole('link', { name: 'Hostil' }).click()
  const frame = page.frameLocator('iframe')
  await frame.getByText('Hola').waitFor()
  await frame.getByText('trampa').click({ noWaitAfter: true })
  await frame.getByRole('button', { name: 'Enviar' }).click({ noWaitAfter: true })
  const [opened] = await Promise.all([
    page.context().waitForEvent('page', (one) => one.url().includes('temperamentos')),
    frame.getByText('liga buena').click(),
  ])
  assert.match(opened.url(), /\/temperamentos$/)
  assert.match(page.url(), /\/mensajes\/\d+$/)
  assert.deepEqual(dialogs, [])
  assert.deepEqual(asked, [])
  await page.context().close()
  spy.closeAllConnections()
  spy.close()
})
