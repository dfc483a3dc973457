// The page of an entidad and the map of the 32 over the whole program: what each office reads there, and what it does not.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { openConsoleWorld } from './console-world.ts'

const { owner, app, jalisco, colima, ask, close } = await openConsoleWorld()
/** Yesterday at noon of the centre, and how long each probe took. */
const noon = app.clock
  .now()
  .toZonedDateTimeISO('America/Mexico_City')
  .subtract({ days: 1 })
  .with({ hour: 12, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  .toInstant()
const PROBES = Array.from({ length: 20 }, (_, i) => (i + 1) * 100)
for (const [i, ms] of PROBES.entries())
  await owner.query(
    `insert into sla.probe (vantage, objetivo, scheduled_at, sent_at, outcome, ms) values ('a', '14', $1, $1, 'ok', $2)`,
    [noon.add({ seconds: 15 * i }), ms],
  )

describe('an entidad on one page', () => {
  after(close)

  test('whoever watches all reads its indicators, incidents, reports, payments and liaisons, with the ways to them', async () => {
    const { statusCode, body } = await ask('ugd', '/consola/entidades/14')
    assert.equal(statusCode, 200)
    for (const words of ['Jalisco', '1. Uptime', '6. Pago en bancos', jalisco.incident, jalisco.ticket, 'Técnico'])
      assert.ok(body.includes(words), words)
    assert.match(body, new RegExp(`href="/consola/incidencias/${jalisco.incident}"`))
    assert.match(body, /href="\/api\/v1\/evidencia\/minutos\.csv\?[^"]*entidad=14"/)
    assert.ok(!body.includes(colima.ticket) && !body.includes(colima.incident))
  })

  test('without data a figure says so and is never a pass', async () => {
    const { body } = await ask('ugd', '/consola/entidades/32')
    assert.match(body, /○ — · Sin datos · n = 0/)
    assert.doesNotMatch(body, /● [^<]*n = 0</)
    assert.match(body, /Tiempo de respuesta por día<\/h2>[\s\S]*<p>Sin datos<\/p>/)
  })

  test('the drawing of a day says the percentile that its table says', async () => {
    const { body } = await ask('auditor', '/consola/entidades/14')
    // The 19th of 20 by nearest rank.
    assert.match(body, /<td>1\.90 s<\/td><td>20<\/td>/)
    assert.equal(body.match(/<circle /g)?.length, 1, 'one day was measured')
  })

  test('an office reads what its role reads, of its own entidad alone', async () => {
    const desk = await ask('mesa-14', '/consola/entidades/14')
    assert.equal(desk.statusCode, 200)
    assert.match(desk.body, new RegExp(`href="/consola/mesa/${jalisco.ticket}"`))
    assert.doesNotMatch(desk.body, /1\. Uptime|Pagos por antigüedad|Integración y enlaces/)
    const finance = await ask('finanzas-14', '/consola/entidades/14')
    assert.match(finance.body, /Pagos por antigüedad/)
    assert.doesNotMatch(finance.body, new RegExp(`href="/consola/mesa/${jalisco.ticket}"`))
    for (const account of ['mesa-14', 'enlace-14', 'finanzas-14', 'oic-14', 'gubernatura-14'])
      assert.equal((await ask(account, '/consola/entidades/06')).statusCode, 404, account)
    assert.equal((await ask('ugd', '/consola/entidades/99')).statusCode, 404)
  })

  test('the map shows all 32, each cell with its word and the way to its rows, and green only where there are data', async (t) => {
    const before = performance.now()
    const { statusCode, body } = await ask('ugd', '/consola/piloto/mapa')
    t.diagnostic(`${Math.round(performance.now() - before)} ms, ${body.length} bytes`)
    assert.equal(statusCode, 200)
    const tiles = body.match(/<ul class="mosaico">([\s\S]*?)<\/ul>/)![1]!
    assert.equal(tiles.match(/<li /g)?.length, 32)
    assert.equal(new Set(tiles.match(/href="\/consola\/entidades\/\d\d"/g)).size, 32)
    assert.doesNotMatch(tiles, /v-optimo/, 'no entidad of this world has all its data')
    const cells = [...body.matchAll(/<td class="v-([\w-]+)"><a href="([^"]+)">(.) ([^<]+)<\/a><\/td>/g)]
    assert.equal(cells.length, 32 * 14)
    for (const [, word, href, shape] of cells) {
      assert.match(href!, /^\/api\/v1\//)
      assert.equal(shape === '●', word === 'optimo')
    }
    assert.ok(
      cells.some((one) => one[1] === 'fuera' || one[1] === 'en-limite' || one[1] === 'optimo'),
      'all are empty',
    )
  })

  test('on the map an office finds its own entidad and no other', async () => {
    const { body } = await ask('enlace-14', '/consola/piloto/mapa')
    assert.deepEqual([...new Set(body.match(/\/consola\/entidades\/\d\d/g))], ['/consola/entidades/14'])
    assert.equal((await ask('mesa-14', '/consola/piloto/mapa')).statusCode, 403)
  })
})
