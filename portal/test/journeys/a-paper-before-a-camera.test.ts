// A clerk reads a paper with the camera of a browser: a real copy, rendered, before a real Chromium whose camera shows it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { browserWith, FAKE_PERMISSION, LOWER, photograph, RIGHT } from '../camera.ts'
import { needsProgram } from '../programs.ts'
import { getCopy, person, startWorld } from '../world.ts'
import type { Person, World } from '../world.ts'

const READER = /\/recursos\/lector-/

let world: World
let who: Person
let codigo: string
const folder = mkdtempSync(join(tmpdir(), 'actas-camara-'))

interface Watched {
  readonly page: Page
  readonly asked: string[]
  readonly complaints: string[]
}

/** The scanning page in a browser, with what it asks of the network and what its policy complains of. */
async function scanningPage(browser: Browser): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => void asked.push(request.url()))
  page.on('console', (message) => {
    if (/Content Security Policy|Permissions policy/i.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => void complaints.push(String(error)))
  await page.goto(`${world.url}/verificar`)
  await page.getByRole('link', { name: 'Usar la cámara' }).click()
  await page.getByRole('button', { name: 'Usar la cámara' }).waitFor()
  return { page, asked, complaints }
}

async function assertVerdict({ page, asked, complaints }: Watched, address: RegExp): Promise<void> {
  await page.waitForURL(address)
  assert.match(await page.locator('.palabra').innerText(), /^\s*Válida$/)
  const shown = await page.locator('main').innerText()
  for (const word of [who.nombres, who.primerApellido, who.curp!]) assert.ok(shown.includes(word), word)
  assert.deepEqual(
    asked.filter((url) => new URL(url).origin !== new URL(world.url).origin && !url.startsWith('data:')),
    [],
    'nobody else was asked for anything',
  )
  assert.deepEqual(complaints, [])
}

before(async () => {
  world = await startWorld()
  who = await person(world, '14')
  const { view, pdf } = await getCopy(world, who)
  codigo = view['copia'].codigoVerificacion as string
  writeFileSync(join(folder, 'copia.pdf'), pdf)
})
after(async () => {
  await world?.end()
  rmSync(folder, { recursive: true, force: true })
})

function ready(t: TestContext): boolean {
  return needsProgram(t, 'chromium') && needsProgram(t, 'pdftoppm')
}

test('a clerk presses one button, holds the paper before the camera and gets the verdict of the signed code', async (t) => {
  if (!ready(t)) return
  const browser = await browserWith(photograph(folder, 'hoja', LOWER), FAKE_PERMISSION)
  try {
    const seen = await scanningPage(browser)
    assert.deepEqual(
      seen.asked.filter((url) => READER.test(url)),
      [],
      'the reader is not loaded before the press',
    )
    await seen.page.getByRole('button', { name: 'Usar la cámara' }).click()
    await assertVerdict(seen, /\/verificar\/codigo-firmado$/)
    assert.equal(seen.asked.filter((url) => url.endsWith('.wasm')).length, 1, 'this browser reads no codes by itself')
    assert.match(await seen.page.locator('main').innerText(), /La firma del código es correcta/)
  } finally {
    await browser.close()
  }
})

test('the small code alone leads to the same verdict, at an address of this site', async (t) => {
  if (!ready(t)) return
  const browser = await browserWith(photograph(folder, 'esquina', RIGHT), FAKE_PERMISSION)
  try {
    const seen = await scanningPage(browser)
    await seen.page.getByRole('button', { name: 'Usar la cámara' }).click()
    await assertVerdict(seen, new RegExp(`/v/${codigo}$`))
  } finally {
    await browser.close()
  }
})

test('a photo of the paper is read in the browser too, and a photo without a code is said to be one', async (t) => {
  if (!ready(t)) return
  const browser = await browserWith(null)
  try {
    const seen = await scanningPage(browser)
    await seen.page
      .getByLabel('O elige una foto de la copia')
      .setInputFiles(photograph(folder, 'nada', { x: 100, y: 100, w: 600, h: 300 }))
    await seen.page
      .getByRole('status')
      .filter({ hasText: /No vimos ningún código/ })
      .waitFor()
    await seen.page.getByLabel('O elige una foto de la copia').setInputFiles(photograph(folder, 'foto', LOWER))
    await assertVerdict(seen, /\/verificar\/codigo-firmado$/)
    assert.deepEqual(
      seen.asked.filter((url) => url.includes('foto')),
      [],
      'the photo itself is sent nowhere',
    )
  } finally {
    await browser.close()
  }
})

test('when nothing can be read for a while there are tips, and the camera can be put out', async (t) => {
  if (!ready(t)) return
  const browser = await browserWith(photograph(folder, 'nada', { x: 100, y: 100, w: 600, h: 300 }), FAKE_PERMISSION)
  try {
    const { page } = await scanningPage(browser)
    const tips = page.getByText('Acerca la cámara')
    await page.getByRole('button', { name: 'Usar la cámara' }).click()
    const out = page.getByRole('button', { name: 'Apagar la cámara' })
    await out.waitFor()
    assert.equal(await tips.isVisible(), false)
    await tips.waitFor()
    await out.click()
    assert.equal(await page.evaluate('document.querySelector("video").srcObject'), null)
    await page.getByRole('button', { name: 'Usar la cámara' }).waitFor()
  } finally {
    await browser.close()
  }
})

test('a browser that reads codes by itself loads no reader', async (t) => {
  if (!ready(t)) return
  const browser = await browserWith(photograph(folder, 'hoja', LOWER), FAKE_PERMISSION)
  try {
    const context = await browser.newContext()
    // The reader of such a browser as the standard describes it, with one thing to say; Chromium for Linux has none.
    await context.addInitScript(`globalThis.BarcodeDetector = class {
      static async getSupportedFormats() { return ['qr_code'] }
      async detect() { return [{ rawValue: 'https://${new URL(world.url).host}/v/${codigo}' }] }
    }`)
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => void asked.push(request.url()))
    await page.goto(`${world.url}/verificar/camara`)
    await page.getByRole('button', { name: 'Usar la cámara' }).click()
    await page.waitForURL(new RegExp(`/v/${codigo}$`))
    assert.deepEqual(
      asked.filter((url) => READER.test(url)),
      [],
    )
  } finally {
    await browser.close()
  }
})

