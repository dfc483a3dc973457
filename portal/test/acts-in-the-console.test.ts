// Acts of two people as their pages do them, each office within its own reach.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { bookDeposit, openReference, refundOrder } from '#payments'
import { markPaid } from '#orders'
import { openConsoleWorld } from './console-world.ts'

const { app, owner, jalisco, ask, send, close } = await openConsoleWorld()
const ACTS = '/consola/actos'

/** An order of Jalisco paid at a counter after it was closed, whose money is due to its payer. */
async function dueAtCounter(folio: string, centavos: number): Promise<void> {
  const at = app.clock.now()
  await app.db.query(
    `insert into orders.solicitud (folio, state, version, placed_at, entidad, importe_centavos, derecho_desde, plantilla,
       referencia, acta_version, anio, medio) values ($1, 'rejected', 1, $2, '14', $3, '2017-01-01', 't', 'r', 'v', 1990, 'referencia')`,
    [folio, at, centavos],
  )
  const { lineaDeCaptura: linea } = await openReference(app, { folio, centavos, entidad: '14' })
  const deposit = { key: `k-${folio}`, entidad: '14', linea, centavos, paidLo: at, paidHi: at }
  await app.db.tx(async (tx) => await bookDeposit(app, tx, deposit))
  const payload = { entry: 0, subject: folio, entidad: '14' }
  await markPaid(app, payload)
  await refundOrder({ ...app, bank: { url: 'http://127.0.0.1:1', secret: 'secreto' } }, payload)
}

describe('acts of two people in the console', () => {
  after(close)

  test('a fee is proposed by its finance office and signed by a federal body at the address of its kind', async () => {
    const fee = { importe: '104.50', 'desde-dia': '1', 'desde-mes': '1', 'desde-anio': '2028', fuente: 'Artículo 12' }
    const wrong = await send('finanzas-14', `${ACTS}/derechos`, { ...fee, importe: 'cien', motivo: 'Ley nueva.' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /<title>Error: /)
    for (const kept of ['value="cien"', 'Ley nueva.', 'value="Artículo 12"', 'value="2028"'])
      assert.ok(wrong.body.includes(kept), kept)
    const sent = await send('finanzas-14', `${ACTS}/derechos`, { ...fee, motivo: 'Ley nueva.', entidad: '06' })
    assert.equal(sent.statusCode, 303)
    const act = String(sent.headers.location)
    assert.match((await ask('oic-14', act)).body, /La copia cuesta \$104\.50 desde el/)
    assert.equal((await ask('oic-06', act)).statusCode, 404)
    const folio = act.split('/').at(-1)!
    assert.equal((await send('ugd', `${ACTS}/llaves/${folio}/aprobacion`, {})).statusCode, 404)
    assert.equal((await send('ugd', `${ACTS}/derechos/${folio}/otra-cosa`, {})).statusCode, 404)
    assert.equal((await send('ugd', `${ACTS}/derechos/${folio}/aprobacion`, {})).statusCode, 303)
    const again = await send('renapo', `${ACTS}/derechos/${folio}/aprobacion`, {})
    assert.equal(again.statusCode, 409)
    assert.match(again.body, /id="firma-error"[^]*Ese acto ya terminó/)
  })

  test('a refund by transfer is registered within the reach of its own entidad', async () => {
    await dueAtCounter('ACT-0000000001', 9_800)
    assert.doesNotMatch((await ask('finanzas-06', `${ACTS}/devoluciones`)).body, /ACT-0000000001/)
    assert.match((await ask('finanzas-14', `${ACTS}/devoluciones`)).body, /\$98\.00 de ACT-0000000001/)
    const answer = { devolucion: 'solicitud|ACT-0000000001', rastreo: 'MBK20170804', motivo: 'Pagó tarde.' }
    assert.equal((await send('finanzas-06', `${ACTS}/devoluciones`, answer)).statusCode, 422)
    const done = await send('finanzas-14', `${ACTS}/devoluciones`, answer)
    assert.equal(done.statusCode, 303)
    assert.match((await ask('finanzas-14', String(done.headers.location))).body, /Hecho por una persona el/)
    const [row] = await owner.query<{ rastreo: string }>('select rastreo from payments.refund where folio = $1', [
      'ACT-0000000001',
    ])
    assert.equal(row?.rastreo, 'MBK20170804')
  })

  test('whoever proposed may take it back and nobody else, and the list says how each went', async () => {
    const act = jalisco.acts.derecho
    assert.equal((await send('ugd', `${ACTS}/${act}/retiro`, {})).statusCode, 403)
    assert.equal((await send('finanzas-06', `${ACTS}/${act}/retiro`, {})).statusCode, 404)
    assert.equal((await send('finanzas-14', `${ACTS}/${act}/retiro`, {})).statusCode, 303)
    const all = (await ask('finanzas-14', `${ACTS}?que=derecho&estado=retirado`)).body
    assert.match(all, new RegExp(act))
    const csv = (await ask('finanzas-14', `${ACTS}.csv?que=derecho&estado=retirado`)).body.trim().split('\r\n')
    assert.equal(csv.length, 2)
    assert.match(csv[1]!, new RegExp(`^${act},derecho,14,`))
    // A filter that is none shows all rather than nothing.
    assert.match((await ask('finanzas-14', `${ACTS}?que=x&estado=<b>`)).body, new RegExp(jalisco.acts.llave))
  })

  test('the form of another site proposes and signs nothing', async () => {
    const before = await owner.query('select count(*) from acts.acto', [])
    for (const url of [
      `${ACTS}/derechos`,
      `${ACTS}/llaves/${jalisco.acts.llave}/aprobacion`,
      `${ACTS}/${jalisco.acts.llave}/retiro`,
    ]) {
      const answer = await send('ugd', url, {}, { 'sec-fetch-site': 'cross-site' })
      assert.equal(answer.statusCode, 403, url)
    }
    assert.deepEqual(await owner.query('select count(*) from acts.acto', []), before)
  })
})
