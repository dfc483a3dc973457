// Incidents against a real database and a clock that is set: detection, protocol, judgement.
import assert from 'node:assert/strict'
import { before, beforeEach, test } from 'node:test'
import { seedDirectory } from '#directory'
import { append } from '#journal'
import { seedModelo } from '#modelo'
import type { Indicador } from '#modelo'
import type { Rol, Staff } from '#staff'
import { openTestApp, setClock } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import * as incidents from './incidents.ts'

const DAY = '2017-08-03T'
const VENTANA = {
  desde: Temporal.Instant.from('2017-07-31T05:00:00Z'),
  hasta: Temporal.Instant.from('2017-08-14T05:00:00Z'),
}
const who = (rol: Rol, entidad: string | null = null, id: string = rol): Staff => ({
  id,
  nombre: id,
  correo: `${id}@gob.invalid`,
  rol,
  entidad,
})
const UGD = who('ugd')
const RENAPO = who('renapo')
const MESA = who('mesa_n1')
const ENLACE = who('enlace', '14', 'enlace-14')

let app: TestApp
before(async () => {
  app = await openTestApp()
  setClock(app, '2017-07-31T05:00:00Z')
  await seedDirectory(app)
  await seedModelo(app)
})
beforeEach(async () => {
  await app.owner.query(
    `truncate incidents.incidencia, incidents.transicion, incidents.plazo, incidents.accion, incidents.propuesta, incidents.senal`,
    [],
  )
})

const at = (time: string): void => setClock(app, `${DAY}${time}Z`)

/** The clock at a time of the day, with everything that fell due before swept at its own instant. */
async function until(time: string): Promise<void> {
  for (;;) {
    const due = await incidents.nextIncidentDue(app)
    if (due === null || Temporal.Instant.compare(due, Temporal.Instant.from(`${DAY}${time}Z`)) > 0) break
    setClock(app, due.toString())
    await incidents.sweepIncidents(app)
  }
  at(time)
}

/** What the monitor says of an entidad: the event with since when, and the job that follows. */
async function monitor(event: 'sla.down' | 'sla.up', clave: string, since: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const fact = {
      event,
      actor: 'sistema',
      subject: clave,
      entidad: clave,
      at: app.clock.now(),
      data: { since: `${DAY}${since}Z` },
    }
    await append(app, tx, fact)
  })
  const [row] = await app.db.query<{ id: number }>('select max(id) as id from journal.entry', [])
  const payload = { entry: row!.id, subject: clave, entidad: clave }
  const follow = event === 'sla.down' ? incidents.detectIncident : incidents.recoverIncident
  await follow(app, payload)
  // A job may run twice.
  await follow(app, payload)
}

const ID = 'INC-14-201708031700'
const done = async (staff: Staff, accion: string, vez = 1, id = ID): Promise<void> =>
  await incidents.deliverAction(app, staff, id, accion, vez, {
    texto: `prueba de ${accion}`,
    url: 'https://example.org/prueba',
  })
const i2 = async (clave: string | null = '14'): Promise<Indicador> =>
  await incidents.protocolIndicator(app, VENTANA, clave)
const conflict = (codigo: string) => (error: { codigo?: string; kind?: string }) => {
  assert.equal(error.codigo, codigo)
  return true
}

/** 17:00 down, seen at 17:05, everything done by its role in time, back at 17:25, closed on the next day. */
async function byProtocol(noticeLate = false): Promise<void> {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await until('17:07:00')
  await done(MESA, 'A01')
  await done(ENLACE, 'A02')
  await until('17:12:00')
  await done(UGD, 'A03')
  await done(ENLACE, 'A04')
  if (!noticeLate) {
    await incidents.publishNotice(app, UGD, ID, 'El registro no responde.', false)
    await incidents.publishNotice(app, UGD, ID, 'El registro no responde.', true)
  }
  await until('17:20:00')
  await done(ENLACE, 'A06')
  await done(ENLACE, 'A07')
  await done(UGD, 'A08')
  await until('17:26:00')
  await monitor('sla.up', '14', '17:25:00')
  await done(ENLACE, 'A09')
  await until('17:50:00')
  if (noticeLate) await done(UGD, 'A05')
  await done(UGD, 'A11')
  await done(ENLACE, 'A12')
  await done(ENLACE, 'A13')
  await done(UGD, 'A14')
}

