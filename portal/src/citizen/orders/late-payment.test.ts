// Money that comes short, in two parts, late, or for an order that is closed: where each order then stands.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { seedDirectory } from '#directory'
import { bookDeposit, openReference } from '#payments'
import { openTestApp, setClock } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import { markPaid } from './orders.ts'

let app: TestApp
let made = 0

before(async () => {
  app = await openTestApp()
  setClock(app, '2017-08-04T18:00:00Z')
  await seedDirectory(app)
})

/** An order of México by reference in this state, at this price. */
async function newOrder(state: string, centavos: number): Promise<{ folio: string; linea: string; centavos: number }> {
  const folio = `ACT-${String((made += 1)).padStart(10, '0')}`
  await app.db.query(
    `insert into orders.solicitud (folio, state, version, placed_at, entidad, importe_centavos, derecho_desde, plantilla,
       referencia, acta_version, anio, medio) values ($1, $2, 1, $3, '15', $4, '2017-01-01', 't', 'r', 'v', 1990, 'referencia')`,
    [folio, state, app.clock.now(), centavos],
  )
  const { lineaDeCaptura } = await openReference(app, { folio, centavos, entidad: '15' })
  return { folio, linea: lineaDeCaptura, centavos }
}

async function fee(): Promise<number> {
  const [row] = await app.db.query<{ centavos: number }>(
    `select centavos from directory.derecho where clave = '15' order by vigente_desde limit 1`,
    [],
  )
  return row!.centavos
}

/** Pays and lets what follows happen twice, as a queue may. Returns the state of the order. */
async function pay(
  one: { folio: string; linea: string },
  centavos: number,
  at = '2017-08-04T17:00:00Z',
): Promise<string> {
  const paidAt = Temporal.Instant.from(at)
  const deposit = { entidad: '15', linea: one.linea, centavos, paidLo: paidAt, paidHi: paidAt }
  await app.db.tx(async (tx) => await bookDeposit(app, tx, { ...deposit, key: `k${(made += 1)}` }))
  for (let i = 0; i < 2; i += 1) await markPaid(app, { entry: 0, subject: one.folio, entidad: '15' })
  const [row] = await app.db.query<{ state: string }>('select state from orders.solicitud where folio = $1', [
    one.folio,
  ])
  return row!.state
}

test('PAY-7: a peso short is held for two people, and a second payment of the line completes the price', async () => {
  const one = await newOrder('awaitingPayment', 10_000)
  assert.equal(await pay(one, 9_900), 'underReview')
  assert.equal(await pay(one, 50), 'underReview')
  assert.equal(await pay(one, 50), 'paid')
})

test('an order that was paid before stays under review whatever the queue repeats', async () => {
  const one = await newOrder('underReview', 10_000)
  await app.db.query('update orders.solicitud set paid_at = placed_at where folio = $1', [one.folio])
  assert.equal(await pay(one, 10_000), 'underReview')
})

test('what was paid on time and known late is paid, whatever the fee is now', async () => {
  const one = await newOrder('expired', (await fee()) + 100)
  assert.equal(await pay(one, one.centavos), 'paid')
})

test('what was paid after the last day counts while the fee is the same, and goes back once it is another', async () => {
  const late = '2017-08-07T06:00:00Z'
  const same = await newOrder('expired', await fee())
  assert.equal(await pay(same, same.centavos, late), 'paid')
  const other = await newOrder('expired', (await fee()) + 100)
  assert.equal(await pay(other, other.centavos, late), 'refundDue')
})

test('money for an order that was closed goes back, and part of a price that nobody waits for too', async () => {
  const closed = await newOrder('rejected', 10_000)
  assert.equal(await pay(closed, 10_000), 'refundDue')
  const short = await newOrder('expired', 10_000)
  assert.equal(await pay(short, 100), 'refundDue')
})
