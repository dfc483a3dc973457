// Finds the PostgreSQL programs that came with the installation and a user under which they agree to run.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** How a PostgreSQL program is started here. */
export interface Runner {
  /** Folder with bin/, lib/ and share/. */
  readonly native: string
  /** Numeric user and group to become; null keeps the present ones. */
  readonly account: { readonly uid: number; readonly gid: number } | null
  /** Owner that the data must have on disk. */
  readonly owner: { readonly uid: number; readonly gid: number }
  /** Whether the program is put in a user namespace, where root is an ordinary user. */
  readonly namespace: boolean
}

/** Inside the namespace root appears as this user: `nobody`, which every system knows by name. */
const NOBODY = 65534
const NAMESPACE = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`]

/** Where programs look for programs; the caller's own PATH may hold surprises. */
export const PROGRAM_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C.UTF-8', TZ: 'UTC' }

/** The command line that runs `program` (initdb, postgres) as `runner` says. */
export function commandOf(runner: Runner, program: string, args: readonly string[]): [string, string[]] {
  const file = join(runner.native, 'bin', program)
  return runner.namespace ? ['unshare', [...NAMESPACE, '--', file, ...args]] : [file, [...args]]
}

/**
 * The folder of the data as the program sees it. Another user cannot reach by name a folder that only root may enter,
 * so it gets the open folder as descriptor 3 and uses that.
 */
export function dataPathOf(runner: Runner, dataDir: string): string {
  return runner.account === null ? dataDir : '/proc/self/fd/3'
}

/**
 * Decides who runs PostgreSQL, which refuses to be root. An ordinary user runs it as is. Root uses a user namespace;
 * where the system refuses those, or the data already belong to someone else, another user of the system.
 * @param allowNamespace false takes the second way at once (some containers know no other)
 * @throws EmbeddedPostgresError when no binaries fit this system or no user can be used
 */
export function chooseRunner(dataDir: string, runDir: string, allowNamespace: boolean): Runner {
  const native = findNative()
  const uid = process.getuid?.() ?? 0
  const gid = process.getgid?.() ?? 0
  const owner = existsSync(dataDir) ? lstatSync(dataDir).uid : uid
  if (uid !== 0) {
    if (owner !== uid) throw new EmbeddedPostgresError('base.de-otro-usuario', { carpeta: dataDir })
    return {
      native: withLinks(native, join(dirname(dataDir), programsName(native))),
      account: null,
      owner: { uid, gid },
      namespace: false,
    }
  }
  const accounts = readAccounts()
  const present = owner === 0 ? undefined : [...accounts.values()].find((one) => one.uid === owner)
  const linked = withLinks(native, join(runDir, programsName(native)))
  if (present === undefined && allowNamespace) {
    const runner: Runner = { native: linked, account: null, owner: { uid: 0, gid: 0 }, namespace: true }
    if (worksInNamespace(runner, dirname(dataDir))) return runner
  }
  const account = present ?? accounts.get('postgres') ?? accounts.get('nobody')
  if (account === undefined) throw new EmbeddedPostgresError('base.sin-usuario', {})
  const reachable =
    spawnSync(join(linked, 'bin', 'postgres'), ['--version'], {
      ...account,
      cwd: '/',
      env: PROGRAM_ENV,
      stdio: 'ignore',
    }).status === 0
  return {
    native: reachable ? linked : copyNative(linked, join(runDir, programsName(native))),
    account,
    owner: account,
    namespace: false,
  }
}

/** True when the namespace can be made, the programs start in it, and it may write below `folder`. */
function worksInNamespace(runner: Runner, folder: string): boolean {
  const script = '"$0" --version && test -w "$1/." && test -x "$1/."'
  const args = [...NAMESPACE, '--', '/bin/sh', '-c', script, join(runner.native, 'bin', 'postgres'), folder]
  return spawnSync('unshare', args, { env: PROGRAM_ENV, stdio: 'ignore' }).status === 0
}

function findNative(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return fileURLToPath(new URL('../native', import.meta.resolve(name)))
  } catch {
    throw new EmbeddedPostgresError('base.sin-programas', { sistema: `${process.platform} ${process.arch}` })
  }
}

function programsName(native: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string }
  return `programas-${version}`
}

/** The package is published without its library links; they are made here, in a copy when its folder is read-only. */
function withLinks(native: string, copy: string): string {
  try {
    makeLinks(native)
    return native
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    return copyNative(native, copy)
  }
}

function makeLinks(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(native, 'lib', basename(target)))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Copies the programs (some 60 MB) once to a folder that every user may read. */
function copyNative(native: string, copy: string): string {
  if (existsSync(copy)) return copy
  const draft = `${copy}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  makeLinks(draft)
  eachEntry(draft, (path, isFolder) => chmodSync(path, isFolder || dirname(path).endsWith('/bin') ? 0o755 : 0o644))
  try {
    renameSync(draft, copy)
  } catch (error) {
    // Another process finished the same copy first.
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

/** Gives a folder and all in it to `owner`, when it is not theirs already. */
export function giveTo(folder: string, owner: { readonly uid: number; readonly gid: number }): void {
  if (lstatSync(folder).uid === owner.uid) return
  eachEntry(folder, (path) => chownSync(path, owner.uid, owner.gid))
}

/** Visits a folder and everything below it but links, the folder itself last: an interrupted visit is noticed and repeated. */
function eachEntry(folder: string, visit: (path: string, isFolder: boolean) => void): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) eachEntry(path, visit)
    else if (!entry.isSymbolicLink()) visit(path, false)
  }
  visit(folder, true)
}

/** The users this system knows by name; PostgreSQL refuses a number without one. */
function readAccounts(): Map<string, { uid: number; gid: number }> {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  return new Map(
    lines.flatMap((line) => {
      const [name, , uid, gid] = line.split(':')
      return name && uid && gid ? [[name, { uid: Number(uid), gid: Number(gid) }] as const] : []
    }),
  )
}

/** Makes the folder for sockets: every user may pass through it, only its owner may put something there. */
export function prepareRunDir(runDir: string): void {
  mkdirSync(runDir, { recursive: true, mode: 0o711 })
  const found = lstatSync(runDir)
  const mine = process.getuid?.() ?? found.uid
  if (!found.isDirectory() || (found.uid !== mine && found.uid !== 0))
    throw new EmbeddedPostgresError('base.carpeta-ajena', { carpeta: runDir })
  if (found.uid === mine) chmodSync(runDir, 0o711)
}

/** Where the server's socket lies: a folder of its own, because the server may run as another user. */
export function socketDirOf(runDir: string): string {
  return join(runDir, 'pg')
}

/** Makes that folder for the user who will run the server; everyone may pass through it, the password guards the door. */
export function prepareSocketDir(runDir: string, runner: Runner): string {
  const folder = socketDirOf(runDir)
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
  giveTo(folder, runner.owner)
  return folder
}
