// The pilot over real rows: it opens at its instant or not at all, decisions need two people, the comunicado is acknowledged.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listEntidades, seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { seedOnboarding } from '#onboarding'
import type { Staff } from '#staff'
import { openTestApp, setClock } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import {
  acknowledgeNotice,
  approveDecision,
  evaluateIteration,
  listNotices,
  proposeDecision,
  proposeGroup,
  publishAnnouncement,
  readBoard,
  seedPilot,
  sendNotice,
  signAnnouncement,
  signGroup,
  sweepPilot,
  writeAnnouncement,
} from './pilot.ts'

const office = (id: string, rol: Staff['rol'], entidad: string | null = null): Staff => ({
  id,
  nombre: id,
  correo: `${id}@gob.invalid`,
  rol,
  entidad,
})
const UGD = office('ugd', 'ugd')
const RENAPO = office('renapo', 'renapo')
const PRESIDENCIA = office('presidencia', 'presidencia')
const governor = (clave: string): Staff => office(`gubernatura-${clave}`, 'gubernatura', clave)
const phaseOf = async (app: Parameters<typeof listEntidades>[0], clave: string): Promise<string> =>
  (await listEntidades(app)).find((one) => one.clave === clave)!.fase

/** The 32 entidades, the Modelo and the liaisons, at an instant. */
async function operationsApp(at: string): Promise<TestApp> {
  const app = await openTestApp()
  setClock(app, at)
  await seedDirectory(app)
  await seedModelo(app)
  await seedOnboarding(app)
  return app
}

async function scheduled(entidades: readonly string[]): Promise<{ app: TestApp; id: string }> {
  const app = await operationsApp('2017-07-20T12:00:00Z')
  const { id } = await proposeGroup(app, UGD, { nombre: 'Fase 2', entidades, inicio: '2017-07-31T00:00' })
  for (const who of [RENAPO, PRESIDENCIA, UGD, ...entidades.map(governor)]) await signGroup(app, who, id)
  return { app, id }
}

test('at one second before its instant all of a group is closed, and at the instant all of it is open', async () => {
  const { app } = await scheduled(['04', '08'])
  setClock(app, '2017-07-31T04:59:59Z')
  await sweepPilot(app)
  assert.deepEqual([await phaseOf(app, '04'), await phaseOf(app, '08')], ['lista', 'lista'])
  setClock(app, '2017-07-31T05:00:00Z')
  await sweepPilot(app)
  assert.deepEqual([await phaseOf(app, '04'), await phaseOf(app, '08')], ['piloto', 'piloto'])
  const { iterations } = await readBoard(app)
  assert.equal(iterations.at(-1)!.hasta.toString(), '2017-08-14T05:00:00Z')
})

test('one entidad that is not ready leaves the whole group closed', async () => {
  const { app } = await scheduled(['04', '02'])
  setClock(app, '2017-07-31T05:00:00Z')
  await sweepPilot(app)
  assert.deepEqual([await phaseOf(app, '04'), await phaseOf(app, '02')], ['lista', 'con_observaciones'])
  assert.equal((await readBoard(app)).groups.at(-1)!.estado, 'fallido')
})

test('an opening that was missed by more than the Modelo allows waits for people', async () => {
  const { app } = await scheduled(['04'])
  setClock(app, '2017-07-31T05:16:00Z')
  await sweepPilot(app)
  assert.equal(await phaseOf(app, '04'), 'lista')
  assert.equal((await readBoard(app)).groups.at(-1)!.estado, 'vencido')
})

test('a group without the signature of one of its entidades is not scheduled, and no one signs twice or for another', async () => {
  const app = await operationsApp('2017-07-20T12:00:00Z')
  const { id } = await proposeGroup(app, UGD, { nombre: 'Fase 2', entidades: ['04'], inicio: '2017-07-31T00:00' })
  for (const who of [RENAPO, PRESIDENCIA, UGD]) await signGroup(app, who, id)
  await assert.rejects(signGroup(app, UGD, id), { codigo: 'ya-firmaste' })
  await assert.rejects(signGroup(app, governor('08'), id), { codigo: 'no-encontrado' })
  assert.deepEqual((await readBoard(app)).groups.at(-1)!.faltan, ['04'])
  assert.equal((await signGroup(app, governor('04'), id)).estado, 'programado')
})

