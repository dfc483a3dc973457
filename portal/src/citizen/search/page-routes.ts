// The pages from the start to the found acta: parse → door → page. Answers live in a draft; no address carries a CURP.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { centralDay, monotonicMs } from '#clock'
import type { App } from '#context'
import { listEntidades } from '#directory'
import type { EntidadView } from '#directory'
import { DomainError, isDomainError } from '#errors'
import type { FieldProblem } from '#errors'
import type { EntidadGateway } from '#gateway'
import { sentence } from '#problems'
import { isoDate, typed, typedDate } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { DRAFT_COOKIE, bankOrigins, draftCookieOptions, isFromThisSite, paths } from '#ui/paths'
import es from './es-MX.json' with { type: 'json' }
import { criteriaOf, entidadOf, hasPerson, isBornAbroad, withoutResult } from './page-draft.ts'
import type { Outcome, PageDraft } from './page-draft.ts'
import * as pages from './pages.ts'
import type { EntidadChoice } from './pages.ts'
import {
  birthDateProblems,
  curpProblems,
  entidadProblems,
  filiacionProblems,
  issueFormToken,
  nameProblems,
  openDraft,
  readBusqueda,
  readDraft,
  saveDraft,
  sexProblems,
} from './search.ts'
import { createWaitingSearches, patienceLeft } from './waiting-search.ts'

const t = catalogue(es)
/** Pages are no part of the API's description. */
const HIDDEN = { schema: { hide: true } }
/** The start page is the same for everybody; for this long one copy of it serves all. */
const START_KEPT_MS = 1_000
/** A search that no process of ours still carries after this long was lost with its process. */
const LOST_AFTER_S = 20
const REFRESH_S = 3

