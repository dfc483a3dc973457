// The one place that knows the template library: HTML that escapes by default and always ends as a plain string.
import { html as tag } from 'hono/html'

/** Markup that is already escaped. Only `html` makes it, so a text that a person typed can never become markup. */
export type Html = string & { readonly __escaped: true }

/** What may stand in a template: null, undefined and booleans print nothing; promises are refused by the type. */
export type Slot = string | number | boolean | null | undefined | Html | readonly Slot[]

/** Markup from a template; every interpolated text is escaped, also inside quoted attributes (always quote them). */
export const html = tag as unknown as (strings: TemplateStringsArray, ...slots: Slot[]) => Html

/** The finished text of some markup. The library answers with a String object, which a web framework refuses. */
export function render(markup: Html): string {
  // A promise could only come from code that silenced the types; failing here is better than sending "[object Promise]".
  if (typeof (markup as unknown as { then?: unknown }).then === 'function')
    throw new TypeError('a template received a promise')
  return String(markup)
}

/** An address from outside, for an `href`: only http, https and paths of this site; anything else becomes "#". */
export function safeHref(address: string): string {
  if (/^\/(?![/\\])/.test(address)) return address
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : '#'
}
