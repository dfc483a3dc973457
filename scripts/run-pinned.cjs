// Runs a program of this repository on the pinned Node, hands it the signals, and ends as it ends. For any Node from 18 on.
'use strict'
const { spawn } = require('node:child_process')
const { CannotStart, ROOT, ensureInstalled } = require('./ensure-installed.cjs')

/** How often we look whether whoever started us is still there. */
const WATCH_MS = 200

/**
 * Runs `file` (below the repository) with `args` on the pinned Node. `prepare` may do what needs the pinned Node's path.
 * Ctrl-C reaches the program by the terminal as well; it hears it twice and ends once.
 */
function runPinned(file, args, options = {}) {
  let node
  try {
    node = ensureInstalled()
    if (options.prepare) options.prepare()
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(error.exitCode)
  }
  const bin = require('node:path').dirname(node)
  const separator = process.platform === 'win32' ? ';' : ':'
  const env = { ...process.env, PATH: `${bin}${separator}${process.env.PATH || ''}`, ...options.env }
  const child = spawn(node, [...(options.flags || []), require('node:path').join(ROOT, file), ...args], {
    stdio: 'inherit',
    env,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm and the shell between us can be killed without a word to us; then the program must end too.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), WATCH_MS).unref()
  child.on('error', (error) => {
    process.stderr.write(`No se pudo ejecutar ${node}: ${error.message}\n`)
    process.exit(3)
  })
  child.on('exit', (code, signal) =>
    process.exit(code === null ? 128 + (require('node:os').constants.signals[signal] || 0) : code),
  )
}

module.exports = { runPinned }
