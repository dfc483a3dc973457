// The words of the desk, for its own pages and for those of its rooms.
import { catalogue } from '#ui/messages'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

export type Key = keyof typeof es & string
export const t = catalogue(es, { en })

/** A key made of two parts, such as `estado.en_N1`; one that has no words is a defect and is thrown by the catalogue. */
export const word = (kind: string, key: string): string => t(`${kind}.${key}` as Key)
