// Uploaded files are read in a process apart: the same findings, bounds that hold, and nobody else who waits.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { DomainError } from '#errors'
import { sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { openInspector } from './inspect-apart.ts'
import { inspectCopy, MAX_PDF } from './strict-verifier.ts'

const USUAL = { timeMs: 60_000, memoryMb: 96, waiting: 8, idleMs: 60_000 }
/** Claims to be ours, so that all of it is searched: the worst of ten megabytes that we found. */
const HOSTILE = Buffer.from(`%PDF-1.7\nurn:actas:copia:1 ${`(ACT1:${'A'.repeat(4_000)}`.repeat(2_500)}`, 'latin1')

/** The processes that this one started and that read files. */
function childrenOf(pid: number): number[] {
  const started = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return started.filter((one) => readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('inspect-process.ts'))
}

/** Processes are looked at where Linux shows them; elsewhere the test says that it saw nothing. */
function hasProc(t: TestContext): boolean {
  if (existsSync('/proc/self/environ')) return true
  t.skip('SKIPPED: this system has no /proc')
  return false
}

let office: SampleOffice
let pdf: Buffer
before(async () => {
  office = await sampleOffice()
  ;({ pdf } = await office.sealed())
})
after(() => office.close())

test('a file read apart is judged as it is judged here, whatever it is', async () => {
  const inspector = openInspector(office.seal.trust, USUAL)
  const changed = Buffer.from(pdf)
  changed[pdf.length >> 1]! ^= 1
  const files = [pdf, changed, pdf.subarray(0, -9), Buffer.from('hola'), Buffer.alloc(0), Buffer.alloc(MAX_PDF + 1)]
  const seen: string[] = []
  for (const file of [...files, HOSTILE]) {
    const { ours, reason, hints } = inspectCopy(file, office.seal.trust)
    const apart = await inspector.inspect(file)
    assert.deepEqual({ reason: undefined, ...apart }, { ours, reason, hints })
    seen.push(ours)
  }
  assert.deepEqual([...new Set(seen)].sort(), ['altered', 'no', 'yes'])
})

test('while hostile files are read, everything else goes on', async () => {
  assert.ok(HOSTILE.length > 9_000_000 && HOSTILE.length <= MAX_PDF)
  const inspector = openInspector(office.seal.trust, USUAL)
  let turns = 0
  let done = false
  const all = Promise.all(Array.from({ length: 3 }, () => inspector.inspect(HOSTILE))).finally(() => (done = true))
  while (!done) {
    await setImmediate()
    turns += 1
  }
  assert.equal((await all).length, 3)
  assert.ok(turns > 1_000, `only ${turns} turns of the loop in all that time`)
})

test('a file that passes the time or the memory gets no verdict rather than a wrong one, and nothing else ends', async () => {
  for (const bounds of [
    { ...USUAL, timeMs: 1 },
    { ...USUAL, memoryMb: 5 },
  ]) {
    const inspector = openInspector(office.seal.trust, bounds)
    for (const file of [HOSTILE, pdf])
      await assert.rejects(inspector.inspect(file), { kind: 'unavailable', codigo: 'archivo-no-revisado' })
  }
})

test('when too many files wait, one more is sent away at once, and those before it keep their turn', async () => {
  const inspector = openInspector(office.seal.trust, { ...USUAL, waiting: 3 })
  const all = await Promise.allSettled(Array.from({ length: 5 }, () => inspector.inspect(pdf)))
  const refused = all.filter((one) => one.status === 'rejected')
  assert.equal(refused.length, 2)
  assert.ok(refused.every((one) => (one.reason as DomainError).codigo === 'archivo-no-revisado'))
  assert.equal((await inspector.inspect(pdf)).ours, 'yes')
})

test('after a process was ended in the middle of its work, the next file starts another', async (t) => {
  if (!hasProc(t)) return
  const before = childrenOf(process.pid)
  const inspector = openInspector(office.seal.trust, USUAL)
  assert.equal((await inspector.inspect(pdf)).ours, 'yes')
  const lost = inspector.inspect(HOSTILE)
  const [child] = childrenOf(process.pid).filter((one) => !before.includes(one))
  assert.ok(child !== undefined)
  process.kill(child, 'SIGKILL')
  await assert.rejects(lost, { codigo: 'archivo-no-revisado' })
  assert.equal((await inspector.inspect(pdf)).ours, 'yes')
})

test('the process that reads can open no file of ours and reach nobody', async (t) => {
  if (!hasProc(t)) return
  const inspector = openInspector(office.seal.trust, USUAL)
  await inspector.inspect(pdf)
  const [child] = childrenOf(process.pid)
  const line = readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0')
  assert.ok(line.includes('--permission'))
  assert.deepEqual(
    line.filter((one) => one.startsWith('--allow')).map((one) => one.split('=')[0]),
    ['--allow-fs-read'],
  )
  const environment = readFileSync(`/proc/${child}/environ`, 'utf8').split('\0').filter(Boolean)
  assert.deepEqual(
    environment.filter((one) => !one.startsWith('NODE_CHANNEL')),
    [],
    'none of our settings or secrets',
  )
})

test('a process that nobody needed for a while is ended, and the next file starts another', async () => {
  const inspector = openInspector(office.seal.trust, { ...USUAL, idleMs: 1 })
  for (let i = 0; i < 3; i += 1) assert.equal((await inspector.inspect(pdf)).ours, 'yes')
})
