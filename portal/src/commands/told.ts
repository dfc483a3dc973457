// What a command says when it does not run: its help, or one line that says what to do and the exit code that goes with it.
import { SETTINGS, SettingError } from '#config'
import { isDomainError } from '#errors'
import { UsageError } from './commands.ts'
import type { Command } from './commands.ts'
import { sentenceKey, t } from './sentences.ts'
import type { Sentence } from './sentences.ts'

const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** A word that is no command: the list of those that are, when none was meant. */
export function tellUnknown(sub: string, commands: readonly Command[], later: ReadonlySet<string>): number {
  if (sub === '' || sub === '--help' || sub === 'help') {
    process.stdout.write(`${t('ayuda')}\n${commands.map((one) => `  actas ${one.usage}`).join('\n')}\n`)
    return sub === '' ? 2 : 0
  }
  say(t(later.has(sub) ? 'todavia-no' : 'subcomando-desconocido', { sub }))
  return later.has(sub) ? 4 : 2
}

export function helpOf(sub: string, command: Command): string {
  const lines = [`actas ${command.usage} [--json]`, '', t(`que-hace.${sub}` as Sentence)]
  if (sub === 'serve') {
    lines.push('', t('ajustes'))
    for (const one of SETTINGS)
      lines.push(`  ${one.name.padEnd(18)} ${t(one.key as Sentence)}${one.fallback ? ` (${one.fallback})` : ''}`)
  }
  return `${lines.join('\n')}\n`
}

/** One line that says what to do, whatever was thrown. */
export function explain(error: unknown): number {
  const known = error as { key?: string; params?: Record<string, string>; exitCode?: number; code?: string }
  if (error instanceof UsageError) {
    say(error.message)
    return 2
  }
  if (error instanceof SettingError) {
    say(t(error.key as Sentence, error.params))
    return 2
  }
  const key = sentenceKey(known.key)
  if (key !== null) {
    say(t(key, known.params ?? {}))
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
