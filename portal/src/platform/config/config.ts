// Reads every setting of the program once, so that the environment is known in one file and nowhere else.
import { createHash } from 'node:crypto'
import { tmpdir, availableParallelism, hostname, networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { announcedHost, certifiedNames, isLoopback } from './addresses.ts'

export { isLoopback } from './addresses.ts'

export type Role = 'web' | 'worker' | 'signer' | 'monitor'
export const ROLES: readonly Role[] = ['web', 'worker', 'signer', 'monitor']

export type Theme = 'demostracion' | '2017' | '2024'
export const THEMES: readonly Theme[] = ['demostracion', '2017', '2024']

export interface Config {
  readonly port: number
  readonly host: string
  /** Whether this program itself speaks TLS: always where others can reach it, unless something in front of it does. */
  readonly tls: boolean
  readonly databaseUrl: string | null
  /** Absolute folder that survives a restart: database, keys, secrets, the simulated world. */
  readonly dataDir: string
  /** Short folder for unix sockets; their path may not exceed about 107 bytes. */
  readonly runDir: string
  readonly seed: string
  readonly world: 'vivo' | 'quieto' | 'ninguno'
  /** Where people reach the portal; printed on paper as the short address. */
  readonly publicUrl: string
  readonly bankUrl: string | null
  readonly smtp: { readonly host: string; readonly port: number } | null
  readonly mail: MailSettings
  readonly sandboxUrl: string | null
  readonly buzonUrl: string | null
  /** The OpenID provider by which the staff signs in; null where there is none, and then nobody enters the console. */
  readonly signIn: SignInSettings | null
  /** The OpenID provider by which the holder of an acta signs in; null where it is not offered. */
  readonly holderSignIn: HolderSignIn | null
  /** For how long somebody who said who they are may do what weighs (ours; the letter does not say). */
  readonly confirmMinutes: number
  /** Whether everything says DEMOSTRACIÓN: with the simulated world always, without it until a look is chosen. */
  readonly demonstration: boolean
  readonly theme: Theme
  /** Numeric user of the signer when the program was started as root; null keeps the present one. */
  readonly signerUid: number | null
  readonly personsPerEntidad: number
  /** Which of the two vantages a monitor is. */
  readonly vantage: 'a' | 'b'
  readonly repositoryDir: string
  readonly machine: string
  /** Connection that the supervisor hands to its children; takes the place of databaseUrl. */
  readonly databaseConnection: DatabaseConnection | null
}

export interface MailSettings {
  /** Who writes. */
  readonly from: string
  /** Where what cannot be delivered comes back to; each mail adds a token of its own after a plus sign. */
  readonly returnTo: string
  /** How long a link in a mail opens what it leads to (ours; the letter does not say). */
  readonly linkHours: number
}

export interface SignInSettings {
  readonly issuer: string
  readonly client: string
  readonly secret: string
}

/** What else must be known of the provider of citizens: how it says whose CURP it is, and that it asked for a second factor. */
export interface HolderSignIn extends SignInSettings {
  readonly scope: string
  readonly curpClaim: string
  /** The level that is asked for, and believed when the provider says it; null where the provider has none. */
  readonly acr: string | null
  /** Ways of showing who one is that count as a second factor (RFC 8176). */
  readonly amr: readonly string[]
}

export interface DatabaseConnection {
  readonly host: string
  readonly port?: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** What `serve --help` prints: name, default, key of the explaining text in the command catalogue. */
export const SETTINGS: readonly { readonly name: string; readonly fallback: string; readonly key: string }[] = [
  { name: 'PORT', fallback: '8080', key: 'ajuste.PORT' },
  { name: 'HOST', fallback: '127.0.0.1', key: 'ajuste.HOST' },
  { name: 'ACTAS_TLS', fallback: '', key: 'ajuste.ACTAS_TLS' },
  { name: 'DATABASE_URL', fallback: '', key: 'ajuste.DATABASE_URL' },
  { name: 'ACTAS_DATA', fallback: '.data/', key: 'ajuste.ACTAS_DATA' },
  { name: 'ACTAS_SEED', fallback: '1', key: 'ajuste.ACTAS_SEED' },
  { name: 'ACTAS_WORLD', fallback: 'vivo', key: 'ajuste.ACTAS_WORLD' },
  { name: 'ACTAS_TEMA', fallback: 'demostracion', key: 'ajuste.ACTAS_TEMA' },
  { name: 'ACTAS_PUBLIC_URL', fallback: 'http://HOST:PORT', key: 'ajuste.ACTAS_PUBLIC_URL' },
  { name: 'ACTAS_BANCO_URL', fallback: '', key: 'ajuste.ACTAS_BANCO_URL' },
  { name: 'ACTAS_SMTP', fallback: '', key: 'ajuste.ACTAS_SMTP' },
  { name: 'ACTAS_CORREO', fallback: 'no-responder@actas.invalid', key: 'ajuste.ACTAS_CORREO' },
  {
    name: 'ACTAS_CORREO_DEVUELTO',
    fallback: 'devoluciones@rebotes.actas.invalid',
    key: 'ajuste.ACTAS_CORREO_DEVUELTO',
  },
  { name: 'ACTAS_LIGA_HORAS', fallback: '24', key: 'ajuste.ACTAS_LIGA_HORAS' },
  { name: 'ACTAS_OIDC_ISSUER', fallback: '', key: 'ajuste.ACTAS_OIDC_ISSUER' },
  { name: 'ACTAS_OIDC_CLIENT', fallback: '', key: 'ajuste.ACTAS_OIDC_CLIENT' },
  { name: 'ACTAS_OIDC_SECRET', fallback: '', key: 'ajuste.ACTAS_OIDC_SECRET' },
  { name: 'ACTAS_TITULAR_ISSUER', fallback: '', key: 'ajuste.ACTAS_TITULAR_ISSUER' },
  { name: 'ACTAS_TITULAR_CLIENT', fallback: '', key: 'ajuste.ACTAS_TITULAR_CLIENT' },
  { name: 'ACTAS_TITULAR_SECRET', fallback: '', key: 'ajuste.ACTAS_TITULAR_SECRET' },
  { name: 'ACTAS_TITULAR_SCOPE', fallback: 'openid', key: 'ajuste.ACTAS_TITULAR_SCOPE' },
  { name: 'ACTAS_TITULAR_CURP', fallback: 'curp', key: 'ajuste.ACTAS_TITULAR_CURP' },
  { name: 'ACTAS_TITULAR_ACR', fallback: '', key: 'ajuste.ACTAS_TITULAR_ACR' },
  { name: 'ACTAS_TITULAR_AMR', fallback: 'mfa,otp,hwk', key: 'ajuste.ACTAS_TITULAR_AMR' },
  { name: 'ACTAS_CONFIRMA_MINUTOS', fallback: '15', key: 'ajuste.ACTAS_CONFIRMA_MINUTOS' },
  { name: 'ACTAS_VANTAGE', fallback: 'a', key: 'ajuste.ACTAS_VANTAGE' },
  { name: 'MUNDO_PERSONAS', fallback: '1000', key: 'ajuste.MUNDO_PERSONAS' },
]

/** A setting that cannot be used; `key` names the sentence of the command catalogue that explains it. */
export class SettingError extends Error {
  readonly key: string
  readonly params: Record<string, string>
  constructor(key: string, params: Record<string, string>) {
    super(`${key} ${JSON.stringify(params)}`)
    this.key = key
    this.params = params
  }
}

const REPOSITORY = resolve(fileURLToPath(new URL('../../../../', import.meta.url)))

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, low: number, high: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new SettingError('ajuste-fuera-de-rango', { name, value: text, low: String(low), high: String(high) })
  }
  return value
}

