// Writes docs/idiomas.md: what each language says of each room; `--check` refuses a language that would leave a hole.
import { createHash } from 'node:crypto'
import { LANGUAGES, ORIGINAL } from '../portal/src/platform/ui/languages.ts'
import type { Language } from '../portal/src/platform/ui/languages.ts'
import { asks, citizenKeys, missingKeys, readCatalogues, silentModules } from './catalogues.ts'
import type { Catalogue, Sentences } from './catalogues.ts'
import { cell, isFresh, sentence, writeDocument } from './generated-doc.ts'

export const DOCUMENT = 'docs/idiomas.md'

export interface Coverage {
  readonly file: string
  readonly keys: number
  readonly translated: number
  readonly missing: readonly string[]
  readonly extra: readonly string[]
}

/** What a language says of one catalogue. */
export function coverageOf(one: Catalogue, codigo: string): Coverage {
  const own = codigo === ORIGINAL.codigo ? one.es : (one.others[codigo] ?? {})
  const keys = citizenKeys(one)
  const missing = keys.filter((key) => !Object.hasOwn(own, key))
  const extra = codigo === ORIGINAL.codigo ? [] : Object.keys(own).filter((key) => !keys.includes(key))
  return { file: one.file, keys: keys.length, translated: keys.length - missing.length, missing, extra }
}

/** The texts of a language and of the original as one number, which a review signs: a change of either ends it. */
export function fingerprint(catalogues: readonly Catalogue[], codigo: string): string {
  const sorted = (texts: Sentences): [string, string][] => Object.entries(texts).sort()
  const texts = catalogues
    .filter((one) => one.others[codigo])
    .map((one) => [one.file, sorted(one.others[codigo] ?? {}), sorted(one.es)])
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16)
}

/** Holes of a language in the rooms of citizens; a language that is not offered may have them. */
export function holesOf(catalogues: readonly Catalogue[], language: Language): string[] {
  const { codigo, formato } = language
  const ownForms = new Intl.Locale(formato).language === new Intl.Locale(codigo).language
  return catalogues.flatMap((one) => {
    const own = one.others[codigo]
    if (own === undefined && one.spanishOnly !== null) return []
    const { missing, extra } = coverageOf(one, codigo)
    const where = { idioma: codigo, archivo: one.file }
    const sentences = Object.entries(own ?? {}).flatMap(([clave, text]) => {
      if (!Object.hasOwn(one.es, clave)) return []
      const [said, wanted] = [asks(text, formato), asks(one.es[clave]!, ORIGINAL.formato)]
      return [
        ...(String(said.parameters) === String(wanted.parameters)
          ? []
          : [
              sentence('idiomas.parametros', {
                ...where,
                clave,
                tiene: String(said.parameters),
                debe: String(wanted.parameters),
              }),
            ]),
        ...(said.plural && !ownForms ? [sentence('idiomas.plural', { ...where, clave })] : []),
      ]
    })
    return [
      ...(language.revision === 'sin-traduccion'
        ? []
        : missing.map((clave) => sentence('idiomas.falta', { ...where, clave }))),
      ...extra.map((clave) => sentence('idiomas.sobra', { ...where, clave })),
      ...sentences,
    ]
  })
}

/** A review that was signed for other texts. */
export function staleReviews(catalogues: readonly Catalogue[], languages: readonly Language[]): string[] {
  return languages.flatMap(({ codigo, revisadoPor }) => {
    const huella = fingerprint(catalogues, codigo)
    return revisadoPor && revisadoPor.huella !== huella
      ? [sentence('idiomas.otra-huella', { idioma: codigo, huella })]
      : []
  })
}

