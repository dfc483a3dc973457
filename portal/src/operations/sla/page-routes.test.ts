// The public state, the evidence and the board of service levels, as a reader, an entidad and a federal body get them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fastifyCookie } from '@fastify/cookie'
import Fastify from 'fastify'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { listEntidades, seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { sendProblem } from '#problems'
import { SESSION_COOKIE, openSession, seedDemonstrationStaff } from '#staff'
import { openTestApp, setClock } from '../../../test/app.ts'
import { slaPageRoutes } from './page-routes.ts'
import { slaRoutes } from './routes.ts'
import * as store from './store.ts'

const plain = await openTestApp()
const app = { ...plain, config: { ...plain.config, world: 'quieto' as const } }
const START = Temporal.Instant.from('2017-07-31T05:00:00Z')
const TWO_DAYS = 2 * 1440
let server: FastifyInstance
const secrets = new Map<string, string>()

before(async () => {
  setClock(app, String(START.add({ minutes: TWO_DAYS })))
  await seedDirectory(app)
  await seedModelo(app)
  await seedDemonstrationStaff(app, await listEntidades(app))
  for (const account of ['enlace-14', 'enlace-06', 'ugd', 'auditor', 'mesa-14'])
    secrets.set(account, (await openSession(app, account)).secret)
  // Two whole days: Jalisco is down from 600 to 640, and nobody looked at Colima on the second.
  const minutes = (entidad: string, to: number): store.MinuteRow[] =>
    Array.from({ length: to }, (_, i) => ({
      entidad,
      minute: START.add({ minutes: i }),
      state: entidad === '14' && i >= 600 && i < 640 ? 'DOWN' : 'UP',
      maint: entidad === '14' && i >= 620 && i < 650,
      n: 4,
      lt3: 4,
      lt10: 4,
      err: 0,
      missed: 0,
    }))
  await app.db.tx(async (tx) => {
    await store.upsertMinutes(tx, [...minutes('14', TWO_DAYS), ...minutes('06', TWO_DAYS / 2)])
    const resources = [{ entidad: '14', minute: START, cpu: 0.25, memoria: null, io: 0.5, gc: 0.01 }]
    await store.upsertResources(tx, resources)
  })
  server = Fastify()
  server.setErrorHandler(async (error, request, reply) => await sendProblem(app, request, reply, error))
  await server.register(fastifyCookie)
  await server.register(slaRoutes(app))
  await server.register(slaPageRoutes(app))
})
after(async () => await server.close())

async function get(url: string, account?: string): Promise<LightMyRequestResponse> {
  return await server.inject({
    method: 'GET',
    url,
    ...(account ? { cookies: { [SESSION_COOKIE]: secrets.get(account)! } } : {}),
  })
}

const codigo = (answer: LightMyRequestResponse): string => (answer.json() as { codigo: string }).codigo
const lines = (answer: LightMyRequestResponse): string[] => answer.body.trimEnd().split('\r\n')
const WINDOW = 'desde=2017-07-31T05:00:00Z&hasta=2017-08-02T05:00:00Z'

test('anyone reads the state of the 32 and of the portal, and what nobody saw is said to be without data', async () => {
  const page = (await get('/estado')).body
  assert.equal((page.match(/<tr><th scope="row">/g) ?? []).length, 33)
  assert.match(
    page,
    /Jalisco<\/th><td>Responde<\/td><td><span role="img" aria-label="1 sin caídas, 1 con caídas \(40 min\)/,
  )
  assert.match(page, /Colima<\/th><td>Sin datos<\/td>/)
  assert.match(
    page,
    /Yucatán<\/th><td>Sin datos<\/td>.*<td>Sin datos<\/td><td>Sin datos<\/td><td>Sin datos<\/td><td>0.00 %<\/td>/,
  )

  const json = (await get('/api/v1/estado')).json() as {
    portal: { ahora: string }
    entidades: { clave: string; ahora: string; dias: { dia: string; up: number; down: number; unknown: number }[] }[]
  }
  assert.equal(json.entidades.length, 32)
  assert.equal(json.portal.ahora, 'UNKNOWN')
  const days = json.entidades.find((one) => one.clave === '14')!.dias
  assert.equal(days.length, 13, 'the day that has just begun has no minute yet')
  assert.deepEqual(
    days.slice(-2).map(({ dia, up, down, unknown }) => [dia, up, down, unknown]),
    [
      ['2017-07-31', 1400, 40, 0],
      ['2017-08-01', 1440, 0, 0],
    ],
  )
})

test('the evidence lists exactly the minutes of the window, and anyone recomputes the figure from it', async () => {
  const rows = lines(await get(`/api/v1/evidencia/minutos.csv?${WINDOW}&entidad=14`)).slice(1)
  assert.equal(rows.length, TWO_DAYS)
  assert.equal(rows.filter((row) => row.split(',')[2] === 'DOWN').length, 40)
  assert.equal(rows[0], '14,2017-07-31T05:00:00Z,UP,false,4,4,4,0,0,0,0,0,0')
  const half = await get(
    '/api/v1/evidencia/minutos.csv?desde=2017-07-31T05:00:00Z&hasta=2017-07-31T05:30:00Z&entidad=14',
  )
  assert.equal(lines(half).length, 31)
  const resources = lines(await get(`/api/v1/evidencia/recursos.csv?${WINDOW}&entidad=14`))
  assert.deepEqual(resources, ['entidad,minuto,cpu,memoria,io,gc', '14,2017-07-31T05:00:00Z,0.25,,0.5,0.01'])
  // Without an entidad: all that are open, as in the figure of all together.
  assert.equal(lines(await get(`/api/v1/evidencia/minutos.csv?${WINDOW}`)).length, 1 + TWO_DAYS * 1.5)
})

test('evidence of nobody we know, or of no window, is refused with what to do', async () => {
  assert.equal(codigo(await get(`/api/v1/evidencia/minutos.csv?${WINDOW}&entidad=77`)), 'entidad-desconocida')
  for (const query of ['desde=ayer&hasta=hoy', 'desde=2017-08-02T05:00:00Z&hasta=2017-07-31T05:00:00Z'])
    assert.equal(codigo(await get(`/api/v1/evidencia/minutos.csv?${query}`)), 'ventana-invalida', query)
  assert.equal((await get('/api/v1/evidencia/minutos.csv')).statusCode, 422)
})

const BOARD = '/consola/niveles?desde=2017-07-31&hasta=2017-08-01'

test('the board shows each figure against the rule, and each breach with its start and length', async () => {
  const page = (await get(BOARD, 'auditor')).body
  assert.match(page, /Uptime<\/th><td>≥ 99.80 %<\/td><td>≥ 99.50 %<\/td>/)
  assert.match(page, /% de error<\/th><td>&lt; 3.00 %<\/td><td>—<\/td>/)
  assert.match(page, /Jalisco<\/th>(?:<td>(?:(?!<\/td>).)*<\/td>){7}<td>30<\/td>/, 'minutes of maintenance')
  assert.match(page, /Jalisco<\/th><td>lunes 31 de julio de 2017, 10:00, hora del Centro<\/td><td>40<\/td>/)
  const rows = lines(await get(BOARD.replace('niveles', 'niveles.csv'), 'auditor'))
  assert.equal(rows.length, 1 + 7 * 34, 'the open ones together, the portal, and the 32')
  const jalisco = rows.find((row) => row.startsWith('Jalisco,disponibilidad'))!
  assert.match(
    jalisco,
    /^Jalisco,disponibilidad,98.61,FUERA,FUERA,FUERA,2880,.*""down"":40,.*""mantenimiento"":30/,
    'maintenance excuses nothing',
  )
})

test('an entidad sees its own figures and breaches alone; who may not see figures is refused', async () => {
  const own = (await get(BOARD, 'enlace-06')).body
  assert.ok(own.includes('Colima') && !own.includes('Jalisco') && !own.includes('Este portal'))
  const rows = lines(await get(BOARD.replace('niveles', 'niveles.csv'), 'enlace-14')).slice(1)
  assert.equal(rows.length, 7)
  assert.ok(rows.every((row) => row.startsWith('Jalisco,')))
  for (const url of [BOARD, BOARD.replace('niveles', 'niveles.csv')]) {
    assert.deepEqual([(await get(url, 'mesa-14')).statusCode, codigo(await get(url, 'mesa-14'))], [403, 'sin-permiso'])
    assert.equal(codigo(await get(url)), 'sin-sesion')
  }
})

test('days that are none, or in the wrong order, are refused', async () => {
  for (const query of ['desde=ayer', 'desde=2017-08-02&hasta=2017-08-01', 'desde=2010-01-01&hasta=2017-08-01'])
    assert.equal(codigo(await get(`/consola/niveles?${query}`, 'ugd')), 'ventana-invalida', query)
})
