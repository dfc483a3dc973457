// Indicator 1 of the letter: exact counters against the rule, each figure with the counts from which anyone computes it again. Pure.
import { SIN_DATOS, formulas, indicador } from '#modelo'
import type { Indicador, Modelo, Veredicto } from '#modelo'

/** Answers of one source; `lt3` and `lt10` are those strictly below the two limits of the letter. */
export interface Answers {
  readonly n: number
  readonly lt3: number
  readonly lt10: number
  readonly err: number
}

/** Minutes with a reading of one resource. */
export interface Readings {
  readonly n: number
  readonly optimo: number
  readonly limite: number
  readonly pico: number | null
}

export interface Counts {
  /** Minutes of the window that have passed, times the entidades that are counted. */
  readonly minutos: number
  readonly up: number
  readonly down: number
  readonly mantenimiento: number
  readonly perdidas: number
  readonly organicas: Answers
  readonly sondas: Answers
  readonly cpu: Readings
  readonly memoria: Readings
  readonly io: Readings
  readonly gc: { readonly n: number; readonly suma: number; readonly pico: number | null }
}

export interface Levels {
  readonly respuesta: Indicador
  readonly error: Indicador
  readonly cpu: Indicador
  readonly memoria: Indicador
  readonly io: Indicador
  readonly gc: Indicador
  readonly disponibilidad: Indicador
}

type Rules = Pick<Modelo, 'sla' | 'responsables'>

/** Where the rows behind the figures are. */
export interface Evidence {
  readonly minutos: string
  readonly recursos: string
}

/** All seven figures of one entidad, or of several taken together. */
export function levels(counts: Counts, modelo: Rules, evidence: Evidence): Levels {
  const minutos = { responsable: modelo.responsables.i1.valor, evidencia: evidence.minutos }
  const recursos = { responsable: modelo.responsables.i1.valor, evidencia: evidence.recursos }
  return {
    respuesta: answerTime(counts, modelo, minutos),
    error: errors(counts, modelo, minutos),
    cpu: resource(counts.cpu, counts.minutos, modelo, recursos),
    memoria: resource(counts.memoria, counts.minutos, modelo, recursos),
    io: resource(counts.io, counts.minutos, modelo, recursos),
    gc: collection(counts, recursos),
    disponibilidad: uptime(counts, modelo, minutos),
  }
}

interface Who {
  readonly responsable: readonly string[]
  readonly evidencia: string
}

/** Real calls where there are enough of them, else probes; both are told. */
function decidingSource(counts: Counts, modelo: Rules): { answers: Answers; cuentas: Record<string, number> } {
  const organic = counts.organicas.n >= modelo.sla.organicoMinimo.valor
  const tell = (name: string, one: Answers): Record<string, number> => ({
    [name]: one.n,
    [`${name}Menor3s`]: one.lt3,
    [`${name}Menor10s`]: one.lt10,
    [`${name}Error`]: one.err,
  })
  return {
    answers: organic ? counts.organicas : counts.sondas,
    cuentas: {
      decidenOrganicas: organic ? 1 : 0,
      ...tell('organicas', counts.organicas),
      ...tell('sondas', counts.sondas),
      sondasPerdidas: counts.perdidas,
    },
  }
}

function answerTime(counts: Counts, modelo: Rules, who: Who): Indicador {
  const { answers, cuentas } = decidingSource(counts, modelo)
  if (answers.n === 0) return { ...SIN_DATOS(who.responsable, who.evidencia), cuentas }
  const share = modelo.sla.respuestaParte.valor
  const within = (part: number): boolean => formulas.reaches(part, answers.n, share)
  return indicador({
    valor: formulas.floorPercent(answers.lt3, answers.n),
    literal: byLimits(within(answers.lt3), within(answers.lt10)),
    estricta: byLimits(surely(answers.lt3, answers.n, share), surely(answers.lt10, answers.n, share)),
    n: answers.n,
    ...who,
    cuentas,
  })
}

