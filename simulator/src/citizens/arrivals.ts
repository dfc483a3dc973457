// Who arrives and what each one does: drawn from the seed and the shares of arrivals.yaml, the same for the same number.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { chanceOf, type Chance } from '../population/chance.ts'
import { MOST_PEOPLE } from '../sandbox/people.ts'
import type { PopulationPlan } from '../population/population.ts'
import { catalogue } from '../web/messages.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export type Face = 'mal' | 'regular' | 'bien'
export type Card = 'aprobada' | 'rechazada' | 'sin_respuesta'
export type ReportKind = 'datos' | 'pago' | 'otro'
type Span = readonly [number, number]
type Parts<K extends string = string> = Readonly<Record<K, number>>

/** The data file: shares of 0 to 1 and spans, all synthetic. */
export interface ArrivalShares {
  readonly entidades: Parts
  readonly busqueda: Parts<
    'porDatos' | 'curpMalEscrita' | 'corrigeCurp' | 'filiacionEquivocada' | 'corrigeFiliacion' | 'seVaAlVer'
  >
  readonly solicitud: Parts<'seVaAntesDePedir' | 'seVaSinPagar' | 'dejaCorreo'>
  readonly pago: Parts<'conTarjeta' | 'tarjetaRechazada' | 'intentaConOtra' | 'tarjetaSinRespuesta' | 'pagaEnBanco'> & {
    readonly horasHastaElBanco: Span
  }
  readonly copia: Parts<'descarga' | 'verifica' | 'rechazada'> & {
    readonly horasHastaVerificar: Span
    readonly horasHastaElRechazo: Span
    readonly laRechaza: Parts
  }
  readonly encuesta: Parts<'contesta' | 'conPalabras'> & { readonly caras: Parts<Face> }
  readonly reportes: Parts<'reporta'> & { readonly tipos: Parts<ReportKind> }
  readonly calmaSegundos: Span
  readonly paciencia: Span
}

/** Everything that one citizen will do, decided before the first call. */
export interface VisitPlan {
  readonly numero: number
  readonly entidad: string
  /** Which ordinary person of the entidad. */
  readonly persona: number
  readonly porDatos: boolean
  readonly error: 'curp' | 'filiacion' | null
  readonly corrige: boolean
  /** Where the person leaves of their own will. */
  readonly seVa: 'al-ver' | 'antes-de-pedir' | 'sin-pagar' | null
  readonly dejaCorreo: boolean
  readonly medio: 'tarjeta' | 'referencia'
  readonly tarjetas: readonly Card[]
  /** Hours until the payment over a counter; null for who never goes there. */
  readonly bancoTrasHoras: number | null
  readonly descarga: boolean
  readonly verificaTrasHoras: number | null
  readonly rechazoTrasHoras: number | null
  /** Which authority refuses it, when one does. */
  readonly laRechaza: string
  readonly cara: { readonly cara: Face; readonly conPalabras: boolean } | null
  readonly reporta: ReportKind | null
  readonly calmaS: Span
  readonly pacienciaS: number
}

export const ARRIVALS_FILE = new URL('../../arrivals.yaml', import.meta.url)

/** Reads and judges the data file. @throws Error naming the field that cannot be used */
export function readArrivals(text: string = readFileSync(ARRIVALS_FILE, 'utf8')): ArrivalShares {
  const shares = parse(text) as ArrivalShares
  judge(shares as unknown as Record<string, unknown>, '')
  for (const [name, parts] of [
    ['entidades', shares.entidades],
    ['encuesta.caras', shares.encuesta.caras],
    ['reportes.tipos', shares.reportes.tipos],
    ['copia.laRechaza', shares.copia.laRechaza],
  ] as const) {
    const sum = Object.values(parts).reduce((total, one) => total + one, 0)
    if (Math.abs(sum - 1) > 1e-9) throw wrong(name, 'regla.reparto')
  }
  return shares
}

function judge(node: Readonly<Record<string, unknown>>, path: string): void {
  for (const [name, value] of Object.entries(node)) {
    const campo = path === '' ? name : `${path}.${name}`
    if (campo === 'version' || campo === 'sintetico') continue
    if (typeof value === 'number') {
      if (!(value >= 0 && value <= 1)) throw wrong(campo, 'regla.parte')
    } else if (Array.isArray(value)) {
      const [low, high] = value as unknown[]
      const right = value.length === 2 && typeof low === 'number' && typeof high === 'number' && low >= 0 && low <= high
      if (!right) throw wrong(campo, 'regla.lapso')
    } else if (typeof value === 'object' && value !== null) {
      judge(value as Record<string, unknown>, campo)
    } else {
      throw wrong(campo, 'regla.parte')
    }
  }
}

function wrong(campo: string, regla: 'regla.parte' | 'regla.reparto' | 'regla.lapso'): Error {
  return new Error(t('arribos-invalidos', { campo, regla: t(regla) }))
}

