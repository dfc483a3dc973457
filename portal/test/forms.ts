// For tests only: the forms of a page as a browser would send them, and markup that no page of ours makes.

export interface Field {
  readonly name: string
  readonly kind: 'text' | 'choice' | 'hidden' | 'file'
  /** What it sends when nobody touches it; of a choice that nobody made, its first value. */
  readonly value: string
}

export interface Form {
  readonly action: string
  readonly multipart: boolean
  readonly fields: readonly Field[]
}

const attribute = (tag: string, name: string): string | undefined => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1]

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** The forms of a page of ours that change something: its markup is our own template's, always quoted. */
export function formsIn(page: string): Form[] {
  return [...page.matchAll(/<form([^>]*method="post"[^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', body = '']) => ({
    action: unescaped(attribute(head, 'action') ?? ''),
    multipart: attribute(head, 'enctype') === 'multipart/form-data',
    fields: fieldsIn(body),
  }))
}

function fieldsIn(body: string): Field[] {
  const fields = new Map<string, Field>()
  let pressed = false
  for (const [tag] of body.matchAll(/<(?:input|textarea|select|button)[^>]*>/g)) {
    const name = attribute(tag, 'name')
    // Enter presses the first button of a form; the others send nothing.
    const again = tag.startsWith('<button') && pressed
    if (tag.startsWith('<button')) pressed = true
    if (name === undefined || again || fields.has(name)) continue
    const options = tag.startsWith('<select') ? body.slice(body.indexOf(tag)).match(/<option value="([^"]+)"/) : null
    fields.set(name, { name, kind: kindOf(tag), value: options?.[1] ?? unescaped(attribute(tag, 'value') ?? '') })
  }
  return [...fields.values()]
}

function kindOf(tag: string): Field['kind'] {
  const type = attribute(tag, 'type')
  if (type === 'hidden' || type === 'file') return type
  return type === 'radio' || type === 'checkbox' || /^<(select|button)/.test(tag) ? 'choice' : 'text'
}

/** How a page says its errors: «Error:» in the title, a summary, and at each field the words of the summary. */
export function errorsMissaid(page: string): string[] {
  const missaid: string[] = []
  if (!/<title>(Error): /.test(page)) missaid.push('the title does not say that there is an error')
  const summary = page.match(/<div class="resumen" role="alert"[^>]*>([\s\S]*?)<\/div>/)?.[1] ?? ''
  const links = [...summary.matchAll(/<li><a href="#([^"]+)">([\s\S]*?)<\/a><\/li>/g)]
  if (links.length === 0) missaid.push('no summary leads to a field')
  for (const [, id = '', words] of links) {
    if (!page.includes(` id="${id}"`)) missaid.push(`nothing is called ${id}`)
    const own = page.match(new RegExp(`id="${id}-error"><span class="oculto">[^<]*</span>([\\s\\S]*?)</p>`))?.[1]
    // A button is no field: what it could not do stands in the summary alone.
    const isButton = new RegExp(`<button[^>]* id="${id}"`).test(page)
    if (own !== words && !isButton) missaid.push(`${id} says «${own}», the summary «${words}»`)
  }
  return missaid
}

/** Every element that a page of ours may hold. */
const ELEMENTS = new Set(
  'a abbr blockquote body br button caption code dd details div dl dt fieldset footer form h1 h2 h3 head header hr html img input label legend li link main meta nav ol option p path rect script section select small span strong summary svg table tbody td textarea th thead time title tr ul video'.split(
    ' ',
  ),
)

/** Elements, attributes and addresses that none of our templates makes: each would be something that was typed. */
export function strangeMarkup(page: string): string[] {
  const strange: string[] = []
  // What stands in a title or in a field is text to a browser, but must be escaped to stay there.
  for (const [tag, name = '', rest = ''] of page.matchAll(/<\/?([a-zA-Z][^\s/>]*)((?:[^>"]|"[^"]*")*)>/g)) {
    if (!ELEMENTS.has(name)) strange.push(`<${name.slice(0, 30)}>`)
    if (/\s(on\w+|style|srcdoc|formaction)\s*=/i.test(rest.replace(/"[^"]*"/g, '""'))) strange.push(tag.slice(0, 80))
    if (/(?:href|src|action)="\s*(?:javascript|vbscript|data:(?!,"))/i.test(rest)) strange.push(tag.slice(0, 80))
    if (name === 'script' && !/ src="\/recursos\//.test(rest) && !tag.startsWith('</')) strange.push(tag.slice(0, 80))
  }
  if (/<!(?!doctype html>)/i.test(page)) strange.push('a comment')
  return strange
}
