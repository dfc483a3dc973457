// The process behind preparation.ts: does the steps that it is asked for, one after the other, and ends when nobody asks.
import { flushCompileCache } from 'node:module'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { machineNow } from '#clock'
import type { Config } from '#config'
import type { Base } from '../app.ts'
import { codeMark, ownKind } from './memory.ts'
import type { Kind } from './memory.ts'
import { SAID } from './preparation.ts'
import type { Answered, Asked, Steps, Told } from './preparation.ts'
import { Refusal } from './refusal.ts'
import { tlsFolder } from './tls-folder.ts'

/** What is read by the processes of each kind, also later. */
const CODE: Readonly<Record<Kind, readonly string[]>> = {
  waiting: ['../commands/serve.ts', './supervisor.ts', './signer.ts', './monitor.ts', '../invariants.ts'],
  working: ['../commands/serve.ts', './web.ts', './worker.ts', '#jobs'],
}

let opened: Base | undefined

/** The base stays open from the first step that needs it: the others come with the same settings. */
async function base(config: Config): Promise<Base> {
  const { openBase } = await import('../app.ts')
  return (opened ??= await openBase(config, { role: 'preparation', poolSize: 3, queue: null }))
}

const STEPS: { readonly [S in keyof Steps]: (asked: Asked) => Promise<Steps[S]> } = {
  async sentences() {
    const { t } = await import('../commands/sentences.ts')
    return Object.fromEntries(SAID.map((key) => [key, t(key)])) as Steps['sentences']
  },
  async keys({ config }) {
    const { openKeyring } = await import('#keys')
    await openKeyring(join(config.dataDir, 'llaves'), machineNow())
    return null
  },
  async certificate({ config }) {
    if (!config.tls) return null
    const { certificateNow } = await import('./web-tls.ts')
    try {
      await certificateNow(config)
    } catch (error) {
      const causa = (error as Error).message
      throw new Refusal('tls-no-se-hizo', { host: config.host, carpeta: tlsFolder(config), causa }, 3)
    }
    return null
  },
  async tables({ config }) {
    const { connectionOf, openDb } = await import('#db')
    const { migrate } = await import('#migrate')
    const db = openDb(connectionOf(config), 1, () => undefined, 'owner')
    try {
      await migrate(db)
    } catch (error) {
      const code = (error as { code?: string }).code ?? ''
      if (/^(ECONN|ENOTFOUND|ETIMEDOUT|28|3D|57)/.test(code))
        throw new Refusal('base-no-responde', { causa: (error as Error).message }, 3)
      throw error
    } finally {
      await db.close()
    }
    return null
  },
  async rows({ config, altas }) {
    const { fillRooms } = await import('./first-rows.ts')
    await fillRooms(await base(config), altas)
    return null
  },
  async introduction({ config, altas }) {
    const { introduce } = await import('./first-rows.ts')
    return await introduce(await base(config), altas)
  },
  async announcement({ config, colors }) {
    const { announcement } = await import('./announcement.ts')
    return await announcement(await base(config), colors)
  },
  async code({ config }) {
    const kind = ownKind()
    if (kind === null || existsSync(codeMark(config, kind))) return null
    for (const file of CODE[kind]) await import(file)
    flushCompileCache()
    writeFileSync(codeMark(config, kind), '')
    return null
  },
}

function told(error: unknown): Told {
  const { name = 'Error', message = String(error), stack, key, params, exitCode } = error as Partial<Told>
  return {
    name,
    message,
    ...(stack ? { stack } : {}),
    ...(typeof key === 'string' ? { key, ...(params ? { params } : {}), ...(exitCode ? { exitCode } : {}) } : {}),
  }
}

/** Answers until the supervisor is gone or has no more to ask. What is then under way is a transaction that is given up. */
export async function prepare(): Promise<number> {
  let before: Promise<void> = Promise.resolve()
  process.on('message', (asked: Asked) => {
    before = before.then(async () => {
      const answer: Answered = await STEPS[asked.step](asked).then(
        (value) => ({ n: asked.n, value }),
        (error: unknown) => ({ n: asked.n, error: told(error) }),
      )
      process.send?.(answer)
    })
  })
  await new Promise((resolve) => process.once('disconnect', resolve))
  process.exit(0)
}
