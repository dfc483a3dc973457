// The list of subcommands, and what they share: help, one-line refusals, exit codes.
import { parseArgs } from 'node:util'
import { SETTINGS, SettingError, readConfig } from '#config'
import type { Config } from '#config'
import { isDomainError } from '#errors'
import { catalogue } from '#ui/messages'
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es)

export interface CommandInput {
  readonly config: Config
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly json: boolean
}

interface Command {
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
  ca: { usage: 'ca', options: {}, load: async () => (await import('./ca.ts')).ca },
  routes: { usage: 'routes', options: {}, load: async () => (await import('./routes.ts')).routes },
}

/** Commands that outsiders may already call and that later work will bring: they say so and exit 4. */
const LATER = new Set(['keys', 'evidence', 'rehearse'])

/** Runs one subcommand. Exit codes: 0 done · 1 checked and failed · 2 wrong use · 3 lacks something · 4 internal. */
export async function runCommand(sub: string, args: readonly string[]): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`)
  if (sub === '' || sub === '--help' || sub === 'help') {
    process.stdout.write(
      `${t('ayuda')}\n${Object.values(COMMANDS)
        .map((one) => `  actas ${one.usage}`)
        .join('\n')}\n`,
    )
    return sub === '' ? 2 : 0
  }
  if (LATER.has(sub)) {
    say(t('todavia-no', { sub }))
    return 4
  }
  const command = Object.hasOwn(COMMANDS, sub) ? COMMANDS[sub] : undefined
  if (!command) {
    say(t('subcomando-desconocido', { sub }))
    return 2
  }
  try {
    const parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...command.options, help: { type: 'boolean' }, json: { type: 'boolean' } },
    })
    if (parsed.values['help']) {
      process.stdout.write(helpOf(sub, command))
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
    return explain(error, say)
  }
}

function helpOf(sub: string, command: Command): string {
  const lines = [`actas ${command.usage} [--json]`, '', t(`que-hace.${sub}` as keyof typeof es)]
  if (sub === 'serve') {
    lines.push('', t('ajustes'))
    for (const one of SETTINGS)
      lines.push(`  ${one.name.padEnd(18)} ${t(one.key as keyof typeof es)}${one.fallback ? ` (${one.fallback})` : ''}`)
  }
  return `${lines.join('\n')}\n`
}

/** One line that says what to do, whatever was thrown. */
function explain(error: unknown, say: (text: string) => void): number {
  const known = error as { key?: string; params?: Record<string, string>; exitCode?: number; code?: string }
  if (error instanceof UsageError) {
    say(error.message)
    return 2
  }
  if (error instanceof SettingError) {
    say(t(error.key as keyof typeof es, error.params))
    return 2
  }
  if (typeof known.key === 'string' && Object.hasOwn(es, known.key)) {
    say(t(known.key as keyof typeof es, known.params ?? {}))
    return known.exitCode ?? 3
  }
  if (typeof known.code === 'string' && known.code.startsWith('ERR_PARSE_ARGS')) {
    say(t('opcion-desconocida', { detalle: (error as Error).message.split('\n')[0] ?? '' }))
    return 2
  }
  if (isDomainError(error)) {
    say(t('rechazado', { codigo: error.codigo, detalle: Object.values(error.details.params ?? {}).join(' ') }))
    return error.kind === 'unavailable' ? 3 : 2
  }
  say(t('error-interno', { detalle: error instanceof Error ? error.message : String(error) }))
  if (error instanceof Error && error.stack) process.stderr.write(`${error.stack}\n`)
  return 4
}
