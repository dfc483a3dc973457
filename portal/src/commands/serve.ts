// `actas serve`: one role in this process, or several under a supervisor with database and, by default, the simulated world.
import { ROLES } from '#config'
import type { Config, Role } from '#config'
import { UsageError, t } from './commands.ts'
import type { CommandInput } from './commands.ts'
import type { Started } from '../roles/supervisor.ts'

/** Serves until SIGINT or SIGTERM, then ends its children and returns 0. */
export async function serve({ config, options }: CommandInput): Promise<number> {
  const roles = String(options['roles'] ?? ROLES.join(','))
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  for (const role of roles)
    if (!ROLES.includes(role as Role))
      throw new UsageError(t('rol-desconocido', { rol: role, roles: ROLES.join(', ') }))
  if (roles.length === 0) throw new UsageError(t('rol-desconocido', { rol: '', roles: ROLES.join(', ') }))
  const alone = roles.length === 1 && (config.databaseConnection !== null || config.databaseUrl !== null)
  return alone ? await serveAlone(config, roles[0] as Role) : await serveAll(config, roles as Role[])
}

async function serveAlone(config: Config, role: Role): Promise<number> {
  const stop = await runRole(config, role)
  // Under a supervisor the channel to it is the sign of life: when it goes, this process goes too.
  const ended = stopSignal()
  process.send?.({ tipo: 'listo' })
  await ended
  await stop()
  // The open channel would keep this process alive until it is killed.
  if (process.connected) process.disconnect?.()
  return 0
}

async function runRole(config: Config, role: Role): Promise<() => Promise<void>> {
  if (role === 'web') return await (await import('../roles/web.ts')).runWeb(config)
  if (role === 'worker') return await (await import('../roles/worker.ts')).runWorker(config)
  if (role === 'signer') return await (await import('../roles/signer.ts')).runSigner(config)
  return await (await import('../roles/monitor.ts')).runMonitor(config)
}

async function serveAll(config: Config, roles: readonly Role[]): Promise<number> {
  const { supervise } = await import('../roles/supervisor.ts')
  const ended = stopSignal()
  let interrupted = false
  void ended.then(() => {
    interrupted = true
  })
  const started = await supervise(config, roles, (key) =>
    process.stderr.write(`${t(key as Parameters<typeof t>[0])}\n`),
  )
  if (!interrupted) await announce(started)
  await ended
  process.stderr.write(`${t('deteniendo')}\n`)
  await started.stop()
  return 0
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.once('disconnect', () => resolve())
  })
}

/** The lines that outsiders wait for (outside face §2), then what a first visitor needs. */
async function announce(started: Started): Promise<void> {
  const lines = [`actas ready ${started.url}`, `consola ${started.url}/consola`]
  if (started.sandbox) lines.push(`sandbox ${started.sandbox}`)
  if (started.buzon) lines.push(`buzon ${started.buzon}`)
  process.stdout.write(`${lines.join('\n')}\n`)
  if (started.sandbox) process.stdout.write(await samples(started.sandbox, started))
  if (started.fingerprint !== null) process.stdout.write(await forPhones(started, started.fingerprint))
}

/** How a phone on the same network gets here, last of all so that the code is still on the screen. */
async function forPhones({ url, sandbox }: Started, fingerprint: string): Promise<string> {
  const { terminalQr } = await import('#ui/terminal-qr')
  const code = terminalQr(url, process.stdout.isTTY && process.stdout.hasColors())
  const rows = ['', t('red', { url }), '', code, t('red-huella'), `  ${fingerprint}`]
  if (sandbox) rows.push(t('red-mundo'))
  return `${rows.join('\n')}\n`
}

interface Person {
  readonly curp: string | null
  readonly nombres: string
  readonly primerApellido: string
  readonly entidadRegistro: string
  readonly filiacion: readonly string[]
}

const SAMPLES_MS = 10_000

async function samples(sandbox: string, { url, doors }: Started): Promise<string> {
  const { httpCall } = await import('#http')
  const rows: string[] = ['', t('personas')]
  for (const entidad of ['01', '06', '13', '14', '15']) {
    const url = `${sandbox}/personas?entidad=${entidad}&n=1`
    const reply = await httpCall(url, { method: 'GET', limitMs: SAMPLES_MS, mostBytes: 64 * 1024 })
    const [person] = 'failure' in reply ? [] : (JSON.parse(reply.body.toString('utf8')) as Person[])
    if (person)
      rows.push(
        `  ${person.curp ?? '—'}  ${entidad}  ${person.nombres} ${person.primerApellido}  ·  ${t('filiacion')}: ${person.filiacion[0] ?? '—'}`,
      )
  }
  rows.push('', t('tarjetas'), '  4111111111111111', '', t('cuentas'))
  rows.push(...doors.map((one) => `  ${one.id.padEnd(14)}  ${one.nombre}  ·  ${url}${one.href}`), '')
  return `${rows.join('\n')}\n`
}
