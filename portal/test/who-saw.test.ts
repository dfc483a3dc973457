// «¿Quién vio esta solicitud?»: whoever holds an order reads which offices looked at it, and never the name of a person.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { append } from '#journal'
import { accessToken } from '#orders'
import { openConsoleWorld } from './console-world.ts'

const { app, server, jalisco, colima, ask, close } = await openConsoleWorld()
const folio = jalisco.markers[0]!

async function page(name: string, acceso = accessToken(app, name), language = 'es-MX'): Promise<[number, string]> {
  const cookies = { [`actas_${name}`]: acceso, idioma: language }
  const url = `/solicitudes/${name}/quien-la-vio`
  const { statusCode, body } = await server.inject({ url, cookies, headers: { accept: 'text/html' } })
  return [statusCode, body]
}

/** What is said of each sighting, without its instant. */
const saidIn = (body: string): string[] =>
  [...(body.match(/<ol class="avance">[\s\S]*?<\/ol>/)?.[0] ?? '').matchAll(/<li>(.*?)<\/li>/g)].map((one) =>
    one[1]!.replace(/^.*(Centro|Central)[^:]*: /, ''),
  )

describe('who saw an order', () => {
  after(close)

  test('it names the office and what it opened, the newest first, and the verifications of the copy', async () => {
    const at = app.clock.now().subtract({ hours: 1 })
    for (const event of ['copy.issued', 'order.delivered'])
      await app.db.tx(
        async (tx) => await append(app, tx, { event, actor: 'sistema', subject: folio, entidad: '14', at }),
      )
    assert.equal((await ask('mesa-1', `/consola/solicitudes/${folio}`)).statusCode, 200)
    assert.equal((await ask('oic-14', `/consola/aceptacion/${jalisco.refusal}`)).statusCode, 200)
    const [status, body] = await page(folio)
    assert.equal(status, 200)
    assert.deepEqual(saidIn(body), [
      'El órgano de control de Jalisco abrió el caso del rechazo de tu copia.',
      'La mesa de ayuda de gob.mx abrió tu solicitud.',
      'Alguien verificó tu copia con su código.',
      ...saidIn(body).slice(3),
    ])
    assert.deepEqual(saidIn(body).slice(3).sort(), ['Emitimos tu copia.', 'Se descargó tu copia por primera vez.'])
    for (const person of ['mesa-1', 'oic-14', 'Contraloría de Jalisco'])
      assert.ok(!body.includes(person), `the page names ${person}`)
  })

  test('a report about the order, the receipt in it and a search by CURP are told too', async () => {
    await app.db.query('update helpdesk.reporte set sobre = $2 where folio = $1', [jalisco.ticket, folio])
    assert.equal((await ask('mesa-14', `/consola/mesa/${jalisco.ticket}`)).statusCode, 200)
    const told = async (event: string, data: Record<string, unknown>): Promise<void> =>
      await app.db.tx(async (tx) => await append(app, tx, { event, actor: 'x', subject: folio, entidad: '14', data }))
    await told('ticket.receiptRead', { comprobante: '1', rol: 'finanzas', oficina: '14' })
    await told('ticket.receiptRead', { comprobante: '1' })
    await told('staff.looked', { que: 'solicitud', motivo: 'curp', rol: 'mesa_n1', oficina: null })
    const said = saidIn((await page(folio))[1])
    for (const one of [
      'La mesa de ayuda de Jalisco abrió un reporte sobre tu solicitud.',
      'Finanzas de Jalisco abrió tu comprobante de pago.',
      'Una oficina autorizada abrió tu comprobante de pago.',
      'La mesa de ayuda de gob.mx buscó por CURP y encontró tu solicitud.',
    ])
      assert.ok(said.includes(one), one)
  })

  test('another order shows none of it, and in English it is said in English', async () => {
    const other = colima.markers[0]!
    assert.deepEqual(saidIn((await page(other))[1]), ['Alguien verificó tu copia con su código.'])
    const waiting = colima.markers[2]!
    assert.match((await page(waiting))[1], /Nadie la ha visto todavía\./)
    assert.match((await page(folio, undefined, 'en'))[1], /The help desk of gob\.mx opened your order\./)
  })

  test('without the secret of the order nobody learns whether it exists', async () => {
    const [status, body] = await page(folio, 'otro')
    const [none, unknown] = await page('ACT-0000000000', 'otro')
    assert.deepEqual([status, none], [404, 404])
    assert.equal(body.replaceAll(folio, 'ACT-0000000000'), unknown)
  })

  test('the page of the order leads there', async () => {
    const cookies = { [`actas_${folio}`]: accessToken(app, folio) }
    const { body } = await server.inject({ url: `/solicitudes/${folio}`, cookies, headers: { accept: 'text/html' } })
    assert.match(body, new RegExp(`href="/solicitudes/${folio}/quien-la-vio"`))
  })
})
