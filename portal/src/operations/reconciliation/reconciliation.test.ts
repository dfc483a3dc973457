// A bank's file against a real database: what is booked, what is kept and shown, and that no order of things changes it.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { seedDirectory } from '#directory'
import { listSurplus, openReference } from '#payments'
import { bankFile } from '../../../test/bank-file.ts'
import type { SampleLine } from '../../../test/bank-file.ts'
import { openTestApp, setClock } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import { checkReconciliation, importBankFile } from './reconciliation.ts'
import type { FileReport } from './reconciliation.ts'

const PRICE = 10_200
type SampleLineArranger = (lines: SampleLine[]) => SampleLine[][]

let app: TestApp
let orders = 0
let sequence = 0

before(async () => {
  app = await openTestApp()
  setClock(app, '2017-08-04T18:00:00Z')
  await seedDirectory(app)
})

/** The line of a new order of Jalisco. */
async function newLine(centavos = PRICE): Promise<{ folio: string; linea: string }> {
  const folio = `ACT-${String((orders += 1)).padStart(10, '0')}`
  const { lineaDeCaptura } = await openReference(app, { folio, centavos, entidad: '14' })
  return { folio, linea: lineaDeCaptura }
}

function paid(linea: string, centavos = PRICE, more: Partial<SampleLine> = {}): SampleLine {
  const autorizacion = String((orders += 1)).padStart(8, '0')
  return { linea, centavos, day: '20170804', hour: '120000', autorizacion, ...more }
}

async function take(text: string, entidad = '14'): Promise<FileReport> {
  return await importBankFile(app, { entidad, bytes: Buffer.from(text), channel: 'banco', actor: 'banco' })
}

async function takeLines(...lines: SampleLine[]): Promise<FileReport> {
  return await take(bankFile('14', lines, (sequence += 1)))
}

const told = (report: FileReport): unknown[] =>
  report.lineas.map((one) => [one.estado, one.motivo ?? null, one.folio ?? null])

/** Sums of the ledger by account, and the captures, of these orders. */
async function booksOf(folios: readonly string[]): Promise<{ ledger: unknown[]; captures: unknown[] }> {
  const at = folios.map((folio, i) => [folio, `orden ${i + 1}`] as const)
  const name = (folio: string): string => at.find(([one]) => one === folio)?.[1] ?? folio
  const ledger = await app.db.query<{ folio: string; account: string; centavos: number }>(
    `select folio, account, sum(centavos)::bigint as centavos from payments.ledger where folio = any($1)
      group by folio, account having sum(centavos) <> 0 order by array_position($1, folio), account`,
    [folios],
  )
  const captures = await app.db.query<{ folio: string; centavos: number }>(
    'select folio, centavos from payments.capture where folio = any($1) order by array_position($1, folio)',
    [folios],
  )
  return {
    ledger: ledger.map((one) => [name(one.folio), one.account, one.centavos]),
    captures: captures.map((one) => [name(one.folio), one.centavos]),
  }
}

test('a line that is paid in full is reconciled, and its order has its money once', async () => {
  const { folio, linea } = await newLine()
  assert.deepEqual(told(await takeLines(paid(linea))), [['conciliado', null, folio]])
  assert.deepEqual(await booksOf([folio]), {
    ledger: [
      ['orden 1', 'banco', PRICE],
      ['orden 1', 'por-emitir', -PRICE],
    ],
    captures: [['orden 1', PRICE]],
  })
})

test('PAY-4: the same file again adds nothing, and another content under its name is kept in quarantine', async () => {
  const { folio, linea } = await newLine()
  const line = paid(linea)
  const text = bankFile('14', [line], (sequence += 1))
  const first = await take(text)
  const books = await booksOf([folio])
  const again = await take(text)
  assert.deepEqual([first.estado, again.estado, again.archivo], ['aceptado', 'repetido', first.archivo])
  const altered = await take(bankFile('14', [{ ...line, centavos: 1 }], sequence))
  assert.deepEqual([altered.estado, altered.motivo, altered.lineas.length], ['cuarentena', 'archivo-otro-contenido', 0])
  assert.deepEqual(await booksOf([folio]), books)
})