test('an outage that nobody declares has a recall of zero, and the omissions are named', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  assert.equal((await i2()).veredicto, 'NO_APLICA', 'nothing was due yet')
  await until('17:30:00')
  await monitor('sla.up', '14', '17:25:00')
  await until('23:00:00')
  const view = await incidents.readIncident(app, ID)
  assert.equal(view.incident.estado, 'detectado')
  assert.ok(view.incident.no_declarada)
  const judged = await i2()
  assert.deepEqual([judged.valor, judged.veredicto], [0, 'FUERA'])
  const omitted = view.actions.filter((one) => one.vencida).map((one) => one.accion)
  assert.deepEqual(omitted, ['A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A08'])
  assert.equal(judged.n, omitted.length)
  // Too late is still undeclared.
  await done(MESA, 'A01')
  assert.equal((await incidents.readIncident(app, ID)).incident.estado, 'declarado')
  assert.equal((await i2()).valor, 0)
})

test('what is done in time after nobody declared it still counts for nothing', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await until('17:30:00')
  await done(MESA, 'A01')
  await done(ENLACE, 'A02')
  await done(ENLACE, 'A06')
  await until('18:01:00')
  const diagnosis = (await incidents.readIncident(app, ID)).actions.find((one) => one.accion === 'A06')
  assert.deepEqual([diagnosis?.judged?.en_tiempo, diagnosis?.judged?.cumplida], [true, false])
  assert.equal((await i2()).cuentas['cumplidas'], 0)
})

test('an action that is late, and one that comes after what had to follow it, each count as a deviation', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await done(MESA, 'A01')
  await until('17:07:00')
  await done(ENLACE, 'A06')
  await until('17:08:00')
  await done(ENLACE, 'A02')
  await until('17:14:00')
  await done(UGD, 'A03')
  await until('17:16:00')
  await done(ENLACE, 'A04')
  const judged = (await incidents.readIncident(app, ID)).actions
    .filter((one) => one.judged?.debida)
    .map(({ accion, judged: one }) => [accion, one?.en_tiempo, one?.en_orden, one?.cumplida])
  assert.deepEqual(judged, [
    ['A01', true, true, true],
    ['A02', true, false, false],
    ['A03', true, true, true],
    ['A04', false, true, false],
  ])
  const { valor, cuentas } = await i2()
  assert.deepEqual(
    [valor, cuentas['cumplidas'], cuentas['criticasCumplidas'], cuentas['criticasDebidas']],
    [50, 2, 2, 3],
  )
})

test('the undeclared flag takes effect at its own instant, also when the declaration comes before the sweep', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  at('17:21:00')
  await done(MESA, 'A01')
  assert.ok((await incidents.readIncident(app, ID)).incident.no_declarada)
  const [flagged] = await app.db.query<{ at: Temporal.Instant }>(
    `select at from incidents.transicion where incidencia = $1 and event = 'no_declarar'`,
    [ID],
  )
  assert.equal(flagged?.at.toString(), '2017-08-03T17:20:00Z')
})

test('every action in time, by its role and with evidence gives 100 %, and the incident closes', async () => {
  await byProtocol()
  const [recall, view] = [await i2(), await incidents.readIncident(app, ID)]
  assert.equal(view.incident.estado, 'en_revision')
  await incidents.closeIncident(app, UGD, ID)
  setClock(app, '2017-08-07T05:00:00Z')
  const judged = await i2()
  assert.deepEqual(
    [judged.valor, judged.veredicto, judged.cuentas['ejecutadas']],
    [100, 'OPTIMO', judged.cuentas['delProtocolo']],
  )
  assert.equal(judged.n, 14)
  assert.ok(recall.n > 8 && recall.valor === 100)
  assert.deepEqual(await i2(null), { ...judged, evidencia: judged.evidencia.replace('&entidad=14', '') })
  assert.equal((await i2('06')).veredicto, 'NO_APLICA')
})

