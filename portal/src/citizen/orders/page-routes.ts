// The pages of an order: paying for what was found, following it, and finding it again. A cookie per order holds its token.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import type { ReadRegistries, RegistryState } from '#guide'
import { provenHolder } from '#holders'
import { readMoney, settleCharge } from '#payments'
import type { WithBank } from '#payments'
import { problemOf, sentence } from '#problems'
import { curpProblems, readDraft, saveDraft } from '#search'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { DRAFT_COOKIE, orderCookie, orderCookieOptions, paths, patterns } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { parseFolio, placeOrder, readOrder, recoverOrder, renewLink } from './orders.ts'
import type { Invite, OrderPlaced, OrderView } from './orders.ts'
import { contactRoutes } from './contact-routes.ts'
import { orderNotFoundPage, orderPage, recoverPage } from './pages.ts'
import { validityPage } from './ready-pages.ts'
import type { OrderPageView } from './telling.ts'
import { sightingsRoutes } from './sightings-routes.ts'
import type { WhoSaw } from './sightings-routes.ts'
import { slipPage } from './slip-page.ts'

const t = catalogue(es, { en })
/** Pages are no part of the API's description. */
const HIDDEN = { schema: { hide: true } }
const UNPAID = new Set(['cotizada', 'pago_pendiente'])
const ISSUING = new Set(['pagada', 'emitiendo'])
const REFRESH_S = 3
/** How often a page waits by itself for the bank; a tab left open must not ask for ever. */
const BANK_REFRESHES = 40
/** A payment at a bank takes hours: its page asks once a minute, for an hour, and then leaves it to the person. */
const LINE_REFRESH_S = 60
const LINE_REFRESHES = 60
/** More than any address has; what was typed is kept for the page that asks to mend it. */
const KEPT_MAIL = 1_000

type Named = { Params: { folio: string } }

/** What the page of an order shows of other rooms; given by the wiring, so that no room reaches up. */
export interface Shows {
  readonly invite?: Invite
  readonly registries?: ReadRegistries
  /** Bytes of the finished copy. */
  readonly fileSize?: (folio: string) => Promise<number | null>
  readonly whoSaw?: WhoSaw
}

