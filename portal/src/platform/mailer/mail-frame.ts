// The one frame of every mail: the same words as text and as HTML, with nothing from outside, and why it was sent.
import type { Config } from '#config'
import { cleanText } from '#ui/clean-text'
import { html, render, safeHref } from '#ui/html'
import type { Html } from '#ui/html'
import { currentLanguage } from '#ui/languages'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

/** One thing of a mail: a paragraph, or what its name says. */
export type Part =
  | string
  | { readonly heading: string }
  | { readonly list: readonly string[] }
  | { readonly facts: readonly { readonly name: string; readonly value: string }[] }
  /** Words of a person, as they were written. */
  | { readonly quote: string }
  /** An address, always whole and in sight, so that it can be read, copied and compared. */
  | { readonly link: string; readonly label: string }

export interface Letter {
  readonly subject: string
  readonly parts: readonly Part[]
  /** Why this person gets it; a mail about somebody's own errand has nothing to unsubscribe from. */
  readonly why: string
}

export interface Composed {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** What the frame needs to know of the installation. */
export type MailSite = Pick<Config, 'demonstration' | 'publicUrl'>

/** Light or dark as the reader has it; nothing is loaded and nothing is measured. */
const STYLE = `:root{color-scheme:light dark}html{background:#fff;color:#1b1b1b}a{color:#0b4f8a}@media(prefers-color-scheme:dark){html{background:#121212;color:#f2f2f2}a{color:#9ecbff}}body{margin:0 auto;max-width:38rem;padding:1rem;font:1rem/1.5 sans-serif;overflow-wrap:anywhere}h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.25rem}dt{font-weight:bold}dd{margin:0 0 .5rem}blockquote{margin:1rem 0;padding:0 1rem;border-left:.25rem solid;white-space:pre-wrap}.aviso{padding:.5rem 1rem;border:.125rem solid}.liga a{font-weight:bold;display:inline-block;padding:.25rem 0}footer{border-top:.0625rem solid}`

/** Subject, text and HTML of a mail, in the language at hand. */
export function composeMail(site: MailSite, letter: Letter): Composed {
  const subject = oneLine(letter.subject)
  const parts = letter.parts.map(cleaned)
  const help = `${site.publicUrl}${paths.help}`
  const demonstration = site.demonstration ? t('demostracion') : null
  const why = cleanText(letter.why)
  const answer = t('sin-respuesta')
  return {
    subject,
    text: `${[
      ...(demonstration === null ? [] : [demonstration]),
      ...parts.map(asText),
      `-- \n${why}`,
      answer,
      asText({ link: help, label: t('ayuda') }),
    ].join('\n\n')}\n`,
    html: render(html`<!doctype html>
<html lang="${currentLanguage().codigo}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
${style}
</head>
<body>
<header>
<p><strong>${t('sitio')}</strong></p>
${
  demonstration === null
    ? ''
    : html`<p class="aviso"><strong>${demonstration}</strong></p>
`
}</header>
<main>
<h1>${subject}</h1>
${parts.map(asHtml)}</main>
<footer>
<p>${why}</p>
<p>${answer}</p>
${asHtml({ link: help, label: t('ayuda') })}</footer>
</body>
</html>
`),
  }
}

// The sheet is ours alone, so nothing of a mail can end it.
const style = html`<style>${STYLE}</style>`

function asText(part: Part): string {
  if (typeof part === 'string') return part
  if ('heading' in part) return part.heading
  if ('list' in part) return part.list.map((one) => `- ${one}`).join('\n')
  if ('facts' in part) return part.facts.map(({ name, value }) => `${name}: ${value}`).join('\n')
  if ('quote' in part) return part.quote.replace(/^/gm, '> ')
  return `${part.label}:\n${part.link}`
}

function asHtml(part: Part): Html {
  const inner = (): Html => {
    if (typeof part === 'string') return html`<p>${part}</p>`
    if ('heading' in part) return html`<h2>${part.heading}</h2>`
    if ('list' in part) return html`<ul>${part.list.map((one) => html`<li>${one}</li>`)}</ul>`
    if ('facts' in part)
      return html`<dl>${part.facts.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
    if ('quote' in part) return html`<blockquote dir="auto">${part.quote}</blockquote>`
    return html`<p class="liga"><a href="${safeHref(part.link)}">${part.label}</a><br>${part.link}</p>`
  }
  return html`${inner()}
`
}

/** A header is one line, whatever a name in it holds. */
function oneLine(text: string): string {
  return cleanText(text)
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
}

function cleaned(part: Part): Part {
  if (typeof part === 'string') return cleanText(part)
  if ('heading' in part) return { heading: cleanText(part.heading) }
  if ('list' in part) return { list: part.list.map(cleanText) }
  if ('facts' in part)
    return { facts: part.facts.map(({ name, value }) => ({ name: cleanText(name), value: cleanText(value) })) }
  if ('quote' in part) return { quote: cleanText(part.quote) }
  return { link: oneLine(part.link), label: cleanText(part.label) }
}
