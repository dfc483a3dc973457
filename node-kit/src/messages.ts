// The Spanish texts of the kit, read once from its catalogue.
import { readFileSync } from 'node:fs'

let catalogue: Record<string, string> | null = null

/** The text of `key` with its `{slots}` filled. A missing key is a programming error and throws. */
export function text(key: string, params: Record<string, string | number> = {}): string {
  catalogue ??= JSON.parse(readFileSync(new URL('es-MX.json', import.meta.url), 'utf8')) as Record<string, string>
  const pattern = catalogue[key]
  if (pattern === undefined) throw new Error(`The catalogue has no text "${key}"`)
  return pattern.replace(/\{(\w+)\}/g, (slot, name: string) => String(params[name] ?? slot))
}
