// The words of receipts.
import { catalogue } from '#ui/messages'
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es)
