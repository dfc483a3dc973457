// Killing processes at any moment leaves no paid order without its copy or its clock; restarts are proven by new process ids.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { after, test } from 'node:test'
import { call, downloadCopy, order, payByCard, person, readOrder, startWorld, until, waitForState } from '../world.ts'
import type { Order, World } from '../world.ts'

let world: World | undefined
after(async () => {
  await world?.end()
})

/** The processes of one role that belong to this data folder, by what the system says of them. */
function pidsOf(dataDir: string, mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const env = readFileSync(`/proc/${pid}/environ`, 'utf8')
        const cmd = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return env.includes(`ACTAS_DATA=${dataDir}`) && cmd.includes(mark)
      } catch {
        // The process ended while we looked, or is not ours to read.
        return false
      }
    })
}

test('a worker killed while copies are made is replaced, and every paid order gets its copy', async () => {
  world = await startWorld()
  const people = await call<any[]>('GET', `${world.sandbox}/personas?entidad=14&n=8`)
  const placed: Order[] = []
  for (const who of people.body) placed.push(await order(world, who))
  const before = pidsOf(world.dataDir, '--roles worker')
  assert.equal(before.length, 1)
  for (const one of placed) await payByCard(world, one)
  process.kill(before[0]!, 'SIGKILL')
  const after = await until('a new worker', async () =>
    pidsOf(world!.dataDir, '--roles worker').find((pid) => pid !== before[0]),
  )
  assert.notEqual(after, before[0])
  for (const one of placed) await waitForState(world, one, 'emitida', 'entregada')
})

test('a world that is killed comes back by itself at the same addresses, and the portal goes on with it', async () => {
  const before = pidsOf(world!.dataDir, 'simulator/src/main.ts')
  assert.equal(before.length, 1)
  process.kill(before[0]!, 'SIGKILL')
  const after = await until('a new world', async () =>
    pidsOf(world!.dataDir, 'simulator/src/main.ts').find((pid) => pid !== before[0]),
  )
  assert.notEqual(after, before[0])
  // The clock can be moved again: the new world knows the portal, its time and its secret.
  await until('the world to know the portal', async () => {
    const moved = await call('PUT', `${world!.sandbox}/reloj`, { avanza: 'PT1M' }).catch(() => null)
    return moved?.status === 200 ? true : undefined
  })
  const one = await order(world!, await person(world!, '01'))
  await payByCard(world!, one)
  await waitForState(world!, one, 'emitida', 'entregada')
})

test('the whole service killed after the payment finishes every copy at its next start, once', async () => {
  const people = await call<any[]>('GET', `${world!.sandbox}/personas?entidad=06&n=6`)
  const placed: Order[] = []
  for (const who of people.body) placed.push(await order(world!, who))
  for (const one of placed) await payByCard(world!, one)
  const pid = world!.process.pid!
  const gone = new Promise((done) => world!.process.once('exit', done))
  process.kill(pid, 'SIGKILL')
  await gone
  await until('the children to end', async () => (pidsOf(world!.dataDir, '--roles').length === 0 ? true : undefined))
  world = await startWorld({ dataDir: world!.dataDir })
  assert.notEqual(world.process.pid, pid)
  for (const one of placed) {
    await waitForState(world, one, 'emitida', 'entregada')
    const first = await downloadCopy(world, one)
    assert.deepEqual(await downloadCopy(world, one), first)
  }
})

test('an entidad that is down keeps a paid order waiting with its clock, and after 72 hours the money goes back', async () => {
  const who = await person(world!, '13')
  const one = await order(world!, who)
  await call('PUT', `${world!.sandbox}/entidades/13/temperamento`, { tipo: 'caida' })
  await payByCard(world!, one)
  const waiting = await waitForState(world!, one, 'emitiendo')
  assert.ok(waiting['venceEn'], 'a paid order without a copy has a clock')
  const moved = await call('PUT', `${world!.sandbox}/reloj`, { avanza: 'PT72H10M' })
  assert.equal(moved.status, 200)
  await waitForState(world!, one, 'reembolsada')
  const { body } = await readOrder(world!, one)
  const fell = (body['historial'] as { estado: string; en: string }[]).find(
    (step) => step.estado === 'reembolso_pendiente',
  )
  assert.equal(fell?.en, waiting['venceEn'])
  await call('PUT', `${world!.sandbox}/entidades/13/temperamento`, { tipo: 'normal' })
})

test('a slow entidad does not slow the others', async () => {
  await call('PUT', `${world!.sandbox}/entidades/15/temperamento`, { tipo: 'lenta', ms: 12_000 })
  const { search } = await import('../world.ts')
  const slow = await person(world!, '15')
  const waiting = search(world!, { curp: slow.curp, entidadRegistro: '15', filiacion: slow.filiacion[0] })
  const started = performance.now()
  const quick = await person(world!, '01')
  const found = await search(world!, { curp: quick.curp, entidadRegistro: '01', filiacion: quick.filiacion[0] })
  assert.equal(found.status, 200)
  assert.ok(performance.now() - started < 4_000)
  const answer = await waiting
  assert.equal(answer.status, 503)
  assert.equal(answer.body['codigo'], 'entidad-no-disponible')
  assert.ok(answer.headers.get('retry-after'))
  await call('PUT', `${world!.sandbox}/entidades/15/temperamento`, { tipo: 'normal' })
})

test('Ctrl-C ends everything within ten seconds with exit code 0 and leaves nothing behind', async () => {
  const started = performance.now()
  const { dataDir } = world!
  world!.process.kill('SIGINT')
  assert.equal(await world!.stop(), 0)
  assert.ok(performance.now() - started < 10_000)
  assert.deepEqual(pidsOf(dataDir, 'main.ts'), [])
  rmSync(dataDir, { recursive: true, force: true })
  world = undefined
})
