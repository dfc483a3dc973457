// What must always hold for copies, checked over all rows.
import { createHash } from 'node:crypto'
import { isExempt } from '#being-issued'
import type { App } from '#context'
import { findCapture } from '#payments'
import { inspectCopy } from './strict-verifier.ts'
import type { SealTrust } from './strict-verifier.ts'
import * as store from './store.ts'

/** I3 (no copy without its payment or an exemption that two signed), I4 (every copy verifies) and I5 (the bytes served keep their hash). */
export async function checkCopies(
  app: App,
  trust: SealTrust,
): Promise<Record<'i3' | 'i4' | 'i5', { checked: number; violations: string[] }>> {
  const found = {
    i3: { checked: 0, violations: [] as string[] },
    i4: { checked: 0, violations: [] as string[] },
    i5: { checked: 0, violations: [] as string[] },
  }
  for await (const copy of store.readCopies(app.db)) {
    for (const one of Object.values(found)) one.checked += 1
    if ((await findCapture(app.db, copy.folio)) === null && !(await isExempt(app, copy.folio)))
      found.i3.violations.push(copy.folio)
    const seen = inspectCopy(copy.pdf, trust)
    if (seen.ours !== 'yes') found.i4.violations.push(`${copy.folio}: ${seen.reason ?? seen.ours}`)
    if (!createHash('sha256').update(copy.pdf).digest().equals(copy.sha256)) found.i5.violations.push(copy.folio)
  }
  return found
}