function errors(counts: Counts, modelo: Rules, who: Who): Indicador {
  const { answers, cuentas } = decidingSource(counts, modelo)
  if (answers.n === 0) return { ...SIN_DATOS(who.responsable, who.evidencia), cuentas }
  const most = modelo.sla.errorOptimo.valor
  // The letter's limit is empty: whatever is not below the optimum is out.
  const reachesMost = surely(answers.err, answers.n, most)
  return indicador({
    valor: formulas.floorPercent(answers.err, answers.n),
    literal: formulas.reaches(answers.err, answers.n, most) ? 'FUERA' : 'OPTIMO',
    estricta: reachesMost === null ? 'NO_CONCLUYENTE' : reachesMost ? 'FUERA' : 'OPTIMO',
    n: answers.n,
    ...who,
    cuentas,
  })
}

function resource(one: Readings, minutos: number, modelo: Rules, who: Who): Indicador {
  const cuentas = {
    minutos,
    minutosMedidos: one.n,
    menorOptimo: one.optimo,
    menorLimite: one.limite,
    ...(one.pico === null ? {} : { picoDiezmilesimas: Math.floor(one.pico * 10_000) }),
  }
  if (one.n === 0 || !formulas.reaches(one.n, minutos, modelo.sla.recursoCobertura.valor))
    return { ...SIN_DATOS(who.responsable, who.evidencia), n: one.n, cuentas }
  const share = modelo.sla.recursoParte.valor
  const within = (part: number): boolean => formulas.reaches(part, one.n, share)
  // A minute that nobody measured counts as a bad one in the strict reading.
  const strictly = (part: number): boolean => formulas.reaches(part, minutos, share)
  return indicador({
    valor: formulas.floorPercent(one.optimo, one.n),
    literal: byLimits(within(one.optimo), within(one.limite)),
    estricta: byLimits(strictly(one.optimo), strictly(one.limite)),
    n: one.n,
    ...who,
    cuentas,
  })
}

/** The letter names GC and sets no threshold: the share of time is told, without a verdict. */
function collection(counts: Counts, who: Who): Indicador {
  const { n, suma, pico } = counts.gc
  const millionths = Math.round(suma * 1_000_000)
  return indicador({
    valor: formulas.floorPercent(millionths, n * 1_000_000),
    literal: 'NO_APLICA',
    estricta: 'NO_APLICA',
    n,
    ...who,
    cuentas: {
      minutos: counts.minutos,
      minutosMedidos: n,
      sumaMillonesimas: millionths,
      ...(pico === null ? {} : { picoDiezmilesimas: Math.floor(pico * 10_000) }),
    },
  })
}

function uptime(counts: Counts, modelo: Rules, who: Who): Indicador {
  const { minutos, up, down } = counts
  const known = up + down
  const cuentas = {
    minutos,
    up,
    down,
    unknown: minutos - known,
    mantenimiento: counts.mantenimiento,
    ...(minutos === 0 ? {} : { desconocidosComoDownCentesimas: Math.round(formulas.floorPercent(up, minutos)! * 100) }),
  }
  if (known === 0 || !formulas.reaches(known, minutos, modelo.sla.uptimeCobertura.valor))
    return { ...SIN_DATOS(who.responsable, who.evidencia), n: known, cuentas }
  const reach = (whole: number): Veredicto =>
    byLimits(
      formulas.reaches(up, whole, modelo.sla.uptimeOptimo.valor),
      formulas.reaches(up, whole, modelo.sla.uptimeLimite.valor),
    )
  return indicador({
    valor: formulas.floorPercent(up, known),
    literal: reach(known),
    // What nobody saw counts as down in the strict reading.
    estricta: reach(minutos),
    n: known,
    ...who,
    cuentas,
  })
}

/** Null: the facts are too few to tell. */
function byLimits(optimal: boolean | null, limit: boolean | null): Veredicto {
  if (optimal === true) return 'OPTIMO'
  if (limit === false) return 'FUERA'
  return optimal === null || limit === null ? 'NO_CONCLUYENTE' : 'EN_LIMITE'
}

/** Whether the share surely reaches so many ten-thousandths by its 95 % interval; null when that cannot be told. */
function surely(part: number, whole: number, tenThousandths: number): boolean | null {
  const [low, high] = formulas.wilson(part, whole)!
  if (low * 100 >= tenThousandths) return true
  return high * 100 < tenThousandths ? false : null
}
