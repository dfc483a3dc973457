// The rules of the house as a program: who may import whom, and which room may touch what. It says how many modules it saw.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const PORTAL = fileURLToPath(new URL('../', import.meta.url))
const REPOSITORY = resolve(PORTAL, '..')
const FLOORS = ['platform', 'federation', 'citizen', 'operations']
/** Files that wire the whole: they may import everything, and no room may import them. */
const WIRING = /^(app|edges|reactions|handlers|deadlines|main|invariants|trust)\.ts$|^(commands|roles)\//

interface Module {
  /** Path below portal/src. */
  readonly path: string
  readonly text: string
}

interface Breach {
  readonly rule: string
  readonly at: string
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesUnder(path)
    return /\.ts$/.test(entry.name) ? [path] : []
  })
}

function portalModules(): Module[] {
  return filesUnder(join(PORTAL, 'src'))
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => ({ path: relative(join(PORTAL, 'src'), path), text: readFileSync(path, 'utf8') }))
}

const DOORS: Record<string, string> = (
  JSON.parse(readFileSync(join(PORTAL, 'package.json'), 'utf8')) as { imports: Record<string, string> }
).imports

function importsOf(text: string): { specifier: string; typeOnly: boolean }[] {
  const found: { specifier: string; typeOnly: boolean }[] = []
  for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm))
    found.push({ specifier: match[2]!, typeOnly: match[1] !== undefined })
  for (const match of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g))
    found.push({ specifier: match[1]!, typeOnly: false })
  return found
}

/** Code without comments and strings, so that a word in a sentence is not taken for a use. */
function bare(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, '``')
}

const floorOf = (path: string): number => FLOORS.indexOf(path.split('/')[0] ?? '')
const roomOf = (path: string): string => path.split('/').slice(0, 2).join('/')

function targetOf(module: Module, specifier: string): string | null {
  if (specifier.startsWith('#')) return DOORS[specifier]?.replace('./src/', '') ?? null
  if (specifier.startsWith('.'))
    return relative(join(PORTAL, 'src'), resolve(join(PORTAL, 'src', dirname(module.path)), specifier))
  return null
}

const SQL = /\b(select\s[\s\S]*?\sfrom\s|insert\s+into\s|update\s+\w+\.\w+\s+set\s|delete\s+from\s)/i
const ONE_PLACE: Readonly<Record<string, RegExp>> = {
  pg: /^platform\/(db|jobs)\//,
  'pg-boss': /^platform\/jobs\//,
  'hono/html': /^platform\/ui\/html\.ts$/,
  nodemailer: /^platform\/mailer\//,
  'intl-messageformat': /^platform\/ui\/messages\.ts$/,
  pdfkit: /^citizen\/copies\//,
  qr: /^citizen\/copies\/|^platform\/ui\//,
  '@peculiar/x509': /^platform\/keys\//,
  typebox: /^platform\/schema\//,
  'openid-client': /^platform\/sign-in\/sign-in\.ts$/,
  'altcha-lib': /^citizen\/search\/proof-of-human\.ts$/,
}

