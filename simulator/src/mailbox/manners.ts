// Addresses at which delivery goes wrong, known by the first word of the address: what a mail to each of them meets.

/** What the server says at once, or the report that comes back later. Numbers as in RFC 5321 and RFC 3463. */
export type Manner =
  | { readonly when: 'recipient' | 'data'; readonly code: number; readonly text: string; readonly tries: number }
  | { readonly when: 'later'; readonly status: string; readonly diagnostic: string }

const ALWAYS = Number.POSITIVE_INFINITY

/** By word, in the order in which the page lists them. */
export const MANNERS = {
  rebota: { when: 'recipient', code: 550, text: '5.1.1 No existe esa dirección', tries: ALWAYS },
  devuelto: { when: 'later', status: '5.1.1', diagnostic: '550 5.1.1 No existe esa dirección' },
  'buzon-lleno': { when: 'later', status: '5.2.2', diagnostic: '552 5.2.2 El buzón está lleno' },
  rechaza: { when: 'data', code: 554, text: '5.7.1 Parece publicidad', tries: ALWAYS },
  tarde: { when: 'recipient', code: 451, text: '4.7.1 Intenta más tarde', tries: 2 },
  nunca: { when: 'recipient', code: 451, text: '4.3.2 No hay servicio por ahora', tries: ALWAYS },
} as const satisfies Record<string, Manner>

export type MannerName = keyof typeof MANNERS
export const MANNER_NAMES = Object.keys(MANNERS) as readonly MannerName[]

/** The manner of an address: `rebota@…`, `rebota.ana@…` and `rebota+2@…` bounce alike; null for an ordinary one. */
export function mannerOf(address: string): Manner | null {
  const word = address.toLowerCase().split(/[@.+]/)[0] ?? ''
  return Object.hasOwn(MANNERS, word) ? MANNERS[word as MannerName] : null
}

/** Remembers how often each letter was tried, so that it is late as often as its address says, and no more. */
export function openPatience(): (from: string, to: string, manner: { readonly tries: number }) => boolean {
  const tried = new Map<string, number>()
  return (from, to, { tries }) => {
    if (tries === ALWAYS) return true
    const key = `${from} ${to}`
    const n = (tried.get(key) ?? 0) + 1
    // So many letters are late at once at most; the oldest is forgotten first.
    if (tried.size > MOST_LATE) tried.delete(tried.keys().next().value as string)
    tried.set(key, n)
    return n <= tries
  }
}

const MOST_LATE = 5_000
