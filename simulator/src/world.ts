// The simulated world put together: 32 entidades, a bank, a mailbox and the sandbox, all of which only speak over the wire.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openBank } from './bank/bank.ts'
import { bankRoutes, payPath } from './bank/bank-routes.ts'
import { openCounter } from './bank/counter.ts'
import { makeClock } from './clock.ts'
import { openEntidades } from './entidades/entidades.ts'
import { openLife } from './life/life.ts'
import { openMailStore } from './mailbox/mail-store.ts'
import { mailRoutes, toList } from './mailbox/mail-routes.ts'
import { openReturns } from './mailbox/returns.ts'
import { openSmtp } from './mailbox/smtp.ts'
import { readPorts, writePorts } from './ports.ts'
import { sandboxRoutes } from './sandbox/sandbox-routes.ts'
import { openClockDrive } from './sandbox/walk.ts'
import { USUAL_CADA_S, type Settings } from './settings.ts'
import type { SignInClient } from './signin/client.ts'
import { holdersOf } from './signin/holders.ts'
import { openSignIn } from './signin/signin.ts'
import { makeFrame, problemPage, styleRoute, type Frame, type SiteName, type Sites } from './web/frame.ts'
import { openOrigin, urlHost, type Origin, type Route } from './web/origin.ts'

/** What the world tells its parent when it can be used. */
export interface WorldReady {
  tipo: 'listo'
  sandbox: string
  buzon: string
  banco: string
  /** The issuer by which the staff signs in. */
  entrada: string
  /** The issuer by which the holders of actas sign in. */
  ciudadania: string
  smtp: { host: string; port: number }
  /** The files by which the entidades are registered with the portal. */
  altas: string[]
}

/** What the parent tells the world once the portal serves. */
export interface PortalReady {
  tipo: 'portal'
  url: string
  reloj: { ahora: string; velocidad: number }
  /** The console as a client of the sign-in, with the accounts that may enter. */
  consola?: Omit<SignInClient, 'quienes'>
  /** The portal as a client for the holders of actas. Who they are, the world knows itself. */
  titulares?: Omit<SignInClient, 'quienes' | 'cuentas'>
}

export interface World {
  readonly ready: WorldReady
  /** The process ids of the entidades. */
  processes(): number[]
  /** From now on the portal is known: its clock is taken over, and the notices that the bank still owes go out. */
  meetPortal(portal: PortalReady): Promise<void>
  close(): Promise<void>
}

/** Starts the whole world; what was started is ended again when something cannot start. */
export async function openWorld(settings: Settings): Promise<World> {
  const { folder, plan, host, direccion, portalCa, secret, childEnv, claves } = settings
  // Nodes and mail are asked by the portal alone, which is on this machine; only what people open is shown to a network.
  const inside = direccion === undefined ? host : '127.0.0.1'
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const portsFile = join(folder, 'puertos.json')
  const ports = readPorts(portsFile)
  const clock = makeClock()
  const sites: Sites = { mundo: '', banco: '', buzon: '', entrada: '', ciudadania: '', portal: null }
  const frames = {
    mundo: makeFrame('mundo', sites),
    banco: makeFrame('banco', sites),
    buzon: makeFrame('buzon', sites),
    entrada: makeFrame('entrada', sites),
    ciudadania: makeFrame('ciudadania', sites),
  }
  const closing: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    await Promise.all(closing.splice(0).map((one) => one()))
  }
  const open = async (site: SiteName, port: number, routes: readonly Route[]): Promise<Origin> => {
    const origin = await openOrigin({
      host,
      direccion,
      port,
      routes,
      errorPage: (error) => problemPage(frames[site] satisfies Frame, error),
    })
    closing.push(origin.close)
    sites[site] = origin.url
    return origin
  }
  try {
    const entidades = await openEntidades({
      folder: join(folder, 'nodos'),
      host: inside,
      portalCa,
      plan,
      clock,
      ports: ports.entidades,
      env: childEnv,
      ...(claves ? { claves } : {}),
    })
    closing.push(entidades.close)
    const bank = openBank({ folder, secret, clock, pageOf: (cobro) => `${sites.banco}${payPath(cobro)}` })
    closing.push(bank.close)
    const counter = openCounter({ folder, secret, clock, portal: () => sites.portal })
    closing.push(async () => counter.close())
    const mails = openMailStore(join(folder, 'buzon.sqlite'))
    const { tellClock: spread } = entidades
    const { vivo = false, cadaS = USUAL_CADA_S } = settings
    const life = openLife({ folder, population: plan, clock, sites, vivo, cadaS })
    closing.push(life.close)
    const drive = openClockDrive({ clock, portal: () => sites.portal, secret, spread, moved: bank.hurry, own: life })

    const returns = openReturns({ store: mails, clock, portal: () => sites.portal })
    const smtp = await openSmtp({ host: inside, port: ports.smtp, store: mails, clock, giveBack: returns.give })
    closing.push(async () => {
      await smtp.close()
      await returns.close()
      mails.close()
    })
    const banco = await open('banco', ports.banco, bankRoutes(bank, secret, frames.banco))
    const buzon = await open('buzon', ports.buzon, [styleRoute, toList, ...mailRoutes(mails, frames.buzon)])
    const routes = sandboxRoutes({ plan, entidades, bank, counter, drive, life, sites, frame: frames.mundo })
    const sandbox = await open('mundo', ports.sandbox, [...routes, ...mailRoutes(mails, frames.mundo)])
    const entrada = await openSignIn({ host, direccion, port: ports.entrada, frame: frames.entrada })
    closing.push(entrada.close)
    sites.entrada = entrada.url
    const ciudadania = await openSignIn({ host, direccion, port: ports.ciudadania, frame: frames.ciudadania })
    closing.push(ciudadania.close)
    sites.ciudadania = ciudadania.url
    writePorts(portsFile, {
      sandbox: sandbox.port,
      banco: banco.port,
      buzon: buzon.port,
      smtp: smtp.port,
      entrada: entrada.port,
      ciudadania: ciudadania.port,
      entidades: entidades.ports(),
    })
    return {
      ready: {
        tipo: 'listo',
        sandbox: sandbox.url,
        buzon: buzon.url,
        banco: banco.url,
        entrada: entrada.url,
        ciudadania: ciudadania.url,
        smtp: { host: urlHost(inside).replace(/^\[|\]$/g, ''), port: smtp.port },
        altas: entidades.altaFiles(),
      },
      processes: entidades.processes,
      async meetPortal({ url, reloj, consola, titulares }) {
        sites.portal = url.replace(/\/+$/, '')
        if (consola) entrada.meetClient({ quienes: 'personal', ...consola })
        if (titulares) ciudadania.meetClient({ quienes: 'personas', ...titulares, cuentas: holdersOf(plan) })
        clock.set({ shown: Temporal.Instant.from(reloj.ahora), speed: reloj.velocidad })
        await spread()
        bank.resume()
        returns.resume()
        life.begin()
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