test('PAY-5: a wrong sum refuses the whole file, nothing is posted, and the mended file is then taken', async () => {
  const { folio, linea } = await newLine()
  const text = bankFile('14', [paid(linea)], (sequence += 1))
  const at = text.lastIndexOf('10200')
  const bad = await take(`${text.slice(0, at)}10201${text.slice(at + 5)}`)
  assert.deepEqual([bad.estado, bad.motivo, bad.lineas.length], ['rechazado', 'archivo-suma', 0])
  assert.deepEqual(await booksOf([folio]), { ledger: [], captures: [] })
  assert.equal((await take(text)).estado, 'aceptado')
})

test('PAY-6: of two payments of one line one is reconciled, the other a duplicate whose money goes back', async () => {
  const { folio, linea } = await newLine()
  assert.deepEqual(told(await takeLines(paid(linea), paid(linea))), [
    ['conciliado', null, folio],
    ['duplicado', null, folio],
  ])
  const due = (await listSurplus(app, '14')).filter((one) => one.folio === folio)
  assert.deepEqual(
    due.map((one) => [one.centavos, one.reason, one.settled_at]),
    [[PRICE, 'duplicado', null]],
  )
})

test('the same deposit told of twice is counted once, in one file or in two, and nothing goes back', async () => {
  const { folio, linea } = await newLine()
  const line = paid(linea)
  assert.deepEqual(told(await takeLines(line, line)), [
    ['conciliado', null, folio],
    ['duplicado', 'ya-contada', folio],
  ])
  assert.deepEqual(told(await takeLines(line)), [['duplicado', 'ya-contada', folio]])
  assert.deepEqual((await booksOf([folio])).captures, [['orden 1', PRICE]])
  assert.ok(!(await listSurplus(app, null)).some((one) => one.folio === folio))
})

test('what is short is partial, and a second payment completes it with its surplus due', async () => {
  const { folio, linea } = await newLine()
  assert.deepEqual(told(await takeLines(paid(linea, PRICE - 100))), [['parcial', null, folio]])
  assert.deepEqual((await booksOf([folio])).captures, [['orden 1', PRICE - 100]])
  assert.deepEqual(told(await takeLines(paid(linea, 150))), [['excedente', null, folio]])
  assert.deepEqual((await booksOf([folio])).ledger, [
    ['orden 1', 'banco', PRICE + 50],
    ['orden 1', 'por-devolver', -50],
    ['orden 1', 'por-emitir', -PRICE],
  ])
})

test('a line of nobody and a line of another entidad are kept with their reason and paid to no order', async () => {
  const { folio, linea } = await newLine()
  const other = await take(bankFile('06', [paid(linea)], (sequence += 1)), '06')
  assert.deepEqual(told(other), [['sin_identificar', 'otra-entidad', null]])
  const nobody = '14999999999917105279'
  assert.deepEqual(told(await takeLines(paid(nobody))), [['sin_identificar', 'linea-desconocida', null]])
  assert.deepEqual((await booksOf([folio])).captures, [])
  assert.deepEqual((await booksOf([nobody])).ledger, [
    ['orden 1', 'banco', PRICE],
    ['orden 1', 'sin-identificar', -PRICE],
  ])
})

test('a payment after the last day of its line is reconciled and says so', async () => {
  const { folio, linea } = await newLine()
  assert.deepEqual(told(await takeLines(paid(linea, PRICE, { day: '20170807', hour: '' }))), [
    ['conciliado', 'vencida', folio],
  ])
})

test('deliveries of one file at the same moment book it once', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { folio, linea } = await newLine()
    const text = bankFile('14', [paid(linea)], (sequence += 1))
    const states = (await Promise.all(Array.from({ length: 5 }, () => take(text)))).map((one) => one.estado)
    assert.deepEqual(states.sort(), ['aceptado', 'repetido', 'repetido', 'repetido', 'repetido'])
    assert.deepEqual((await booksOf([folio])).captures, [['orden 1', PRICE]])
  }
})

