// Each lie that an entidad can tell, told over the wire: none is believed, nothing is issued on it, and the truth heals all.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { call, downloadCopy, order, payByCard, readOrder, search, startWorld, waitForState } from '../world.ts'
import type { Order, Person, World } from '../world.ts'

const OPEN = ['01', '06', '13', '14', '15']
const SETTLE_MS = 1_500

let world: World
before(async () => {
  world = await startWorld()
})
after(async () => {
  await world?.end()
})

interface Lane {
  readonly entidad: string
  readonly mentira: string
  readonly holder: Person
  readonly other: Person
  readonly placed: Order
}

const temper = async (entidad: string, to: object): Promise<void> => {
  const { status } = await call('PUT', `${world.sandbox}/entidades/${entidad}/temperamento`, to)
  assert.equal(status, 200)
}

async function openLane(mentira: string, entidad: string, round: number): Promise<Lane> {
  const { body } = await call<Person[]>('GET', `${world.sandbox}/personas?entidad=${entidad}&n=${2 * round + 2}`)
  const [holder, other] = body.slice(-2)
  assert.ok(holder && other)
  const placed = await order(world, holder)
  await temper(entidad, { tipo: 'mentirosa', mentira })
  return { entidad, mentira, holder, other, placed }
}

/** A search and a paid order while the entidad lies. */
async function hearTheLie(lane: Lane): Promise<void> {
  await payByCard(world, lane.placed)
  const { other, entidad, mentira } = lane
  const found = await search(world, { curp: other.curp, entidadRegistro: entidad, filiacion: other.filiacion[0] })
  // Some lies concern only the copy; then the search is the truth about the person who was asked for.
  if (found.status === 200) {
    const shown = (found.body['actas'] as { vistaPrevia: { fechaNacimiento: string } }[])[0]
    assert.equal(shown?.vistaPrevia.fechaNacimiento, other.fechaNacimiento, mentira)
  } else {
    assert.equal(found.status, 503, mentira)
    assert.equal(found.body['codigo'], 'entidad-no-disponible', mentira)
  }
  // The copy was asked for when the search was; whoever waited for one has waited for the other, and a copy that is
  // believed is issued well within this time.
  await waitForState(world, lane.placed, 'emitiendo', 'emitida')
  await delay(SETTLE_MS)
  const { body } = await readOrder(world, lane.placed)
  assert.equal(body['estado'], 'emitiendo', mentira)
  assert.equal(body['copia'], undefined, mentira)
  const file = await call('GET', `${world.url}/api/v1/solicitudes/${lane.placed.folio}/copia`, undefined, {
    authorization: `Bearer ${lane.placed.acceso}`,
  })
  assert.deepEqual([file.status, file.body['codigo']], [409, 'copia-no-lista'], mentira)
}

/** The entidad tells the truth again: the order gets the copy of its own person. */
async function heal({ placed, holder, mentira }: Lane): Promise<void> {
  const { copia } = await waitForState(world, placed, 'emitida', 'entregada')
  assert.ok((await downloadCopy(world, placed)).length > 10_000, mentira)
  const { codigoVerificacion } = copia as { codigoVerificacion: string }
  const { body } = await call('POST', `${world.url}/api/v1/verificaciones`, { codigoVerificacion })
  assert.equal(body['veredicto'], 'valida', mentira)
  assert.equal((body['acta'] as { curp: string }).curp, holder.curp, mentira)
}

test('no lie of an entidad is believed or issued, and each order gets its copy once the truth is told again', async () => {
  const { body } = await call<any[]>('GET', `${world.sandbox}/temperamentos`)
  const lies = body.find((one) => one.tipo === 'mentirosa').parametros[0].valores.map((one: any) => one.valor as string)
  assert.ok(lies.length >= 12, `only ${lies.length} lies`)
  let told = 0
  for (let round = 0; round * OPEN.length < lies.length; round += 1) {
    const these = (lies as string[]).slice(round * OPEN.length, (round + 1) * OPEN.length)
    const lanes = await Promise.all(these.map((mentira, i) => openLane(mentira, OPEN[i]!, round)))
    await Promise.all(lanes.map(hearTheLie))
    for (const { entidad } of lanes) await temper(entidad, { tipo: 'normal' })
    // The next tries have their turn.
    assert.equal((await call('PUT', `${world.sandbox}/reloj`, { avanza: 'PT30M' })).status, 200)
    await Promise.all(lanes.map(heal))
    told += lanes.length
  }
  assert.equal(told, lies.length)
})