test('a code that leads to another site is named and not followed; its digits may be verified here', async (t) => {
  if (!ready(t)) return
  const browser = await browserWith(photograph(folder, 'hoja', LOWER), FAKE_PERMISSION)
  try {
    const context = await browser.newContext()
    await context.addInitScript(`globalThis.BarcodeDetector = class {
      static async getSupportedFormats() { return ['qr_code'] }
      async detect() { return [{ rawValue: 'https://actas-oficiales.example/v/${codigo}' }] }
    }`)
    const page = await context.newPage()
    await page.goto(`${world.url}/verificar/camara`)
    await page.getByRole('button', { name: 'Usar la cámara' }).click()
    await page.getByText('Lleva a: actas-oficiales.example').waitFor()
    assert.equal(new URL(page.url()).pathname, '/verificar/camara')
    await page.getByRole('link', { name: 'Verificar aquí con los dígitos de ese código' }).click()
    await page.waitForURL(`${world.url}/v/${codigo}`)
  } finally {
    await browser.close()
  }
})

test('a camera that is denied, one that is missing, and a browser without scripts are each explained', async (t) => {
  if (!ready(t)) return
  for (const [browser, words] of [
    [await browserWith(photograph(folder, 'hoja', LOWER), '--deny-permission-prompts'), /No diste permiso/],
    [await browserWith(null, FAKE_PERMISSION), /No encontramos ninguna cámara/],
  ] as const) {
    try {
      const { page, asked } = await scanningPage(browser)
      await page.getByRole('button', { name: 'Usar la cámara' }).click()
      await page.getByRole('status').filter({ hasText: words }).waitFor()
      assert.deepEqual(
        asked.filter((url) => READER.test(url)),
        [],
      )
      await page.getByRole('link', { name: 'Mejor escribo el código' }).click()
      await page.waitForURL(`${world.url}/verificar`)
    } finally {
      await browser.close()
    }
  }
  const browser = await browserWith(null)
  try {
    const page = await browser.newPage({ javaScriptEnabled: false })
    await page.goto(`${world.url}/verificar/camara`)
    await page.getByText('este navegador necesita JavaScript').waitFor()
    assert.equal(await page.getByRole('button').count(), 0)
    await page.getByRole('link', { name: 'Mejor escribo el código' }).click()
    await page.getByLabel('Código de verificación').fill(codigo.replace(/(.{5})/g, '$1 - '))
    await page.getByRole('button', { name: 'Verificar' }).click()
    assert.match(await page.locator('.palabra').innerText(), /Válida/)
  } finally {
    await browser.close()
  }
})

test('only the scanning page may ask for the camera and run WebAssembly', async () => {
  let others = 0
  for (const path of ['/', '/verificar', `/v/${codigo}`, '/ayuda', '/consola/entrar', '/no-existe']) {
    const { headers } = await fetch(`${world.url}${path}`, { headers: { accept: 'text/html' } })
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /wasm|unsafe/, path)
    assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/, path)
    others += 1
  }
  assert.equal(others, 6)
  const { headers } = await fetch(`${world.url}/verificar/camara`)
  assert.match(headers.get('content-security-policy') ?? '', /script-src 'self' 'wasm-unsafe-eval';/)
  assert.match(headers.get('permissions-policy') ?? '', /^camera=\(self\),/)
})
