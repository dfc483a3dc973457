// The sandbox card bank: charges that are opened, paid once, refunded once, and told of by signed notices.
import { randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { WorldClock } from '../clock.ts'
import { problem, wrongField } from '../web/problems.ts'
import { openBankStore, type ChargeRow, type NoticeRow } from './bank-store.ts'
import { readCard } from './cards.ts'
import { openNotices } from './notices.ts'

/** What the bank says of a charge. */
export interface Charge {
  cobro: string
  referencia: string
  concepto: string
  importeCentavos: number
  moneda: 'MXN'
  estado: ChargeRow['estado']
  url: string
  /** Of a captured charge: what the card's own bank answered, and the last digits of the card. */
  autorizacion?: string
  tarjeta?: string
  en: string
}

export interface Bank {
  /**
   * Opens a charge; the same key and data give the same charge.
   * @throws 422 `dato-invalido` · 409 `clave-repetida`
   */
  open(fields: Readonly<Record<string, unknown>>, key: string): Charge
  /** @throws 404 `cobro-desconocido` */
  read(cobro: string): Charge
  /**
   * Pays a charge by card; a charge is captured at most once, and paying a captured one again changes nothing.
   * @throws what `readCard` throws · 404 `cobro-desconocido` · 409 `cobro-cerrado`, `cobro-en-proceso`
   */
  pay(cobro: string, fields: Readonly<Record<string, unknown>>): Charge
  /**
   * Gives the whole amount back, once. @throws 404 · 409 `cobro-no-capturado` · 422 `importe-distinto`
   */
  refund(cobro: string, fields: Readonly<Record<string, unknown>>): Charge
  /** Where the person is sent after paying. */
  returnAddress(cobro: string): string
  latest(limit: number): { charge: Charge; notices: NoticeRow[] }[]
  /** Takes note that the time was moved. */
  hurry(): void
  /** Takes up the notices that an earlier run still owed. */
  resume(): void
  close(): Promise<void>
}

export interface BankPlan {
  readonly folder: string
  /** Shared with the portal: it names itself with it, and notices are signed with it. */
  readonly secret: string
  readonly clock: WorldClock
  /** The address of the hosted page of a charge. */
  readonly pageOf: (cobro: string) => string
  readonly firstPauseMs?: number
}

const MOST_CENTAVOS = 100_000_000
/** How long a payment without an answer takes to be captured. */
const SILENT_MS = 60_000
/** A charge that nobody paid is closed after a week. */
const OPEN_MS = 7 * 86_400_000
const HARD_ENDS: readonly ChargeRow['estado'][] = ['devuelto', 'vencido']

/** Opens the bank on the books in its folder. */
export function openBank(o: BankPlan): Bank {
  const store = openBankStore(join(o.folder, 'banco.sqlite'))
  const { secret, clock, firstPauseMs } = o
  const notices = openNotices({ store, secret, clock, ...(firstPauseMs === undefined ? {} : { firstPauseMs }) })
  const nowMs = (): number => clock.now().epochMilliseconds

  /** The charge as it stands at this instant: what was in process may have been captured, what is old is closed. */
  const present = (cobro: string): ChargeRow => {
    for (const one of store.ready(nowMs())) {
      store.updateCharge(
        { ...one, estado: 'capturado', autorizacion: newAuthorization(), en: one.listo ?? one.en, listo: null },
        null,
      )
    }
    const row = store.charge(cobro)
    if (row === null) throw problem(404, 'cobro-desconocido')
    const unpaid = row.estado === 'abierto' || row.estado === 'rechazado'
    return unpaid && nowMs() - row.abierto > OPEN_MS ? { ...row, estado: 'vencido', en: row.abierto + OPEN_MS } : row
  }

  const move = (row: ChargeRow, change: Partial<ChargeRow>, notice: NoticeRow | null = null): ChargeRow => {
    const after = { ...row, en: nowMs(), ...change }
    store.updateCharge(after, notice)
    if (notice) notices.send(notice)
    return after
  }

  const told = (row: ChargeRow): Charge => asCharge(row, o.pageOf)
  return {
    open(fields, key) {
      const wanted = readOpening(fields)
      const clave = key === '' ? wanted.referencia : key
      const known = store.chargeByKey(clave)
      if (known) {
        if (known.referencia !== wanted.referencia || known.importe !== wanted.importe)
          throw problem(409, 'clave-repetida')
        return told(present(known.cobro))
      }
      const at = nowMs()
      const fresh = { estado: 'abierto', tarjeta: null, autorizacion: null, abierto: at, en: at, listo: null } as const
      const row: ChargeRow = { cobro: `c_${randomUUID()}`, clave, ...wanted, ...fresh }
      store.insertCharge(row)
      return told(row)
    },
    read: (cobro) => told(present(cobro)),
    pay(cobro, fields) {
      const row = present(cobro)
      const { numero, resultado } = readCard(fields)
      if (HARD_ENDS.includes(row.estado)) throw problem(409, 'cobro-cerrado')
      if (row.estado === 'capturado') return told(row)
      if (row.estado === 'en_proceso') throw problem(409, 'cobro-en-proceso')
      const tarjeta = numero.slice(-4)
      if (resultado === 'rechazado') return told(move(row, { estado: 'rechazado', tarjeta }))
      // Nobody is told: only who asks the bank later learns that the money came.
      if (resultado === 'sin_respuesta')
        return told(move(row, { estado: 'en_proceso', tarjeta, listo: nowMs() + SILENT_MS }))
      return told(move(row, { estado: 'capturado', tarjeta, autorizacion: newAuthorization() }, captureNotice(row)))
    },
    refund(cobro, fields) {
      const row = present(cobro)
      if (row.estado !== 'devuelto' && row.estado !== 'capturado') throw problem(409, 'cobro-no-capturado')
      if (fields['importeCentavos'] !== row.importe)
        throw wrongField('importeCentavos', 'importe-distinto', { importe: row.importe })
      return told(row.estado === 'devuelto' ? row : move(row, { estado: 'devuelto' }))
    },
    returnAddress: (cobro) => present(cobro).urlRetorno,
    latest: (limit) =>
      store.latest(limit).map(({ cobro }) => ({ charge: told(present(cobro)), notices: store.noticesOf(cobro) })),
    hurry: notices.hurry,
    resume: notices.resume,
    close: async () => {
      await notices.close()
      store.close()
    },
  }
}

function asCharge(row: ChargeRow, pageOf: BankPlan['pageOf']): Charge {
  return {
    cobro: row.cobro,
    referencia: row.referencia,
    concepto: row.concepto,
    importeCentavos: row.importe,
    moneda: 'MXN',
    estado: row.estado,
    url: pageOf(row.cobro),
    ...(row.autorizacion === null ? {} : { autorizacion: row.autorizacion }),
    ...(row.tarjeta === null ? {} : { tarjeta: row.tarjeta }),
    en: Temporal.Instant.fromEpochMilliseconds(row.en).toString(),
  }
}

type Opening = Pick<ChargeRow, 'referencia' | 'concepto' | 'importe' | 'urlRetorno' | 'urlAviso'>

function readOpening(fields: Readonly<Record<string, unknown>>): Opening {
  const wrong = (campo: string): never => {
    throw wrongField(campo, 'dato-invalido', { campo })
  }
  const text = (campo: string, most: number): string => {
    const value = fields[campo]
    return typeof value === 'string' && value !== '' && value.length <= most ? value : wrong(campo)
  }
  const address = (campo: string): string => {
    const value = text(campo, 2_000)
    return /^https?:\/\//i.test(value) && URL.canParse(value) ? value : wrong(campo)
  }
  const importe = fields['importeCentavos']
  if (!Number.isSafeInteger(importe) || (importe as number) < 1 || (importe as number) > MOST_CENTAVOS)
    wrong('importeCentavos')
  const referencia = text('referencia', 100)
  return {
    referencia,
    concepto: fields['concepto'] === undefined ? referencia : text('concepto', 200),
    importe: importe as number,
    urlRetorno: address('urlRetorno'),
    urlAviso: address('urlAviso'),
  }
}

/** One fact has one event identity, however often it must be told. */
function captureNotice(row: ChargeRow): NoticeRow {
  const { cobro, referencia, importe } = row
  const cuerpo = JSON.stringify({ tipo: 'cobro.capturado', cobro, referencia, importeCentavos: importe, moneda: 'MXN' })
  return { evento: randomUUID(), cobro, url: row.urlAviso, cuerpo, estado: 'pendiente', intentos: 0, ultimo: null }
}

function newAuthorization(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}
