// `actas staff`: who works in the console, for whoever installs the program: the very first account has nobody to invite it.
import { DomainError, isDomainError } from '#errors'
import { problemOf } from '#problems'
import { dismiss, invite, listWorkers } from '../operations/staff/accounts/accounts.ts'
import type { Acting, WorkerRow } from '../operations/staff/accounts/accounts.ts'
import { UsageError } from './commands.ts'
import type { CommandInput } from './commands.ts'
import { t } from './sentences.ts'
import { withApp } from './with-app.ts'

/** Whoever may run commands on the machine may give any account; the journal names no person, for it knows none. */
const OPERATOR: Acting = { id: 'operador', rol: 'ugd', entidad: null }

export async function staff({ config, positionals, options, json }: CommandInput): Promise<number> {
  const [what = '', cuenta = ''] = positionals
  if (!['add', 'list', 'revoke'].includes(what)) throw new UsageError(t('staff-uso'))
  if (what !== 'list' && cuenta === '') throw new UsageError(t('staff-falta-cuenta'))
  const given = (name: string): string => (typeof options[name] === 'string' ? options[name] : '')
  return await withApp(config, async (app) => {
    try {
      if (what === 'add') {
        const [nombre, correo, rol, motivo] = ['nombre', 'correo', 'rol', 'motivo'].map(given) as [
          string,
          string,
          string,
          string,
        ]
        await invite(app, OPERATOR, { cuenta, nombre, correo, rol, entidad: given('entidad'), motivo })
      }
      if (what === 'revoke') await dismiss(app, OPERATOR, cuenta, given('motivo'))
      const all = await listWorkers(app, null)
      const shown = what === 'list' ? all : all.filter((one) => one.id === cuenta)
      process.stdout.write(json ? `${JSON.stringify(shown.map(told))}\n` : shown.map(line).join(''))
      return 0
    } catch (error) {
      throw named(error)
    }
  })
}

/** A command has no fields to mark, so it says all that is wrong in one line. */
function named(error: unknown): unknown {
  if (!isDomainError(error)) return error
  const { campos = [], title } = problemOf(error as DomainError)
  return new UsageError(campos.length > 0 ? campos.map((one) => `${one.campo}: ${one.mensaje}`).join(' ') : title)
}

const told = (one: WorkerRow): Record<string, unknown> => ({
  cuenta: one.id,
  nombre: one.nombre,
  correo: one.correo,
  rol: one.rol,
  entidad: one.entidad,
  activa: one.active,
  ultimaEntrada: one.entered_at,
})

function line(one: WorkerRow): string {
  const state = t(one.active ? 'staff-activa' : 'staff-baja')
  return `${one.id.padEnd(20)} ${one.rol.padEnd(14)} ${(one.entidad ?? '--').padEnd(4)} ${state.padEnd(8)} ${one.nombre}\n`
}