test('a go-live at a time that does not exist, in the past or for nobody is refused with its reason', async () => {
  const app = await operationsApp('2017-03-20T12:00:00Z')
  const propose = async (inicio: string, entidades = ['04']): Promise<unknown> =>
    await proposeGroup(app, UGD, { nombre: 'x', entidades, inicio })
  await assert.rejects(propose('2017-04-02T02:30'), { codigo: 'hora-imposible' })
  await assert.rejects(propose('2017-03-01T00:00'), { codigo: 'fecha-pasada' })
  await assert.rejects(propose('2017-04-10T00:00', []), { codigo: 'grupo-vacio' })
})

test('an iteration is judged when its payments have matured, a decision is proposed by one and approved by others', async () => {
  const app = await operationsApp('2017-08-12T12:00:00Z')
  await seedPilot(app)
  const [iteration] = (await readBoard(app)).iterations
  assert.equal((await evaluateIteration(app, iteration!.id)).definitiva, false)
  const input = { iteracion: iteration!.id, decision: 'repetir_mismas' as const, entidades: [], motivo: '' }
  await assert.rejects(proposeDecision(app, UGD, input), { codigo: 'sin-evaluar' })
  for (let i = 0; i < 2; i += 1) {
    setClock(app, (await readBoard(app)).iterations[0]!.due_at!.toString())
    await sweepPilot(app)
  }
  const { recomendacion, definitiva } = await evaluateIteration(app, iteration!.id)
  assert.ok(definitiva)
  assert.equal(recomendacion.decision, 'repetir_mismas', 'without data nobody is released')
  await assert.rejects(proposeDecision(app, UGD, { ...input, decision: 'liberar_grupo', entidades: ['04'] }), {
    codigo: 'falta-motivo',
  })
  const made = await proposeDecision(app, UGD, input)
  await assert.rejects(approveDecision(app, UGD, made.id), { codigo: 'misma-persona' })
  await assert.rejects(approveDecision(app, governor('14'), made.id), { codigo: 'figuras-propias' })
  assert.equal((await approveDecision(app, RENAPO, made.id)).estado, 'decidida')
  const after = await readBoard(app)
  assert.equal(after.iterations.length, 2)
  assert.equal(after.iterations[1]!.numero, 2)
  assert.equal(after.decisions[0]!.estado, 'decidida')
})

test('one comma changed in the announcement leaves it without a signature, and only the agreed text is published', async () => {
  const { app, id } = await scheduled(['04'])
  await writeAnnouncement(app, UGD, id, 'Ya puedes pedir tu acta en línea.')
  await signAnnouncement(app, PRESIDENCIA, id)
  await assert.rejects(publishAnnouncement(app, UGD, id), { codigo: 'sin-acuerdo' })
  await writeAnnouncement(app, UGD, id, 'Ya puedes, pedir tu acta en línea.')
  assert.deepEqual((await readBoard(app)).announcements[0]!.faltan, ['presidencia', '04'])
  for (const who of [PRESIDENCIA, governor('04')]) await signAnnouncement(app, who, id)
  await publishAnnouncement(app, UGD, id)
  assert.equal((await readBoard(app)).announcements[0]!.estado, 'publicado')
})

test('the comunicado tells the letter from live data, to every liaison, and each acknowledges once', async () => {
  const { app, id } = await scheduled(['04'])
  await sendNotice(app, UGD, id)
  const [notice] = await listNotices(app, null)
  assert.ok(notice!.texto.includes('lunes 31 de julio de 2017, 00:00'))
  for (const words of [
    'Campeche',
    'Anexo 1',
    'Anexo 2',
    'Equipo gob.mx',
    '99.80 %',
    '72 horas',
    'Chihuahua',
    'Sonora',
  ]) {
    assert.ok(notice!.texto.includes(words), words)
  }
  assert.ok(notice!.destinatarios >= 33, 'the gob.mx liaison and those of the 32')
  assert.deepEqual(
    (await listNotices(app, '14'))[0]!.entregas.map((one) => one.entidad).filter((one) => one !== '14'),
    [],
  )
  await assert.rejects(acknowledgeNotice(app, 'inventado'), { codigo: 'no-encontrado' })
})
