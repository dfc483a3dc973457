// The addresses of the waitlist: parse → door → page. No address and no page after it holds what somebody typed.
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { centralDay, machineNow, readDay } from '#clock'
import type { App } from '#context'
import { listEntidades } from '#directory'
import type { EntidadView } from '#directory'
import { DomainError, isDomainError } from '#errors'
import type { ReadRegistries } from '#guide'
import { isMailAddress } from '#mailer'
import { problemOf, sentence } from '#problems'
import { refuseOtherSites } from '#same-site'
import { issueFormToken, limitNetwork, proveHuman } from '#search'
import { typed } from '#ui/fields'
import { currentLanguage } from '#ui/languages'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { pressedTwice } from './pressed-twice.ts'
import { alreadyPage, askedPage, tellMePage } from './pages.ts'
import { endOf, failedAt, isBack, kindOf } from './wait.ts'
import { askToBeTold } from './waitlist.ts'
import type { ReadSteady } from './waitlist.ts'

const HIDDEN = { schema: { hide: true } }
/** More than any address has; what was typed is kept for the page that asks to mend it. */
const KEPT_MAIL = 1_000

interface Address {
  Params: { entidad: string }
  Querystring: { hasta?: unknown; ya?: unknown }
}

/** `registries` is how the registries serve now, `readSteady` which of them surely do: both measured on a floor above. */
export function waitlistPageRoutes(app: App, registries: ReadRegistries, readSteady: ReadSteady): FastifyPluginAsync {
  const steadyOf = async (one: EntidadView): Promise<Temporal.Instant | undefined> =>
    one.abierta ? (await readSteady([one.clave])).get(one.clave) : undefined

  const form = async (one: EntidadView, correo = '', intento = '', problem: string | null = null): Promise<string> =>
    tellMePage({
      ...named(one),
      que: kindOf(one),
      registro: (await registries()).get(one.clave),
      token: await issueFormToken(app),
      correo,
      ...(intento ? { intento } : {}),
      errors: problem === null ? [] : [{ campo: 'correo', mensaje: sentence(problem) }],
    })
  const named = ({ clave, nombre }: EntidadView) => ({ site: app.config, clave, estado: nombre })

  const once = pressedTwice<Temporal.Instant>()

  return async (server) => {
    refuseOtherSites(server, app.config)

    server.get<Address>(patterns.tellMe, HIDDEN, async (request, reply) => {
      const one = await entidadAt(app, request.params.entidad)
      const { hasta, ya } = request.query
      const until = dayAsked(app, one, hasta)
      if (until !== null) return await sendPage(reply, askedPage({ ...named(one), que: kindOf(one), until }))
      const steady = await steadyOf(one)
      if (steady !== undefined || (one.abierta && ya !== undefined))
        return await sendPage(reply, alreadyPage({ ...named(one), steady: steady ?? null }))
      return await sendPage(reply, await form(one))
    })

    server.post<Address>(patterns.tellMe, HIDDEN, async (request, reply) => {
      const one = await entidadAt(app, request.params.entidad)
      const failed = failedAt(typed(request.body, 'intento'), app.clock.now())
      const opened = one.abierta && typed(request.body, 'que') === 'apertura'
      if (opened || isBack(await steadyOf(one), failed))
        return await reply.redirect(`${paths.tellMe(one.clave)}?ya`, 303)
      const correo = typed(request.body, 'correo').trim().slice(0, KEPT_MAIL)
      let until: Temporal.Instant
      try {
        if (!isMailAddress(correo)) throw new DomainError('invalid', 'correo-invalido')
        const asked = { entidad: one.clave, que: kindOf(one), correo, idioma: currentLanguage().codigo }
        until = await once(typed(request.body, 'formulario'), [one.clave, asked.que, correo], async () => {
          await prove(app, request)
          return await askToBeTold(app, asked)
        })
      } catch (error) {
        if (!isDomainError(error) || (error.kind !== 'invalid' && error.kind !== 'tooMany')) throw error
        const { retryAfterS } = error.details
        return await sendPage(reply, await form(one, correo, failed === null ? '' : String(failed), error.codigo), {
          status: problemOf(error).status,
          ...(retryAfterS === undefined ? {} : { retryAfterS }),
        })
      }
      return await reply.redirect(`${paths.tellMe(one.clave)}?hasta=${centralDay(until)}`, 303)
    })
  }
}

async function entidadAt(app: App, clave: string): Promise<EntidadView> {
  const one = (await listEntidades(app)).find((each) => each.clave === clave)
  if (!one) throw new DomainError('notFound', 'direccion-no-encontrada')
  return one
}

/** A person, and not a program that asks for one address after another. @throws invalid, tooMany */
async function prove(app: App, request: FastifyRequest): Promise<void> {
  const proof = { altcha: typed(request.body, 'altcha'), formulario: typed(request.body, 'formulario') }
  await limitNetwork(app, 'aviso', request, machineNow(), 'demasiados-avisos')
  await proveHuman(app, proof, request)
}

/** The day that the page before said, if it can have said it: nobody puts a promise of another day into our page. */
function dayAsked(app: App, one: EntidadView, hasta: unknown): string | null {
  if (typeof hasta !== 'string' || readDay(hasta) === null) return null
  const now = app.clock.now()
  return hasta >= centralDay(now) && hasta <= centralDay(endOf(kindOf(one), now)) ? hasta : null
}
