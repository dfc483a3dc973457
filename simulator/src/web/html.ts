// The one place of the world that knows the template library: HTML that escapes by default and ends as a plain string.
import { html as tag } from 'hono/html'

/** Markup that is already escaped; only `html` makes it. */
export type Html = string & { readonly __escaped: true }

/** What may stand in a template: null, undefined and booleans print nothing. */
export type Slot = string | number | boolean | null | undefined | Html | readonly Slot[]

/** Markup from a template; every interpolated text is escaped, also inside attributes, which are always quoted. */
export const html = tag as unknown as (strings: TemplateStringsArray, ...slots: Slot[]) => Html

/** The finished text of some markup. */
export function render(markup: Html): string {
  if (typeof (markup as unknown as { then?: unknown }).then === 'function')
    throw new TypeError('a template got a promise')
  return String(markup)
}

/** An address from outside, for an `href`: only http and https; anything else becomes "#". */
export function safeHref(address: string): string {
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : '#'
}

/** A text in which web addresses can be clicked. They open beside the page, which learns nothing of it. */
export function withLinks(text: string): Html {
  const parts = text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/i)
  return html`${parts.map((part, i) =>
    i % 2 === 1 && URL.canParse(part)
      ? html`<a href="${safeHref(part)}" target="_blank" rel="noopener noreferrer">${part}</a>`
      : part,
  )}`
}
