// The pages of acts and what their forms do: each kind has its own addresses, so that the policy says who asks them.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { keepOneLook } from '#audit'
import { readCopyFile } from '#copies'
import { withoutReach } from '#db'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { accessToken, listUnderReview } from '#orders'
import { listDueByHand } from '#payments'
import { problemOf } from '#problems'
import { readChosen, requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { csv, csvHeaders } from '#ui/csv'
import { typed, typedDate } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { ACT_KINDS, KINDS } from './act.ts'
import type { ActKind, ActState } from './act.ts'
import { listActs, listAlarms, propose, readAct, resolve, withdraw } from './acts.ts'
import { formPage } from './form-page.ts'
import type { ActingApp } from './kind.ts'
import { ACT_FILTERS, actPage, actsPage } from './pages.ts'
import { acknowledgeAlarm } from './quota.ts'
import { readRules } from './rules.ts'
import type { ActFilter, ActRow } from './store.ts'
import { lineOf } from './words.ts'

const HIDDEN = { schema: { hide: true } }
/** Rows of the page; the CSV has what the list has. */
const SHOWN = 100
const FIELDS = [
  'entidad',
  'importe',
  'fuente',
  'alta',
  'accion',
  'folio',
  'decision',
  'devolucion',
  'rastreo',
  'curp',
  'filiacion',
  'fundamento',
  'correo',
  'motivo',
]
type One = { Params: { acto: string } }
type Step = { Params: { acto: string; paso: string } }

export function actPageRoutes(app: ActingApp): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const names = async (): Promise<Map<string, string>> =>
      new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))

    server.get(paths.consoleActs, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'actos.ver')
      const chosen = readChosen(ACT_FILTERS, request.query)
      const acts = await listActs(app, filterOf(staff, chosen))
      const shown = { chosen, acts: acts.slice(0, SHOWN), cut: acts.length > SHOWN }
      const alarms = await listAlarms(app, scopeOf(staff))
      return await sendPage(reply, actsPage({ site, staff, names: await names(), alarms, ...shown }))
    })

    server.get(paths.consoleActsCsv, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'actos.ver')
      const acts = await listActs(app, filterOf(staff, readChosen(ACT_FILTERS, request.query)))
      return await reply.headers(csvHeaders('actos')).send(csv(CSV_HEAD, acts.map(csvRow)))
    })

    const showOne = async (
      reply: FastifyReply,
      staff: Staff,
      act: ActRow,
      sent?: { errors: readonly FieldError[]; status: number },
    ): Promise<FastifyReply> => {
      const text = actPage({ site, staff, names: await names(), act, errors: sent?.errors ?? [] })
      return await sendPage(reply, text, { status: sent?.status ?? 200 })
    }

    server.get<One>(patterns.consoleAct, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'actos.ver')
      return await showOne(reply, staff, await readAct(app, staff, request.params.acto))
    })

    server.post<One>(patterns.consoleActWithdrawal, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'actos.ver')
      const { acto } = request.params
      return await orTold(reply, staff, acto, async () => await withdraw(app, staff, acto))
    })

    server.post<{ Params: { alarma: string } }>(patterns.consoleActAlarm, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'alarma.atender')
      await acknowledgeAlarm(app, staff, request.params.alarma)
      return await reply.redirect(paths.consoleActs, 303)
    })

    server.get<One>(patterns.consoleActCopy, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'exencion.proponer')
      const act = await readAct(app, staff, request.params.acto)
      // Only the counter before which the person stands; to everyone else there is no such file.
      if (act.que !== 'exencion' || act.propuso !== staff.id || act.estado !== 'hecho')
        throw new DomainError('notFound', 'direccion-no-encontrada')
      const { asunto: folio } = act
      // The looks of a holder are in no office's reach: it is the program that hands over and tells of it.
      const { pdf } = await withoutReach(async () => await readCopyFile(app, folio, accessToken(app, folio)))
      await keepOneLook(app, { staff, que: 'copia', asunto: folio, motivo: 'caso' })
      return await reply
        .headers({
          'content-type': 'application/pdf',
          'content-disposition': `inline; filename="acta-${folio}.pdf"`,
          'cache-control': 'no-store',
        })
        .send(pdf)
    })

    for (const que of ACT_KINDS) registerKind(que)

    function registerKind(que: ActKind): void {
      const { camino, proposes, approves } = KINDS[que]
      const form = async (
        reply: FastifyReply,
        staff: Staff,
        body: unknown,
        sent?: { errors: readonly FieldError[]; status: number; retryAfterS?: number | undefined },
      ): Promise<FastifyReply> => {
        const text = formPage({
          site,
          staff,
          que,
          names: await names(),
          rules: await readRules(app),
          values: Object.fromEntries(FIELDS.map((campo) => [campo, typed(body, campo)])),
          date: typedDate(body, 'desde'),
          ...(que === 'revision' ? { reviews: await listUnderReview(app, scopeOf(staff)) } : {}),
          ...(que === 'devolucion' ? { dues: await listDueByHand(app, scopeOf(staff)) } : {}),
          errors: sent?.errors ?? [],
        })
        const { retryAfterS } = sent ?? {}
        return await sendPage(reply, text, {
          status: sent?.status ?? 200,
          ...(retryAfterS === undefined ? {} : { retryAfterS }),
        })
      }

      server.get(paths.consoleActKind(camino), HIDDEN, async (request, reply) => {
        return await form(reply, await requireStaff(app, request, proposes), {})
      })

      server.post(paths.consoleActKind(camino), HIDDEN, async (request, reply) => {
        const staff = await requireStaff(app, request, proposes)
        const { body } = request
        try {
          const act = await propose(app, staff, que, (campo) => typed(body, campo).trim())
          return await reply.redirect(paths.consoleAct(act.folio), 303)
        } catch (error) {
          if (!isDomainError(error) || error.kind === 'forbidden' || error.codigo === 'direccion-no-encontrada')
            throw error
          return await form(reply, staff, body, { ...told(error, FIRST[que]), retryAfterS: error.details.retryAfterS })
        }
      })

      server.post<Step>(patterns.consoleActStep(camino), HIDDEN, async (request, reply) => {
        const staff = await requireStaff(app, request, approves)
        const { acto, paso } = request.params
        if (paso !== 'aprobacion' && paso !== 'rechazo') throw new DomainError('notFound', 'direccion-no-encontrada')
        return await orTold(reply, staff, acto, async () => {
          await resolve(app, staff, que, acto, paso === 'aprobacion')
        })
      })
    }

    /** Does it and leads back to the act; what cannot be is said on the act's page. */
    async function orTold(
      reply: FastifyReply,
      staff: Staff,
      folio: string,
      work: () => Promise<void>,
    ): Promise<FastifyReply> {
      try {
        await work()
        return await reply.redirect(paths.consoleAct(folio), 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'notFound' || error.kind === 'forbidden') throw error
        return await showOne(reply, staff, await readAct(app, staff, folio), told(error, SIGNING))
      }
    }
  }
}

