// `actas verify FILE.pdf`: verifies a copy from its file and the trust list alone, with no portal running.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyOffline } from '#verify-file'
import { UsageError, t } from './commands.ts'
import type { CommandInput } from './commands.ts'

/** Exit 0 for a valid copy, 1 for any other verdict, 2 for a file that is not a PDF, 3 without a trust list. */
export async function verifyCommand({ config, positionals, options, json }: CommandInput): Promise<number> {
  const [file] = positionals
  if (file === undefined || positionals.length !== 1) throw new UsageError(t('verify-uso'))
  const trustFile = typeof options['trust'] === 'string' ? options['trust'] : join(config.dataDir, 'confianza.json')
  let trust: unknown
  try {
    trust = JSON.parse(readFileSync(trustFile, 'utf8')) as unknown
  } catch {
    process.stderr.write(`${t('sin-confianza', { archivo: trustFile })}\n`)
    return 3
  }
  let pdf: Buffer
  try {
    pdf = readFileSync(file)
  } catch (error) {
    throw new UsageError(t('archivo-ilegible', { archivo: file, causa: (error as Error).message }))
  }
  const answer = await verifyOffline(pdf, trust)
  if (json) process.stdout.write(`${JSON.stringify(answer)}\n`)
  else
    process.stdout.write(
      `${t('veredicto', { veredicto: answer.veredicto })}\n${answer.acta ? `${JSON.stringify(answer.acta, null, 2)}\n` : ''}`,
    )
  return answer.veredicto === 'valida' ? 0 : 1
}
