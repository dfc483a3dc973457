// Which registries announced maintenance, one line each: below a table, whose columns are too narrow for it on a telephone.
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { maintenanceWords } from './state-words.ts'
import type { Maintenance } from './state-words.ts'

/** Nothing where none announced any. */
export function maintenanceList(
  all: readonly { readonly nombre: string | null; readonly mantenimientos?: readonly Maintenance[] | undefined }[],
): Html {
  const told = all
    .map(({ nombre, mantenimientos }) => [nombre, maintenanceWords(mantenimientos)] as const)
    .filter(([, words]) => words !== '')
  if (told.length === 0) return html``
  return html`<ul>${told.map(([nombre, words]) => html`<li><strong>${nombre}.</strong> ${words}</li>`)}</ul>
`
}
