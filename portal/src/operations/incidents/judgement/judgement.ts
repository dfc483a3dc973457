// Indicator 2: the actions of the protocol against those that were really done, counted in the rows, and the rows themselves.
import { wire } from '#clock'
import type { App } from '#context'
import { formulas, indicador, readModelo } from '#modelo'
import type { Indicador, Ventana } from '#modelo'
import { csv } from '#ui/csv'
import { paths } from '#ui/paths'
import * as store from './store.ts'

/**
 * Recall of the mandatory actions that were due of the incidents that began in the window, for one entidad or all together
 * (sums of counts). Nothing due: NO_APLICA. `cuentas` also holds what precision is made of: `delProtocolo` of `ejecutadas`.
 */
export async function protocolIndicator(app: App, ventana: Ventana, clave: string | null): Promise<Indicador> {
  const { incidencias, responsables } = (await readModelo(app)).contenido
  const counts = await store.countActions(app.db, { ...ventana, entidad: clave, now: app.clock.now() })
  const { debidas, cumplidas, criticasDebidas, criticasCumplidas } = counts
  const meets =
    formulas.reaches(cumplidas, debidas, incidencias.recallOptimo.valor) &&
    formulas.reaches(criticasCumplidas, criticasDebidas, incidencias.criticas.valor)
  const literal = debidas === 0 ? 'NO_APLICA' : meets ? 'OPTIMO' : 'FUERA'
  return indicador({
    valor: formulas.floorPercent(cumplidas, debidas),
    literal,
    // Counted one by one and without a sample: there is nothing to be unsure of.
    estricta: literal,
    n: debidas,
    responsable: responsables.i2.valor,
    evidencia: evidenceAddress(ventana, clave),
    cuentas: { ...counts },
  })
}

function evidenceAddress(ventana: Ventana, clave: string | null): string {
  const query = new URLSearchParams({ desde: wire(ventana.desde), hasta: wire(ventana.hasta) })
  if (clave !== null) query.set('entidad', clave)
  return `${paths.evidenceProtocol}?${query.toString()}`
}

const HEAD = [
  'incidencia',
  'entidad',
  'severidad',
  'inicio',
  'sin_declarar',
  'accion',
  'vez',
  'nombre',
  'protocolo',
  'critica',
  'estado',
  'vence',
  'ocurrio',
  'registrada',
  'rol',
  'clase_de_evidencia',
  'huella_de_evidencia',
  'ejecutada',
  'en_tiempo',
  'rol_correcto',
  'en_orden',
  'debida',
  'cumplida',
]

const yes = (value: boolean | null): string => (value === null ? '' : value ? 'si' : 'no')

/** The rows behind the figure, one action each, with the judgement of each. Names no person: roles only. */
export async function protocolEvidence(app: App, ventana: Ventana, clave: string | null): Promise<string> {
  const rows = await store.selectJudged(app.db, { ...ventana, entidad: clave, now: app.clock.now() })
  return csv(
    HEAD,
    rows.map((one) => [
      one.incidencia,
      one.entidad,
      one.severidad,
      one.inicio,
      yes(one.no_declarada),
      one.accion,
      one.vez,
      one.nombre,
      yes(one.protocolo),
      yes(one.critica),
      one.estado,
      one.due_at,
      one.ocurrio_at,
      one.registrada_at,
      one.rol,
      one.clase,
      one.sha256,
      yes(one.ejecutada),
      yes(one.ejecutada ? one.en_tiempo : null),
      yes(one.ejecutada ? one.rol_correcto : null),
      yes(one.ejecutada ? one.en_orden : null),
      yes(one.debida),
      yes(one.cumplida),
    ]),
  )
}
