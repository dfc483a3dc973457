// `actas verify FILE.pdf`: verifies a copy from its file and the trust list alone, with no portal running.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDomainError } from '#errors'
import { sentence } from '#problems'
import { longInstant } from '#ui/messages'
import { verifyOffline } from '#verify-file'
import type { OfflineVerification } from '#verify-file'
import { UsageError } from './commands.ts'
import type { CommandInput } from './commands.ts'
import { t } from './sentences.ts'

/** Exit 0 for a valid copy, 1 for any other verdict, 2 for a file that is not a PDF, 3 without a trust list. */
export async function verifyCommand({ config, positionals, options, json }: CommandInput): Promise<number> {
  const [file] = positionals
  if (file === undefined || positionals.length !== 1) throw new UsageError(t('verify-uso'))
  const trustFile = typeof options['trust'] === 'string' ? options['trust'] : join(config.dataDir, 'confianza.json')
  const pdf = readDocument(file)
  const trust = readTrust(trustFile)
  if (trust === undefined) {
    process.stderr.write(`${t('sin-confianza', { archivo: trustFile })}\n`)
    return 3
  }
  try {
    const answer = await verifyOffline(pdf, trust)
    process.stdout.write(json ? `${JSON.stringify(answer)}\n` : inWords(answer))
    return answer.veredicto === 'valida' ? 0 : 1
  } catch (error) {
    if (!isDomainError(error)) throw error
    if (error.codigo !== 'confianza-invalida') throw new UsageError(sentence(error.codigo))
    process.stderr.write(`${t('confianza-invalida', { archivo: trustFile })}\n`)
    return 3
  }
}

function readDocument(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(t('archivo-ilegible', { archivo: file, causa: (error as Error).message }))
  }
}

/** The parsed list; undefined when there is none that can be parsed. */
function readTrust(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

function inWords(answer: OfflineVerification): string {
  const lines = [t('veredicto', { veredicto: answer.veredicto })]
  lines.push(answer.motivo ?? t('veredicto-firma'), t('veredicto-llaves', { cuando: longInstant(answer.llavesDel) }))
  if (answer.acta) {
    lines.push('', t('veredicto-compara'))
    for (const [name, value] of Object.entries(answer.acta))
      lines.push(`  ${name.padEnd(18)} ${Array.isArray(value) ? value.join(' · ') : (value ?? '—')}`)
  }
  return `${lines.join('\n')}\n`
}
