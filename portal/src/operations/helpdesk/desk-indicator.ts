// Indicator 5: how many answers of substance came in time, at each level, of those whose time is over.
import type { App } from '#context'
import type { Claves } from '#db'
import { SIN_DATOS, formulas, indicador, readModelo } from '#modelo'
import type { Indicador, Modelo, Veredicto, Ventana } from '#modelo'
import { evidenceOf, paths } from '#ui/paths'
import * as store from './store.ts'
import type { ClockRun } from './ticket.ts'

/** Both levels of the window, apart. Null counts all entidades together, and also what belongs to none yet. */
export async function deskIndicator(app: App, ventana: Ventana, clave: string | null): Promise<DeskIndicators> {
  return (await deskIndicators(app, ventana, [clave])).get(clave)!
}

export interface DeskIndicators {
  readonly n1: Indicador
  readonly n2: Indicador
}

const NO_RUN: store.ShareRow = { vencidos: 0, a_tiempo: 0, pendientes: 0, automaticos: 0, sin_entidad: 0 }

/** The same of each of these, and with null of all together. */
export async function deskIndicators(
  app: App,
  ventana: Ventana,
  claves: Claves,
): Promise<Map<string | null, DeskIndicators>> {
  const modelo = (await readModelo(app)).contenido
  const [mesaFederal, mesaEntidad] = modelo.responsables.i5.valor
  const rows = await store.selectShares(app.db, { ...ventana, now: app.clock.now(), claves })
  const one = (reloj: ClockRun['reloj'], clave: string | null, responsable: string): Indicador => {
    const share = rows.find((row) => row.reloj === reloj && row.entidad === clave) ?? NO_RUN
    return judge(share, modelo.mesa, [responsable], evidenceOf(paths.evidenceTickets, ventana, clave))
  }
  return new Map(
    claves.map((clave) => [clave, { n1: one('frN1', clave, mesaFederal!), n2: one('respN2', clave, mesaEntidad!) }]),
  )
}

/** What was answered in time of what is due. While something is still to fall due, the strict reading does not conclude. */
export function judge(
  share: store.ShareRow,
  mesa: Pick<Modelo['mesa'], 'parteOptimo' | 'parteLimite'>,
  responsable: readonly string[],
  evidencia: string,
): Indicador {
  const cuentas = {
    vencidos: share.vencidos,
    aTiempo: share.a_tiempo,
    pendientes: share.pendientes,
    automaticos: share.automaticos,
    sinEntidad: share.sin_entidad,
  }
  if (share.vencidos === 0) return { ...SIN_DATOS(responsable, evidencia), cuentas }
  const reached = (limit: number): boolean => formulas.reaches(share.a_tiempo, share.vencidos, limit)
  const literal: Veredicto = reached(mesa.parteOptimo.valor)
    ? 'OPTIMO'
    : reached(mesa.parteLimite.valor)
      ? 'EN_LIMITE'
      : 'FUERA'
  return indicador({
    valor: formulas.floorPercent(share.a_tiempo, share.vencidos),
    literal,
    estricta: share.pendientes > 0 ? 'NO_CONCLUYENTE' : literal,
    n: share.vencidos,
    responsable,
    evidencia,
    cuentas,
  })
}

/** The rows behind the indicator: each run of a clock that began in the window. */
export async function listClocks(app: App, ventana: Ventana, clave: string | null): Promise<store.ClockRow[]> {
  return await store.selectClocks(app.db, ventana.desde, ventana.hasta, clave)
}
