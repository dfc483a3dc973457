// Finds the form for a step and fills it as a person would: by what it is for, not by where it stands.
import type { Browser, Form, Page } from './browser.ts'

/** The forms whose address ends with this step. */
export function formsFor(page: Page, step: string): Form[] {
  return page.forms.filter((one) => one.method === 'POST' && new URL(one.action).pathname.split('/').at(-1) === step)
}

/** The first form whose address ends with this step. */
export function formFor(page: Page, step: string): Form | undefined {
  return formsFor(page, step)[0]
}

/**
 * Fills in what the form has of these fields and sends it; null when it was not accepted. A page with several forms may
 * give a field the name of its form as an ending.
 */
export async function send(
  browser: Browser,
  page: Page,
  form: Form,
  wanted: Readonly<Record<string, string>> = {},
): Promise<Page | null> {
  const names = [...Object.keys(form.controls), ...form.buttons.map((one) => one.name)]
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(wanted)) {
    const actual = names.find((one) => one === name) ?? names.find((one) => one.startsWith(`${name}_`))
    if (actual !== undefined) fields[actual] = value
  }
  const answer = await browser.submit(page, form, fields)
  return answer.status === 200 ? answer : null
}

/** The values of a choice, whatever ending its name has. */
export function choicesOf(form: Form, name: string): readonly string[] {
  const actual = Object.keys(form.controls).find((one) => one === name || one.startsWith(`${name}_`))
  return actual === undefined ? [] : (form.controls[actual] ?? [])
}

/** The last parts of all links below a path: the names of what a list shows, each once. */
export function namesBelow(page: Page, path: string): string[] {
  const found = page.links.flatMap(({ href }) => {
    const { pathname } = new URL(href)
    const rest = pathname.startsWith(`${path}/`) ? pathname.slice(path.length + 1) : ''
    return rest === '' || rest.includes('/') || rest.includes('.') ? [] : [decodeURIComponent(rest)]
  })
  return [...new Set(found)]
}
