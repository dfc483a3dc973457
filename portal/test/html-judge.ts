// html-validate as a judge of our pages: its recommended rules for whole documents, and why a few are told otherwise.
import { HtmlValidate, StaticConfigLoader } from 'html-validate'

const judge = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ['html-validate:recommended', 'html-validate:document'],
    rules: {
      // HTML writes it in either case.
      'doctype-style': ['error', { style: 'lowercase' }],
      // Style and scripts are files of this site, named by a hash of what they hold.
      'require-sri': ['error', { target: 'crossorigin' }],
      // The summary of errors stands before the h1 with a heading of its own, as in GOV.UK: what is wrong comes first.
      'heading-level': ['error', { minInitialRank: 'h2' }],
      // Several boxes of one question carry its name.
      'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button', 'reset'] }],
      // A rule for search results; the name of an entidad may be long, and a page about a person is not listed.
      'long-title': 'off',
      // A picture of the camera has no other name than this.
      'aria-label-misuse': ['error', { allowAnyNamable: true }],
    },
  }),
)

/** What the judge has against a page, each with its rule and place. */
export async function complaintsOf(name: string, text: string): Promise<string[]> {
  const { results } = await judge.validateString(text, `${name}.html`)
  return results.flatMap(({ messages }) =>
    messages.map((one) => `${name}: ${one.ruleId}: ${one.message} at ${one.line}:${one.column} ${one.selector ?? ''}`),
  )
}
