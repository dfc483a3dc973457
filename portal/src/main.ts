// The program: reads the subcommand, loads only what it needs, and turns whatever happens into one line and an exit code.
import { enableCompileCache } from 'node:module'

enableCompileCache()

const [sub = '', ...rest] = process.argv.slice(2)
const { runCommand } = await import('./commands/commands.ts')
process.exitCode = await runCommand(sub, rest)