/** The document: the state of each language, and one line for each room. */
export function markdownOf(catalogues: readonly Catalogue[], languages: readonly Language[]): string {
  const read = catalogues.filter((one) => one.spanishOnly === null)
  const shown = languages.filter((one) => one.revision !== 'sin-traduccion')
  const share = (codigo: string): string => {
    const all = read.map((one) => coverageOf(one, codigo))
    const sum = (which: 'keys' | 'translated'): number => all.reduce((total, one) => total + one[which], 0)
    return sentence('idiomas.parte', { dichas: sum('translated'), total: sum('keys') })
  }
  const states = languages.map((one) => {
    const who = one.revisadoPor ? `, ${one.revisadoPor.nombre}, ${one.revisadoPor.fecha}` : ''
    return `| ${one.codigo} | ${cell(one.nombre)} | ${one.base ?? ''} | ${one.formato} | ${sentence(`idiomas.${one.revision}`)}${cell(who)} | ${share(one.codigo)} |`
  })
  const rooms = read.map((one) => {
    const cells = shown.map(({ codigo }) => {
      const { translated, keys, missing, extra } = coverageOf(one, codigo)
      return `${translated} / ${keys}${missing.length + extra.length > 0 ? ` (−${missing.length} +${extra.length})` : ''}`
    })
    return `| \`${one.file}\` | ${cells.join(' | ')} |`
  })
  const others = catalogues.filter((one) => one.spanishOnly !== null && Object.keys(one.others).length === 0)
  return [
    `# ${sentence('idiomas.titulo')}`,
    '',
    sentence('idiomas.aviso'),
    '',
    sentence('idiomas.columnas'),
    '| --- | --- | --- | --- | --- | --- |',
    ...states,
    '',
    `## ${sentence('idiomas.salas')}`,
    '',
    sentence('idiomas.salas.aviso'),
    '',
    `| ${sentence('idiomas.sala')} | ${shown.map((one) => one.codigo).join(' | ')} |`,
    `| --- |${' --- |'.repeat(shown.length)}`,
    ...rooms,
    '',
    `## ${sentence('idiomas.solo')}`,
    '',
    ...others.map((one) => `- \`${one.file}\`: ${sentence(one.spanishOnly as 'idiomas.papel')}`),
    '',
    `## ${sentence('idiomas.revisar')}`,
    '',
    sentence('idiomas.revisar.texto'),
    '',
  ].join('\n')
}

function report(catalogues: readonly Catalogue[]): void {
  for (const { codigo, revision } of LANGUAGES) {
    process.stdout.write(
      `\n${sentence('idiomas.informe', { idioma: codigo, revision, huella: fingerprint(catalogues, codigo) })}\n`,
    )
    for (const one of catalogues.filter(({ spanishOnly, others }) => spanishOnly === null || others[codigo])) {
      const { file, keys, translated, missing, extra } = coverageOf(one, codigo)
      if (revision === 'sin-traduccion' && translated === 0) continue
      const line = sentence('idiomas.linea', {
        archivo: file,
        total: keys,
        dichas: translated,
        faltan: missing.length,
        sobran: extra.length,
      })
      process.stdout.write(`${line}\n`)
    }
  }
}

/** All that `--check` refuses. */
export function problems(catalogues: readonly Catalogue[]): string[] {
  const { missing } = missingKeys()
  return [
    ...missing.map((clave) => sentence('idiomas.clave', { clave })),
    ...silentModules(catalogues).map((donde) => sentence('idiomas.callado', { donde })),
    ...LANGUAGES.filter((one) => one !== ORIGINAL).flatMap((one) => holesOf(catalogues, one)),
    ...staleReviews(catalogues, LANGUAGES),
  ]
}

function run(check: boolean): number {
  const catalogues = readCatalogues(LANGUAGES.map((one) => one.codigo))
  const text = markdownOf(catalogues, LANGUAGES)
  const found = problems(catalogues)
  if (!check) {
    writeDocument(DOCUMENT, text)
    report(catalogues)
  } else if (!isFresh(DOCUMENT, text)) {
    found.push(sentence('problema.vieja', { archivo: DOCUMENT, comando: 'node scripts/languages.ts' }))
  }
  for (const one of found) process.stderr.write(`${one}\n`)
  return found.length > 0 ? 1 : 0
}

if (import.meta.main) process.exitCode = run(process.argv.includes('--check'))