function breachesOf(modules: readonly Module[]): Breach[] {
  const breaches: Breach[] = []
  const edges = new Map<string, Set<string>>()
  for (const module of modules) {
    const wiring = WIRING.test(module.path)
    const say = (rule: string, what: string): void => void breaches.push({ rule, at: `${module.path}: ${what}` })
    for (const { specifier, typeOnly } of importsOf(module.text)) {
      const owner = Object.entries(ONE_PLACE).find(([name]) => specifier === name || specifier.startsWith(`${name}/`))
      if (owner && !owner[1].test(module.path)) say('a package in one place', specifier)
      if (specifier === 'fastify' && !typeOnly && !wiring && !/routes\.ts$/.test(module.path))
        say('Fastify only in routes', specifier)
      if (/^(\.\.\/)+simulator|@actas\/simulator/.test(specifier)) say('the portal never sees the simulator', specifier)
      if (specifier.startsWith('@actas/node-kit/') && !specifier.startsWith('@actas/node-kit/contract/'))
        say('of node-kit only the contract', specifier)
      if (specifier.startsWith('#') && DOORS[specifier] === undefined) say('an undeclared door', specifier)
      const target = targetOf(module, specifier)
      if (target === null) continue
      if (!wiring && WIRING.test(target)) say('nobody imports the wiring', specifier)
      if (!wiring && specifier.startsWith('.') && roomOf(target) !== roomOf(module.path))
        say('a relative path never leaves its room', specifier)
      if (!wiring && floorOf(target) > floorOf(module.path)) say('imports only go down', specifier)
      if (!wiring && !typeOnly && roomOf(target) !== roomOf(module.path)) {
        edges.set(roomOf(module.path), (edges.get(roomOf(module.path)) ?? new Set()).add(roomOf(target)))
      }
    }
    const code = bare(module.text)
    if (/process\.env\b/.test(code) && !module.path.startsWith('platform/config/'))
      say('the environment only in config', 'process.env')
    if (
      /\bDate\.now\(|\bnew Date\(|\bsetTimeout\(|\bsetInterval\(|\bMath\.random\(|\bTemporal\.Now\b/.test(code) &&
      !module.path.startsWith('platform/clock/')
    )
      say('time and chance only from clock', 'ambient time')
    const strings = [...module.text.matchAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g)]
      .map((match) => match[0])
      .join('\n')
    if (SQL.test(strings) && !/(^|\/)store\.ts$|^platform\/(db|jobs)\//.test(module.path))
      say('SQL only in store.ts', strings.match(SQL)?.[0].slice(0, 40) ?? '')
    const schema = module.path.match(/^(?:citizen|federation|operations|platform)\/([\w-]+)\/store\.ts$/)?.[1]
    if (schema) {
      for (const [, used] of module.text.matchAll(/\b(?:from|into|join|update|table)\s+(\w+)\.\w+/g)) {
        if (used !== schema.replace(/^driven-/, '')) say('a store touches only its own schema', used ?? '')
      }
    }
    if (/\bentidad\w*\s*===?\s*'\d\d'/.test(module.text)) say('no rule for one entidad in code', 'literal entidad')
  }
  for (const circle of circles(edges)) breaches.push({ rule: 'no circle of rooms', at: circle.join(' → ') })
  return breaches
}

function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const walk = (room: string, trail: string[]): void => {
    if (trail.includes(room)) return void found.push([...trail.slice(trail.indexOf(room)), room])
    if (done.has(room)) return
    for (const next of edges.get(room) ?? []) walk(next, [...trail, room])
    done.add(room)
  }
  for (const room of edges.keys()) walk(room, [])
  return found
}

test('every module keeps the rules of the house', (t) => {
  const modules = portalModules()
  t.diagnostic(`${modules.length} modules visited`)
  assert.ok(modules.length >= 40, `only ${modules.length} modules were visited: the test is blind`)
  assert.deepEqual(breachesOf(modules), [])
})

test('a planted violation of each rule is found', () => {
  const planted: [string, string, string][] = [
    ['imports only go down', 'platform/db/planted.ts', "import { placeOrder } from '#orders'"],
    ['a relative path never leaves its room', 'citizen/orders/planted.ts', "import { x } from '../copies/store.ts'"],
    ['an undeclared door', 'citizen/orders/planted.ts', "import { x } from '#nowhere'"],
    ['nobody imports the wiring', 'citizen/orders/planted.ts', "import { x } from '../../app.ts'"],
    ['SQL only in store.ts', 'citizen/orders/planted.ts', 'const q = `select a from orders.solicitud`'],
    ['a store touches only its own schema', 'citizen/orders/store.ts', 'const q = `select a from copies.copia`'],
    ['time and chance only from clock', 'citizen/orders/planted.ts', 'const n = Date.now()'],
    ['the environment only in config', 'citizen/orders/planted.ts', 'const e = process.env'],
    [
      'the portal never sees the simulator',
      'citizen/orders/planted.ts',
      "import { x } from '@actas/simulator/src/bank.ts'",
    ],
    ['of node-kit only the contract', 'citizen/orders/planted.ts', "import { x } from '@actas/node-kit/src/node.ts'"],
    ['a package in one place', 'citizen/orders/planted.ts', "import pg from 'pg'"],
    ['Fastify only in routes', 'citizen/orders/planted.ts', "import Fastify from 'fastify'"],
    ['no rule for one entidad in code', 'citizen/orders/planted.ts', "if (entidad === '14') x()"],
  ]
  for (const [rule, path, text] of planted) {
    const found = breachesOf([{ path, text }])
    assert.ok(
      found.some((one) => one.rule === rule),
      `${rule} was not noticed in ${path}`,
    )
  }
  const circle = breachesOf([
    { path: 'citizen/orders/planted.ts', text: "import { x } from '#copies'" },
    { path: 'citizen/copies/planted.ts', text: "import { x } from '#orders'" },
  ])
  assert.ok(circle.some((one) => one.rule === 'no circle of rooms'))
})

test('the reactions have no circle', async () => {
  const { causes, reactions } = await import('../src/reactions.ts')
  const edges = new Map(
    [...reactions].map(([event, jobs]) => [event, new Set(jobs.flatMap((job) => causes[job] ?? []))]),
  )
  assert.ok(edges.size > 3)
  assert.deepEqual(circles(edges), [])
})

test('neither the kit nor the world imports the portal', () => {
  const seen = ['node-kit', 'simulator'].flatMap((workspace) => filesUnder(join(REPOSITORY, workspace)))
  assert.ok(seen.length > 10, 'the kit and the world were not seen')
  for (const path of seen) {
    for (const { specifier } of importsOf(readFileSync(path, 'utf8'))) {
      assert.ok(!/(^|\/)portal\//.test(specifier), `${relative(REPOSITORY, path)} imports ${specifier}`)
    }
  }
})
