// Preloaded into every test: one seed for all property tests of a run, and how many cases a slow one takes.
import fc from 'fast-check'

const seed = process.env['ACTAS_TEST_SEED']
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) })