function url(env: NodeJS.ProcessEnv, name: string): string | null {
  const text = env[name]
  if (text === undefined || text === '') return null
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new SettingError('ajuste-no-es-url', { name, value: text })
  return text.replace(/\/+$/, '')
}

/** A bare address: nothing of it may end a header or name a second person. */
function address(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const value = env[name] || fallback
  if (!/^[A-Za-z0-9._-]{1,30}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(value))
    throw new SettingError('ajuste-no-es-correo', { name, value })
  return value
}

/** The three settings of a sign-in go together. Outside the demonstration the provider must be reached by https. */
function signIn(
  env: NodeJS.ProcessEnv,
  world: Config['world'],
  whose: 'ACTAS_OIDC' | 'ACTAS_TITULAR',
): SignInSettings | null {
  const names = { issuer: `${whose}_ISSUER`, client: `${whose}_CLIENT`, secret: `${whose}_SECRET` }
  const issuer = url(env, names.issuer) === null ? null : env[names.issuer]!
  const [client, secret] = [env[names.client] || null, env[names.secret] || null]
  if (issuer === null && client === null && secret === null) return null
  if (issuer === null || client === null || secret === null)
    throw new SettingError('ajuste-entrada-incompleta', { ...names })
  if (world === 'ninguno' && !issuer.startsWith('https:'))
    throw new SettingError('ajuste-entrada-https', { name: names.issuer, value: issuer })
  return { issuer, client, secret }
}

function holderSignIn(env: NodeJS.ProcessEnv, world: Config['world']): HolderSignIn | null {
  const found = signIn(env, world, 'ACTAS_TITULAR')
  return found && asHolderSignIn(found, env)
}

