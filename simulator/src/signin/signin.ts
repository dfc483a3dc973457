// The sandbox's place to sign in: who may enter is what the portal says, and each account is one button.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { STYLE_PATH, styleReply, type Frame } from '../web/frame.ts'
import { listenSoftly, urlHost, type Reply } from '../web/origin.ts'
import { accountsPage, refusedPage, waitingPage } from './pages.ts'
import { CHOOSE_PATH, WITHOUT, forgetSession, type SignInClient } from './client.ts'

export interface SignIn {
  /** The issuer, as discovery asks for it. */
  readonly url: string
  readonly port: number
  /** From now on there is a client; before that every call is asked to come back. */
  meetClient(client: SignInClient): void
  close(): Promise<void>
}

const MOST_BODY = 4_096
const REQUEST_MS = 20_000

/** Starts listening; the provider itself begins with the first who wants to sign in. */
export async function openSignIn(o: {
  host: string
  direccion?: string | undefined
  port: number
  frame: Frame
}): Promise<SignIn> {
  let known: SignInClient | null = null
  let begun: Promise<Provider> | null = null
  const server: Server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    void answer(request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      if (!response.headersSent) send(response, refusedPage(o.frame))
    })
  })
  const port = await listenSoftly(server, o.port, o.host)
  const url = `http://${urlHost(o.direccion ?? o.host)}:${port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (path === STYLE_PATH) return send(response, styleReply())
    const client = known
    if (client === null) return send(response, waitingPage(o.frame, path === '/' ? 200 : 503))
    if (path === '/') return send(response, accountsPage(o.frame, client, null))
    const provider = await (begun ??= begin(client))
    forgetSession(request)
    if (path.startsWith(`${CHOOSE_PATH}/`)) return await choose(request, response, client, provider)
    return await provider.callback()(request, response)
  }

  /** Loaded at the first sign-in: the library needs as much memory as all the rest of the world's parent. */
  async function begin(client: SignInClient): Promise<Provider> {
    const { makeProvider } = await import('./provider.ts')
    return makeProvider(url, client, (response) => send(response, refusedPage(o.frame)))
  }

  async function choose(
    request: IncomingMessage,
    response: ServerResponse,
    client: SignInClient,
    provider: Provider,
  ): Promise<void> {
    let hint: unknown
    try {
      hint = (await provider.interactionDetails(request, response)).params['login_hint']
    } catch {
      // The sign-in is too old, or this browser did not begin it.
      return send(response, refusedPage(o.frame))
    }
    const pressed = request.method === 'POST' ? await pressedIn(request) : null
    const chosen = pressed ? pressed.get('cuenta') : hint
    const account = client.cuentas.find((one) => one.id === chosen)
    if (!account) return send(response, accountsPage(o.frame, client, request.url ?? ''))
    await provider.interactionFinished(request, response, {
      login: { accountId: account.id, ...(pressed?.get('factor') === WITHOUT ? {} : { amr: ['mfa'] }) },
    })
  }

  return {
    url,
    port,
    meetClient(client) {
      known = client
      begun = null
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...reply.headers,
    'content-length': Buffer.byteLength(reply.body),
  })
  response.end(reply.body)
}

/** What the form of accounts brought; what is too long is no answer. */
async function pressedIn(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk as string
    if (text.length > MOST_BODY) return new URLSearchParams()
  }
  return new URLSearchParams(text)
}
