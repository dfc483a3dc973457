// «Mi turno» as a rule: in what order, for whom, and never a calm that nobody looked into.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '#context'
import { turnPage } from './pages.ts'
import type { Staff } from './staff.ts'
import { turnOf } from './turn.ts'
import type { TurnItem, TurnProvider } from './turn.ts'

const logged: string[] = []
const app = { log: { error: (event: string) => void logged.push(event) } } as unknown as App
const ugd: Staff = { id: 'ugd', nombre: 'UGD', correo: 'x', rol: 'ugd', entidad: null }
const site = { demonstration: true, publicUrl: 'http://127.0.0.1', theme: 'demostracion' } as const
const item = (label: string, urgent: boolean, dueAt?: string, n = 1): TurnItem => ({
  label,
  href: '/consola/mesa',
  n,
  urgent,
  ...(dueAt ? { dueAt: Temporal.Instant.from(dueAt) } : {}),
})
const saying = (name: string, ...items: TurnItem[]): TurnProvider => ({
  name,
  right: 'tableros',
  turn: async () => items,
})
const broken: TurnProvider = {
  name: 'pagos',
  right: 'tableros',
  turn: () => Promise.reject(new Error('no database')),
}

test('the urgent comes first, then what ends first, and nothing that counts zero', async () => {
  const { items } = await turnOf(app, ugd, [
    saying('a', item('sin plazo', false), item('nada', true, undefined, 0)),
    saying('b', item('mañana', false, '2017-08-02T05:00:00Z'), item('hoy', false, '2017-08-01T05:00:00Z')),
    saying('c', item('urgente', true, '2017-08-09T05:00:00Z')),
  ])
  assert.deepEqual(
    items.map((one) => one.label),
    ['urgente', 'hoy', 'mañana', 'sin plazo'],
  )
})

test('only the rooms that concern a role are asked', async () => {
  const asked: string[] = []
  const spy = (name: string, right: TurnProvider['right']): TurnProvider => ({
    name,
    right,
    turn: async () => {
      asked.push(name)
      return []
    },
  })
  await turnOf(app, { ...ugd, rol: 'auditor' }, [spy('tableros', 'tableros'), spy('decisiones', 'piloto.aprobar')])
  assert.deepEqual(asked, ['tableros'])
})

test('«Todo al corriente» is said only when somebody looked and everybody answered', async () => {
  const page = async (...providers: TurnProvider[]): Promise<string> =>
    turnPage({ site, staff: ugd, turn: await turnOf(app, ugd, providers) })
  assert.match(await page(saying('incidencias')), /Todo al corriente[\s\S]*Revisamos: incidencias\./)
  assert.doesNotMatch(await page(), /Todo al corriente/)
  const silent = await page(saying('incidencias'), broken)
  assert.doesNotMatch(silent, /Todo al corriente/)
  assert.match(silent, /No pudimos revisar: pagos\./)
  assert.deepEqual(logged, ['turn.silent'])
})

test('what waits is shown also when another room is silent', async () => {
  const turn = await turnOf(app, ugd, [
    broken,
    saying('mesa', item('Reportes <b>por contestar</b>', true, '2017-08-01T05:00:00Z', 3)),
  ])
  const text = turnPage({ site, staff: ugd, turn })
  assert.match(text, /<strong>3<\/strong> Reportes &lt;b&gt;por contestar/)
  assert.match(text, /Urgente/)
  assert.match(text, /Vence el martes 1 de agosto de 2017, 00:00/)
})