/** A provider of citizens with what the settings say of it, or what is usual. */
export function asHolderSignIn(found: SignInSettings, env: NodeJS.ProcessEnv = process.env): HolderSignIn {
  return {
    ...found,
    scope: env['ACTAS_TITULAR_SCOPE'] || 'openid',
    curpClaim: env['ACTAS_TITULAR_CURP'] || 'curp',
    acr: env['ACTAS_TITULAR_ACR'] || null,
    amr: (env['ACTAS_TITULAR_AMR'] || 'mfa,otp,hwk').split(',').map((one) => one.trim()),
  }
}

/** Whether we speak TLS, and the address that people open. What others can reach is never offered in the clear by us. */
function reach(env: NodeJS.ProcessEnv, host: string, port: number): { tls: boolean; publicUrl: string } {
  const wanted = env['ACTAS_TLS'] || 'propio'
  if (wanted !== 'propio' && wanted !== 'no') throw new SettingError('ajuste-tls', { value: wanted })
  const tls = wanted === 'propio' && !isLoopback(host)
  const given = url(env, 'ACTAS_PUBLIC_URL')
  if (tls && given?.startsWith('http:')) throw new SettingError('ajuste-publica-https', { value: given })
  const scheme = tls ? 'https' : 'http'
  return { tls, publicUrl: given ?? `${scheme}://${announcedHost(host, networkInterfaces())}:${port}` }
}

function themeOf(text: string): Theme {
  const theme = THEMES.find((one) => one === text)
  if (theme === undefined) throw new SettingError('ajuste-tema', { value: text, known: THEMES.join(', ') })
  return theme
}

/**
 * The settings of this process. Pure: it reads only what it is given.
 * @throws SettingError when a value is not usable; the caller prints one line and exits 2.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const port = integer(env, 'PORT', 8080, 0, 65535)
  const host = env['HOST'] || '127.0.0.1'
  const dataDir = resolve(REPOSITORY, env['ACTAS_DATA'] || '.data')
  const world = env['ACTAS_WORLD'] || 'vivo'
  if (world !== 'vivo' && world !== 'quieto' && world !== 'ninguno')
    throw new SettingError('ajuste-mundo', { value: world })
  if (world !== 'ninguno' && env['NODE_ENV'] === 'production') throw new SettingError('mundo-en-produccion', {})
  const theme = themeOf(env['ACTAS_TEMA'] || 'demostracion')
  const vantage = env['ACTAS_VANTAGE'] || 'a'
  if (vantage !== 'a' && vantage !== 'b') throw new SettingError('ajuste-vantage', { value: vantage })
  const smtpUrl = url({ v: env['ACTAS_SMTP']?.replace(/^smtp:/, 'http:') }, 'v')
  const smtp = smtpUrl === null ? null : { host: new URL(smtpUrl).hostname, port: Number(new URL(smtpUrl).port || 25) }
  const connection = env['ACTAS_DB'] ? (JSON.parse(env['ACTAS_DB']) as DatabaseConnection) : null
  return Object.freeze({
    port,
    host,
    ...reach(env, host, port),
    databaseUrl: env['DATABASE_URL'] || null,
    dataDir,
    runDir: join(tmpdir(), `actas-${createHash('sha256').update(dataDir).digest('hex').slice(0, 10)}`),
    seed: env['ACTAS_SEED'] || '1',
    world,
    bankUrl: url(env, 'ACTAS_BANCO_URL'),
    smtp,
    mail: {
      from: address(env, 'ACTAS_CORREO', 'no-responder@actas.invalid'),
      returnTo: address(env, 'ACTAS_CORREO_DEVUELTO', 'devoluciones@rebotes.actas.invalid'),
      // At least a day: whoever was told today that the copy is ready may come back tomorrow.
      linkHours: integer(env, 'ACTAS_LIGA_HORAS', 24, 24, 24 * 90),
    },
    sandboxUrl: url(env, 'ACTAS_SANDBOX_URL'),
    buzonUrl: url(env, 'ACTAS_BUZON_URL'),
    signIn: signIn(env, world, 'ACTAS_OIDC'),
    holderSignIn: holderSignIn(env, world),
    confirmMinutes: integer(env, 'ACTAS_CONFIRMA_MINUTOS', 15, 1, 60),
    demonstration: world !== 'ninguno' || theme === 'demostracion',
    theme,
    signerUid: process.getuid?.() === 0 ? integer(env, 'ACTAS_SIGNER_UID', 64001, 1, 4294967294) : null,
    personsPerEntidad: integer(env, 'MUNDO_PERSONAS', 1000, 50, 60_000),
    vantage,
    repositoryDir: REPOSITORY,
    machine: `${hostname()} · ${availableParallelism()} cores`,
    databaseConnection: connection,
  })
}

/** Names for the certificate of the portal, as the machine's interfaces are now. */
export function namesNow(config: Pick<Config, 'host' | 'publicUrl'>): string[] {
  return certifiedNames(config, networkInterfaces(), hostname())
}

/** The environment that a child process of the supervisor receives: the present one and what was decided. */
export function childEnvironment(extra: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra }
}
