// How a look is told, on the page and in a mail: what was done and from which office, never the name of a person.
import { catalogue } from '#ui/messages'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import type { Look } from './record.ts'

const t = catalogue(es, { en })
type Key = keyof typeof es

/** The name of an office, with its entidad where it has one; general words for a role that a later version added. */
export function officeName(rol: string, estado: string): string {
  return t(known('rol', rol, 'rol.otro'), { estado })
}

export function lookWords(one: Look): string {
  if (one.que === 'verificada') return t(`vista.verificada.${one.medio}`)
  if (one.que !== 'oficina') return t(`vista.${one.que}`)
  return t(known('vista.sobre', one.sobre, 'vista.sobre.otro'), { quien: officeName(one.rol, one.estado) })
}

function known(kind: string, key: string, otherwise: Key): Key {
  const whole = `${kind}.${key}`
  return Object.hasOwn(es, whole) ? (whole as Key) : otherwise
}
