// `npm test`, `npm run test:all` and `npm run check`: every check of the repository, fast ones first, with counts at the end.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { randomInt } from 'node:crypto'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)))
const BIN = join(ROOT, 'node_modules', '.bin')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, 'only-checks': { type: 'boolean' }, seed: { type: 'string' } },
})

/** One program that each Debian package of debian-packages.txt brings; null for what is no program (fonts). */
const PROGRAM_OF: Readonly<Record<string, string | null>> = {
  chromium: 'chromium',
  'fonts-liberation': null,
  'libnss3-tools': 'certutil',
  'mupdf-tools': 'mutool',
  'poppler-utils': 'pdfsig',
  qpdf: 'qpdf',
  'zbar-tools': 'zbarimg',
}

/** No file needs a third of this on two cores; a slow suite of test:all may take hours. */
const FILE_LIMIT_MS = values.all ? 7_200_000 : 900_000

interface Count {
  passed: number
  failed: number
  skipped: number
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const started = performance.now()
const elapsed = (): string => `${Math.round((performance.now() - started) / 1000)} s`

function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)))
}

/** The Debian packages whose programs judge what we make. As root they are installed; without, the parts are skipped loudly. */
function installPrograms(): void {
  const packages = readFileSync(join(ROOT, 'debian-packages.txt'), 'utf8').split('\n').filter(Boolean)
  const missing = packages.filter((name) => {
    const program = PROGRAM_OF[name]
    if (program === undefined) throw new Error(`debian-packages.txt names ${name}, whose program is not known here`)
    return program !== null && !hasProgram(program)
  })
  if (missing.length === 0) return
  if (process.getuid?.() === 0 && hasProgram('apt-get')) {
    say(`installing ${missing.join(', ')} …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  const still = missing.filter((name) => !hasProgram(PROGRAM_OF[name]!))
  if (still.length === 0) return
  say(
    `MISSING PROGRAMS: ${still.join(', ')} — the tests that need them ${process.env['CI'] === 'true' ? 'fail' : 'are skipped'}`,
  )
}

/** Runs a command with its output shown; true when it ended well. */
async function step(name: string, command: string, args: readonly string[]): Promise<boolean> {
  say(`\n── ${name} (${elapsed()})`)
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  if (code !== 0) say(`✗ ${name}`)
  return code === 0
}

/** Runs test files in processes of their own and counts from the machine-readable report. */
async function tests(
  name: string,
  files: readonly string[],
  concurrency: number,
  env: NodeJS.ProcessEnv,
): Promise<Count> {
  say(`\n── ${name}: ${files.length} files (${elapsed()})`)
  if (files.length === 0) throw new Error(`${name}: no test files were found`)
  const folder = mkdtempSync(join(tmpdir(), 'actas-tap-'))
  const tap = join(folder, 'report.tap')
  const args = [
    '--test',
    `--test-concurrency=${concurrency}`,
    // A file that never ends fails, and does not take the whole run with it.
    `--test-timeout=${FILE_LIMIT_MS}`,
    `--import=${new URL('property-seed.ts', import.meta.url).href}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${tap}`,
    ...files,
  ]
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  const report = existsSync(tap) ? readFileSync(tap, 'utf8') : ''
  rmSync(folder, { recursive: true, force: true })
  const read = (word: string): number => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(report)?.[1] ?? 0)
  const count = {
    passed: read('pass'),
    failed: read('fail') + read('cancelled'),
    skipped: read('skipped') + read('todo'),
  }
  // A runner that died before it could report is a failure too.
  if (code !== 0 && count.failed === 0) count.failed = 1
  return count
}

/** One PostgreSQL for all tests of the run, each with a database of its own in it, and a place for what services share. */
async function withDatabase<T>(
  work: (given: { readonly ACTAS_TEST_DB: string; readonly ACTAS_TEST_CODE: string }) => Promise<T>,
): Promise<T> {
  const { startEmbeddedPostgres } = await import('../portal/src/platform/db/embedded-postgres.ts')
  const home = mkdtempSync(join(tmpdir(), 'actas-tests-'))
  const runDir = mkdtempSync(join(tmpdir(), 'atr-'))
  const server = await startEmbeddedPostgres({ dataDir: join(home, 'postgres'), runDir, durable: false })
  try {
    return await work({ ACTAS_TEST_DB: JSON.stringify(server.connection), ACTAS_TEST_CODE: join(home, 'codigo') })
  } finally {
    await server.stop()
    for (const one of [home, runDir]) rmSync(one, { recursive: true, force: true })
  }
}

async function main(): Promise<number> {
  const total: Count = { passed: 0, failed: 0, skipped: 0 }
  const add = (count: Count): void => {
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key]
  }
  const seed = values.seed ?? String(randomInt(2 ** 31 - 1))
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ACTAS_TEST_SEED: seed,
    ACTAS_TEST_ALL: values.all ? 'true' : '',
    NO_COLOR: process.stdout.isTTY ? (process.env['NO_COLOR'] ?? '') : '1',
  }
  if (!process.stdout.isTTY) delete env['FORCE_COLOR']
  say(`seed of this run: ${seed} (repeat it with --seed ${seed})`)
  const check = async (name: string, command: string, args: readonly string[]): Promise<void> => {
    const ok = await step(name, command, args)
    add({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 })
  }
  if (positionals.length === 0) {
    await check('format', join(BIN, 'oxfmt'), ['--check', '.'])
    await check('lint', join(BIN, 'oxlint'), ['--type-aware', '--quiet'])
    await check('types', join(BIN, 'tsc'), ['-p', '.'])
  }
  const found = (...patterns: string[]): string[] =>
    patterns.flatMap((one) => globSync(one, { cwd: ROOT, exclude: ['**/node_modules/**'] })).sort()
  const rules = found('portal/test/*.test.ts', 'scripts/*.test.ts')
  if (values['only-checks']) {
    add(await tests('rules of the house', rules, 2, env))
  } else {
    installPrograms()
    const chosen = positionals.length > 0 ? found(...positionals) : null
    await withDatabase(async (given) => {
      const withDb = { ...env, ...given }
      if (chosen) {
        add(await tests('chosen files', chosen, 1, withDb))
        return
      }
      const journeys = found('portal/test/journeys/*.test.ts')
      const rooms = found('portal/src/**/*.test.ts', 'node-kit/**/*.test.ts', 'simulator/**/*.test.ts')
      add(await tests('rules of the house', rules, 2, withDb))
      add(await tests('rooms, kit and world', rooms, 2, withDb))
      add(await tests('journeys', journeys, 2, withDb))
    })
  }
  if (total.skipped > 0) say(`\n${total.skipped} SKIPPED: see the lines with SKIPPED above`)
  say(`\n${elapsed()}, seed ${seed}\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

process.exitCode = await main()