export function orderPageRoutes(app: WithBank, shows: Shows = {}): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const registryOf = async (clave: string): Promise<RegistryState | undefined> =>
      (await shows.registries?.())?.get(clave)

    refuseOtherSites(server, site)

    const nameIn = (request: FastifyRequest<Named>): string => parseFolio(request.params.folio) ?? ''
    const tokenOf = (request: FastifyRequest, folio: string): string | undefined => request.cookies[orderCookie(folio)]
    const open = (reply: FastifyReply, folio: string, acceso: string): FastifyReply =>
      reply.setCookie(orderCookie(folio), acceso, orderCookieOptions(site, folio))
    /** The order for this device; null when it may not see it, whatever the reason. */
    const orderFor = async (folio: string, acceso: string | undefined): Promise<OrderView | null> => {
      try {
        return await readOrder(app, folio, acceso)
      } catch (error) {
        if (isDomainError(error) && error.kind === 'notFound') return null
        throw error
      }
    }
    const hidden = async (reply: FastifyReply): Promise<FastifyReply> =>
      await sendPage(reply, orderNotFoundPage({ site }), { status: 404 })

    server.post(paths.pay, HIDDEN, async (request, reply) => {
      const draftId = request.cookies[DRAFT_COOKIE]
      const draft = draftId ? await readDraft(app, draftId) : null
      const found = draft?.resultado && 'busquedas' in draft.resultado ? draft.resultado.busquedas : []
      if (!draftId || !draft || found.length === 0) return await reply.redirect(paths.result, 303)
      const busqueda = typed(request.body, 'busqueda')
      const medioDePago = typed(request.body, 'medioDePago') === 'referencia' ? 'referencia' : 'tarjeta'
      const correo = typed(request.body, 'correo').trim().slice(0, KEPT_MAIL)
      await saveDraft(app, draftId, { ...draft, correo })
      // Only what this person's own search found can be ordered from this page.
      if (!found.includes(busqueda)) return await reply.redirect(`${paths.result}?revisa=acta`, 303)
      let placed: OrderPlaced
      try {
        placed = await placeOrder(
          app,
          { busqueda, medioDePago, ...(correo ? { correo } : {}) },
          `pagina:${draftId}:${busqueda}`,
        )
      } catch (error) {
        if (!isDomainError(error)) throw error
        // The same acta was already ordered from here with another address: that order goes on, nobody pays twice.
        if (error.codigo === 'clave-repetida' && draft.folio) return await reply.redirect(paths.order(draft.folio), 303)
        const mend =
          error.codigo === 'correo-invalido' ? 'correo' : error.codigo === 'banco-no-disponible' ? 'banco' : null
        if (mend) return await reply.redirect(`${paths.result}?revisa=${mend}`, 303)
        if (error.codigo === 'entidad-no-abierta') return await reply.redirect(paths.outOfService, 303)
        if (error.codigo === 'busqueda-vencida') return await reply.redirect(paths.result, 303)
        throw error
      }
      await saveDraft(app, draftId, { ...draft, correo, folio: placed.folio })
      open(reply, placed.folio, placed.acceso)
      const toBank = UNPAID.has(placed.estado) && 'url' in placed.pago
      return await reply.redirect(toBank && 'url' in placed.pago ? placed.pago.url : paths.order(placed.folio), 303)
    })

    /** The page of an order as it stands. */
    const pageOf = async (order: OrderView, extra: Partial<OrderPageView>): Promise<string> => {
      const { entidadRegistro, ...shown } = order
      const entidad = (await listEntidades(app)).find((one) => one.clave === entidadRegistro)?.nombre ?? ''
      const [encuesta, dinero, registro, bytes] = await Promise.all([
        shows.invite?.(order) ?? null,
        readMoney(app, order.folio),
        order.pago?.lineaDeCaptura && UNPAID.has(order.estado) ? registryOf(entidadRegistro) : undefined,
        order.copia ? (shows.fileSize?.(order.folio) ?? null) : null,
      ])
      const known = { dinero, registro, bytes, ...(encuesta ? { encuesta } : {}) }
      return orderPage({ site, entidad, ...shown, ...known, ...extra })
    }

    await server.register(
      contactRoutes(app, {
        tokenOf,
        open,
        hidden,
        isRight: async (folio, acceso) => (await orderFor(folio, acceso)) !== null,
        async show(folio, acceso, extra) {
          const order = await orderFor(folio, acceso)
          return order === null ? null : await pageOf(order, extra)
        },
      }),
    )

    await server.register(
      sightingsRoutes(site, shows.whoSaw ?? (async () => []), {
        read: async (request) => await orderFor(nameIn(request), tokenOf(request, nameIn(request))),
        hidden,
      }),
    )

    server.get<Named & { Querystring: { banco?: string; correo?: string; espera?: string } }>(
      patterns.order,
      HIDDEN,
      async (request, reply) => {
        const folio = nameIn(request)
        if (folio !== '' && folio !== request.params.folio) return await reply.redirect(paths.order(folio), 303)
        const order = await orderFor(folio, tokenOf(request, folio))
        if (order === null) return await hidden(reply)
        const waits = timesOf(request.query.banco)
        const fromBank = waits > 0 && UNPAID.has(order.estado)
        const text = await pageOf(order, { fromBank, correoGuardado: request.query.correo === 'guardado' })
        // A page with something to fill in stays as it is: nobody's typing is swept away.
        if (order.correoProblema) return await sendPage(reply, text)
        if (ISSUING.has(order.estado))
          return await sendPage(reply, text, { refreshS: REFRESH_S, refreshTo: paths.order(folio) })
        if (fromBank && waits < BANK_REFRESHES)
          return await sendPage(reply, text, {
            refreshS: REFRESH_S,
            refreshTo: `${paths.order(folio)}?banco=${waits + 1}`,
          })
        const looks = timesOf(request.query.espera)
        if (order.pago?.lineaDeCaptura && UNPAID.has(order.estado) && looks < LINE_REFRESHES)
          return await sendPage(reply, text, {
            refreshS: LINE_REFRESH_S,
            refreshTo: `${paths.order(folio)}?espera=${looks + 1}`,
          })
        return await sendPage(reply, text)
      },
    )

    server.get<Named>(patterns.orderSlip, HIDDEN, async (request, reply) => {
      const folio = nameIn(request)
      const order = await orderFor(folio, tokenOf(request, folio))
      if (order === null) return await hidden(reply)
      const { lineaDeCaptura, venceEn } = order.pago ?? {}
      // A slip for what is paid already, or can no longer be paid, would take somebody's money for nothing.
      if (!lineaDeCaptura || !venceEn || !UNPAID.has(order.estado)) return await reply.redirect(paths.order(folio), 303)
      const entidad = (await listEntidades(app)).find((one) => one.clave === order.entidadRegistro)?.nombre ?? ''
      const { importeCentavos } = order
      return await sendPage(reply, slipPage({ site, folio, entidad, lineaDeCaptura, venceEn, importeCentavos }))
    })

    server.get<Named>(patterns.orderValidity, HIDDEN, async (request, reply) => {
      const folio = nameIn(request)
      const order = await orderFor(folio, tokenOf(request, folio))
      if (order === null) return await hidden(reply)
      const { copia } = order
      if (!copia) return await reply.redirect(paths.order(folio), 303)
      const entidad = (await listEntidades(app)).find((one) => one.clave === order.entidadRegistro)?.nombre ?? ''
      return await sendPage(reply, validityPage({ site, folio, entidad, copia }))
    })

    server.get<Named>(patterns.orderReturn, HIDDEN, async (request, reply) => {
      const folio = nameIn(request)
      const order = await orderFor(folio, tokenOf(request, folio))
      if (order === null) return await hidden(reply)
      // The bank is asked by us; what the address says about the payment is believed by nobody.
      if (UNPAID.has(order.estado) || order.estado === 'vencida') await settleCharge(app, folio)
      reply.header('cache-control', 'no-store')
      return await reply.redirect(`${paths.order(folio)}?banco=1`, 303)
    })

    server.get(paths.recover, HIDDEN, async (request, reply) => {
      // A link that expired brings its folio along.
      const { folio } = request.query as { folio?: unknown }
      const known = typeof folio === 'string' ? parseFolio(folio) : null
      return await sendPage(reply, recoverPage({ site, folio: known ?? '', curp: '' }))
    })

    server.post(paths.recover, HIDDEN, async (request, reply) => {
      const given = { folio: typed(request.body, 'folio'), curp: typed(request.body, 'curp') }
      try {
        const byMail = typed(request.body, 'como') === 'correo'
        // A link goes to the address that the order has: whoever paid keeps their way. Here only the holder opens a locked one.
        const holder = byMail ? {} : { holder: await provenHolder(app, request) }
        const { folio, acceso } = await recoverOrder(app, { ...given, ...holder })
        if (byMail) {
          await renewLink(app, folio)
          return await reply.redirect(paths.linkSent, 303)
        }
        return await open(reply, folio, acceso).redirect(paths.order(folio), 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        const retryAfterS = error.details.retryAfterS
        const view = recoverPage({ site, ...given, errors: recoverErrors(error, given) })
        return await sendPage(reply, view, {
          status: problemOf(error).status,
          ...(retryAfterS === undefined ? {} : { retryAfterS }),
        })
      }
    })
  }
}

/** How often a page has waited by itself; its address says so, and nothing hangs on what it says. */
function timesOf(text: string | undefined): number {
  const times = Number(text)
  return Number.isInteger(times) && times > 0 ? times : 0
}

/** Both fields are checked at once, so that nobody mends one only to hear about the other. */
function recoverErrors(error: DomainError, given: { folio: string; curp: string }): FieldError[] {
  if (error.codigo === 'sin-correo' || error.codigo === 'demasiados-correos')
    return [{ campo: 'folio', mensaje: sentence(error.codigo) }]
  if (error.kind === 'tooMany') return [{ campo: 'folio', mensaje: t('recuperar.espera') }]
  if (error.kind !== 'invalid') return [{ campo: 'folio', mensaje: t('recuperar.no-hay') }]
  const errors: FieldError[] =
    parseFolio(given.folio) === null ? [{ campo: 'folio', mensaje: sentence('folio-invalido') }] : []
  for (const { campo, codigo, params } of curpProblems(given.curp))
    errors.push({ campo, mensaje: sentence(codigo, params) })
  return errors
}
