// An entidad goes dark and comes back, and the monitors die: what was seen is told, what nobody saw is never held against anyone.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { call, startWorld, until } from '../world.ts'
import type { World } from '../world.ts'

let world: World
before(async () => {
  world = await startWorld()
  // One real second is one minute of the service: the probes still keep their schedule.
  const moved = await call('PUT', `${world.sandbox}/reloj`, { velocidad: 60 })
  assert.equal(moved.status, 200)
})
after(async () => await world?.end())

interface Row {
  readonly clave: string
  readonly servicio: string
  readonly ahora: 'UP' | 'DOWN' | 'UNKNOWN'
  readonly caida: { readonly desde: string } | null
  readonly dias: readonly { readonly up: number; readonly down: number; readonly unknown: number }[]
}
interface Estado {
  readonly en: string
  readonly zona: string
  readonly portal: Row
  readonly entidades: readonly Row[]
}

const estado = async (): Promise<Estado> => (await call<Estado>('GET', `${world.url}/api/v1/estado`)).body
const rowOf = (all: Estado, clave: string): Row => all.entidades.find((one) => one.clave === clave)!
const minutes = (row: Row, kind: 'up' | 'down'): number => row.dias.reduce((sum, day) => sum + day[kind], 0)

async function temper(clave: string, tipo: string): Promise<void> {
  const done = await call('PUT', `${world.sandbox}/entidades/${clave}/temperamento`, { tipo })
  assert.equal(done.status, 200)
}

/** The rows behind the figures, as anyone may download them. */
async function evidence(clave: string, desde: string, hasta: string): Promise<{ minuto: string; estado: string }[]> {
  const query = new URLSearchParams({ desde, hasta, entidad: clave })
  const response = await fetch(`${world.url}/api/v1/evidencia/minutos.csv?${query.toString()}`)
  assert.equal(response.status, 200)
  const [head, ...lines] = (await response.text()).trimEnd().split('\r\n')
  assert.equal(head!.split(',').slice(0, 3).join(','), 'entidad,minuto,estado')
  return lines.map((line) => ({ minuto: line.split(',')[1]!, estado: line.split(',')[2]! }))
}

test('an entidad that goes dark is seen down, said down after five minutes, and nobody else is blamed', async () => {
  await until('everybody to be seen', async () => {
    const all = await estado()
    const seen = [all.portal, ...all.entidades].filter((one) => one.ahora === 'UP' && minutes(one, 'up') >= 2)
    return seen.length === 33 ? true : undefined
  })
  const start = (await estado()).en
  await temper('14', 'caida')
  const dark = await until('the outage to be said', async () => {
    const all = await estado()
    return rowOf(all, '14').caida === null ? undefined : all
  })
  const jalisco = rowOf(dark, '14')
  assert.ok(minutes(jalisco, 'down') >= 5, `${minutes(jalisco, 'down')} minutes`)
  assert.equal(jalisco.ahora, 'DOWN')
  assert.ok(Temporal.Instant.compare(jalisco.caida!.desde, Temporal.Instant.from(start).subtract({ minutes: 1 })) >= 0)
  const others = [dark.portal, ...dark.entidades].filter((one) => one.clave !== '14')
  assert.equal(others.length, 32)
  for (const one of others) assert.deepEqual([one.caida, minutes(one, 'down')], [null, 0], one.clave)

  const page = await (await fetch(`${world.url}/estado`)).text()
  assert.match(page, /Jalisco<\/th><td>No responde<br>desde \d{4}-\d\d-\d\d \d\d:\d\d/)
  assert.ok(page.includes('America/Mexico_City'))

  await temper('14', 'normal')
  const back = await until('Jalisco to be back', async () => {
    const all = await estado()
    return rowOf(all, '14').caida === null && rowOf(all, '14').ahora === 'UP' ? all : undefined
  })
  const rows = await evidence('14', start, back.en)
  const down = rows.filter((one) => one.estado === 'DOWN')
  assert.ok(down.length >= 5)
  assert.ok((await evidence('06', start, back.en)).every((one) => one.estado !== 'DOWN'))
})

test('when the monitors are killed they are started again, and the minutes that nobody saw are not known, never down', async () => {
  const start = Temporal.Instant.from((await estado()).en)
  // A little before, so that the gap has known minutes on both sides.
  const known = String(start.subtract({ minutes: 4 }))
  const killed = monitors()
  assert.equal(killed.length, 2)
  // A new monitor stands within a second, which is one minute here: so each is killed until three minutes have passed.
  const dead = start.add({ minutes: 3 })
  await until('three minutes without a monitor', async () => {
    for (const pid of monitors()) {
      killed.push(pid)
      process.kill(pid, 'SIGKILL')
    }
    return Temporal.Instant.compare((await estado()).en, dead) > 0 ? true : undefined
  })
  await until('two other monitors', async () => {
    const running = monitors()
    return running.length === 2 && running.every((pid) => !killed.includes(pid)) ? true : undefined
  })
  const restarted = (await estado()).en
  const after = await until('everybody to be seen again', async () => {
    const all = await estado()
    const rows = [all.portal, ...all.entidades]
    const late = Temporal.Instant.compare(all.en, Temporal.Instant.from(restarted).add({ minutes: 6 })) > 0
    return late && rows.every((one) => one.ahora === 'UP') ? all : undefined
  })
  let gaps = 0
  for (const { clave } of after.entidades) {
    const rows = await evidence(clave, known, after.en)
    const down = rows.filter((one) => one.estado === 'DOWN' && Temporal.Instant.compare(one.minuto, start) >= 0)
    assert.deepEqual(down, [], `${clave} was blamed for a dead monitor`)
    const seen = rows.filter((one) => one.estado !== 'UNKNOWN').map((one) => Temporal.Instant.from(one.minuto))
    const whole = (seen.at(-1)!.epochMilliseconds - seen[0]!.epochMilliseconds) / 60_000 + 1
    if (seen.length < whole) gaps += 1
  }
  assert.equal(gaps, 32, 'the gap is there for each of them')
  assert.ok(after.entidades.every((one) => one.caida === null))
})

/** Processes of this world that run a monitor. */
function monitors(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ')
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        return Number(parent) === world.process.pid && /serve --roles monitor/.test(line)
      } catch {
        // A process that ended meanwhile.
        return false
      }
    })
}
