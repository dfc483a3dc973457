// What must always hold between the banks' files and our books, checked over all rows.
import type { App } from '#context'
import { depositTotals } from '#payments'
import * as store from './store.ts'

/** I7: for each account, what the banks' files say came is what our books say came, to the centavo. */
export async function checkReconciliation(app: App): Promise<{ i7: { checked: number; violations: string[] } }> {
  const [files, books] = [await store.selectFileTotals(app.db), await depositTotals(app)]
  const told = new Map(files.map((one) => [one.entidad, one.centavos]))
  const wrong = [...new Set([...told.keys(), ...books.keys()])].filter((clave) => told.get(clave) !== books.get(clave))
  return {
    i7: {
      checked: files.reduce((sum, one) => sum + one.lines, 0),
      violations: wrong.map((clave) => `${clave}: files ${told.get(clave) ?? 0}, books ${books.get(clave) ?? 0}`),
    },
  }
}
