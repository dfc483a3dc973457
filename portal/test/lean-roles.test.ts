// What each role loads when it starts, seen by starting to load it: a role that waits stays small, and nobody loads what
// another one is there for. One import in the wrong file costs every process ten megabytes and changes nothing else.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PORTAL = fileURLToPath(new URL('../', import.meta.url))

const PAGES = ['intl-messageformat', 'hono', 'qr']
const SERVER = ['fastify', '@fastify/multipart', '@fastify/swagger']
const WORK = ['pg-boss', 'nodemailer', 'pdfkit']
/** Loaded when they are needed, or never: by no role at its start. */
const NOBODY = ['typebox', 'undici', 'openid-client', '@peculiar/x509', 'reflect-metadata', 'pdfkit', 'nodemailer']

/** Per file: packages that it must not load, and how many modules at most (a third more than there were). */
const ROLES: Readonly<Record<string, { readonly without: readonly string[]; readonly modules: number }>> = {
  supervisor: { without: [...PAGES, ...SERVER, ...WORK, 'cborg', 'yaml'], modules: 75 },
  signer: { without: [...PAGES, ...SERVER, ...WORK, 'yaml'], modules: 120 },
  monitor: { without: [...PAGES, ...SERVER, ...WORK, 'cborg', 'yaml'], modules: 105 },
  worker: { without: SERVER, modules: 460 },
  web: { without: WORK, modules: 800 },
}

interface Loaded {
  readonly packages: ReadonlySet<string>
  readonly modules: number
}

/** Loads one file in a process of its own and tells what came with it. */
async function load(file: string): Promise<Loaded> {
  const script = `
    import { registerHooks } from 'node:module'
    const seen = new Set()
    registerHooks({ load: (url, context, next) => (seen.add(url), next(url, context)) })
    await import(${JSON.stringify(file)})
    process.stdout.write(JSON.stringify([...seen]), () => process.exit(0))`
  const run = promisify(execFile)
  const options = { cwd: PORTAL, maxBuffer: 8 * 1024 * 1024 }
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], options)
  const urls = (JSON.parse(stdout) as string[]).filter((url) => url.startsWith('file:'))
  const names = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [])
  return { packages: new Set(names), modules: urls.length }
}

for (const [role, { without, modules }] of Object.entries(ROLES)) {
  test(`the ${role} loads what it does and nothing that others are there for`, async (t) => {
    const loaded = await load(`${PORTAL}src/roles/${role}.ts`)
    t.diagnostic(`${loaded.modules} modules, ${loaded.packages.size} packages`)
    assert.ok(loaded.packages.has('pg'), 'the database was not seen: the test is blind')
    assert.deepEqual(
      [...new Set([...without, ...NOBODY])].filter((name) => loaded.packages.has(name)),
      [],
    )
    assert.ok(loaded.modules <= modules, `${loaded.modules} modules, at most ${modules}`)
  })
}

test('a process that runs a role loads no sentences for people', async () => {
  const { packages, modules } = await load(`${PORTAL}src/commands/commands.ts`)
  assert.ok(modules > 0, 'nothing was seen')
  assert.deepEqual(
    PAGES.filter((name) => packages.has(name)),
    [],
  )
})
