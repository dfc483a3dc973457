// The bank closes its day: it writes the file of one account as agreed, with a defect if asked for, and delivers it.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { WorldClock } from '../clock.ts'
import { problem, wrongField } from '../web/problems.ts'
import type { ClosedDay, CounterStore, Deposit } from './counter-store.ts'

/** What the portal answered to a file, and what was sent. */
export interface Delivery {
  archivo: { nombre: string; sha256: string; registros: number; sumaCentavos: number; secuencia: number }
  portal: { estado: number; respuesta: unknown }
}

export interface DeliveryPlan {
  readonly store: CounterStore
  readonly clock: WorldClock
  readonly secret: string
  readonly portal: () => string | null
}

export const FORMATS = ['ancho-fijo-1'] as const
export const DEFECTS = ['duplicado', 'suma_mala', 'linea_desconocida', 'importe_distinto', 'cortado'] as const
type Defect = (typeof DEFECTS)[number]

const WIDTH = 66
const BANK = '990'
const DELIVER_MS = 60_000

/**
 * Closes a day of an entidad's account and delivers its file. Closing it again delivers the same bytes, or, when more was
 * paid meanwhile, a file with the next sequence. A file with a defect that the portal refuses leaves the day open.
 * @throws 422 `entidad-desconocida`, `fecha-invalida`, `formato-desconocido`, `defecto-desconocido` · 503
 *   `portal-no-conocido` · 502 `portal-no-recibe`
 */
export async function closeBankDay(o: DeliveryPlan, fields: Readonly<Record<string, unknown>>): Promise<Delivery> {
  const { entidad, dia, defect } = readClosing(fields)
  const deposits = o.store.untold(entidad, dia)
  const last = o.store.lastFile(entidad, dia)
  const again = last !== null && deposits.length === 0 && defect === null
  const secuencia = again ? last.secuencia : (last?.secuencia ?? 0) + 1
  const archivo = again ? last.archivo : writeFile({ entidad, dia, secuencia }, spoiled(deposits, defect), defect)
  const respuesta = await deliver(o, entidad, archivo)
  const closed: ClosedDay = { secuencia, archivo }
  if (!again && respuesta.estado === 200) o.store.close(entidad, dia, closed, deposits)
  const lines = archivo.split('\n').filter((line) => line.startsWith('D'))
  return {
    archivo: {
      nombre: `${BANK}-${entidad}-${dia}-${secuencia}.txt`,
      sha256: createHash('sha256').update(archivo).digest('hex'),
      registros: lines.length,
      sumaCentavos: lines.reduce((sum, line) => sum + Number(line.slice(27, 39)), 0),
      secuencia,
    },
    portal: respuesta,
  }
}

function readClosing(fields: Readonly<Record<string, unknown>>): {
  entidad: string
  dia: string
  defect: Defect | null
} {
  const text = (name: string): string => (typeof fields[name] === 'string' ? (fields[name] as string) : '')
  const entidad = text('entidad')
  if (!ENTIDADES.some((one) => one.clave === entidad))
    throw wrongField('entidad', 'entidad-desconocida', { entidad: entidad.slice(0, 20) })
  const fecha = text('fecha')
  if (!/^\d{4}-\d{2}-\d{2}$/.test(fecha) || !isDay(fecha)) throw wrongField('fecha', 'fecha-invalida')
  const formato = text('formato')
  if (formato !== '' && !FORMATS.some((one) => one === formato))
    throw wrongField('formato', 'formato-desconocido', { formatos: FORMATS.join(', ') })
  const given = text('defecto')
  const defect = DEFECTS.find((one) => one === given) ?? null
  if (given !== '' && defect === null)
    throw wrongField('defecto', 'defecto-desconocido', { defectos: DEFECTS.join(', ') })
  return { entidad, dia: fecha.replaceAll('-', ''), defect }
}

function isDay(text: string): boolean {
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

/** The payments as a file with this defect tells of them; the last one is spoiled. */
function spoiled(deposits: readonly Deposit[], defect: Defect | null): Deposit[] {
  const last = deposits.at(-1)
  if (!last || defect === null) return [...deposits]
  if (defect === 'duplicado') return [...deposits, last]
  // One digit off: the line then belongs to nobody.
  const other = `${last.linea.slice(0, -1)}${(Number(last.linea.at(-1)) + 1) % 10}`
  if (defect === 'linea_desconocida') return [...deposits.slice(0, -1), { ...last, linea: other }]
  if (defect === 'importe_distinto')
    return [...deposits.slice(0, -1), { ...last, centavos: Math.max(1, last.centavos - 100) }]
  return [...deposits]
}

function writeFile(
  day: { entidad: string; dia: string; secuencia: number },
  deposits: readonly Deposit[],
  defect: Defect | null,
): string {
  const number = (value: number, width: number): string => String(value).padStart(width, '0')
  const sum = deposits.reduce((total, one) => total + one.centavos, 0)
  const told = number(sum + (defect === 'suma_mala' ? 1 : 0), 14)
  const count = number(deposits.length, 6)
  const account = `${BANK}${day.entidad}${number(1, 13)}`
  const lines = [
    `EANCHO-FIJO-1${BANK}${account}${day.dia}${number(day.secuencia, 4)}${count}${told}`,
    ...deposits.map(
      (one, i) =>
        `D${number(i + 1, 6)}${one.linea.padEnd(20)}${number(one.centavos, 12)}${one.dia}${one.hora.padEnd(6)}${one.sucursal}${one.autorizacion}`,
    ),
    `T${count}${told}`.padEnd(WIDTH),
  ]
  const whole = lines.map((line) => `${line}\n`).join('')
  return defect === 'cortado' ? whole.slice(0, Math.max(1, whole.length - WIDTH - 20)) : whole
}

async function deliver(o: DeliveryPlan, entidad: string, archivo: string): Promise<Delivery['portal']> {
  const portal = o.portal()
  if (portal === null) throw problem(503, 'portal-no-conocido')
  const [evento, en] = [randomUUID(), o.clock.now().toString()]
  const firma = createHmac('sha256', o.secret).update(`${evento}.${en}.${archivo}`).digest('hex')
  try {
    const response = await fetch(`${portal}/avisos/banco/archivos/${entidad}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'banco-evento': evento, 'banco-en': en, 'banco-firma': firma },
      body: archivo,
      redirect: 'manual',
      signal: AbortSignal.timeout(DELIVER_MS),
    })
    return { estado: response.status, respuesta: (await response.json()) as unknown }
  } catch (error) {
    process.stderr.write(`mundo: the portal did not take the file of ${entidad}: ${String(error)}\n`)
    throw problem(502, 'portal-no-recibe')
  }
}
