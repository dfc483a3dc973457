// Installs what is missing from the lock file and says where the pinned Node is. Plain JavaScript for any Node from 18 on.
'use strict'
const { createHash } = require('node:crypto')
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const ROOT = path.resolve(__dirname, '..')
const MODULES = path.join(ROOT, 'node_modules')
const STAMP = path.join(MODULES, '.actas-lock')
const NODE = path.join(MODULES, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

/** One line that says what to do, and the exit code that outsiders were promised. */
class CannotStart extends Error {
  constructor(message, exitCode) {
    super(message)
    this.exitCode = exitCode
  }
}

const lockHash = () =>
  createHash('sha256')
    .update(fs.readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex')

function isInstalled() {
  try {
    return fs.readFileSync(STAMP, 'utf8') === lockHash() && fs.existsSync(NODE)
  } catch {
    // No stamp, or one that cannot be read: the answer is simply no.
    return false
  }
}

/** What no installation could mend, said before anything is downloaded. */
function refuseUnsupported() {
  const where = `${process.platform} ${process.arch}`
  if (!['linux x64', 'linux arm64', 'darwin arm64', 'win32 x64'].includes(where)) {
    throw new CannotStart(`actas no funciona en ${where}: usa Linux (x64 o arm64, con glibc) o macOS (arm64).`, 3)
  }
  const { glibcVersionRuntime } =
    process.platform === 'linux' ? process.report.getReport().header : { glibcVersionRuntime: '?' }
  if (!glibcVersionRuntime) {
    throw new CannotStart('Este Linux usa musl y actas necesita glibc: usa Debian, Ubuntu, Fedora u otro con glibc.', 3)
  }
}

/** npm as the one who called us runs it, or the one beside this Node, or the one in the PATH. */
function npmCommand() {
  const own = process.env.npm_execpath
  if (own && /npm-cli\.c?js$/.test(own) && fs.existsSync(own)) return [process.execPath, [own]]
  const beside = path.resolve(path.dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  return fs.existsSync(beside) ? [process.execPath, [beside]] : ['npm', []]
}

/**
 * Makes sure that everything of the lock file is there. Returns the path of the pinned Node.
 * @throws CannotStart with one Spanish line
 */
function ensureInstalled() {
  if (isInstalled()) return NODE
  refuseUnsupported()
  try {
    fs.mkdirSync(MODULES, { recursive: true })
    fs.accessSync(MODULES, fs.constants.W_OK)
    fs.accessSync(ROOT, fs.constants.W_OK)
  } catch {
    throw new CannotStart(
      `No se puede escribir en ${ROOT}: copia el proyecto a una carpeta tuya y vuelve a intentar.`,
      3,
    )
  }
  process.stderr.write('Instalando lo que falta (npm ci)… puede tardar un minuto.\n')
  const [command, args] = npmCommand()
  // Development tools are part of what `npm test` and `npm start` promise, whatever the caller's npm is set to.
  const env = {
    ...process.env,
    NODE_ENV: '',
    npm_config_production: '',
    npm_config_omit: '',
    npm_config_include: 'dev',
  }
  const done = spawnSync(command, [...args, 'ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (done.status !== 0 || !fs.existsSync(NODE)) {
    process.stderr.write(done.stderr || '')
    const cause = done.error
      ? done.error.message
      : `npm ci terminó con ${done.status === null ? done.signal : done.status}`
    throw new CannotStart(
      `No se pudo instalar (${cause}). Revisa la conexión y el espacio en disco, y vuelve a intentar.`,
      3,
    )
  }
  fs.writeFileSync(STAMP, lockHash())
  return NODE
}

module.exports = { CannotStart, ROOT, ensureInstalled }
