// Signs in as the federal digital unit and takes a picture of each board of the console, and of what one report looks like.
import type { Browser } from 'playwright-core'
import type { World } from '../../portal/test/world.ts'
import type { Camera } from './camera.ts'

const BOARDS = [
  ['consola-turno', '/consola'],
  ['consola-piloto', '/consola/piloto'],
  ['consola-niveles', '/consola/niveles'],
  ['consola-incidencias', '/consola/incidencias'],
  ['consola-mesa', '/consola/mesa'],
  ['consola-busquedas', '/consola/mesa/busquedas?motivo=atencion'],
  ['consola-pagos', '/consola/pagos'],
  ['consola-encuesta', '/consola/encuesta'],
  ['consola-aceptacion', '/consola/aceptacion'],
  ['consola-integracion', '/consola/integracion'],
  ['consola-integracion-estado', '/consola/integracion/14'],
  ['consola-mejora', '/consola/mejora'],
  ['consola-mapa', '/consola/piloto/mapa'],
  ['consola-entidad', '/consola/entidades/14'],
  ['consola-buscar', '/consola/buscar'],
  ['consola-teclas', '/consola/teclas'],
  ['consola-bitacora', '/consola/bitacora'],
  ['consola-cuentas', '/consola/cuentas'],
  ['consola-cuenta', '/consola/cuentas/finanzas-14'],
  ['consola-segundo-factor', '/consola/segundo-factor'],
  ['consola-actos', '/consola/actos'],
  ['consola-acto-nuevo', '/consola/actos/suspensiones'],
  ['consola-mantenimientos', '/consola/mantenimientos'],
  ['consola-capacitacion', '/consola/capacitacion'],
  ['consola-emergencias', '/consola/emergencias'],
] as const

export async function walkTheConsole(world: World, browser: Browser, camera: Camera): Promise<void> {
  const context = await browser.newContext({ baseURL: world.url })
  const page = await context.newPage()
  await page.goto('/consola/entrar')
  await camera.take(page, 'consola-entrar')
  await page.goto('/consola/entrar?cuenta=ugd')
  await page.waitForURL(/\/consola/)
  for (const [name, path] of BOARDS) {
    await page.goto(path)
    await camera.take(page, name)
  }
  const desk = await (await browser.newContext({ baseURL: world.url })).newPage()
  await desk.goto('/consola/entrar?cuenta=mesa-1')
  await desk.waitForURL(/\/consola/)
  await desk.goto('/consola/mesa')
  await desk.locator('main a[href^="/consola/mesa/REP-"]').first().click()
  await camera.take(desk, 'consola-reporte')
}
