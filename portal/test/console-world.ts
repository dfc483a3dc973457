// For tests only: the whole server over a database of its own, with everything that two entidades have, asked as staff.
import type { LightMyRequestResponse } from 'fastify'
import { SESSION_COOKIE, openSession } from '#staff'
import type { TestApp } from './app.ts'
import { openConsoleServer } from './console-server.ts'
import type { ConsoleServer } from './console-server.ts'
import { plant } from './planted.ts'
import type { Planted } from './planted.ts'

export interface ConsoleWorld extends Pick<ConsoleServer, 'app' | 'server' | 'close'> {
  readonly owner: TestApp['owner']
  readonly jalisco: Planted
  readonly colima: Planted
  /** As an account of the demonstration. */
  ask(account: string, url: string, method?: string): Promise<LightMyRequestResponse>
  /** Sends a form as its page would. */
  send(
    account: string,
    url: string,
    fields: Readonly<Record<string, string>>,
    more?: Readonly<Record<string, string>>,
  ): Promise<LightMyRequestResponse>
}

export async function openConsoleWorld(): Promise<ConsoleWorld> {
  const { own, app, server, close } = await openConsoleServer()
  const [jalisco, colima] = [await plant(app, '14'), await plant(app, '06')]
  const secrets = new Map<string, string>()
  const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin' }
  const cookies = async (account: string): Promise<Record<string, string>> => {
    if (!secrets.has(account)) secrets.set(account, (await openSession(app, account)).secret)
    return { [SESSION_COOKIE]: secrets.get(account)! }
  }
  return {
    app,
    owner: own.owner,
    server,
    jalisco,
    colima,
    async ask(account, url, method = 'GET') {
      return await server.inject({ method: method as 'GET', url, headers, cookies: await cookies(account) })
    },
    async send(account, url, fields, more = {}) {
      return await server.inject({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', ...more },
        cookies: await cookies(account),
        payload: new URLSearchParams(fields).toString(),
      })
    },
    close,
  }
}
