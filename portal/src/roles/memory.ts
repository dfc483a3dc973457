// What keeps each process small: how large its heap may grow between two cleanings, and whether it compiles at all.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment } from '#config'
import type { Config, Role } from '#config'

export type Kind = 'waiting' | 'working'

/** The heap is cleaned the earlier, the lower its end is set; these ends are far above what was ever measured. */
const HEAP: Readonly<Record<Kind, readonly string[]>> = {
  waiting: ['--max-semi-space-size=1', '--max-old-space-size=256'],
  working: ['--max-semi-space-size=4', '--max-old-space-size=512'],
}

/**
 * A process that mostly waits runs well without the compilers, and never touches the 8 MB of the runtime that they are.
 * One that works needs them.
 */
const FLAGS: Readonly<Record<Kind, readonly string[]>> = {
  waiting: [...HEAP.waiting, '--optimize-for-size', '--no-opt', '--no-maglev', '--no-sparkplug'],
  working: HEAP.working,
}

const KINDS: Readonly<Record<Role, Kind>> = { web: 'working', worker: 'working', signer: 'waiting', monitor: 'waiting' }

export function flagsOf(of: Role | Kind): readonly string[] {
  return FLAGS[of === 'waiting' || of === 'working' ? of : KINDS[of]]
}

/** Of which kind this process is, by the flags that it was started with. */
export function ownKind(): Kind | null {
  const kinds = Object.keys(FLAGS) as Kind[]
  return kinds.find((kind) => FLAGS[kind].every((flag) => process.execArgv.includes(flag))) ?? null
}

/** Where the program is kept as the machine runs it; code for one kind is of no use to the other. */
export function codeFolder(config: Pick<Config, 'dataDir'>): string {
  return join(config.dataDir, 'codigo')
}

/** The file that says that the code for `kind` is there. */
export function codeMark(config: Pick<Config, 'dataDir'>, kind: Kind): string {
  return join(codeFolder(config), `listo-${process.version}-${kind}`)
}

/**
 * Goes on as a process that waits: this very process (same number, same outputs) begins anew with the flags of its kind.
 * Returns where that is not possible or already so. `makeCode` is called when the code for it is not there.
 */
export async function becomeWaiting(config: Config, makeCode: () => Promise<void>): Promise<void> {
  if (ownKind() === 'waiting' || process.execve === undefined || process.platform === 'win32' || process.send) return
  if (!existsSync(codeMark(config, 'waiting'))) await makeCode()
  const again = [process.execPath, ...FLAGS.waiting, ...process.argv.slice(1)]
  process.execve(process.execPath, again, childEnvironment({ NODE_COMPILE_CACHE: codeFolder(config) }))
}
