// What must always hold for acts, checked over all rows.
import type { App } from '#context'
import * as store from './store.ts'

/** I22: what two people must do was done by two. */
export async function checkActs(app: App): Promise<{ checked: number; violations: string[] }> {
  const rows = await store.selectAlone(app.db)
  return { checked: rows.length, violations: rows.filter((one) => one.wrong).map((one) => one.folio) }
}
