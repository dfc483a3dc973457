// A member of staff in a journey: signs in with one click over the sandbox's provider and sends the forms of the console.
import type { World } from './world.ts'

export interface StaffSession {
  get(path: string): Promise<{ status: number; text: string; url: string }>
  /** Sends a form as a page would; follows the redirection and gives the page it leads to. */
  post(
    path: string,
    fields?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<{ status: number; text: string; url: string }>
}

const MOST_STEPS = 12

/** Somebody with a browser without scripts and nothing in it yet. */
export function openBrowser(world: Pick<World, 'url'>): StaffSession {
  const jars = new Map<string, Map<string, string>>()
  const send = async (
    address: string,
    init: RequestInit = {},
  ): Promise<{ status: number; text: string; url: string }> => {
    let url = new URL(address, world.url)
    let request = init
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const jar = jars.get(url.host) ?? new Map<string, string>()
      jars.set(url.host, jar)
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = {
        accept: 'text/html',
        ...(cookie === '' ? {} : { cookie }),
        ...(request.headers as Record<string, string> | undefined),
      }
      const response = await fetch(url, { ...request, headers, redirect: 'manual' })
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        const at = pair.indexOf('=')
        jar.set(pair.slice(0, at), pair.slice(at + 1))
      }
      const next = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || next === null)
        return { status: response.status, text: await response.text(), url: url.href }
      await response.arrayBuffer()
      url = new URL(next, url)
      request = {}
    }
    throw new Error(`${address} never stops leading elsewhere`)
  }
  return {
    get: async (path) => await send(path),
    post: async (path, fields = {}) => {
      const body = new URLSearchParams()
      for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value)
      return await send(path, {
        method: 'POST',
        body: body.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      })
    },
  }
}

/** Signs in with an account of the demonstration, e.g. `ugd`, `enlace-14`. */
export async function signIn(world: Pick<World, 'url'>, account: string): Promise<StaffSession> {
  const session = openBrowser(world)
  const entered = await session.get(`/consola/entrar?cuenta=${account}`)
  if (entered.status !== 200 || !entered.url.startsWith(`${world.url}/consola`))
    throw new Error(`${account} could not sign in: ${entered.status} ${entered.url}`)
  return session
}
