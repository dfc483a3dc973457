// `actas serve`: one role in this process, or several under a supervisor with database and, by default, the simulated world.
import { ROLES } from '#config'
import type { Config, Role } from '#config'
import { Refusal } from '../roles/refusal.ts'
import type { CommandInput } from './commands.ts'

/** Serves until SIGINT or SIGTERM, then ends its children and returns 0. */
export async function serve({ config, options }: CommandInput): Promise<number> {
  const roles = String(options['roles'] ?? ROLES.join(','))
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  const wrong = roles.find((role) => !ROLES.includes(role as Role)) ?? (roles.length === 0 ? '' : undefined)
  if (wrong !== undefined) throw new Refusal('rol-desconocido', { rol: wrong, roles: ROLES.join(', ') }, 2)
  const alone = roles.length === 1 && (config.databaseConnection !== null || config.databaseUrl !== null)
  return alone ? await serveAlone(config, roles[0] as Role) : await serveAll(config, roles as Role[])
}

async function serveAlone(config: Config, role: Role): Promise<number> {
  const stop = await runRole(config, role).catch(async (error: unknown) => {
    const { explain } = await import('./told.ts')
    // What was opened before the failure would keep this process alive, and a supervisor waiting for it.
    process.exit(explain(error))
  })
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

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function serveAll(config: Config, roles: readonly Role[]): Promise<number> {
  const { supervise } = await import('../roles/supervisor.ts')
  const ended = stopSignal()
  let interrupted = false
  void ended.then(() => {
    interrupted = true
  })
  const started = await supervise(config, roles, say)
  if (!interrupted) process.stdout.write(started.announcement)
  await ended
  say(started.farewell)
  await started.stop()
  return 0
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.once('disconnect', () => resolve())
  })
}