test('the evidence of the indicator lists exactly the rows that it counts, and names no account', async () => {
  await byProtocol()
  const lines = (await incidents.protocolEvidence(app, VENTANA, '14')).trim().split('\r\n')
  const judged = await i2()
  const [head, ...rows] = lines.map((line) => line.split(','))
  const column = (name: string): number => head!.indexOf(name)
  assert.equal(rows.filter((row) => row[column('debida')] === 'si').length, judged.n)
  assert.equal(rows.filter((row) => row[column('cumplida')] === 'si').length, judged.cuentas['cumplidas'])
  assert.doesNotMatch(lines.join('\n'), /enlace-14/)
})

test('a notice after the check of the probe is late and out of order', async () => {
  await byProtocol(true)
  const notice = (await incidents.readIncident(app, ID)).actions.find((one) => one.accion === 'A05')
  assert.deepEqual(
    [notice?.judged?.en_orden, notice?.judged?.en_tiempo, notice?.judged?.cumplida],
    [false, false, false],
  )
  assert.equal((await i2()).veredicto, 'FUERA', 'a critical action failed')
})

test('an action outside the protocol lowers precision and not recall', async () => {
  await byProtocol()
  const before = await i2()
  await incidents.recordExtraAction(app, ENLACE, ID, 'Reiniciar un servidor', { texto: 'bitácora' })
  const after = await i2()
  assert.equal(after.valor, before.valor)
  assert.equal(after.cuentas['delProtocolo'], before.cuentas['delProtocolo'])
  assert.equal(after.cuentas['ejecutadas'], before.cuentas['ejecutadas']! + 1)
})

test('an action by a role that is not its own counts as a deviation', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await done(MESA, 'A01')
  await done(UGD, 'A02')
  await until('17:14:00')
  const acknowledged = (await incidents.readIncident(app, ID)).actions.find((one) => one.accion === 'A02')
  assert.equal(acknowledged?.judged?.rol_correcto, false)
  const judged = await i2()
  assert.deepEqual([judged.n, judged.cuentas['cumplidas']], [2, 1])
})

test('without evidence, or with evidence of one altered byte, nothing was done', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  const file = Buffer.from('captura de pantalla')
  const sha256 = '5a2f1d4e'.padEnd(64, '0')
  const field = (codigo: string) => (error: { details?: { campos?: { codigo: string }[] } }) => {
    assert.equal(error.details?.campos?.[0]?.codigo, codigo)
    return true
  }
  await assert.rejects(incidents.deliverAction(app, MESA, ID, 'A01', 1, { texto: ' ' }), field('evidencia-falta'))
  await assert.rejects(
    incidents.deliverAction(app, MESA, ID, 'A01', 1, { texto: 'x', contenido: file, sha256 }),
    field('evidencia-alterada'),
  )
  assert.equal((await incidents.readIncident(app, ID)).incident.estado, 'detectado')
  await incidents.deliverAction(app, MESA, ID, 'A01', 1, { texto: 'x', contenido: file })
  assert.equal((await incidents.readIncident(app, ID)).incident.estado, 'declarado')
})

test('nobody validates what they did themselves, and only what they saw', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await done(MESA, 'A01')
  await done(UGD, 'A03')
  const action = (await incidents.readIncident(app, ID)).actions.find((one) => one.accion === 'A03')!
  const review = {
    accion: 'A03',
    vez: 1,
    evento: 'rechazar',
    sha256: action.sha256!,
    motivo: 'no prueba nada',
  } as const
  await assert.rejects(incidents.reviewAction(app, UGD, ID, review), conflict('ejecutor-no-valida'))
  await assert.rejects(
    incidents.reviewAction(app, RENAPO, ID, { ...review, sha256: '0' }),
    conflict('evidencia-cambio'),
  )
  await incidents.reviewAction(app, RENAPO, ID, review)
  await until('17:16:00')
  assert.equal((await i2()).cuentas['criticasCumplidas'], 1, 'a rejected action was not done')
})

