// Whose open case a folio is: what the room of emergency accesses asks of the rooms that stand on it.
import type { App } from '#context'
import { ownerOfOpenTicket } from '#helpdesk'
import { ownerOfOpenIncident } from '#incidents'

export async function openCase(app: App, kind: 'REP' | 'INC', folio: string): Promise<string | null> {
  return kind === 'REP' ? await ownerOfOpenTicket(app, folio) : await ownerOfOpenIncident(app, folio)
}