/** `staffDoors` are the one-click ways into the console, which this floor cannot know by itself. */
export function searchPageRoutes(
  app: App & { readonly entidades: EntidadGateway },
  staffDoors: () => Promise<readonly pages.StaffDoor[]>,
): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const searches = createWaitingSearches(app)
    const emptyCurpPage = pages.curpPage({ site, curp: '' })
    let start = { text: '', until: 0 }

    server.addHook('preHandler', async (request) => {
      if (request.method === 'POST' && !isFromThisSite(request.headers, site))
        throw new DomainError('forbidden', 'no-autorizado')
    })

    const answersOf = async (request: FastifyRequest): Promise<{ id: string | null; draft: PageDraft }> => {
      const id = request.cookies[DRAFT_COOKIE]
      const draft = id ? await readDraft(app, id) : null
      return draft ? { id: id!, draft } : { id: null, draft: {} }
    }
    const keep = async (reply: FastifyReply, id: string | null, draft: PageDraft): Promise<string> => {
      const kept = id ?? (await openDraft(app))
      await saveDraft(app, kept, draft)
      reply.setCookie(DRAFT_COOKIE, kept, draftCookieOptions(site))
      return kept
    }
    /** Where a person with these answers stands: the first thing that is still to be asked. */
    const nextStep = (draft: PageDraft, entidades: readonly EntidadView[]): string => {
      if (!hasPerson(draft)) return `${paths.curp}?aviso=sesion`
      const entidad = entidades.find((one) => one.clave === entidadOf(draft))
      if (!entidad) return paths.entidad
      return entidad.abierta ? paths.filiation : paths.outOfService
    }

    server.get(paths.start, HIDDEN, async (_request, reply) => {
      if (monotonicMs() > start.until) {
        const entidades = await listEntidades(app)
        const open = entidades.filter((one) => one.abierta)
        const fees = open.map((one) => one.derechosCentavos)
        const text = pages.startPage({
          site,
          open,
          prices: fees.length > 0 ? { lowest: Math.min(...fees), highest: Math.max(...fees) } : null,
          demo: site.demonstration
            ? { sandboxUrl: site.sandboxUrl, buzonUrl: site.buzonUrl, doors: await staffDoors() }
            : null,
        })
        start = { text, until: monotonicMs() + START_KEPT_MS }
      }
      return await sendPage(reply, start.text, { personal: false })
    })

    server.get<{ Querystring: { aviso?: string } }>(paths.curp, HIDDEN, async (request, reply) => {
      const lostSession = request.query.aviso === 'sesion'
      if (!lostSession && !request.cookies[DRAFT_COOKIE]) return await sendPage(reply, emptyCurpPage)
      const { draft } = await answersOf(request)
      return await sendPage(reply, pages.curpPage({ site, curp: draft.curp ?? '', lostSession }))
    })

    server.post(paths.curp, HIDDEN, async (request, reply) => {
      const text = typed(request.body, 'curp')
      const problems = curpProblems(text)
      if (problems.length > 0)
        return await sendPage(reply, pages.curpPage({ site, curp: text, errors: errorsOf(problems) }), { status: 422 })
      const read = parseCurp(text)
      const { id, draft } = await answersOf(request)
      const curp = read.ok ? read.curp : ''
      // Another CURP may have been registered elsewhere: the entidad chosen for the earlier one does not count for it.
      const { entidadRegistro, ...rest } = withoutResult(draft)
      const next: PageDraft = { ...rest, curp, ...(draft.curp === curp && entidadRegistro ? { entidadRegistro } : {}) }
      await keep(reply, id, next)
      return await reply.redirect(nextStep(next, await listEntidades(app)), 303)
    })

    server.get(paths.person, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(request)
      const boxes = pages.boxesOf(draft.fechaNacimiento)
      const shown = {
        nombres: draft.nombres ?? '',
        primerApellido: draft.primerApellido ?? '',
        segundoApellido: draft.segundoApellido ?? '',
        sexo: draft.sexo ?? '',
        entidadRegistro: entidadOf(draft) ?? '',
        fechaNacimiento: boxes,
      }
      return await sendPage(reply, pages.personPage({ site, typed: shown, entidades: await listEntidades(app) }))
    })

    server.post(paths.person, HIDDEN, async (request, reply) => {
      const field = (name: string): string => typed(request.body, name)
      const boxes = typedDate(request.body, 'fechaNacimiento')
      const fechaNacimiento = isoDate(boxes)
      const shown = {
        nombres: field('nombres'),
        primerApellido: field('primerApellido'),
        segundoApellido: field('segundoApellido'),
        sexo: field('sexo'),
        entidadRegistro: field('entidadRegistro'),
        fechaNacimiento: boxes,
      }
      const problems = [
        ...nameProblems('nombres', shown.nombres, true),
        ...nameProblems('primerApellido', shown.primerApellido, true),
        ...nameProblems('segundoApellido', shown.segundoApellido, false),
        ...birthDateProblems(fechaNacimiento, centralDay(app.clock.now())),
        ...sexProblems(shown.sexo),
        ...entidadProblems(shown.entidadRegistro),
      ]
      const entidades = await listEntidades(app)
      if (problems.length > 0)
        return await sendPage(reply, pages.personPage({ site, typed: shown, entidades, errors: errorsOf(problems) }), {
          status: 422,
        })
      const { id, draft } = await answersOf(request)
      const { curp: _curp, ...rest } = withoutResult(draft)
      const next: PageDraft = { ...rest, ...shown, fechaNacimiento }
      await keep(reply, id, next)
      return await reply.redirect(nextStep(next, entidades), 303)
    })

    server.get(paths.entidad, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(request)
      if (!hasPerson(draft)) return await reply.redirect(`${paths.curp}?aviso=sesion`, 303)
      const view = {
        site,
        entidades: await listEntidades(app),
        entidadRegistro: entidadOf(draft) ?? '',
        bornAbroad: isBornAbroad(draft),
      }
      return await sendPage(reply, pages.entidadPage(view))
    })

    server.post(paths.entidad, HIDDEN, async (request, reply) => {
      const { id, draft } = await answersOf(request)
      if (!hasPerson(draft)) return await reply.redirect(`${paths.curp}?aviso=sesion`, 303)
      const entidadRegistro = typed(request.body, 'entidadRegistro')
      const problems = entidadProblems(entidadRegistro)
      const entidades = await listEntidades(app)
      if (problems.length > 0) {
        const view = { site, entidades, entidadRegistro, bornAbroad: isBornAbroad(draft), errors: errorsOf(problems) }
        return await sendPage(reply, pages.entidadPage(view), { status: 422 })
      }
      const next = { ...withoutResult(draft), entidadRegistro }
      await keep(reply, id, next)
      return await reply.redirect(nextStep(next, entidades), 303)
    })

    const filiationView = async (
      draft: PageDraft,
      entidades: readonly EntidadView[],
      filiacion: string,
      errors: readonly FieldError[],
    ): Promise<string> => {
      const curp = draft.curp === undefined ? null : parseCurp(draft.curp)
      const named =
        curp === null
          ? { nombreCompleto: [draft.nombres, draft.primerApellido, draft.segundoApellido].filter(Boolean).join(' ') }
          : {}
      const fechaNacimiento = curp?.ok ? curp.fechaNacimiento : draft.fechaNacimiento
      return pages.filiationPage({
        site,
        errors,
        filiacion,
        token: await issueFormToken(app),
        question: {
          estado: nameOf(entidades, entidadOf(draft)),
          ...named,
          ...(draft.curp ? { curp: draft.curp } : {}),
          ...(fechaNacimiento ? { fechaNacimiento } : {}),
          ...(draft.sexo ? { sexo: draft.sexo } : {}),
        },
      })
    }

    server.get<{ Querystring: { revisa?: string } }>(paths.filiation, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(request)
      const entidades = await listEntidades(app)
      const step = nextStep(draft, entidades)
      if (step !== paths.filiation) return await reply.redirect(step, 303)
      const ended = draft.resultado && 'error' in draft.resultado ? draft.resultado.error : null
      const errors =
        request.query.revisa !== undefined && ended?.kind === 'invalid'
          ? [{ campo: 'filiacion', mensaje: sentence(ended.codigo) }]
          : []
      return await sendPage(reply, await filiationView(draft, entidades, draft.filiacion ?? '', errors))
    })

    server.post(paths.filiation, HIDDEN, async (request, reply) => {
      const started = monotonicMs()
      const { id, draft } = await answersOf(request)
      const entidades = await listEntidades(app)
      const step = nextStep(draft, entidades)
      const filiacion = typed(request.body, 'filiacion')
      const criteria = criteriaOf(draft, filiacion)
      if (step !== paths.filiation || id === null || criteria === null) return await reply.redirect(step, 303)
      const problems = filiacionProblems(filiacion)
      if (problems.length > 0)
        return await sendPage(reply, await filiationView(draft, entidades, filiacion, errorsOf(problems)), {
          status: 422,
        })
      await searches.start(
        id,
        draft,
        criteria,
        { altcha: typed(request.body, 'altcha'), formulario: typed(request.body, 'formulario') },
        request.ip,
      )
      const outcome = await searches.outcome(id, patienceLeft(started))
      if (outcome === null) return await reply.redirect(paths.searching, 303)
      const refused = 'error' in outcome && outcome.error.kind === 'invalid' ? outcome.error.codigo : null
      if (refused === null) return await reply.redirect(pageOf(outcome), 303)
      const errors = [{ campo: 'filiacion', mensaje: sentence(refused) }]
      return await sendPage(reply, await filiationView(draft, entidades, filiacion, errors), { status: 422 })
    })

    server.get(paths.searching, HIDDEN, async (request, reply) => {
      const { id, draft } = await answersOf(request)
      if (id === null || (draft.buscandoDesde === undefined && !draft.resultado))
        return await reply.redirect(nextStep(draft, await listEntidades(app)), 303)
      const outcome = await searches.outcome(id, 0)
      if (outcome !== null) return await reply.redirect(pageOf(outcome), 303)
      if (!searches.isUnderWay(id) && secondsSince(app, draft.buscandoDesde) > LOST_AFTER_S)
        return await reply.redirect(paths.outOfService, 303)
      const estado = nameOf(await listEntidades(app), entidadOf(draft))
      return await sendPage(reply, pages.searchingPage({ site, estado }), { refreshS: REFRESH_S })
    })

    server.get<{ Querystring: { revisa?: string } }>(paths.result, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(request)
      const outcome = draft.resultado
      if (!outcome)
        return await reply.redirect(
          draft.buscandoDesde ? paths.searching : nextStep(draft, await listEntidades(app)),
          303,
        )
      if ('error' in outcome) return await reply.redirect(pageOf(outcome), 303)
      const entidades = await listEntidades(app)
      const actas: pages.FoundView[] = []
      for (const busqueda of outcome.busquedas) {
        try {
          const found = await readBusqueda(app, busqueda)
          actas.push({ ...found, estado: nameOf(entidades, found.entidadRegistro) })
        } catch (error) {
          if (!isDomainError(error) || error.kind !== 'notFound') throw error
        }
      }
      if (actas.length === 0) return await sendPage(reply, pages.expiredSearchPage({ site }), { status: 410 })
      const errors = resultErrors(request.query.revisa)
      const view = { site, actas, correo: draft.correo ?? '', errors }
      return await sendPage(reply, pages.resultPage(view), {
        status: errors.length > 0 ? 422 : 200,
        formOrigins: bankOrigins(site),
      })
    })

    server.get(
      paths.notFound,
      HIDDEN,
      async (_request, reply) => await sendPage(reply, pages.notFoundPage({ site }), { status: 404 }),
    )

    server.get(paths.outOfService, HIDDEN, async (request, reply) => {
      const { id, draft } = await answersOf(request)
      const entidades = await listEntidades(app)
      const entidad = entidades.find((one) => one.clave === entidadOf(draft))
      if (!hasPerson(draft) || !entidad) return await reply.redirect(nextStep(draft, entidades), 303)
      const common = {
        site,
        estado: entidad.nombre,
        abiertos: entidades.filter((one) => one.abierta).map((one) => one.nombre),
      }
      if (!entidad.abierta)
        return await sendPage(reply, pages.outOfServicePage({ ...common, why: 'closed', fase: entidad.fase }), {
          status: 409,
        })
      const ended = draft.resultado
      if (draft.buscandoDesde === undefined) return await reply.redirect(paths.filiation, 303)
      // A page kept in a tab: by now the search may have ended otherwise, or a new one may be under way.
      if (ended && pageOf(ended) !== paths.outOfService) return await reply.redirect(pageOf(ended), 303)
      if (!ended && id !== null && searches.isUnderWay(id)) return await reply.redirect(paths.searching, 303)
      if (ended && 'error' in ended && ended.error.codigo === 'error-interno')
        throw new DomainError('unavailable', 'error-interno')
      return await sendPage(reply, pages.outOfServicePage({ ...common, why: 'down', since: draft.buscandoDesde }), {
        status: 503,
        retryAfterS: 30,
      })
    })

    server.get(paths.tooManyTries, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(request)
      const error = draft.resultado && 'error' in draft.resultado ? draft.resultado.error : null
      if (error?.kind !== 'tooMany') return await reply.redirect(nextStep(draft, await listEntidades(app)), 303)
      const until = Temporal.Instant.from(String(error.params?.['hasta'] ?? draft.buscandoDesde))
      const retryAfterS = Math.max(1, Math.ceil((until.epochMilliseconds - app.clock.now().epochMilliseconds) / 1000))
      const view = { site, until: error.codigo === 'demasiados-intentos' ? until : null }
      return await sendPage(reply, pages.tooManyPage(view), { status: 429, retryAfterS })
    })
  }
}

