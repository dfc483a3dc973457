// The noun: what somebody waits for, for how long, and how much may be asked for one address. Rules only.

/** `vuelta`: a registry that does not answer. `apertura`: an entidad whose actas cannot be ordered here yet, or not now. */
export type Kind = 'vuelta' | 'apertura'

/** For how many days an address is kept (ours; the letter does not say). An outage ends soon, an opening takes its time. */
export const TERM_DAYS: Readonly<Record<Kind, number>> = { vuelta: 30, apertura: 365 }

/** What may be asked for one address (ours), so that nobody fills a stranger's mailbox through us. */
export const MOST = { waiting: 5, inAnHour: 5 }

export function kindOf(entidad: { readonly abierta: boolean }): Kind {
  return entidad.abierta ? 'vuelta' : 'apertura'
}

/** Until when a wait lasts that is asked for now. */
export function endOf(kind: Kind, now: Temporal.Instant): Temporal.Instant {
  return now.add({ hours: TERM_DAYS[kind] * 24 })
}

/**
 * Whether a registry that was seen up without a break since `steady` is back for somebody whose own try failed at `failed`:
 * a probe of before that try says nothing about it.
 */
export function isBack(steady: Temporal.Instant | undefined, failed: Temporal.Instant | null): boolean {
  return steady !== undefined && (failed === null || Temporal.Instant.compare(steady, failed) >= 0)
}

/** When a try failed, as a form brings it back; null for whatever cannot be. */
export function failedAt(text: string, now: Temporal.Instant): Temporal.Instant | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) return null
  try {
    const at = Temporal.Instant.from(text)
    return Temporal.Instant.compare(at, now) <= 0 ? at : null
  } catch (error) {
    // A date that the calendar lacks.
    if (error instanceof RangeError) return null
    throw error
  }
}
