// `actas entidad`: who the 32 are, which node answers for each, and suspending or resuming one; also while running.
import { changeSuspension, listEntidades, registerNode } from '#directory'
import type { Alta } from '#directory'
import { readAltaFile } from '../app.ts'
import { UsageError } from './commands.ts'
import type { CommandInput } from './commands.ts'
import { t } from './sentences.ts'
import { withApp } from './with-app.ts'

export async function entidad({ config, positionals, options, json }: CommandInput): Promise<number> {
  const [what = '', clave = ''] = positionals
  if (!['add', 'list', 'suspend', 'resume'].includes(what)) throw new UsageError(t('entidad-uso'))
  if (what === 'add' && typeof options['alta'] !== 'string') throw new UsageError(t('entidad-falta-alta'))
  if ((what === 'suspend' || what === 'resume') && !/^\d{2}$/.test(clave))
    throw new UsageError(t('entidad-falta-clave'))
  const alta = what === 'add' ? readAlta(String(options['alta'])) : null
  return await withApp(config, async (app) => {
    if (alta) {
      const done = await registerNode(app, alta, 'alta')
      process.stdout.write(json ? `${JSON.stringify(done)}\n` : `${t('entidad-alta-hecha', done)}\n`)
    } else if (what === 'list') {
      const all = await listEntidades(app)
      process.stdout.write(
        json
          ? `${JSON.stringify(all)}\n`
          : `${all.map((one) => `${one.clave}  ${one.nombre.padEnd(20)} ${one.fase.padEnd(18)} ${(one.derechosCentavos / 100).toFixed(2).padStart(8)}`).join('\n')}\n`,
      )
    } else {
      const one = await changeSuspension(app, clave, what === 'suspend', 'operador')
      process.stdout.write(json ? `${JSON.stringify(one)}\n` : `${one.clave} ${one.nombre}: ${one.fase}\n`)
    }
    return 0
  })
}

function readAlta(file: string): Alta {
  try {
    return readAltaFile(file) as Alta
  } catch (error) {
    throw new UsageError(t('alta-ilegible', { archivo: file, causa: (error as Error).message }))
  }
}
