// The entry of node-kit: hands the arguments to the commands and ends with their exit code.
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { runNodeKit } = await import('./commands.ts')

// Whoever reads our output may leave first; that is no failure of the command.
process.stdout.on('error', () => undefined)
process.exitCode = await runNodeKit(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  // Only a command that waits listens to signals: any other simply ends on them.
  stopped: () =>
    new Promise((resolve) => {
      process.once('SIGINT', () => resolve())
      process.once('SIGTERM', () => resolve())
    }),
})
