// The duties of the living world on one page: who looks after what, and how often.
import { levelOneDuty, levelTwoDuty } from './desk.ts'
import { incidentDuties } from './incidents.ts'
import { mailDuty } from './mails.ts'
import { refusalDuty } from './refusals.ts'
import type { Duty } from './duty.ts'

/** In the order in which they have precedence when several are due. */
export function allDuties(): readonly Duty[] {
  return [...incidentDuties(), levelOneDuty(), levelTwoDuty(), mailDuty(), refusalDuty()]
}
