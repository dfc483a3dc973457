// The filters of the desk and of incidents stand in the address of the page, and its file is cut in the same way.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { openConsoleWorld } from './console-world.ts'

const { jalisco, colima, ask, close } = await openConsoleWorld()

/** Which of the two entidades a page names, by what only they have. */
const shown = (text: string, what: 'ticket' | 'incident'): string[] =>
  [jalisco, colima].filter((one) => text.includes(one[what])).map((one) => one.entidad)

describe('filters in the address', () => {
  after(close)

  test('the queue of the desk is cut by state and entidad, and so is its file', async () => {
    const read = async (query: string): Promise<string[]> => {
      const [page, csv] = [await ask('ugd', `/consola/mesa${query}`), await ask('ugd', `/consola/mesa.csv${query}`)]
      assert.deepEqual([page.statusCode, csv.statusCode], [200, 200])
      const link = `href="/consola/mesa.csv${query.replaceAll('&', '&amp;')}"`
      if (shown(page.body, 'ticket').length > 0)
        assert.ok(page.body.includes(link), `${query}: the file of this very list`)
      assert.deepEqual(shown(csv.body, 'ticket'), shown(page.body, 'ticket'))
      return shown(page.body, 'ticket')
    }
    assert.deepEqual(await read(''), ['14', '06'])
    assert.deepEqual(await read('?entidad=14'), ['14'])
    assert.deepEqual(await read('?estado=escalado'), ['14', '06'])
    assert.deepEqual(await read('?estado=escalado&entidad=06'), ['06'])
    assert.deepEqual(await read('?estado=nuevo'), [])
    assert.match((await ask('ugd', '/consola/mesa?estado=nuevo')).body, /Ningún reporte abierto coincide/)
    assert.match((await ask('ugd', '/consola/mesa?estado=nuevo')).body, /<option value="nuevo" selected>/)
  })

  test('an office has no filter of entidades, and what is no choice of a filter is none', async () => {
    const own = (await ask('mesa-14', '/consola/mesa?entidad=06')).body
    assert.deepEqual(shown(own, 'ticket'), ['14'])
    assert.doesNotMatch(own, /name="entidad"/)
    for (const query of ['?estado=<b>', '?estado=cerrado', '?entidad=99', '?estado=escalado&estado=nuevo'])
      assert.deepEqual(shown((await ask('ugd', `/consola/mesa${query}`)).body, 'ticket'), ['14', '06'], query)
  })

  test('incidents are cut by state, severity and entidad', async () => {
    const read = async (query: string): Promise<string[]> => {
      const page = await ask('ugd', `/consola/incidencias${query}`)
      assert.equal(page.statusCode, 200)
      return shown(page.body, 'incident')
    }
    assert.deepEqual(await read(''), ['14', '06'])
    assert.deepEqual(await read('?ver-entidad=06'), ['06'])
    assert.deepEqual(await read('?ver-estado=cerrado'), [])
    assert.deepEqual(await read('?ver-severidad=S1&ver-entidad=14'), ['14'])
    assert.match((await ask('ugd', '/consola/incidencias?ver-estado=cerrado')).body, /Ninguna incidencia coincide/)
  })
})
