// Reads every catalogue of sentences in the portal, who reads it, and which keys the code asks it for.
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { REPOSITORY } from './generated-doc.ts'

export type Sentences = Readonly<Record<string, string>>

/** One catalogue: its Spanish file below portal/src, the keys that stay in it, and its other languages. */
export interface Catalogue {
  readonly file: string
  readonly es: Sentences
  /** Why no other language is asked of it: a key of docs.es-MX.json. Null when citizens read it. */
  readonly spanishOnly: string | null
  readonly spanish: RegExp | null
  readonly others: Readonly<Record<string, Sentences>>
}

const SOURCE = 'portal/src'
const ORIGINAL = 'es-MX'

/** Catalogues that no citizen's page says, and why. What stands neither here nor in another language is a problem. */
const SPANISH_ONLY: readonly (readonly [RegExp, string])[] = [
  [/^(platform\/db|commands)\//, 'idiomas.programa'],
  [/\/copy-es-MX\.json$/, 'idiomas.papel'],
  [/\/es-MX-(mail|notice)\.json$|^platform\/mailer\//, 'idiomas.correo'],
  [
    /^operations\/(acts|training|maintenance|reconciliation|pilot|staff|audit|console|onboarding-board|improvement)\/|\/console-es-MX\.json$/,
    'idiomas.consola',
  ],
  [/^federation\/onboarding\//, 'idiomas.enlaces'],
]

/** Keys that stay in Spanish in a room that citizens read: what the console says, what the law says, what is put on record. */
const SPANISH_KEYS: Readonly<Record<string, RegExp>> = {
  'operations/survey/es-MX.json': /^(consola|col|canal|resultado|cuenta)\.|^sin-cara$/,
  'operations/sla/es-MX.json': /^(niveles|metrica|regla)\.|^col\.(metrica|optimo|limite|parte|inicio|minutos)$|^celda$/,
  'operations/helpdesk/refusals/es-MX.json':
    /^(consola|indicador|puerta|caso|estado|paso|turno|capturar)(\.|$)|^col\.(?!veredicto$)|^sin-(entidad|autoridad)$|^hecho\.carta\./,
  'operations/helpdesk/es-MX.json':
    /^(mesa|col|resta|quien|reporte|indicador|turno|sistema|codigo|automatico|error)(\.|$)|^campo\.(codigo|respuesta|nota|intentado|evidencia|consentimiento)$|^paso\.(?!(contestacion|confirmacion|reapertura|cancelacion)$)|^correo$/,
  'citizen/orders/es-MX.json': /^fundamento\./,
  'operations/helpdesk/corrections/es-MX.json': /^cuerpo/,
  'operations/helpdesk/refusals/es-MX-mail.json': /^carta$/,
  'operations/helpdesk/captures/es-MX.json': /^(cuerpo|mesa|col)(\.|$)/,
  'operations/incidents/es-MX.json': /^(?!(publica\.|estado\.|nacional$|col\.(entidad|desde|estado|hasta|aviso)$))/,
}

function read(file: string): Sentences {
  return JSON.parse(readFileSync(join(REPOSITORY, SOURCE, file), 'utf8')) as Sentences
}

/** All catalogues with the languages that stand beside them. */
export function readCatalogues(codes: readonly string[]): Catalogue[] {
  const files = globSync(`**/*${ORIGINAL}*.json`, { cwd: join(REPOSITORY, SOURCE) }).sort()
  const exists = new Set(globSync('**/*.json', { cwd: join(REPOSITORY, SOURCE) }))
  return files.map((file) => {
    const beside = codes.flatMap((code) => {
      const other = join(dirname(file), basename(file).replace(ORIGINAL, code))
      return code !== ORIGINAL && exists.has(other) ? [[code, read(other)] as const] : []
    })
    return {
      file,
      es: read(file),
      spanishOnly: SPANISH_ONLY.find(([which]) => which.test(file))?.[1] ?? null,
      spanish: SPANISH_KEYS[file] ?? null,
      others: Object.fromEntries(beside),
    }
  })
}

/** The keys that a citizen may read. */
export function citizenKeys(one: Catalogue): string[] {
  return Object.keys(one.es).filter((key) => !one.spanish?.test(key))
}

type Element = ReturnType<IntlMessageFormat['getAst']>[number] & {
  readonly value?: string
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>
}

const SELECT = 5
const PLURAL = 6

/** What a sentence asks for: its parameters by name, the choices of a select, and whether it has plurals. */
export function asks(
  text: string,
  locale: string,
): { readonly parameters: readonly string[]; readonly plural: boolean } {
  const found = new Set<string>()
  let plural = false
  const walk = (elements: readonly Element[]): void => {
    for (const one of elements) {
      const options = Object.entries(one.options ?? {})
      if (one.type === PLURAL) plural = true
      if (one.type !== 0 && one.value !== undefined)
        found.add(
          one.type === SELECT
            ? `${one.value}: ${options
                .map(([name]) => name)
                .sort()
                .join()}`
            : one.value,
        )
      for (const [, option] of options) walk(option.value)
    }
  }
  walk(new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst() as Element[])
  return { parameters: [...found].sort(), plural }
}

const root = join(REPOSITORY, SOURCE)

function portalModules(): Map<string, string> {
  const files = globSync('**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })
  return new Map(files.map((file) => [join(root, file), readFileSync(join(root, file), 'utf8')]))
}

/** A key that code asks for and no catalogue of its module has; `seen` counts what was looked up. */
export function missingKeys(): { readonly seen: number; readonly missing: readonly string[] } {
  return lookUp(portalModules(), (path) => Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object))
}

/** Modules that load a catalogue but not the languages that stand beside it: they would speak Spanish to everybody. */
export function silentModules(catalogues: readonly Catalogue[]): string[] {
  const languages = new Map(catalogues.map((one) => [join(root, one.file), Object.keys(one.others)]))
  return [...portalModules()].flatMap(([path, text]) =>
    [...text.matchAll(CATALOGUE)].flatMap(([, name = '', given = '']) => {
      const wanted = (ownCatalogues(path, text)[name] ?? []).flatMap((file) => languages.get(file) ?? [])
      return wanted
        .filter((code) => !new RegExp(`\\b${code}\\b`).test(given))
        .map((code) => `${relative(root, path)}: ${code}`)
    }),
  )
}

type Modules = ReadonlyMap<string, string>

const CATALOGUE = /const (\w+) = catalogue\(([^\n]*)\)/g

/** The same over given modules: literal keys must exist, and a key with a hole must fit at least one. */
export function lookUp(
  modules: Modules,
  keysOf: (path: string) => readonly string[],
): { readonly seen: number; readonly missing: readonly string[] } {
  let seen = 0
  const missing: string[] = []
  for (const [path, text] of modules) {
    const names = [...namesOf(text).map(({ local }) => local), ...Object.keys(ownCatalogues(path, text))]
    for (const name of new Set(names)) {
      const keys = cataloguesOf(modules, path, name).flatMap(keysOf)
      if (keys.length === 0) continue
      for (const [, quoted, pattern] of text.matchAll(
        new RegExp(`(?<![.\\w])${name}\\(\\s*(?:'([^']+)'|\`([^\`]+)\`)`, 'g'),
      )) {
        seen += 1
        const parts = quoted === undefined ? pattern!.split(/\$\{[^}]*\}/) : [quoted]
        const wanted = new RegExp(`^${parts.map(RegExp.escape).join('.+')}$`)
        if (!keys.some((key) => wanted.test(key))) missing.push(`${path}: ${quoted ?? pattern}`)
      }
    }
  }
  return { seen, missing }
}

/** The names that a module takes from files of its room, to use or to pass on. */
function namesOf(text: string): { readonly name: string; readonly local: string; readonly from: string }[] {
  return [...text.matchAll(/^(?:import|export) \{([^}]*)\} from '(\.[^']+\.ts)'/gm)].flatMap(
    ([, list = '', from = '']) =>
      list.split(',').flatMap((entry) => {
        const [name = '', local = name] = entry.trim().split(' as ')
        return name === '' ? [] : [{ name, local, from }]
      }),
  )
}

/** The catalogues that a module makes itself: the name of each, and its Spanish files. */
function ownCatalogues(path: string, text: string): Record<string, string[]> {
  const files = [...text.matchAll(/^import (\w+) from '(\.[^']*es-MX[^']*\.json)'/gm)]
  return Object.fromEntries(
    [...text.matchAll(CATALOGUE)].map(([, name = '', given = '']) => [
      name,
      files
        .filter(([, local = '']) => new RegExp(`\\b${local}\\b`).test(given))
        .map(([, , from = '']) => resolve(dirname(path), from)),
    ]),
  )
}

/** The Spanish files behind a name of a module: its own catalogue, or the one of the file that it takes the name from. */
function cataloguesOf(modules: Modules, path: string, name: string): string[] {
  const text = modules.get(path) ?? ''
  const own = ownCatalogues(path, text)[name]
  if (own) return own
  const taken = namesOf(text).find(({ local }) => local === name)
  return taken ? cataloguesOf(modules, resolve(dirname(path), taken.from), taken.name) : []
}
