// The words for what is on record: the event, who did it, and its details. What nobody gave words shows its key.
import type { Entry } from '#journal'
import { catalogue } from '#ui/messages'
import es from './es-MX.json' with { type: 'json' }

type Key = keyof typeof es
export const t = catalogue(es)

/** The words of a key that may be unknown, or the key itself. */
function wordOr(kind: string, key: string): string {
  const whole = `${kind}.${key}`
  return Object.hasOwn(es, whole) ? t(whole as Key) : key
}

export const eventWord = (event: string): string => wordOr('hecho', event)

/** What the filter offers: the first words of events, and the looks of staff by themselves. */
export const GROUPS: readonly { readonly value: string; readonly text: string }[] = Object.keys(es)
  .filter((key) => key.startsWith('grupo.'))
  .map((key) => ({ value: key.slice('grupo.'.length), text: t(key as Key) }))

/** Null for an account of staff, which is shown by its own name. */
export function actorWord(actor: string, names: ReadonlyMap<string, string>): string | null {
  const [kind, clave = ''] = actor.split(':')
  if (kind === 'entidad' && clave !== '') return t('quien.entidad', { estado: names.get(clave) ?? clave })
  return Object.hasOwn(es, `quien.${actor}`) ? t(`quien.${actor}` as Key) : null
}

/** What else is on record of it, in one line. */
export function detailWords({ event, data: { emergencia, ...data } }: Pick<Entry, 'event' | 'data'>): string {
  const said = [plainWords(event, data)]
  if (typeof emergencia === 'string') said.push(t('detalle.emergencia', { emergencia }))
  return said.filter(Boolean).join(' · ')
}

function plainWords(event: string, data: Readonly<Record<string, unknown>>): string {
  if (event === 'staff.looked')
    return t('detalle.consulta', {
      que: wordOr('que', String(data['que'])),
      motivo: wordOr('motivo', String(data['motivo'])),
    })
  return Object.entries(data)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
}
