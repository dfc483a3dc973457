// Writes docs/la-carta.md: every sentence and table row of the letter, where the program answers it and which tests prove it.
// Usage: node scripts/la-carta.ts [--check]; with --check nothing is written and anything wrong or old gives exit code 1.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { REPOSITORY, cell, isFresh, sentence, writeDocument } from './generated-doc.ts'

export const SOURCE = 'docs/la-carta.yaml'
export const LETTER = 'docs/carta.es.md'
export const DOCUMENT = 'docs/la-carta.md'

const KINDS = ['frase', 'renglon', 'formula'] as const

/** One sentence or table row of the letter. */
export interface Row {
  readonly id: string
  readonly tipo: (typeof KINDS)[number]
  readonly texto: string
  readonly cubre?: readonly { readonly donde: string; readonly pruebas: readonly string[] }[]
  /** What the sentence asks for and is not there yet. */
  readonly falta?: string
}

export interface Carta {
  /** SHA-256 of the normalised letter, in hex. */
  readonly huella: string
  readonly filas: readonly Row[]
}

/** Reads a file of the repository; null when there is none. */
export type ReadText = (file: string) => string | null

export function readFromRepository(file: string): string | null {
  const path = join(REPOSITORY, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

/** The letter without the note that stands before its line. */
export function letterOf(markdown: string): string {
  const line = markdown.indexOf('\n---\n')
  return line < 0 ? markdown : markdown.slice(line + 5)
}

/** One line without bold marks: two texts that a reader would call the same are equal. */
export function normalise(text: string): string {
  return text.replaceAll('**', '').replace(/\s+/g, ' ').trim()
}

export function hashOf(letter: string): string {
  return createHash('sha256').update(normalise(letter), 'utf8').digest('hex')
}

/** The titles of the tests of a file, and whether each of them is run. Tests that a comment holds do not count. */
export function testTitles(source: string): Map<string, 'runs' | 'skipped'> {
  const found = new Map<string, 'runs' | 'skipped'>()
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '')
  const allSkipped = /^\s*(?:describe|suite)\.(?:skip|todo)\(/m.test(code)
  const call =
    /^[ \t]*(?:await[ \t]+)?(?:t\.)?(?:test|it)(\.\w+)?\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)\s*,\s*(\{[^{}]*\})?/gm
  for (const [, kind = '', quoted = '', options = ''] of code.matchAll(call)) {
    const title = quoted.slice(1, -1).replace(/\\(.)/g, '$1')
    const off = allSkipped || /^\.(skip|todo)$/.test(kind) || /\b(skip|todo)\s*:(?!\s*false\b)/.test(options)
    found.set(title, off ? 'skipped' : 'runs')
  }
  return found
}

/** Everything that makes the table untrue, as sentences; empty when it can be believed. */
export function problemsOf(carta: Carta, letter: string, read: ReadText): string[] {
  return [
    ...textProblems(carta, letter),
    ...rowProblems(carta.filas),
    ...carta.filas.flatMap((row) => proofProblems(row, read)),
  ]
}

function textProblems(carta: Carta, letter: string): string[] {
  const problems: string[] = []
  const [said, given] = [normalise(letter), normalise(carta.filas.map((row) => row.texto).join(' '))]
  if (said !== given) {
    let at = 0
    while (said[at] === given[at]) at += 1
    problems.push(sentence('problema.incompleta', { cerca: said.slice(Math.max(0, at - 20), at + 40) }))
  }
  if (carta.huella !== hashOf(letter)) problems.push(sentence('problema.huella', { huella: hashOf(letter) }))
  return problems
}

function rowProblems(rows: readonly Row[]): string[] {
  const seen = new Set<string>()
  return rows.flatMap((row) => {
    const problems: string[] = []
    if (seen.has(row.id)) problems.push(sentence('problema.repetida', { id: row.id }))
    seen.add(row.id)
    if (!KINDS.includes(row.tipo)) problems.push(sentence('problema.tipo', { id: row.id, tipo: String(row.tipo) }))
    if (row.falta !== undefined && (row.cubre ?? []).length === 0)
      problems.push(sentence('problema.falta-sin-cubre', { id: row.id }))
    return problems
  })
}

function proofProblems(row: Row, read: ReadText): string[] {
  const { id } = row
  return (row.cubre ?? []).flatMap(({ donde, pruebas }) => {
    if (!Array.isArray(pruebas) || pruebas.length === 0) return [sentence('problema.sin-prueba', { id, donde })]
    return pruebas.flatMap((prueba) => {
      const cut = prueba.indexOf(' › ')
      if (cut < 0) return [sentence('problema.mal-citada', { id, prueba })]
      const [archivo, titulo] = [prueba.slice(0, cut), prueba.slice(cut + 3)]
      const source = archivo.endsWith('.test.ts') ? read(archivo) : null
      if (source === null) return [sentence('problema.sin-archivo', { id, archivo })]
      const state = testTitles(source).get(titulo)
      if (state === undefined) return [sentence('problema.sin-titulo', { id, archivo, titulo })]
      return state === 'runs' ? [] : [sentence('problema.saltada', { id, archivo, titulo })]
    })
  })
}

type State = 'cubierta' | 'parte' | 'sin' | 'formula'

function stateOf(row: Row): State {
  if (row.tipo === 'formula') return 'formula'
  if ((row.cubre ?? []).length === 0) return 'sin'
  return row.falta === undefined ? 'cubierta' : 'parte'
}

/** The document: a count, and one table row for each row of the letter. */
export function markdownOf(carta: Carta): string {
  const count: Record<State, number> = { cubierta: 0, parte: 0, sin: 0, formula: 0 }
  for (const row of carta.filas) count[stateOf(row)] += 1
  const lines = carta.filas.map((row) => {
    const covers = row.cubre ?? []
    const where = covers.map(({ donde }) => cell(donde)).join('<br>')
    const proofs = covers
      .flatMap(({ pruebas }) => pruebas.map((prueba) => cell(prueba.replace(/^.*\//, ''))))
      .join('<br>')
    const state = sentence(`carta.${stateOf(row)}`, { falta: row.falta === undefined ? '' : cell(row.falta) })
    return `| ${row.id} | ${cell(row.texto)} | ${where} | ${proofs} | ${state} |`
  })
  return [
    `# ${sentence('carta.titulo')}`,
    '',
    sentence('carta.aviso'),
    '',
    sentence('carta.cuenta', { total: carta.filas.length, ...count }),
    '',
    sentence('carta.columnas'),
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n')
}

/** The letter and its rows as they stand in the repository. */
export function readCarta(): { carta: Carta; letter: string } {
  const carta = parse(readFileSync(join(REPOSITORY, SOURCE), 'utf8')) as Carta
  return { carta, letter: letterOf(readFileSync(join(REPOSITORY, LETTER), 'utf8')) }
}

function run(check: boolean): number {
  const { carta, letter } = readCarta()
  const text = markdownOf(carta)
  const problems = problemsOf(carta, letter, readFromRepository)
  if (!check) writeDocument(DOCUMENT, text)
  else if (!isFresh(DOCUMENT, text))
    problems.push(sentence('problema.vieja', { archivo: DOCUMENT, comando: 'node scripts/la-carta.ts' }))
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  if (problems.length > 0) return 1
  const proofs = new Set(carta.filas.flatMap((row) => (row.cubre ?? []).flatMap((one) => one.pruebas)))
  const key = check ? 'carta.bien' : 'carta.escrita'
  process.stdout.write(`${sentence(key, { archivo: DOCUMENT, total: carta.filas.length, pruebas: proofs.size })}\n`)
  return 0
}

if (import.meta.main) process.exitCode = run(process.argv.includes('--check'))