test('a file that cannot be stored to its end leaves nothing behind, and is taken whole the next time (PAY-10)', async () => {
  const { folio, linea } = await newLine()
  const text = bankFile('14', [paid(linea), paid(linea, 500)], (sequence += 1))
  let lines = 0
  const dying: TestApp = {
    ...app,
    db: {
      ...app.db,
      tx: async (run) =>
        await app.db.tx(
          async (tx) =>
            await run({
              ...tx,
              query: async (sql, values, name) => {
                if (sql.includes('insert into reconciliation.line') && (lines += 1) === 2) throw new Error('killed')
                return await tx.query(sql, values, name)
              },
            }),
        ),
    },
  }
  const file = { entidad: '14', bytes: Buffer.from(text), channel: 'banco', actor: 'banco' } as const
  await assert.rejects(importBankFile(dying, file), /killed/)
  assert.deepEqual(await booksOf([folio]), { ledger: [], captures: [] })
  assert.equal((await take(text)).estado, 'aceptado')
  assert.deepEqual((await booksOf([folio])).captures, [['orden 1', PRICE]])
})

test('however the same deposits are ordered, repeated and split into files, books and captures end the same (PAY-9)', async () => {
  const amounts = fc.array(
    fc.record({ order: fc.nat(2), centavos: fc.constantFrom(PRICE, PRICE - 100, 100, PRICE + 50, 1) }),
    { minLength: 1, maxLength: 8 },
  )
  const arrangement = fc.record({
    order: fc.infiniteStream(fc.nat(1_000)),
    repeats: fc.array(fc.nat(7), { maxLength: 4 }),
    perFile: fc.integer({ min: 1, max: 5 }),
  })
  const run = async (deposits: readonly { order: number; centavos: number }[], arranged: SampleLineArranger) => {
    const made = await Promise.all([newLine(), newLine(), newLine()])
    const lines = deposits.map((one) => paid(made[one.order]!.linea, one.centavos))
    for (const file of arranged(lines)) await takeLines(...file)
    return await booksOf(made.map((one) => one.folio))
  }
  let seen = 0
  await fc.assert(
    fc.asyncProperty(amounts, arrangement, async (deposits, { order, repeats, perFile }) => {
      const plain = await run(deposits, (lines) => [lines])
      const mixed = await run(deposits, (lines) => {
        const all = [...lines, ...repeats.flatMap((i) => lines[i] ?? [])]
        const keys = [...order.take(all.length)]
        const shuffled = all.map((line, i) => [keys[i]!, line] as const).sort((a, b) => a[0] - b[0])
        const files = Map.groupBy(shuffled.entries(), ([i]) => Math.floor(i / perFile))
        return [...files.values()].map((file) => file.map(([, [, line]]) => line))
      })
      assert.deepEqual(mixed, plain)
      assert.equal(
        plain.ledger.reduce((sum: number, one) => sum + (one as [string, string, number])[2], 0),
        0,
      )
      seen += 1
    }),
    { numRuns: 25 },
  )
  assert.ok(seen >= 25)
})

test('the files and the books agree on every account, and a line without its booking is named', async () => {
  const { i7 } = await checkReconciliation(app)
  assert.deepEqual(i7.violations, [])
  assert.ok(i7.checked > 50, `only ${i7.checked} lines were looked at`)
  const [file] = await app.db.query<{ id: number }>(
    `select max(id) as id from reconciliation.file where entidad = '06'`,
    [],
  )
  await app.db.query(
    `insert into reconciliation.line values ($1, 99, '06', '1', 700, now(), now(), '1', '1', 'x', 'matched', null, null, now())`,
    [file!.id],
  )
  assert.deepEqual((await checkReconciliation(app)).i7.violations, ['06: files 10900, books 10200'])
})