test('a higher severity makes an action late at once, counted from the original start', async () => {
  at('17:00:00')
  const id = await incidents.openIncident(app, MESA, {
    entidad: '14',
    causa: 'limite',
    severidad: 'S2',
    inicio: null,
    texto: 'El tiempo de respuesta pasa de diez segundos.',
  })
  assert.equal(id, ID)
  await until('17:20:00')
  await done(ENLACE, 'A04')
  await until('17:40:00')
  const inTime = (await incidents.readIncident(app, ID)).actions.find((one) => one.accion === 'A04')
  assert.equal(inTime?.judged?.en_tiempo, true)
  await incidents.changeSeverity(app, UGD, ID, 'S1', 'ya no responde')
  const late = (await incidents.readIncident(app, ID)).actions.find((one) => one.accion === 'A04')
  assert.deepEqual([late?.due_at?.toString(), late?.judged?.en_tiempo], ['2017-08-03T17:15:00Z', false])
})

test('skipping an action needs a reason and the signature of another account', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await incidents.excuseAction(app, ENLACE, ID, 'A06', 1, 'el proveedor ya lo explicó')
  await assert.rejects(incidents.excuseAction(app, ENLACE, ID, 'A06', 1, ''), conflict('misma-persona'))
  await assert.rejects(incidents.excuseAction(app, MESA, ID, 'A06', 1, ''), conflict('sin-permiso'))
  await incidents.excuseAction(app, RENAPO, ID, 'A06', 1, '')
  const action = (await incidents.readIncident(app, ID)).actions.find((one) => one.accion === 'A06')
  assert.deepEqual([action?.estado, action?.judged?.debida], ['omitida_justificada', false])
})

test('an incident does not close while a mandatory action is neither done nor excused, and the refusal is on record', async () => {
  await byProtocol()
  const action = (await incidents.readIncident(app, ID)).actions.find((one) => one.accion === 'A14')!
  const review = { accion: 'A14', vez: 1, evento: 'rechazar', sha256: action.sha256!, motivo: 'falta' } as const
  await incidents.reviewAction(app, RENAPO, ID, review)
  await assert.rejects(incidents.closeIncident(app, UGD, ID), conflict('acciones-pendientes'))
  const refused = await app.db.query(`select 1 from journal.entry where event = 'incident.refused' and subject = $1`, [
    ID,
  ])
  assert.ok(refused.length >= 1)
  await done(UGD, 'A14')
  await incidents.closeIncident(app, UGD, ID)
  await assert.rejects(done(UGD, 'A14'), conflict('incidencia-no-permite'))
})

test('a relapse while the probe looks is the same incident, and mitigation is asked for once more', async () => {
  await byProtocol()
  await monitor('sla.down', '14', '18:00:00')
  // It was already under review: what happens now is another incident, linked to the first.
  const [second] = (await incidents.listIncidents(app, '14')).filter((one) => one.id !== ID)
  assert.deepEqual([second?.id, second?.enlazada, second?.estado], ['INC-14-201708031800', ID, 'detectado'])
  at('18:05:00')
  const id = second!.id
  await done(MESA, 'A01', 1, id)
  await done(ENLACE, 'A02', 1, id)
  await done(ENLACE, 'A09', 1, id)
  await monitor('sla.up', '14', '18:06:00')
  await until('18:10:00')
  await incidents.requestVerification(app, UGD, id)
  await monitor('sla.down', '14', '18:12:00')
  const view = await incidents.readIncident(app, id)
  assert.deepEqual([view.incident.estado, view.incident.recaidas], ['en_atencion', 1])
  assert.equal(view.actions.filter((one) => one.accion === 'A09' && one.estado === 'pendiente').length, 1)
  await until('19:00:00')
  assert.equal(
    (await incidents.readIncident(app, id)).incident.estado,
    'en_atencion',
    'the good minutes were interrupted',
  )
})

test('while it is down, an update falls due again and again', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await until('18:45:00')
  await monitor('sla.up', '14', '18:40:00')
  const updates = async (): Promise<(string | undefined)[][]> =>
    (await incidents.readIncident(app, ID)).actions
      .filter((one) => one.accion === 'A07' && one.estado !== 'no_aplica')
      .map((one) => [one.estado, one.due_at?.toString().slice(11, 16)])
  const three = ['17:30', '18:00', '18:30'].map((due) => ['pendiente', due])
  assert.deepEqual(await updates(), three)
  await until('22:10:00')
  assert.deepEqual(await updates(), three, 'none is due while the service is up')
  await monitor('sla.down', '14', '22:05:00')
  await until('22:45:00')
  assert.deepEqual(
    (await updates()).slice(3),
    ['22:30', '23:00'].map((due) => ['pendiente', due]),
  )
})

