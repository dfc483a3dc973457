// The files of one embedded cluster: making it whole or not at all, its password, and the notes a server leaves about itself.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { PROGRAM_ENV, commandOf, dataPathOf } from './postgres-programs.ts'
import type { Runner } from './postgres-programs.ts'

export const CLUSTER_USER = 'actas'
export const SOCKET_PORT = 5432

export function socketFile(socketDir: string): string {
  return join(socketDir, `.s.PGSQL.${SOCKET_PORT}`)
}

/** The password of the cluster, made at first use in an owner-only file; several starters get the same one. */
export function openPassword(file: string): string {
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600 })
    try {
      linkSync(draft, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      rmSync(draft)
    }
  }
  return readFileSync(file, 'utf8')
}

/** Makes the cluster beside its place and moves it there when it is complete, so that a killed start leaves nothing half made. */
export async function createCluster(dataDir: string, runDir: string, runner: Runner, password: string): Promise<void> {
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0)
    throw new EmbeddedPostgresError('base.carpeta-ocupada', { carpeta: dataDir })
  removeAbandonedDrafts(dataDir)
  const draft = `${dataDir}.nueva-${process.pid}`
  const passwordFile = join(runDir, `clave-${process.pid}`)
  mkdirSync(draft, { mode: 0o700 })
  const folder = openSync(draft, 'r')
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 })
    chownSync(passwordFile, runner.owner.uid, runner.owner.gid)
    chownSync(draft, runner.owner.uid, runner.owner.gid)
    const flags = [
      '--no-sync',
      '--no-instructions',
      '--locale=C.UTF-8',
      '--encoding=UTF8',
      '-A',
      'scram-sha-256',
      '-U',
      CLUSTER_USER,
      `--pwfile=${passwordFile}`,
    ]
    const [command, args] = commandOf(runner, 'initdb', ['-D', dataPathOf(runner, draft), ...flags])
    const { code, output } = await run(command, args, runner, folder)
    if (/No space left/.test(output)) throw new EmbeddedPostgresError('base.sin-espacio', { carpeta: dirname(dataDir) })
    if (code !== 0) throw new EmbeddedPostgresError('base.no-se-crea', { causa: lastWords(output) })
    moveIntoPlace(draft, dataDir)
  } finally {
    closeSync(folder)
    rmSync(passwordFile, { force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

function moveIntoPlace(draft: string, dataDir: string): void {
  try {
    renameSync(draft, dataDir)
  } catch (error) {
    // Another starter was quicker; its cluster has the same password.
    if (!existsSync(join(dataDir, 'PG_VERSION'))) throw error
  }
}

function removeAbandonedDrafts(dataDir: string): void {
  const prefix = `${basename(dataDir)}.nueva-`
  for (const name of readdirSync(dirname(dataDir))) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))))
      rmSync(join(dirname(dataDir), name), { recursive: true, force: true })
  }
}

async function run(
  command: string,
  args: readonly string[],
  runner: Runner,
  folder: number,
): Promise<{ code: number | null; output: string }> {
  return await new Promise((resolve) => {
    const child = spawn(command, args, {
      ...runner.account,
      cwd: '/',
      env: PROGRAM_ENV,
      stdio: ['ignore', 'pipe', 'pipe', folder],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** What the server of a cluster wrote about itself when it started; null when there is no such note. */
export function readPidFile(dataDir: string): { readonly pid: number; readonly socketDir: string } | null {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return Number.isInteger(pid) && pid > 1 ? { pid, socketDir: lines[4] ?? '' } : null
  } catch {
    // No note, or one being replaced at this moment: there is no server to speak of.
    return null
  }
}

/** True when `pid` is a live PostgreSQL with its socket in `socketDir`; after a reboot the number may be anybody's. */
export function isServer(pid: number, socketDir: string): boolean {
  const words = commandLine(pid)
  return /(^|\/)postgres$/.test(words[0] ?? '') && words.includes(socketDir)
}

/** Readable by everyone, also where root may not look into the processes of others (most containers). */
function commandLine(pid: number): string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split(' ')
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Removes the locks of a server that is gone when its number now belongs to some other live process: PostgreSQL itself
 * only recognises numbers of processes that ended, and in a container started anew the same small numbers come back.
 */
export function removeStaleLocks(dataDir: string, socketDir: string): void {
  for (const lock of [join(dataDir, 'postmaster.pid'), `${socketFile(socketDir)}.lock`]) {
    if (!existsSync(lock)) continue
    const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
    if (isAlive(pid) && !/(^|\/)postgres$/.test(commandLine(pid)[0] ?? '')) rmSync(lock, { force: true })
  }
}

/** The line of a program's output that says why it ended. */
export function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const told =
    lines.filter((line) => /\b(FATAL|PANIC|error|could not|cannot)\b/i.test(line)).at(-1) ?? lines.at(-1) ?? ''
  return told.replace(/^.*?\b(FATAL|PANIC|ERROR|error):\s*/, '').trim()
}
