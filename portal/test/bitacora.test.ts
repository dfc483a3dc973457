// The bitácora in the console: who may read it, what an office sees of it, and that it says things in words.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { append } from '#journal'
import { eventWord } from '../src/operations/audit/words.ts'
import { openConsoleWorld } from './console-world.ts'

const { app, owner, jalisco, colima, ask, close } = await openConsoleWorld()
const PAGE = '/consola/bitacora'
const page = async (account: string, query = ''): Promise<string> => (await ask(account, `${PAGE}${query}`)).body
const rowsIn = (body: string): number => [...body.matchAll(/<th scope="row">/g)].length

describe('the bitácora', () => {
  after(close)

  test('it is read by the auditor, the three federal bodies and the control body of an entidad, and by nobody else', async () => {
    for (const account of ['auditor', 'renapo', 'presidencia', 'ugd', 'oic-14'])
      for (const url of [PAGE, `${PAGE}.csv`]) assert.equal((await ask(account, url)).statusCode, 200, account)
    for (const account of ['mesa-1', 'enlace-14', 'finanzas-14', 'mesa-14', 'gubernatura-14'])
      for (const url of [PAGE, `${PAGE}.csv`]) assert.equal((await ask(account, url)).statusCode, 403, account)
  })

  test('a look of a federal desk at a case of an entidad is read by that entidad’s control body, with its reason', async () => {
    await ask('mesa-1', `/consola/mesa/${jalisco.ticket}`)
    const body = await page('oic-14', `?folio=${jalisco.ticket}&hecho=staff.looked`)
    assert.equal(rowsIn(body), 1)
    assert.match(body, /El personal consultó/)
    assert.match(body, /Abrió el reporte\. Motivo: Atender el caso\./)
    assert.match(body, /cuenta=mesa-1/)
    assert.match(body, /hora del Centro/)
  })

  test('an office sees its own entidad alone, and of another not even that there is something', async () => {
    const seen = (await page('oic-14', `?folio=${jalisco.ticket}`)) + (await ask('oic-14', `${PAGE}.csv`)).body
    assert.match(seen, new RegExp(jalisco.ticket))
    for (const marker of colima.markers) assert.ok(!seen.includes(marker), marker)
    assert.equal(rowsIn(await page('oic-14', `?folio=${colima.ticket}`)), 0)
    assert.ok(rowsIn(await page('auditor', `?folio=${colima.ticket}`)) >= 1)
    for (const url of [`${PAGE}?entidad=06`, `${PAGE}.csv?entidad=06`, `${PAGE}?entidad=99`])
      assert.equal((await ask('oic-14', url)).statusCode, 404, url)
    assert.equal((await ask('oic-14', `${PAGE}?entidad=14`)).statusCode, 200)
  })

  test('it is searched by folio, account, kind of fact, entidad and day', async () => {
    const cells = async (query: string, place: number): Promise<string[]> => {
      const lines = (await ask('auditor', `${PAGE}.csv${query}`)).body.trim().split('\r\n').slice(1)
      assert.ok(lines.length >= 1, query)
      return [...new Set(lines.map((line) => line.split(',')[place]!))]
    }
    assert.deepEqual(await cells(`?folio=${colima.ticket}`, 6), [colima.ticket])
    assert.deepEqual(await cells('?cuenta=mesa-1', 5), ['mesa-1'])
    assert.deepEqual(await cells('?hecho=incident.detected', 3), ['incident.detected'])
    assert.ok((await cells('?hecho=ticket', 3)).every((one) => one.startsWith('ticket.')))
    assert.deepEqual(await cells('?entidad=06', 7), ['06'])
    assert.equal(rowsIn(await page('auditor', '?hasta=2000-01-01')), 0)
    const wrong = await ask('auditor', `${PAGE}?desde=ayer`)
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /Escribe el día como/)
    assert.equal((await ask('auditor', `${PAGE}.csv?desde=ayer`)).headers.location, `${PAGE}?desde=ayer`)
  })

  test('the newest stands first, and page after page leads through all of it once', async () => {
    for (let i = 0; i < 120; i += 1)
      await app.db.tx(
        async (tx) => await append(app, tx, { event: 'prueba.hecha', actor: 'ugd', subject: `hecho-${i}` }),
      )
    const found: string[] = []
    let next = `${PAGE}?hecho=prueba.hecha`
    for (let pages = 0; next !== ''; pages += 1) {
      assert.ok(pages < 5, 'the pages never end')
      const { body } = await ask('auditor', next)
      found.push(...[...body.matchAll(/>(hecho-\d+)<\/a>/g)].map((one) => one[1]!))
      next = body.match(/href="([^"]*antes=\d+)"/)?.[1]?.replaceAll('&amp;', '&') ?? ''
    }
    assert.deepEqual(
      found,
      Array.from({ length: 120 }, (_, i) => `hecho-${119 - i}`),
    )
    assert.match(await page('auditor', '?hecho=prueba.hecha'), />prueba\.hecha<\/a>/, 'an unknown event shows its key')
  })

  test('what is on record of an ordinary day has words', async () => {
    const events = await owner.query<{ event: string }>(
      `select distinct event from journal.entry where event not like 'prueba.%' order by event`,
      [],
    )
    assert.ok(events.length >= 15, `${events.length} events`)
    assert.deepEqual(
      events.map((one) => one.event).filter((one) => eventWord(one) === one),
      [],
    )
  })

  test('a cell that a spreadsheet would take for a formula is neutralised, and shown as text on the page', async () => {
    const subject = '=HYPERLINK("http://malo.invalid")<b>'
    await app.db.tx(async (tx) => await append(app, tx, { event: 'prueba.formula', actor: '@ugd', subject }))
    const { body } = await ask('auditor', `${PAGE}.csv?hecho=prueba.formula`)
    assert.ok(body.includes(`,'@ugd,"'=HYPERLINK(""http://malo.invalid"")<b>",`), body)
    assert.match(
      await page('auditor', '?hecho=prueba.formula'),
      /=HYPERLINK\(&quot;http:\/\/malo\.invalid&quot;\)&lt;b&gt;/,
    )
  })
})
