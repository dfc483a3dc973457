// The words of receipts: for the person in the language asked for, for the console and for what is put on record in Spanish.
import { catalogue } from '#ui/messages'
import consoleEs from './console-es-MX.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es, { en })
export const forDesk = catalogue(consoleEs)
