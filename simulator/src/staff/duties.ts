// The duties of the living world on one page: who looks after what, and how often.
import type { Duty } from './staff.ts'

/** In the order in which they have precedence when several are due. */
export const DUTIES: readonly Duty[] = []
