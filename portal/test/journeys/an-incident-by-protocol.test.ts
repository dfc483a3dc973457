// An entidad goes dark, and everybody follows the protocol at the console: what is due, what was done, and what is judged.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signIn } from '../staff.ts'
import type { StaffSession } from '../staff.ts'
import { call, startWorld, until } from '../world.ts'
import type { World } from '../world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(async () => await world?.end())

interface Incident {
  readonly incidencia: string
  readonly entidad: string
  readonly desde: string
  readonly estado: string
  readonly texto: string | null
}

const speed = async (velocidad: number): Promise<void> => {
  assert.equal((await call('PUT', `${world.sandbox}/reloj`, { velocidad })).status, 200)
}
const now = async (): Promise<Temporal.Instant> =>
  Temporal.Instant.from((await call('GET', `${world.sandbox}/reloj`)).body.ahora as string)
const temper = async (clave: string, tipo: string): Promise<void> => {
  const done = await call('PUT', `${world.sandbox}/entidades/${clave}/temperamento`, { tipo })
  assert.equal(done.status, 200)
}
const incidents = async (): Promise<Incident[]> => {
  const { status, body } = await call<Incident[]>('GET', `${world.url}/api/v1/incidencias`)
  assert.equal(status, 200)
  return body
}
const incidentIs = async (id: string, estado: string): Promise<Incident> =>
  await until(
    `${id} to be ${estado}`,
    async () => {
      const found = (await incidents()).find((one) => one.incidencia === id)
      return found?.estado === estado ? found : undefined
    },
    90_000,
  )

/** Records an action with its evidence, as the form of the page does. */
async function deliver(
  staff: StaffSession,
  id: string,
  accion: string,
  extra: Record<string, string> = {},
): Promise<void> {
  const key = `${accion}_1`
  const done = await staff.post(`/consola/incidencias/${id}/entregar`, {
    accion,
    vez: '1',
    [`texto_${key}`]: `Bitácora de ${accion}`,
    [`url_${key}`]: 'https://example.org/bitacora',
    ...extra,
  })
  assert.equal(done.status, 200, `${accion}: ${done.text.match(/<h1>[\s\S]*?<\/h1>/)?.[0] ?? ''}`)
}

/** The rows behind indicator 2, by the names of their columns. */
async function evidence(entidad: string): Promise<Record<string, string>[]> {
  const hasta = await now()
  const query = new URLSearchParams({
    desde: hasta.subtract({ hours: 24 }).toString(),
    hasta: hasta.toString(),
    entidad,
  })
  const response = await fetch(`${world.url}/api/v1/evidencia/protocolo.csv?${query.toString()}`)
  assert.equal(response.status, 200)
  const [head = '', ...lines] = (await response.text()).trimEnd().split('\r\n')
  const names = head.split(',')
  return lines.map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) => match[1]!)
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
  })
}

test('an outage opens an incident by itself; people declare, tell, mitigate, the probe checks, and it closes with all due actions done', async () => {
  const [mesa, ugd, enlace] = await Promise.all([
    signIn(world, 'mesa-1'),
    signIn(world, 'ugd'),
    signIn(world, 'enlace-14'),
  ])
  assert.deepEqual(await incidents(), [])
  await speed(60)
  await temper('14', 'caida')
  const opened = await until(
    'the incident',
    async () => (await incidents()).find((one) => one.entidad === '14'),
    60_000,
  )
  await speed(1)
  const id = opened.incidencia
  assert.deepEqual([opened.estado, opened.texto], ['detectado', null])

  await deliver(mesa, id, 'A01')
  await deliver(enlace, id, 'A02')
  assert.equal((await incidents())[0]?.estado, 'en_atencion')
  await deliver(ugd, id, 'A03')
  await deliver(enlace, id, 'A04')
  await ugd.post(`/consola/incidencias/${id}/borrador`, { texto: 'El registro de Jalisco no responde.' })
  assert.equal((await incidents())[0]?.texto, null, 'a draft is not public')
  await ugd.post(`/consola/incidencias/${id}/publicar`, { texto: 'El registro de Jalisco no responde.' })
  assert.equal((await incidents())[0]?.texto, 'El registro de Jalisco no responde.')
  assert.match(await (await fetch(`${world.url}/incidencias`)).text(), /El registro de Jalisco no responde\./)
  for (const accion of ['A06', 'A07']) await deliver(enlace, id, accion)
  await deliver(ugd, id, 'A08')

  const early = await ugd.post(`/consola/incidencias/${id}/cerrar`)
  assert.equal(early.status, 409, 'nothing closes before the probe has checked')
  await temper('14', 'normal')
  await deliver(enlace, id, 'A09')
  await speed(60)
  await incidentIs(id, 'resuelto')
  await speed(1)
  await deliver(ugd, id, 'A11')
  await deliver(enlace, id, 'A12')
  const pending = await ugd.post(`/consola/incidencias/${id}/cerrar`)
  assert.equal(pending.status, 409)
  assert.match(pending.text, /Faltan acciones por hacer o justificar: A13, A14/)
  await deliver(enlace, id, 'A13')
  await deliver(ugd, id, 'A14')
  assert.equal((await ugd.post(`/consola/incidencias/${id}/cerrar`)).status, 200)
  assert.equal((await incidents())[0]?.estado, 'cerrado')

  const rows = await evidence('14')
  const due = rows.filter((row) => row['debida'] === 'si')
  assert.ok(due.length >= 8, `${due.length} due actions`)
  assert.deepEqual(
    due.filter((row) => row['cumplida'] !== 'si').map((row) => row['accion']),
    [],
  )
  assert.equal(rows.find((row) => row['accion'] === 'A10')?.['rol'], 'sonda')
  const board = await ugd.get('/consola/incidencias')
  assert.match(board.text, /Indicador 2, últimos 14 días: 100\.00 % de las acciones debidas/)
})

test('what was typed wrong comes back with its reason, and another entidad’s incident does not exist', async () => {
  const [ugd, other] = await Promise.all([signIn(world, 'ugd'), signIn(world, 'enlace-06')])
  const given = { entidad: '14', causa: 'limite', severidad: 'S2', inicio: 'ayer', texto: 'Errores de 5 %' }
  const refused = await ugd.post('/consola/incidencias', given)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Escribe la fecha y la hora como AAAA-MM-DDTHH:MM/)
  assert.match(refused.text, /Errores de 5 %/)
  const opened = await ugd.post('/consola/incidencias', { ...given, inicio: '' })
  assert.equal(opened.status, 200)
  const id = opened.url.split('/').at(-1)!
  const bare = await ugd.post(`/consola/incidencias/${id}/entregar`, { accion: 'A03', vez: '1', texto_A03_1: ' ' })
  assert.equal(bare.status, 422)
  assert.match(bare.text, /<a href="#texto_A03_1">Escribe qué lo prueba/)
  const nowhere = await other.get('/consola/incidencias/INC-14-209901010000')
  const foreign = await other.get(`/consola/incidencias/${id}`)
  assert.deepEqual([foreign.status, foreign.text], [404, nowhere.text])
  assert.equal((await other.post(`/consola/incidencias/${id}/entregar`, { accion: 'A04', vez: '1' })).status, 404)
  assert.ok(!(await other.get('/consola/incidencias')).text.includes(id))
})
