// The pages that one person meets from the start to the verdict, with the cookie that opens each.
import type { Browser } from 'playwright-core'
import { getCopy, person } from '../test/world.ts'
import type { World } from '../test/world.ts'

export interface CitizenPage {
  readonly name: string
  readonly url: string
  readonly cookie: string
  /** Listed by search engines. */
  readonly open: boolean
}

export async function citizenPages(world: World, browser: Browser): Promise<CitizenPage[]> {
  const context = await browser.newContext({ baseURL: world.url, javaScriptEnabled: false })
  const page = await context.newPage()
  const cookies = async (path: string): Promise<string> =>
    (await context.cookies(`${world.url}${path}`)).map((one) => `${one.name}=${one.value}`).join('; ')
  const who = await person(world, '14')
  await page.goto('/actas/curp')
  await page.locator('main [name=curp]').fill(who.curp ?? '')
  await page.locator('main form button').first().click()
  await page.locator('main [name=filiacion]').fill(who.filiacion[0] ?? '')
  await page.locator('main form button').first().click()
  await page.waitForURL(/resultado/)
  const review = await cookies('/actas/resultado')
  await page.locator('main [name=medioDePago][value=referencia]').check()
  await page.locator('main form button').first().click()
  await page.waitForURL(/solicitudes/)
  const status = new URL(page.url()).pathname
  const { order, view } = await getCopy(world, await person(world, '15'))
  await page.goto(`/solicitudes/${order.folio}/entrar?acceso=${encodeURIComponent(order.acceso)}`)
  const ready = new URL(page.url()).pathname
  const { codigoVerificacion } = view['copia'] as { codigoVerificacion: string }
  const pages = [
    { name: 'start', path: '/', cookie: '', open: true },
    { name: 'search', path: '/actas/curp', cookie: '', open: false },
    { name: 'review', path: '/actas/resultado', cookie: review, open: false },
    { name: 'status', path: status, cookie: await cookies(status), open: false },
    { name: 'ready', path: ready, cookie: await cookies(ready), open: false },
    { name: 'verify', path: '/verificar', cookie: '', open: true },
    { name: 'verdict', path: `/v/${codigoVerificacion}`, cookie: '', open: false },
  ]
  await context.close()
  return pages.map(({ path, ...rest }) => ({ ...rest, url: `${world.url}${path}` }))
}
