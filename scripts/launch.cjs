// What `npm start`, `npm test`, `npm run bench`, `npm run check` and `npm run screens` call: installs what is missing, then runs the pinned Node.
'use strict'
const { runPinned } = require('./run-pinned.cjs')

const [what = '', ...rest] = process.argv.slice(2)
const PROGRAMS = {
  start: ['portal/src/main.ts', ['serve', ...rest]],
  test: ['scripts/run-tests.ts', rest],
  check: ['scripts/run-tests.ts', ['--only-checks', ...rest]],
  bench: ['portal/bench/bench.ts', rest],
  screens: ['scripts/screens.ts', rest],
}
const program = Object.prototype.hasOwnProperty.call(PROGRAMS, what) ? PROGRAMS[what] : undefined
if (program === undefined) {
  process.stderr.write(`Usa: npm start | npm test | npm run ${Object.keys(PROGRAMS).slice(2).join(' | npm run ')}\n`)
  process.exit(2)
}
runPinned(program[0], program[1])
