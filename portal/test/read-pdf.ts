// For tests only: what the system's own programs see in a PDF of ours: its text, where it stands, its codes and its form.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A line of text: the middle of it, its baseline, and how far it reaches; points from the top left. */
export interface TextLine {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly left: number
  readonly right: number
  readonly page: number
}

interface Stext {
  readonly pages: readonly {
    readonly blocks: readonly {
      readonly lines?: readonly { text: string; y: number; bbox: { x: number; w: number } }[]
    }[]
  }[]
}

/** Calls `work` with the path of a file that holds these bytes, in a folder that is removed afterwards. */
export function withFile<T>(pdf: Buffer, work: (path: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'actas-pdf-'))
  try {
    const path = join(folder, 'documento.pdf')
    writeFileSync(path, pdf)
    return work(path, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every line with its place, as mutool reads it. */
export function textLines(pdf: Buffer): TextLine[] {
  const json = withFile(pdf, (path) => run('mutool', ['draw', '-q', '-F', 'stext.json', '-o', '-', path]))
  return (JSON.parse(json) as Stext).pages.flatMap(({ blocks }, page) =>
    blocks.flatMap(({ lines }) =>
      (lines ?? []).map(({ text, y, bbox }) => {
        return { text: text.trim(), x: bbox.x + bbox.w / 2, y, left: bbox.x, right: bbox.x + bbox.w, page: page + 1 }
      }),
    ),
  )
}

/** All text in the order of the file, runs of white space made one space, as pdftotext reads it. */
export function plainText(pdf: Buffer): string {
  return withFile(pdf, (path) => run('pdftotext', ['-raw', path, '-'])).replace(/\s+/g, ' ')
}

/** What the two-dimensional codes of the first page say when it is rendered at this resolution. */
export function readCodes(pdf: Buffer, dpi: number): string[] {
  return withFile(pdf, (path, folder) => {
    run('pdftoppm', ['-r', String(dpi), '-gray', '-l', '1', path, join(folder, 'hoja')])
    const image = readdirSync(folder).find((name) => name.startsWith('hoja'))!
    return run('zbarimg', ['-q', '--raw', join(folder, image)])
      .split('\n')
      .filter(Boolean)
  })
}

/** Output of a program that must end well. */
export function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  })
}

/** Output and exit code of a program that may fail. */
export function tryRun(
  program: string,
  args: readonly string[],
): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return { code: status, text: stdout + stderr }
}
