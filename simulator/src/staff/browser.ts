// A small browser: cookies, redirects from site to site, and the forms and links that it finds in the pages.

/** A form as it stands in a page. */
export interface Form {
  readonly action: string
  readonly method: 'GET' | 'POST'
  /** What would be sent untouched: hidden fields, texts, what is chosen. */
  readonly fields: Readonly<Record<string, string>>
  /** Every name that can be filled in, with its possible values where it is a choice. */
  readonly controls: Readonly<Record<string, readonly string[]>>
  /** The buttons that carry a name. */
  readonly buttons: readonly { readonly name: string; readonly value: string }[]
  readonly enctype: string
}

export interface Page {
  readonly url: string
  readonly status: number
  readonly html: string
  readonly forms: readonly Form[]
  readonly links: readonly { readonly href: string; readonly text: string }[]
}

export interface Browser {
  open(url: string): Promise<Page>
  /** Sends a form with these fields in place of its own; a name it does not have is refused. */
  submit(page: Page, form: Form, fields?: Readonly<Record<string, string>>): Promise<Page>
}

const MOST_REDIRECTS = 12
const CALL_MS = 20_000

export function openBrowser(signal: AbortSignal): Browser {
  /** By host and name. Ports are not told apart, as browsers do not. */
  const jar = new Map<string, { name: string; value: string; host: string; path: string }>()

  const cookiesFor = (url: URL): string =>
    [...jar.values()]
      .filter((one) => one.host === url.hostname && underPath(url.pathname, one.path))
      .map((one) => `${one.name}=${one.value}`)
      .join('; ')
  const keep = (url: URL, lines: readonly string[]): void => {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((one) => one.trim())
      const at = pair.indexOf('=')
      if (at < 1) continue
      const attribute = (name: string): string | undefined =>
        attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      const path = attribute('path') ?? '/'
      const key = `${url.hostname} ${path} ${name}`
      const expires = attribute('expires')
      const gone = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) < Date.now())
      if (gone) jar.delete(key)
      else jar.set(key, { name, value, host: url.hostname, path })
    }
  }

  const go = async (
    address: string,
    method: 'GET' | 'POST',
    body: URLSearchParams | FormData | null,
  ): Promise<Page> => {
    let url = new URL(address)
    let sent = { method, body }
    let from: URL | null = null
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const cookie = cookiesFor(url)
      const response: Response = await fetch(url, {
        method: sent.method,
        redirect: 'manual',
        headers: {
          accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
          'sec-fetch-site': from === null || from.origin === url.origin ? 'same-origin' : 'cross-site',
          ...(cookie === '' ? {} : { cookie }),
        },
        ...(sent.body === null ? {} : { body: sent.body }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]),
      })
      keep(url, response.headers.getSetCookie())
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null)
        return readPage(url.href, response.status, await response.text())
      await response.body?.cancel()
      from = url
      url = new URL(location, url)
      if (response.status !== 307 && response.status !== 308) sent = { method: 'GET', body: null }
    }
    throw new Error(`too many redirects from ${address}`)
  }
  return {
    open: (url) => go(url, 'GET', null),
    submit(page, form, fields = {}) {
      const unknown = Object.keys(fields).find(
        (name) => !(name in form.controls) && !(name in form.fields) && !form.buttons.some((one) => one.name === name),
      )
      if (unknown !== undefined) throw new Error(`the form ${form.action} has no field ${unknown}`)
      const all = { ...form.fields, ...fields }
      const action = new URL(form.action, page.url)
      if (form.method === 'GET') {
        action.search = new URLSearchParams(all).toString()
        return go(action.href, 'GET', null)
      }
      if (form.enctype !== 'multipart/form-data') return go(action.href, 'POST', new URLSearchParams(all))
      const data = new FormData()
      for (const [name, value] of Object.entries(all)) data.set(name, value)
      return go(action.href, 'POST', data)
    },
  }
}

function underPath(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)
}

/** What a page holds; written for well-formed pages as ours are, and forgiving with others. */
export function readPage(url: string, status: number, html: string): Page {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', body = '']) =>
    readForm(url, attributesOf(head), body),
  )
  const links = [...html.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/gi)].flatMap(([, head = '', body = '']) => {
    const { href } = attributesOf(head)
    return href === undefined || !URL.canParse(href, url) ? [] : [{ href: new URL(href, url).href, text: textOf(body) }]
  })
  return { url, status, html, forms, links }
}

function readForm(url: string, head: Readonly<Record<string, string>>, body: string): Form {
  const fields: Record<string, string> = {}
  const controls: Record<string, string[]> = {}
  const buttons: { name: string; value: string }[] = []
  for (const [, head_ = ''] of body.matchAll(/<input\b([^>]*)>/gi)) {
    const { name, type = 'text', value = '', ...rest } = attributesOf(head_)
    if (name === undefined || type === 'submit' || type === 'file') continue
    if (type === 'radio' || type === 'checkbox') {
      controls[name] = [...(controls[name] ?? []), value === '' ? 'on' : value]
      if ('checked' in rest) fields[name] = value === '' ? 'on' : value
      continue
    }
    fields[name] = value
    if (type !== 'hidden') controls[name] = []
  }
  for (const [, head_ = '', text = ''] of body.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi)) {
    const { name } = attributesOf(head_)
    if (name === undefined) continue
    fields[name] = unescaped(text)
    controls[name] = []
  }
  for (const [, head_ = '', inner = ''] of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
    const { name } = attributesOf(head_)
    if (name === undefined) continue
    const options = [...inner.matchAll(/<option\b([^>]*)>([^<]*)/gi)].map(([, one = '', text = '']) => {
      const attributes = attributesOf(one)
      return { value: attributes['value'] ?? unescaped(text).trim(), chosen: 'selected' in attributes }
    })
    controls[name] = options.map((one) => one.value)
    const chosen = options.find((one) => one.chosen) ?? options[0]
    if (chosen) fields[name] = chosen.value
  }
  for (const [, head_ = ''] of body.matchAll(/<button\b([^>]*)>/gi)) {
    const { name, value = '' } = attributesOf(head_)
    if (name !== undefined) buttons.push({ name, value })
  }
  return {
    action: new URL(head['action'] ?? '', url).href,
    method: head['method']?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    enctype: head['enctype']?.toLowerCase() ?? 'application/x-www-form-urlencoded',
    fields,
    controls,
    buttons,
  }
}

function attributesOf(head: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', double, single, bare] of head.matchAll(
    /([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  ))
    found[name.toLowerCase()] = unescaped(double ?? single ?? bare ?? '')
  return found
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function unescaped(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : whole
  })
}

/** The words of some markup. */
export function textOf(markup: string): string {
  return unescaped(markup.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
}
