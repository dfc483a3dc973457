// What the programs that write a document into docs/ share: filling a sentence, and writing the file or saying that it is old.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import es from './docs.es-MX.json' with { type: 'json' }

export const REPOSITORY = resolve(fileURLToPath(new URL('../', import.meta.url)))

/** A sentence of the catalogue with its `{slots}` filled. */
export function sentence(key: keyof typeof es, slots: Readonly<Record<string, string | number>> = {}): string {
  return es[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(slots[name] ?? whole))
}

/** A cell of a Markdown table: one line, with nothing that ends the cell early or that Markdown would take for markup. */
export function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').trim()
}

/** True when the file holds exactly this text. */
export function isFresh(file: string, text: string): boolean {
  const path = join(REPOSITORY, file)
  return existsSync(path) && readFileSync(path, 'utf8') === text
}

/** Writes the document, unless it already holds this text. */
export function writeDocument(file: string, text: string): void {
  if (!isFresh(file, text)) writeFileSync(join(REPOSITORY, file), text)
}
