// The commands of node-kit: init, import, serve and check, with their arguments, their output and their exit codes.
import { readFileSync } from 'node:fs'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { isKitError, kitError } from './kit-error.ts'
import { text } from './messages.ts'
import { nodeFiles } from './node-folder.ts'
import { makeProgress } from './progress.ts'

/** Where a command writes, and how it hears that it must end. */
export interface CommandWorld {
  out: (line: string) => void
  err: (line: string) => void
  /** Resolves when the program was asked to stop; only `serve` waits for it. */
  stopped: () => Promise<void>
}

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>
interface Command {
  options: NonNullable<ParseArgsConfig['options']>
  positionals: number
  run: (values: Values, positionals: string[], world: CommandWorld) => Promise<number>
}

const COMMON = { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } } as const

const COMMANDS: Record<string, Command> = {
  init: {
    options: {
      entidad: { type: 'string' },
      data: { type: 'string' },
      nombre: { type: 'string' },
      host: { type: 'string', multiple: true },
    },
    positionals: 0,
    run: runInit,
  },
  import: {
    options: { data: { type: 'string' }, parcial: { type: 'boolean' }, normalizar: { type: 'boolean' } },
    positionals: 1,
    run: runImport,
  },
  serve: {
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      'portal-ca': { type: 'string' },
      soap: { type: 'boolean' },
    },
    positionals: 0,
    run: runServe,
  },
  check: { options: {}, positionals: 1, run: async (_values, _positionals, world) => notYet(world, 'check') },
}

/**
 * Runs node-kit with its arguments (without `node` and the file). Gives the exit code: 0 done, 1 checked and failed,
 * 2 wrong use, 3 could not reach or lacks something, 4 internal or not there yet. Never throws.
 */
export async function runNodeKit(argv: readonly string[], world: CommandWorld): Promise<number> {
  const json = argv.includes('--json')
  try {
    return await dispatch(argv, world)
  } catch (error) {
    const known = isKitError(error)
    const message = known ? error.message : text('error.interno', { causa: String(error) })
    if (json) world.out(JSON.stringify({ error: { codigo: known ? error.codigo : 'interno', texto: message } }))
    world.err(message)
    if (!known && error instanceof Error && error.stack !== undefined) world.err(error.stack)
    return known ? error.exitCode : 4
  }
}

async function dispatch(argv: readonly string[], world: CommandWorld): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    world.out(text('ayuda'))
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) throw kitError('comando-desconocido', 2, { comando: name.slice(0, 40) })
  const parsed = parse(name, command, rest)
  if (parsed.values['help'] === true) {
    world.out(text(`ayuda.${name}`))
    return 0
  }
  return command.run(parsed.values, parsed.positionals, world)
}

function parse(comando: string, command: Command, args: readonly string[]): { values: Values; positionals: string[] } {
  const parsed = parseStrictly(comando, command, args)
  const { values, positionals } = parsed
  if (values['help'] === true) return parsed
  if (positionals.length < command.positionals) throw kitError('falta-argumento', 2, { comando })
  const extra = positionals[command.positionals]
  if (extra !== undefined) throw kitError('uso', 2, { comando, causa: extra.slice(0, 60) })
  return parsed
}

function parseStrictly(
  comando: string,
  command: Command,
  args: readonly string[],
): { values: Values; positionals: string[] } {
  try {
    const options = { ...COMMON, ...command.options }
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    // The parser's own words are English; only the argument that it quotes is shown.
    const causa = error instanceof Error ? (/'([^']+)'/.exec(error.message)?.[1] ?? '') : ''
    throw kitError('uso', 2, { comando, causa })
  }
}

async function runInit(values: Values, _positionals: string[], world: CommandWorld): Promise<number> {
  const data = need(values, 'data', 'init')
  const entidad = need(values, 'entidad', 'init')
  // Making certificates takes a library that no other command needs.
  const { initNode } = await import('./init.ts')
  await initNode({
    entidad,
    data,
    nombre: values['nombre'] as string | undefined,
    hosts: (values['host'] as string[] | undefined) ?? [],
  })
  const { descriptor, llaves } = nodeFiles(data)
  if (values['json'] === true) world.out(JSON.stringify({ entidad, data, descriptor, llaves }))
  else world.out(text('init.listo', { entidad, data, llaves }))
  return 0
}

async function runImport(values: Values, positionals: string[], world: CommandWorld): Promise<number> {
  const data = need(values, 'data', 'import')
  const { importCsv } = await import('./import.ts')
  const progress = makeProgress('import')
  const result = await importCsv({
    file: positionals[0] as string,
    data,
    parcial: values['parcial'] === true,
    normalizar: values['normalizar'] === true,
    onProgress: (read, total, lines) => progress.update(total === 0 ? 1 : read / total, lines),
  }).finally(() => progress.end())
  const code = result.importado ? 0 : 1
  if (values['json'] === true) {
    world.out(JSON.stringify(result))
    return code
  }
  for (const { linea, columna, texto } of result.problemas) {
    const key = columna === null ? 'import.linea' : 'import.linea-columna'
    world.out(text(key, { linea, columna: columna ?? '', texto }))
  }
  const hidden = result.problemasTotal - result.problemas.length
  if (hidden > 0) world.out(text('import.mas-problemas', { hidden }))
  const { nuevas, corregidas, canceladas, iguales, lineas, lineasMalas, sinFiliacion } = result
  const total = nuevas + corregidas + canceladas + iguales
  if (result.importado) world.out(text('import.listo', { total, nuevas, corregidas, canceladas, iguales }))
  if (result.importado && lineasMalas > 0) world.out(text('import.parcial', { lineasMalas, lineas }))
  if (sinFiliacion > 0) world.out(text('import.sin-filiacion', { sinFiliacion }))
  if (!result.importado) world.out(text(lineas === 0 ? 'import.encabezado' : 'import.nada', { lineasMalas, lineas }))
  return code
}

async function runServe(values: Values, _positionals: string[], world: CommandWorld): Promise<number> {
  const data = need(values, 'data', 'serve')
  const caFile = need(values, 'portal-ca', 'serve')
  const port = Number(values['port'] ?? '0')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw kitError('uso', 2, { comando: 'serve', causa: '--port' })
  if (values['soap'] === true) return notYet(world, 'soap')
  const { startNode } = await import('./node.ts')
  const node = await startNode({
    data,
    port,
    host: values['host'] as string | undefined,
    portalCa: readCa(caFile),
  })
  if (values['json'] === true) world.out(JSON.stringify({ url: node.url, alta: nodeFiles(data).alta }))
  else world.out(`nodo ready ${node.url}`)
  await world.stopped()
  await node.close()
  return 0
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw kitError('archivo-ilegible', 3, { archivo: file, causa: (error as NodeJS.ErrnoException).code ?? '?' })
  }
}

function need(values: Values, name: string, comando: string): string {
  const value = values[name]
  if (typeof value !== 'string' || value === '') throw kitError('falta-opcion', 2, { opcion: `--${name}`, comando })
  return value
}

function notYet(world: CommandWorld, what: string): number {
  world.err(text(`todavia-no.${what}`))
  return 4
}
