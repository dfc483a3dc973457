// The door of staff: who is signed in, what they may do, and the frame of every page of the console.
import type { App } from '#context'
import { listEntidades } from '#directory'
import { paths } from '#ui/paths'
import { ROLES } from './policy.ts'
import type { Lent, Rol } from './policy.ts'
import * as store from './store.ts'

export { boardKeys, boardOf, consolePage } from './console-page.ts'
export { consoleTable } from './console-table.ts'
export { whileAsked } from './asked-page.ts'
export type { ConsoleView } from './console-page.ts'
export { chosenQuery, consoleFilters, readChosen } from './console-filters.ts'
export type { ConsoleFilter } from './console-filters.ts'
export { nameOfRole } from './role-names.ts'
export type { Turn, TurnItem, TurnProvider } from './turn.ts'
export { CONSOLE_LINES, LINES, accessOf, requirePolicy } from './access.ts'
export { EMERGENCIES, ROLES, leads, may } from './policy.ts'
export type { Lent, Motivo, Right, Rol } from './policy.ts'
export {
  SESSION_COOKIE,
  closeSession,
  consoleCookie,
  currentStaff,
  isRefresh,
  openSession,
  requireStaff,
  sessionCookie,
} from './sessions.ts'

/** Someone who works here. `entidad` is null for the federal bodies and the auditor. */
export interface Staff {
  readonly id: string
  readonly nombre: string
  readonly correo: string
  readonly rol: Rol
  readonly entidad: string | null
  /** What they borrow in an emergency, while it lasts. */
  readonly emergencia?: Lent
  /** The entidad that this request is confined to, because it stands on borrowed rights alone. */
  readonly alcance?: string
}

/** The entidad that a person of the console is confined to; null sees all. Every list is cut by it. */
export function scopeOf(staff: Pick<Staff, 'entidad' | 'alcance'>): string | null {
  return staff.entidad ?? staff.alcance ?? null
}

/** Accounts of the demonstration, as the sandbox's provider knows them. */
export async function listAccounts(app: App): Promise<Staff[]> {
  return await store.selectAccounts(app.db)
}

/** Who watches over an entidad: the auditors of all, and its own control body. */
export async function listWatchers(app: App, clave: string): Promise<Staff[]> {
  const all = await listAccounts(app)
  return all.filter((one) => one.rol === 'auditor' || (one.rol === 'oic' && one.entidad === clave))
}

/** A way into the console by one click, as there is only in the demonstration. */
export interface Door {
  readonly id: string
  readonly nombre: string
  readonly href: string
}

/** One account for each role: the federal ones and those of the first entidad that is open. None outside the demonstration. */
export async function demonstrationDoors(app: App): Promise<Door[]> {
  if (app.config.world === 'ninguno') return []
  const [accounts, entidades] = await Promise.all([listAccounts(app), listEntidades(app)])
  const order = Object.keys(ROLES)
  const shown = (entidades.find((one) => one.abierta) ?? entidades[0])?.clave
  return accounts
    .filter((one) => one.entidad === null || one.entidad === shown)
    .sort((a, b) => order.indexOf(a.rol) - order.indexOf(b.rol))
    .map(({ id, nombre }) => ({ id, nombre, href: `${paths.consoleEnter}?cuenta=${encodeURIComponent(id)}` }))
}

const FEDERAL: readonly [string, Rol, string][] = [
  ['renapo', 'renapo', 'Segob-RENAPO'],
  ['presidencia', 'presidencia', 'Estrategia Digital Nacional, Presidencia'],
  ['ugd', 'ugd', 'SFP, Unidad de Gobierno Digital'],
  ['mesa-1', 'mesa_n1', 'Mesa de ayuda gob.mx'],
  ['auditor', 'auditor', 'Auditoría'],
]
const LOCAL: readonly [string, Rol, string][] = [
  ['enlace', 'enlace', 'Enlace técnico'],
  ['finanzas', 'finanzas', 'Finanzas'],
  ['mesa', 'mesa_entidad', 'Mesa de ayuda'],
  ['gubernatura', 'gubernatura', 'Gubernatura'],
  ['oic', 'oic', 'Contraloría'],
]

/** Makes the accounts of the demonstration once: offices, never persons. Refused outside the demonstration. */
export async function seedDemonstrationStaff(
  app: App,
  entidades: readonly { clave: string; nombre: string }[],
): Promise<void> {
  if (!app.config.demonstration || app.config.world === 'ninguno') return
  const at = app.clock.now()
  for (const [id, rol, nombre] of FEDERAL) {
    await store.upsertAccount(app.db, { id, rol, nombre, correo: `${id}@gob.invalid`, entidad: null, at })
  }
  for (const { clave, nombre: entidad } of entidades) {
    for (const [office, rol, nombre] of LOCAL) {
      const id = `${office}-${clave}`
      await store.upsertAccount(app.db, {
        id,
        rol,
        nombre: `${nombre} de ${entidad}`,
        correo: `${id}@entidad.invalid`,
        entidad: clave,
        at,
      })
    }
  }
}
