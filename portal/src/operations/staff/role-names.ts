// What the roles are called on every page of the console.
import { catalogue } from '#ui/messages'
import type { Rol } from './policy.ts'
import es from './accounts/es-MX.json' with { type: 'json' }

const t = catalogue(es)

export const nameOfRole = (rol: Rol): string => t(`rol.${rol}`)
