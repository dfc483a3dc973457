// `actas bank import`: takes a bank's file by hand, exactly as if the bank had delivered it.
import { readFileSync } from 'node:fs'
import { connectionOf, openDb } from '#db'
import { seedDirectory } from '#directory'
import { migrate } from '#migrate'
import { importBankFile } from '#reconciliation'
import { sentence } from '#problems'
import { openBase } from '../app.ts'
import { UsageError } from './commands.ts'
import type { CommandInput } from './commands.ts'
import { t } from './sentences.ts'
import { withDatabase } from './with-database.ts'

/** Exit 0 when the file was taken, now or before; 1 when it was refused or kept apart. */
export async function bank({ config, positionals, options, json }: CommandInput): Promise<number> {
  const [what = '', file = ''] = positionals
  const entidad = options['entidad']
  if (what !== 'import' || file === '' || positionals.length > 2) throw new UsageError(t('banco-uso'))
  if (typeof entidad !== 'string' || !/^\d{2}$/.test(entidad)) throw new UsageError(t('banco-falta-entidad'))
  const bytes = read(file)
  return await withDatabase(config, async (connected) => {
    const db = openDb(connectionOf(connected), 1, () => undefined, 'owner')
    await migrate(db).finally(() => db.close())
    const base = await openBase(connected, { role: 'command', poolSize: 2, queue: 'keep' })
    try {
      await seedDirectory(base.app)
      const report = await importBankFile(base.app, { entidad, bytes, channel: 'mandato', actor: 'operador' })
      const told = t('banco-hecho', {
        estado: report.estado,
        registros: report.registros,
        suma: (report.sumaCentavos / 100).toFixed(2),
      })
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${told}\n`)
      if (report.motivo) process.stderr.write(`${sentence(report.motivo)}\n`)
      if (!json) for (const one of report.lineas) process.stdout.write(`${lineText(one)}\n`)
      return report.motivo ? 1 : 0
    } finally {
      await base.close()
    }
  })
}

function lineText(one: {
  n: number
  lineaDeCaptura: string
  importeCentavos: number
  estado: string
  motivo?: string
}): string {
  const amount = (one.importeCentavos / 100).toFixed(2).padStart(10)
  return `${String(one.n).padStart(6)}  ${one.lineaDeCaptura.padEnd(20)} ${amount}  ${one.estado}${one.motivo ? ` (${one.motivo})` : ''}`
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(t('banco-archivo', { archivo: file, causa: (error as NodeJS.ErrnoException).code ?? '?' }))
  }
}
