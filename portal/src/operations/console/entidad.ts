// Everything about one entidad that its reader may see, asked of the rooms that hold it. Nothing is kept here.
import type { App } from '#context'
import { listEntidades } from '#directory'
import type { EntidadView } from '#directory'
import { DomainError } from '#errors'
import { listQueue, worksOn } from '#helpdesk'
import { listIncidents } from '#incidents'
import { readModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { readBoard, readLiaisons } from '#onboarding'
import { readIndicatorsOf } from '#pilot'
import { readAgeing } from '#reconciliation'
import { readAnswerDays } from '#sla'
import { may } from '#staff'
import type { Staff } from '#staff'

/** Parts that this reader may not see are null: the page leaves them out. */
export interface EntidadBoard {
  readonly entidad: EntidadView
  readonly ventana: Ventana
  readonly dias: number
  readonly indicadores: Awaited<ReturnType<typeof readIndicatorsOf>> | null
  readonly respuesta: Awaited<ReturnType<typeof readAnswerDays>> | null
  readonly incidencias: Awaited<ReturnType<typeof listIncidents>>
  readonly reportes: readonly (Awaited<ReturnType<typeof listQueue>>[number] & { readonly abre: boolean })[]
  readonly pagos: Awaited<ReturnType<typeof readAgeing>> | null
  readonly integracion: {
    readonly entry: Awaited<ReturnType<typeof readBoard>>[number]
    readonly enlaces: Awaited<ReturnType<typeof readLiaisons>>
  } | null
}

/** @throws notFound `direccion-no-encontrada` for what is no entidad, and for another's office */
export async function readEntidadBoard(app: App, staff: Staff, clave: string): Promise<EntidadBoard> {
  const entidad = (await listEntidades(app)).find((one) => one.clave === clave)
  if (entidad === undefined || !may(staff, 'tableros', clave))
    throw new DomainError('notFound', 'direccion-no-encontrada')
  const dias = (await readModelo(app)).contenido.piloto.dias.valor
  const hasta = app.clock.now()
  const ventana = { desde: hasta.subtract({ hours: 24 * dias }), hasta }
  const sees = may(staff, 'indicadores', clave)
  const [indicadores, respuesta, incidents, queue, pagos, integracion] = await Promise.all([
    sees ? readIndicatorsOf(app, ventana, clave) : null,
    sees ? readAnswerDays(app, clave) : null,
    listIncidents(app, clave),
    listQueue(app, clave),
    may(staff, 'pagos.ver', clave) ? readAgeing(app, clave) : null,
    may(staff, 'integracion.ver', clave) ? readIntegration(app, clave) : null,
  ])
  return {
    entidad,
    ventana,
    dias,
    indicadores,
    respuesta,
    incidencias: incidents.filter((one) => one.cerrada_at === null && one.estado !== 'descartado'),
    reportes: queue.map((one) => ({ ...one, abre: worksOn(staff, one) })),
    pagos,
    integracion,
  }
}

async function readIntegration(app: App, clave: string): Promise<EntidadBoard['integracion']> {
  const [board, enlaces] = await Promise.all([readBoard(app), readLiaisons(app, clave)])
  const entry = board.find((one) => one.clave === clave)
  return entry === undefined ? null : { entry, enlaces }
}
