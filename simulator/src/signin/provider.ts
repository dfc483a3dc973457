// The sign-in provider of the demonstration: OpenID Connect for the one client that there is.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Provider, type Configuration } from 'oidc-provider'
import { CHOOSE_PATH, type SignInClient } from './client.ts'

/** How a provider draws what went wrong. */
export type Refuse = (response: ServerResponse) => void

/** The provider: discovery, code with PKCE, no consent. Its keys live as long as the process. */
export function makeProvider(issuer: string, client: SignInClient, refuse: Refuse): Provider {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const accounts = new Map(client.cuentas.map((one) => [one.id, one]))
  const configuration: Configuration = {
    clients: [
      {
        client_id: client.cliente,
        client_secret: client.secreto,
        redirect_uris: [client.regreso],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' }] },
    adapter: memoryAdapter(),
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub', 'amr', 'auth_time', 'curp'], profile: ['name'], email: ['email'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `${CHOOSE_PATH}/${uid}` },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 600, Grant: 600 },
    findAccount: (_ctx, id) => {
      const one = accounts.get(id)
      return one
        ? {
            accountId: id,
            claims: () => ({ sub: id, name: one.nombre, email: one.correo, ...(one.curp ? { curp: one.curp } : {}) }),
          }
        : undefined
    },
    // Nobody is asked for consent: the only client is our own portal.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client!.clientId,
        accountId: ctx.oidc.session!.accountId!,
      })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
    renderError(ctx) {
      ctx.respond = false
      refuse(ctx.res)
    },
  }
  return new Provider(issuer, configuration)
}

const MOST_KEPT = 2_000
const LONGEST_S = 600

/** What the provider keeps, in this process only; the oldest is given up first. */
function memoryAdapter(): NonNullable<Configuration['adapter']> {
  const kept = new Map<string, { payload: Record<string, unknown>; until: number }>()
  const alive = (name: string): Record<string, unknown> | undefined => {
    const one = kept.get(name)
    return one && one.until > performance.now() ? one.payload : undefined
  }
  return (model) => {
    const key = (id: string): string => `${model}:${id}`
    return {
      async upsert(id, payload, expiresInS) {
        kept.delete(key(id))
        kept.set(key(id), { payload: { ...payload }, until: performance.now() + (expiresInS ?? LONGEST_S) * 1_000 })
        const [oldest] = kept.keys()
        if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
      },
      find: async (id) => alive(key(id)),
      async findByUid(uid) {
        const [name] = [...kept].find(([one, { payload }]) => one.startsWith(key('')) && payload['uid'] === uid) ?? []
        return name === undefined ? undefined : alive(name)
      },
      findByUserCode: async () => undefined,
      async consume(id) {
        const payload = alive(key(id))
        if (payload) payload['consumed'] = Math.floor(Date.now() / 1_000)
      },
      async destroy(id) {
        kept.delete(key(id))
      },
      async revokeByGrantId(grantId) {
        for (const [name, { payload }] of kept) if (payload['grantId'] === grantId) kept.delete(name)
      },
    }
  }
}
