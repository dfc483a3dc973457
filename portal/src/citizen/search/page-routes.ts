// The pages from the start to the question of filiation: parse → door → page. Answers live in a draft; no address carries a CURP.
import type { FastifyPluginAsync } from 'fastify'
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { centralDay, monotonicMs } from '#clock'
import type { App } from '#context'
import { listEntidades } from '#directory'
import type { EntidadView } from '#directory'
import type { FieldProblem } from '#errors'
import type { EntidadGateway } from '#gateway'
import type { ReadRegistries } from '#guide'
import { provenHolder } from '#holders'
import { sentence } from '#problems'
import { isoDate, typed, typedDate } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { perLanguage } from '#ui/languages'
import { sendPage } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { DRAFT_COOKIE, paths } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { criteriaOf, entidadOf, hasPerson, isBornAbroad, withoutResult } from './page-draft.ts'
import type { PageDraft } from './page-draft.ts'
import { answersOf, keep, nameOf, nextStep, pageOf } from './page-steps.ts'
import * as pages from './pages.ts'
import { filiationPage } from './filiation-page.ts'
import { resultRoutes } from './result-routes.ts'
import {
  birthDateProblems,
  curpProblems,
  entidadProblems,
  filiacionProblems,
  issueFormToken,
  nameProblems,
  sexProblems,
} from './search.ts'
import { startPage } from './start-page.ts'
import type { StaffDoor } from './start-page.ts'
import { createWaitingSearches, patienceLeft } from './waiting-search.ts'

const t = catalogue(es, { en })
/** Pages are no part of the API's description. */
const HIDDEN = { schema: { hide: true } }
/** The start page is the same for everybody; for this long one copy of it in each language serves all. */
const START_KEPT_MS = 1_000