test('three entidades down at once are one national incident with three children', async () => {
  at('17:05:00')
  for (const clave of ['06', '13', '14']) await monitor('sla.down', clave, '17:00:00')
  const all = await incidents.listIncidents(app, null)
  const parent = all.find((one) => one.entidad === null)
  assert.equal(all.length, 4)
  assert.deepEqual(
    all
      .filter((one) => one.padre === parent?.id)
      .map((one) => one.entidad)
      .sort(),
    ['06', '13', '14'],
  )
})

test('news of the monitor that arrive in the wrong order still fit together', async () => {
  at('17:30:00')
  await monitor('sla.up', '14', '17:25:00')
  await monitor('sla.down', '14', '17:00:00')
  const { incident } = await incidents.readIncident(app, ID)
  assert.equal(incident.arriba_desde?.toString(), '2017-08-03T17:25:00Z')
})

test('an entidad that is not in service opens no incident', async () => {
  at('17:05:00')
  await monitor('sla.down', '31', '17:00:00')
  assert.deepEqual(await incidents.listIncidents(app, null), [])
})

test('the public sees the text only after the second step', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await incidents.publishNotice(app, UGD, ID, 'El registro no responde.', false)
  assert.equal((await incidents.readPublicIncidents(app))[0]?.texto, null)
  await assert.rejects(incidents.publishNotice(app, UGD, ID, 'Otro texto.', true), conflict('borrador-cambio'))
  await incidents.publishNotice(app, UGD, ID, 'El registro no responde.', true)
  const [shown] = await incidents.readPublicIncidents(app)
  assert.deepEqual(
    [shown?.entidad, shown?.desde, shown?.texto],
    ['14', '2017-08-03T17:00:00Z', 'El registro no responde.'],
  )
})

test('what was no incident is discarded with two signatures, and is judged no more', async () => {
  at('17:05:00')
  await monitor('sla.down', '14', '17:00:00')
  await until('17:30:00')
  await incidents.discardIncident(app, UGD, ID, 'mantenimiento de la sonda')
  await assert.rejects(incidents.discardIncident(app, UGD, ID, ''), conflict('misma-persona'))
  await incidents.discardIncident(app, RENAPO, ID, '')
  assert.equal((await i2()).veredicto, 'NO_APLICA')
  await monitor('sla.down', '14', '17:00:00')
  // Also when the monitor brings it only now.
  await app.db.query('delete from incidents.senal', [])
  await monitor('sla.down', '14', '17:00:00')
  assert.deepEqual(
    (await incidents.listIncidents(app, null)).map((one) => one.estado),
    ['descartado'],
  )
})

test('the steps on record are those of the table, and a closed incident with an open action is named', async () => {
  await byProtocol()
  await incidents.closeIncident(app, UGD, ID)
  const sound = await incidents.checkIncidents(app)
  assert.ok(sound.checked >= 8)
  assert.deepEqual(sound.violations, [])
  await app.db.query(`update incidents.accion set estado = 'pendiente' where incidencia = $1 and accion = 'A06'`, [ID])
  assert.deepEqual((await incidents.checkIncidents(app)).violations, [`${ID}: A06`])
  await monitor('sla.down', '06', '17:00:00')
  await app.db.query(`delete from incidents.plazo where evento = 'sin_declarar'`, [])
  await app.owner.query(
    `insert into incidents.transicion (incidencia, version, from_state, event, to_state, actor, at, recorded_at)
     values ($1, 99, 'cerrado', 'tomar', 'en_atencion', 'x', now(), now())`,
    [ID],
  )
  const { violations } = await incidents.checkIncidents(app)
  assert.deepEqual(violations, [
    `${ID} v99: cerrado –tomar→ en_atencion`,
    'INC-06-201708031700: sin reloj',
    `${ID}: A06`,
  ])
})