/** The visit of citizen number `numero`. Pure: the same seed, shares and number give the same visit. */
export function drawVisit(shares: ArrivalShares, population: PopulationPlan, numero: number): VisitPlan {
  const chance = chanceOf(population.seed, 'llegada', numero)
  const { busqueda, solicitud, pago, copia, encuesta, reportes } = shares
  // Every draw is made whether it is needed or not, so that a changed share leaves the other draws as they were.
  const entidad = oneOf(chance, shares.entidades)
  const persona = ownPeople(population, chance)
  const porDatos = chance.happens(busqueda.porDatos)
  const mistypes = chance.happens(busqueda.curpMalEscrita)
  const misnames = chance.happens(busqueda.filiacionEquivocada)
  const mendsCurp = chance.happens(busqueda.corrigeCurp)
  const mendsName = chance.happens(busqueda.corrigeFiliacion)
  const error = mistypes && !porDatos ? 'curp' : misnames ? 'filiacion' : null
  const leaves = [
    ['al-ver', chance.happens(busqueda.seVaAlVer)],
    ['antes-de-pedir', chance.happens(solicitud.seVaAntesDePedir)],
    ['sin-pagar', chance.happens(solicitud.seVaSinPagar)],
  ] as const
  const dejaCorreo = chance.happens(solicitud.dejaCorreo)
  const medio = chance.happens(pago.conTarjeta) ? 'tarjeta' : 'referencia'
  const cards = drawCards(chance, pago)
  const goes = chance.happens(pago.pagaEnBanco)
  const bankHours = between(chance, pago.horasHastaElBanco)
  const descarga = chance.happens(copia.descarga)
  const verifies = chance.happens(copia.verifica)
  const verifyHours = between(chance, copia.horasHastaVerificar)
  const refused = chance.happens(copia.rechazada)
  const refusedHours = between(chance, copia.horasHastaElRechazo)
  const answers = chance.happens(encuesta.contesta)
  const cara = oneOf(chance, encuesta.caras)
  const conPalabras = chance.happens(encuesta.conPalabras)
  const reports = chance.happens(reportes.reporta)
  const kind = oneOf(chance, reportes.tipos)
  const laRechaza = oneOf(chance, copia.laRechaza)
  return {
    numero,
    entidad,
    persona,
    porDatos,
    error,
    corrige: error === 'curp' ? mendsCurp : mendsName,
    seVa: leaves.find(([, happens]) => happens)?.[0] ?? null,
    dejaCorreo,
    medio,
    tarjetas: cards,
    bancoTrasHoras: medio === 'referencia' && goes ? bankHours : null,
    descarga,
    verificaTrasHoras: verifies ? verifyHours : null,
    rechazoTrasHoras: refused ? refusedHours : null,
    laRechaza,
    cara: answers ? { cara, conPalabras } : null,
    reporta: reports ? kind : null,
    calmaS: shares.calmaSegundos,
    pacienciaS: between(chance, shares.paciencia),
  }
}

/** The share of the arrivals that places an order: by it the pace of arrivals follows from the pace of orders. */
export function orderingShare({ busqueda, solicitud }: ArrivalShares): number {
  const mistyped = (1 - busqueda.porDatos) * busqueda.curpMalEscrita
  const misnamed = (1 - mistyped) * busqueda.filiacionEquivocada
  const found = 1 - mistyped * (1 - busqueda.corrigeCurp) - misnamed * (1 - busqueda.corrigeFiliacion)
  return found * (1 - busqueda.seVaAlVer) * (1 - solicitud.seVaAntesDePedir)
}

/**
 * An ordinary person of the second half: the first ones are those that the sandbox hands out, and a stranger's wrong
 * filiation must not use up their five tries of the day.
 */
function ownPeople({ personas }: PopulationPlan, chance: Chance): number {
  const first = Math.min(MOST_PEOPLE, Math.floor(personas / 2))
  return first + chance.below(personas - first)
}

function drawCards(chance: Chance, pago: ArrivalShares['pago']): readonly Card[] {
  const silent = chance.happens(pago.tarjetaSinRespuesta)
  const declined = chance.happens(pago.tarjetaRechazada)
  const another = chance.happens(pago.intentaConOtra)
  if (silent) return ['sin_respuesta']
  if (!declined) return ['aprobada']
  return another ? ['rechazada', 'aprobada'] : ['rechazada']
}

function oneOf<K extends string>(chance: Chance, parts: Parts<K>): K {
  const names = Object.keys(parts) as K[]
  let rest = chance.next()
  for (const name of names) {
    rest -= parts[name]
    if (rest < 0) return name
  }
  // The parts sum to one up to rounding.
  return names.at(-1) as K
}

function between(chance: Chance, [low, high]: Span): number {
  return low + chance.next() * (high - low)
}
