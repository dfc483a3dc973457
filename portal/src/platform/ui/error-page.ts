// The page of whatever went wrong: what happened, what to do now, and never a reason that helps an attacker.
import { html } from './html.ts'
import { page } from './layout.ts'
import type { Site } from './layout.ts'
import { catalogue } from './messages.ts'
import { paths } from './paths.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

export interface ErrorPageView {
  readonly status: number
  /** One sentence that says what happened. */
  readonly title: string
  readonly config: Site
  /** What to do, when there is something better than "go back and try again". */
  readonly what?: string
  readonly folio?: string
}

/** The whole page, for any status. */
export function errorPage(v: ErrorPageView): string {
  const [first = '', ...rest] = v.title.split(/(?<=[.:]) /)
  return page({
    site: v.config,
    question: first.replace(/[.:]$/, ''),
    noindex: true,
    ...(v.folio ? { folio: v.folio } : {}),
    body: html`${
      rest.length > 0
        ? html`<p>${upperFirst(rest.join(' '))}</p>
`
        : ''
    }<p>${v.what ?? t('error-que-hacer')}</p>
${v.status >= 500 ? html`<p>${t('error-pagaste')}</p>` : ''}
<ul class="acciones"><li><a href="${paths.start}">${t('error-inicio')}</a></li><li><a href="${paths.recover}">${t('error-recuperar')}</a></li></ul>`,
  })
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