/** Where the page of an act says what could not be done. */
const SIGNING = 'firma'

/** The field at which what concerns the whole form is said. */
const FIRST: Readonly<Record<ActKind, string>> = {
  derecho: 'importe',
  llave: 'alta',
  suspension: 'accion',
  revision: 'folio',
  devolucion: 'devolucion',
  exencion: 'curp',
}

function told(error: DomainError, first: string): { errors: FieldError[]; status: number } {
  const { campos = [], title, status } = problemOf(error)
  return { errors: campos.length > 0 ? [...campos] : [{ campo: first, mensaje: title }], status }
}

/** Within the reader's reach; the choices of the filters are keys of acts. */
const filterOf = (staff: Staff, chosen: Readonly<Record<string, string>>): ActFilter => ({
  entidad: scopeOf(staff),
  que: (chosen['que'] as ActKind | undefined) ?? null,
  estado: (chosen['estado'] as ActState | undefined) ?? null,
})

const CSV_HEAD = [
  'folio',
  'que',
  'entidad',
  'asunto',
  'dice',
  'motivo',
  'estado',
  'propuso',
  'propuestoEn',
  'venceEn',
  'resolvio',
  'resueltoEn',
  'unaPersona',
]

function csvRow(one: ActRow): (string | Temporal.Instant | boolean | null)[] {
  const { folio, que, entidad, asunto, motivo, estado, propuso, resolvio, una_persona } = one
  return [
    folio,
    que,
    entidad,
    asunto,
    lineOf(one),
    motivo,
    estado,
    propuso,
    one.propuesto_at,
    one.vence_at,
    resolvio,
    one.resuelto_at,
    una_persona,
  ]
}
