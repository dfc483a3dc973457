// The page of training, its rows as CSV, and what its forms do. Nobody says in a form who they are or of which entidad.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import { toMend } from '#problems'
import { nameOfRole, readChosen, requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { csv, csvHeaders } from '#ui/csv'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { trainingFilters, trainingPage } from './pages.ts'
import { judgeRecord, listTraining, readDrills, recordDrill } from './training.ts'
import type { Line } from './training.ts'

const HIDDEN = { schema: { hide: true } }
type Drill = { Params: { simulacro: string } }
type Record_ = { Params: { registro: string; paso: string } }

const STEPS: Readonly<Record<string, 'atestar' | 'anular'>> = { atestacion: 'atestar', correccion: 'anular' }

interface Sent {
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
  readonly status: number
}

export function trainingPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const show = async (reply: FastifyReply, staff: Staff, query: unknown, sent?: Sent): Promise<FastifyReply> => {
      const [lines, entidades, { drills }] = await Promise.all([
        listTraining(app, scopeOf(staff)),
        listEntidades(app),
        readDrills(app),
      ])
      const chosen = readChosen(trainingFilters(staff, drills, entidades), query)
      const shown = lines.filter((one) => matches(one, chosen))
      const view = { site: app.config, staff, entidades, drills, lines, shown, chosen, roleName: nameOfRole }
      if (!sent) return await sendPage(reply, trainingPage(view))
      const { errors, values, status } = sent
      return await sendPage(reply, trainingPage({ ...view, errors, values }), { status })
    }

    server.get(paths.consoleTraining, HIDDEN, async (request, reply) => {
      return await show(reply, await requireStaff(app, request, 'tableros'), request.query)
    })

    server.get(paths.consoleTrainingCsv, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      const { drills } = await readDrills(app)
      const chosen = readChosen(trainingFilters(staff, drills, await listEntidades(app)), request.query)
      const lines = (await listTraining(app, scopeOf(staff))).filter((one) => matches(one, chosen))
      const head = [
        'cuenta',
        'nombre',
        'rol',
        'entidad',
        'simulacro',
        'situacion',
        'hecho',
        'vale_hasta',
        'caso',
        'confirmo',
      ]
      const rows = lines.map(({ staff: who, drill, place: { standing, done, until, record } }) => [
        who.id,
        who.nombre,
        who.rol,
        who.entidad,
        drill.id,
        standing,
        done ?? 'sin datos',
        until ?? 'sin datos',
        done === null ? null : record?.asunto,
        record?.atestado_por,
      ])
      return await reply.headers(csvHeaders('capacitacion')).send(csv(head, rows))
    })

    server.post<Drill>(patterns.consoleDrill, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      const { simulacro } = request.params
      const [asunto, dia] = ['asunto', 'dia'].map((one) => typed(request.body, `${one}_${simulacro}`)) as [
        string,
        string,
      ]
      try {
        await recordDrill(app, staff, simulacro, { asunto, dia })
      } catch (error) {
        const values = { [`asunto_${simulacro}`]: asunto, [`dia_${simulacro}`]: dia }
        return await show(reply, staff, {}, { ...toMend(error, `_${simulacro}`), values })
      }
      return await reply.redirect(paths.consoleTraining, 303)
    })

    server.post<Record_>(patterns.consoleDrillRecord, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'capacitacion.atestar')
      const { registro, paso } = request.params
      const what = Object.hasOwn(STEPS, paso) ? STEPS[paso] : undefined
      if (what === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
      try {
        await judgeRecord(app, staff, registro, what)
      } catch (error) {
        return await show(reply, staff, {}, { ...toMend(error), values: {} })
      }
      return await reply.redirect(paths.consoleTraining, 303)
    })
  }
}

function matches({ staff, drill, place }: Line, chosen: Readonly<Record<string, string>>): boolean {
  const { situacion = place.standing, simulacro = drill.id, estado = staff.entidad } = chosen
  return situacion === place.standing && simulacro === drill.id && estado === staff.entidad
}
