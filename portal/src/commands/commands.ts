// The list of subcommands, and what they share: help, one-line refusals, exit codes.
import { parseArgs } from 'node:util'
import { readConfig } from '#config'
import type { Config } from '#config'

export interface CommandInput {
  readonly config: Config
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly json: boolean
}

export interface Command {
  readonly usage: string
  readonly options: Readonly<Record<string, { type: 'string' | 'boolean' }>>
  readonly load: () => Promise<(input: CommandInput) => Promise<number>>
}

/** Wrong use of a command: the sentence to print; exit 2. */
export class UsageError extends Error {}

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    usage: 'serve [--roles web,worker,signer,monitor]',
    options: { roles: { type: 'string' } },
    load: async () => (await import('./serve.ts')).serve,
  },
  migrate: { usage: 'migrate', options: {}, load: async () => (await import('./migrate.ts')).migrateCommand },
  check: { usage: 'check', options: {}, load: async () => (await import('./check.ts')).check },
  verify: {
    usage: 'verify FILE.pdf [--trust FILE]',
    options: { trust: { type: 'string' } },
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  entidad: {
    usage: 'entidad add --alta FILE | list | suspend NN | resume NN',
    options: { alta: { type: 'string' } },
    load: async () => (await import('./entidad.ts')).entidad,
  },
  bank: {
    usage: 'bank import FILE --entidad NN',
    options: { entidad: { type: 'string' } },
    load: async () => (await import('./bank.ts')).bank,
  },
  staff: {
    usage: 'staff add CUENTA --nombre … --correo … --rol … [--entidad NN] --motivo … | list | revoke CUENTA --motivo …',
    options: {
      nombre: { type: 'string' },
      correo: { type: 'string' },
      rol: { type: 'string' },
      entidad: { type: 'string' },
      motivo: { type: 'string' },
    },
    load: async () => (await import('./staff.ts')).staff,
  },
  ca: { usage: 'ca', options: {}, load: async () => (await import('./ca.ts')).ca },
  routes: { usage: 'routes', options: {}, load: async () => (await import('./routes.ts')).routes },
}

/** Commands that outsiders may already call and that later work will bring: they say so and exit 4. */
const LATER = new Set(['keys', 'evidence', 'rehearse'])

/** Runs one subcommand. Exit codes: 0 done · 1 checked and failed · 2 wrong use · 3 lacks something · 4 internal. */
export async function runCommand(sub: string, args: readonly string[]): Promise<number> {
  // Only the supervisor asks for it, over its channel.
  if (sub === 'prepare' && process.send) return await (await import('../roles/prepare.ts')).prepare()
  const command = Object.hasOwn(COMMANDS, sub) ? COMMANDS[sub] : undefined
  if (!command) return (await import('./told.ts')).tellUnknown(sub, Object.values(COMMANDS), LATER)
  try {
    const parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...command.options, help: { type: 'boolean' }, json: { type: 'boolean' } },
    })
    if (parsed.values['help']) {
      process.stdout.write((await import('./told.ts')).helpOf(sub, command))
      return 0
    }
    const run = await command.load()
    return await run({
      config: readConfig(),
      positionals: parsed.positionals,
      options: parsed.values,
      json: parsed.values['json'] === true,
    })
  } catch (error) {
    return (await import('./told.ts')).explain(error)
  }
}
