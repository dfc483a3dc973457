// Indicator 4: refusals of copies by authorities, counted once each, by door, and held to the copies issued.
import type { App } from '#context'
import type { Claves } from '#db'
import { countIssued } from '#copies'
import { indicador, readModelo } from '#modelo'
import type { Indicador, Modelo, Ventana } from '#modelo'
import { evidenceOf, paths } from '#ui/paths'
import { judgeAcceptance } from './refusal.ts'
import type { Door } from './refusal.ts'
import { daysOf } from './refusals.ts'
import * as store from './store.ts'

export interface Aceptacion extends Indicador {
  readonly total: number
  readonly porPuerta: Readonly<Record<Door, number>>
  /** One refusal is already a reason to call. */
  readonly alerta: boolean
  readonly tasaPorMil: number | null
  readonly inferiorPorMil: number | null
}

/** Cases of the window, unfounded ones and private parties apart. `n` is the copies issued. Null counts all entidades together. */
export async function acceptanceIndicator(app: App, ventana: Ventana, clave: string | null): Promise<Aceptacion> {
  return (await acceptanceIndicators(app, ventana, [clave])).get(clave)!
}

/** The same of each of these, and with null of all together. */
export async function acceptanceIndicators(
  app: App,
  ventana: Ventana,
  claves: Claves,
): Promise<Map<string | null, Aceptacion>> {
  const { contenido: modelo } = await readModelo(app)
  const [from, to] = daysOf(ventana)
  const [rows, issued] = await Promise.all([
    store.selectCounts(app.db, from, to, claves),
    countIssued(app, ventana, claves),
  ])
  const counts = new Map(rows.map((row) => [row.entidad, row]))
  return new Map(
    claves.map((clave) => [clave, judged(counts.get(clave) ?? NONE, issued.get(clave) ?? 0, modelo, ventana, clave)]),
  )
}

const NONE: store.CountsRow = {
  recibidas: 0,
  casos: 0,
  particulares: 0,
  improcedentes: 0,
  maximo: 0,
  gobmx: 0,
  mesa_local: 0,
  oic: 0,
  contraloria: 0,
}

function judged(
  counts: store.CountsRow,
  issued: number,
  modelo: Pick<Modelo, 'aceptacion' | 'responsables'>,
  ventana: Ventana,
  clave: string | null,
): Aceptacion {
  const { veredicto, ...rate } = judgeAcceptance(counts.casos, counts.maximo, issued, {
    alertaPorAutoridad: modelo.aceptacion.alertaPorAutoridad.valor,
    tasaPorMil: modelo.aceptacion.tasaPorMil.valor,
  })
  return {
    ...indicador({
      valor: veredicto === 'SIN_DATOS' && counts.casos === 0 ? null : counts.casos,
      literal: veredicto,
      estricta: veredicto,
      n: issued,
      responsable: modelo.responsables.i4.valor,
      evidencia: evidenceOf(paths.evidenceRefusals, ventana, clave),
      cuentas: {
        casos: counts.casos,
        copias: issued,
        recibidas: counts.recibidas,
        improcedentes: counts.improcedentes,
        particulares: counts.particulares,
        maximoPorAutoridad: counts.maximo,
      },
    }),
    ...rate,
    total: counts.casos,
    porPuerta: {
      gobmx: counts.gobmx,
      mesaLocal: counts.mesa_local,
      oic: counts.oic,
      contraloria: counts.contraloria,
    },
  }
}
