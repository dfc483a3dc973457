// The JSON API of reports, and the rows behind indicators 3 (complaints), 4 and 5.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import type { WithTrust } from '#copies'
import { askedWindow } from '#modelo'
import { csv, csvHeaders } from '#ui/csv'
import { paths } from '#ui/paths'
import { DATOS } from './corrections/correction.ts'
import { TIPOS, listClocks, listComplaints, openTicket, readTicket } from './helpdesk.ts'
import { STATES } from './refusals/refusal.ts'
import { listCases } from './refusals/refusals.ts'

const Optional = (maxLength: number) => Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()]))

const ReportBody = Type.Object({
  tipo: Type.Union(TIPOS.map((one) => Type.Literal(one))),
  folio: Optional(60),
  entidad: Optional(20),
  texto: Type.String({ maxLength: 20_000 }),
  correo: Optional(500),
  autoridad: Optional(60),
  oficina: Optional(500),
  fecha: Optional(40),
  codigoVerificacion: Optional(200),
  correcciones: Type.Optional(
    Type.Array(
      Type.Object({
        dato: Type.Union(DATOS.map((one) => Type.Literal(one))),
        dice: Type.String({ maxLength: 10_000 }),
        debeDecir: Type.String({ maxLength: 10_000 }),
      }),
      {
        minItems: 1,
        maxItems: DATOS.length,
        description: 'Dato, lo que dice el acta (vacío si nada) y lo que debe decir',
      },
    ),
  ),
})

const Window = Type.Object({
  desde: Type.Optional(Type.String({ maxLength: 60 })),
  hasta: Type.Optional(Type.String({ maxLength: 60 })),
  entidad: Type.Optional(Type.String({ maxLength: 20 })),
})
const evidence = (summary: string) => ({ schema: { summary, tags: ['gobernanza'], querystring: Window } })

export function helpdeskRoutes(app: WithTrust): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/api/v1/reportes',
      { schema: { summary: 'Abre un reporte en la mesa de ayuda', tags: ['mesa de ayuda'], body: ReportBody } },
      async (request, reply) => {
        const { tipo, texto, correcciones, ...others } = request.body
        const given = Object.fromEntries(Object.entries(others).filter(([, value]) => typeof value === 'string'))
        const input = { tipo, texto, ...given, ...(correcciones ? { correcciones } : {}) }
        const { rechazo: _case, ...opened } = await openTicket(app, input, { ip: request.ip })
        return await reply
          .code(201)
          .header('cache-control', 'no-store')
          .header('location', `/api/v1/reportes/${opened.folio}`)
          .send(opened)
      },
    )

    server.get(
      '/api/v1/reportes/:folio',
      {
        schema: {
          summary: 'Un reporte: quién lo tiene, qué pasó y cuándo vence',
          tags: ['mesa de ayuda'],
          params: Type.Object({ folio: Type.String({ maxLength: 60 }) }),
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const token = request.headers.authorization?.match(/^Bearer +([\w-]+) *$/i)?.[1]
        const { pasos: _ours, ...view } = await readTicket(app, request.params.folio, token)
        return view
      },
    )

    server.get(paths.evidenceTickets, evidence('Cada plazo de la mesa, con su respuesta'), async (request, reply) => {
      const { ventana, clave } = askedWindow(request.query)
      const rows = await listClocks(app, ventana, clave)
      const now = app.clock.now()
      return await reply.headers(csvHeaders('reportes')).send(
        csv(
          [
            'folio',
            'entidad',
            'tipo',
            'origen',
            'reloj',
            'corrida',
            'inicio',
            'vence',
            'respuesta',
            'anulado',
            'cuenta',
          ],
          rows.map((one) => [
            one.folio,
            one.entidad,
            one.tipo,
            one.origen,
            one.reloj,
            one.corrida,
            one.inicio_at,
            one.due_at,
            one.respuesta_at,
            one.anulado_at,
            countsAs(one, now),
          ]),
        ),
      )
    })

    server.get(paths.evidenceComplaints, evidence('Las quejas del periodo'), async (request, reply) => {
      const { ventana, clave } = askedWindow(request.query)
      const rows = await listComplaints(app, ventana, clave)
      return await reply.headers(csvHeaders('quejas')).send(
        csv(
          ['folio', 'tipo', 'solicitud', 'entidad', 'abierto'],
          rows.map((one) => [one.folio, one.tipo, one.sobre, one.entidad, one.opened_at]),
        ),
      )
    })

    server.get(paths.evidenceRefusals, evidence('Cada rechazo de una copia, una vez'), async (request, reply) => {
      const { ventana, clave } = askedWindow(request.query)
      const rows = await listCases(app, ventana, clave)
      return await reply.headers(csvHeaders('rechazos')).send(
        csv(
          [
            'caso',
            'copia_huella',
            'entidad',
            'autoridad',
            'clase',
            'fecha',
            'puertas',
            'veredicto',
            'estado',
            'cuenta',
          ],
          rows.map((one) => [
            one.folio,
            one.huella,
            one.entidad,
            one.autoridad,
            one.clase,
            one.fecha,
            one.puertas.join('|'),
            one.veredicto,
            STATES[one.state].wire,
            one.fundado && one.clase === 'autoridad' ? 'si' : 'no',
          ]),
        ),
      )
    })
  }
}

/** How a run enters the figure, in the words of the counts. */
function countsAs(
  one: {
    origen: string
    due_at: Temporal.Instant
    respuesta_at: Temporal.Instant | null
    anulado_at: Temporal.Instant | null
  },
  now: Temporal.Instant,
): string {
  if (one.anulado_at) return 'anulado'
  if (one.origen !== 'persona') return 'automatico'
  if (Temporal.Instant.compare(one.due_at, now) > 0) return 'pendiente'
  return one.respuesta_at && Temporal.Instant.compare(one.respuesta_at, one.due_at) <= 0 ? 'a_tiempo' : 'tarde'
}