/** Which page tells the end of a search. Every reason for "no acta" has one and the same. */
function pageOf(outcome: Outcome): string {
  if (!('error' in outcome)) return paths.result
  const { kind } = outcome.error
  if (kind === 'notFound') return paths.notFound
  return kind === 'tooMany'
    ? paths.tooManyTries
    : kind === 'invalid'
      ? `${paths.filiation}?revisa=prueba`
      : paths.outOfService
}

const NAMED = new Set(['nombres', 'primerApellido', 'segundoApellido'])

/** The problems of fields in the words of the API; one of a name says which name it is. */
function errorsOf(problems: readonly FieldProblem[]): FieldError[] {
  return problems.map(({ campo, codigo, params }) => {
    const mensaje = sentence(codigo, params)
    const named = NAMED.has(campo) && codigo.startsWith('nombre-')
    return {
      campo,
      mensaje: named ? t('error-de-campo', { campo: t(`persona.${campo}` as keyof typeof es), mensaje }) : mensaje,
    }
  })
}

/** What the payment form sent back to be mended. The address only says which field; the words come from here. */
function resultErrors(revisa: string | undefined): FieldError[] {
  if (revisa === 'correo') return [{ campo: 'correo', mensaje: sentence('correo-invalido') }]
  if (revisa === 'acta') return [{ campo: 'busqueda', mensaje: t('resultado.elige') }]
  return revisa === 'banco' ? [{ campo: 'pagar', mensaje: sentence('banco-no-disponible') }] : []
}

function nameOf(entidades: readonly EntidadChoice[], clave: string | undefined): string {
  return entidades.find((one) => one.clave === clave)?.nombre ?? ''
}

function secondsSince(app: App, at: string | undefined): number {
  return at === undefined
    ? Infinity
    : (app.clock.now().epochMilliseconds - Temporal.Instant.from(at).epochMilliseconds) / 1000
}
