// The program of the simulated world: it starts, says where everything is, and ends with whoever started it.
import { readSettings, type Settings } from './settings.ts'
import { openWorld, type PortalReady, type World } from './world.ts'

/** The whole world is gone within this time, whatever still hangs. */
const END_MS = 1_800

async function run(settings: Settings): Promise<void> {
  const started = performance.now()
  let world: World | null = null
  let ending = false
  const end = (): void => {
    if (ending) return
    ending = true
    // What has not started yet has nothing to close; the child processes end with the channel to them.
    if (world === null) process.exit(0)
    setTimeout(() => process.exit(0), END_MS).unref()
    void world.close().then(() => process.exit(0), fail)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end)
  process.once('disconnect', end)
  const opened = await openWorld(settings)
  world = opened
  process.on('message', (message: PortalReady) => {
    if (message.tipo === 'portal') void opened.meetPortal(message).catch(fail)
  })
  process.stderr.write(`mundo: ready after ${Math.round(performance.now() - started)} ms\n`)
  // Started by hand it has no parent to tell, and says it to whoever looks.
  if (process.send) process.send(opened.ready)
  else process.stdout.write(`${JSON.stringify(opened.ready, null, 2)}\n`)
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}

/** A setting that cannot be used is one line for whoever starts the world, without a trace of where it was read. */
function settingsOrEnd(): Settings {
  try {
    return readSettings(process.env)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    return process.exit(2)
  }
}

await run(settingsOrEnd()).catch(fail)