/** `staffDoors` are the one-click ways into the console, `registries` how each registry serves: known on the floor above. */
export function searchPageRoutes(
  app: App & { readonly entidades: EntidadGateway },
  staffDoors: () => Promise<readonly StaffDoor[]>,
  registries: ReadRegistries,
): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const searches = createWaitingSearches(app)
    const emptyCurpPage = perLanguage(() => pages.curpPage({ site, curp: '' }))
    const startKept = perLanguage(() => ({ text: '', until: 0 }))

    refuseOtherSites(server, site)

    server.get(paths.start, HIDDEN, async (_request, reply) => {
      const start = startKept()
      if (monotonicMs() > start.until) {
        const entidades = await listEntidades(app)
        const open = entidades.filter((one) => one.abierta)
        const fees = open.map((one) => one.derechosCentavos)
        start.text = startPage({
          site,
          open,
          registros: await registries(),
          prices: fees.length > 0 ? { lowest: Math.min(...fees), highest: Math.max(...fees) } : null,
          demo: site.demonstration
            ? { sandboxUrl: site.sandboxUrl, buzonUrl: site.buzonUrl, doors: await staffDoors() }
            : null,
        })
        start.until = monotonicMs() + START_KEPT_MS
      }
      return await sendPage(reply, start.text, { personal: false })
    })

    server.get<{ Querystring: { aviso?: string; entidad?: unknown } }>(paths.curp, HIDDEN, async (request, reply) => {
      const lostSession = request.query.aviso === 'sesion'
      const chosen = await chosenOf(app, request.query.entidad)
      if (!lostSession && !chosen && !request.cookies[DRAFT_COOKIE]) return await sendPage(reply, emptyCurpPage())
      const { draft } = await answersOf(app, request)
      const view = { site, curp: draft.curp ?? '', lostSession, ...(chosen ? { chosen } : {}) }
      return await sendPage(reply, pages.curpPage(view))
    })

    server.post(paths.curp, HIDDEN, async (request, reply) => {
      const text = typed(request.body, 'curp')
      const problems = curpProblems(text)
      const chosen = await chosenOf(app, typed(request.body, 'entidadRegistro'))
      if (problems.length > 0) {
        const view = { site, curp: text, errors: errorsOf(problems), ...(chosen ? { chosen } : {}) }
        return await sendPage(reply, pages.curpPage(view), { status: 422 })
      }
      const read = parseCurp(text)
      const { id, draft } = await answersOf(app, request)
      const curp = read.ok ? read.curp : ''
      // Another CURP may have been registered elsewhere: the entidad chosen for the earlier one does not count for it.
      const { entidadRegistro, ...rest } = withoutResult(draft)
      const kept = chosen?.clave ?? (draft.curp === curp ? entidadRegistro : undefined)
      const next: PageDraft = { ...rest, curp, ...(kept ? { entidadRegistro: kept } : {}) }
      await keep(app, reply, id, next)
      return await reply.redirect(nextStep(next, await listEntidades(app)), 303)
    })

    server.get<{ Querystring: { entidad?: unknown } }>(paths.person, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(app, request)
      const chosen = await chosenOf(app, request.query.entidad)
      const boxes = pages.boxesOf(draft.fechaNacimiento)
      const shown = {
        nombres: draft.nombres ?? '',
        primerApellido: draft.primerApellido ?? '',
        segundoApellido: draft.segundoApellido ?? '',
        sexo: draft.sexo ?? '',
        entidadRegistro: chosen?.clave ?? entidadOf(draft) ?? '',
        fechaNacimiento: boxes,
      }
      return await sendPage(
        reply,
        pages.personPage({ site, typed: shown, entidades: await listEntidades(app), registros: await registries() }),
      )
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
        return await sendPage(
          reply,
          pages.personPage({
            site,
            typed: shown,
            entidades,
            registros: await registries(),
            errors: errorsOf(problems),
          }),
          {
            status: 422,
          },
        )
      const { id, draft } = await answersOf(app, request)
      const { curp: _curp, ...rest } = withoutResult(draft)
      const next: PageDraft = { ...rest, ...shown, fechaNacimiento }
      await keep(app, reply, id, next)
      return await reply.redirect(nextStep(next, entidades), 303)
    })

    server.get(paths.entidad, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(app, request)
      if (!hasPerson(draft)) return await reply.redirect(`${paths.curp}?aviso=sesion`, 303)
      const view = {
        site,
        entidades: await listEntidades(app),
        registros: await registries(),
        entidadRegistro: entidadOf(draft) ?? '',
        bornAbroad: isBornAbroad(draft),
      }
      return await sendPage(reply, pages.entidadPage(view))
    })

    server.post(paths.entidad, HIDDEN, async (request, reply) => {
      const { id, draft } = await answersOf(app, request)
      if (!hasPerson(draft)) return await reply.redirect(`${paths.curp}?aviso=sesion`, 303)
      const entidadRegistro = typed(request.body, 'entidadRegistro')
      const problems = entidadProblems(entidadRegistro)
      const entidades = await listEntidades(app)
      if (problems.length > 0) {
        const registros = await registries()
        const bornAbroad = isBornAbroad(draft)
        const view = { site, entidades, registros, entidadRegistro, bornAbroad, errors: errorsOf(problems) }
        return await sendPage(reply, pages.entidadPage(view), { status: 422 })
      }
      const next = { ...withoutResult(draft), entidadRegistro }
      await keep(app, reply, id, next)
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
      return filiationPage({
        site,
        errors,
        filiacion,
        token: await issueFormToken(app),
        registro: (await registries()).get(entidadOf(draft) ?? ''),
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
      const { draft } = await answersOf(app, request)
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
      const { id, draft } = await answersOf(app, request)
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
        { ip: request.ip, holder: await provenHolder(app, request) },
      )
      const outcome = await searches.outcome(id, patienceLeft(started))
      if (outcome === null) return await reply.redirect(paths.searching, 303)
      const refused = 'error' in outcome && outcome.error.kind === 'invalid' ? outcome.error.codigo : null
      if (refused === null) return await reply.redirect(pageOf(outcome), 303)
      const errors = [{ campo: 'filiacion', mensaje: sentence(refused) }]
      return await sendPage(reply, await filiationView(draft, entidades, filiacion, errors), { status: 422 })
    })

    await server.register(resultRoutes(app, searches, registries))
  }
}

/** The entidad that an address or a form chose; undefined for any other text. */
async function chosenOf(app: App, clave: unknown): Promise<EntidadView | undefined> {
  return typeof clave === 'string' && clave !== ''
    ? (await listEntidades(app)).find((one) => one.clave === clave)
    : undefined
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
