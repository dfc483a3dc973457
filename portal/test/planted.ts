// For tests only: what an entidad has in every room, planted through the rooms' own doors, and the words to know it by.
import { announce } from '#maintenance'
import { recordDrill } from '#training'
import { endEmergency, openEmergency } from '../src/operations/staff/emergency/emergency.ts'
import { openCase } from '../src/roles/open-case.ts'
import { randomUUID } from 'node:crypto'
import { ACT_KINDS } from '../src/operations/acts/act.ts'
import type { ActKind } from '../src/operations/acts/act.ts'
import { detectIncident } from '#incidents'
import { append } from '#journal'
import { newFolio } from '#orders'
import { openReference } from '#payments'
import { importBankFile } from '#reconciliation'
import { openTicket, actOnTicket } from '#helpdesk'
import type { DrivableClock } from '#clock'
import type { App } from '#context'
import type { WithTrust } from '#copies'
import type { Staff } from '#staff'
import { takeRefusal } from '../src/operations/helpdesk/refusals/refusals.ts'
import { bankFile } from './bank-file.ts'
import { nextPilotDue, proposeDecision, readBoard, sweepPilot } from '../src/operations/pilot/pilot.ts'
import { setClock } from './app.ts'
import { addIssuedCopy } from './issued-copy.ts'

const DESK: Staff = { id: 'mesa-1', nombre: 'Mesa', correo: 'a@b.mx', rol: 'mesa_n1', entidad: null }
const UGD: Staff = { id: 'otra-cuenta', nombre: 'UGD', correo: 'u@b.mx', rol: 'ugd', entidad: null }
const PACKET = { intentado: 'Se buscó por CURP.', evidencia: 'Captura del acta.', consentimiento: true }

/** Everything that says whose it is: folios and words that stand nowhere but in rows of this entidad. */
export interface Planted {
  readonly entidad: string
  readonly markers: readonly string[]
  readonly order: string
  readonly ticket: string
  readonly refusal: string
  readonly incident: string
  /** A maintenance that is announced. */
  readonly notice: string
  /** An act of each kind that waits; that of a copy without payment is done. */
  readonly acts: Readonly<Record<ActKind, string>>
  readonly alarm: string
}

/** Plants an issued copy with a refusal, a paid reference, an escalated report and an incident of `entidad`. */
export async function plant(app: WithTrust & App, entidad: string): Promise<Planted> {
  const word = `solo-de-${entidad}`
  const now = app.clock.now()
  const { folio, codigo } = await addIssuedCopy(app.db, entidad, now.toString(), `${word}@example.org`)
  const { folio: refusal } = await takeRefusal(app, {
    copia: codigo,
    autoridad: 'escuela',
    palabras: `Rechazo ${word}.`,
    correo: `${word}@example.org`,
    puerta: 'gobmx',
    actor: 'ciudadano',
  })
  const waiting = await addIssuedCopy(app.db, entidad, now.toString())
  const { lineaDeCaptura } = await openReference(app, { folio: waiting.folio, centavos: 9_800, entidad })
  const day = now.toZonedDateTimeISO('America/Mexico_City').toPlainDate().toString().replaceAll('-', '')
  const line = { linea: lineaDeCaptura, centavos: 9_800, day, hour: '000100', autorizacion: `4455${entidad}66` }
  const bytes = Buffer.from(bankFile(entidad, [line], 1, day))
  await importBankFile(app, { entidad, bytes, channel: 'banco', actor: 'banco' })
  const told = { tipo: 'datos', texto: `Reporte ${word}.`, entidad, correo: `${word}@example.org` } as const
  const { folio: ticket } = await openTicket(app, told, { ip: '192.0.2.7' })
  await actOnTicket(app, DESK, ticket, { step: 'taken' })
  await actOnTicket(app, DESK, ticket, { step: 'escalated', paquete: { ...PACKET, evidencia: `Evidencia ${word}.` } })
  const since = now.subtract({ minutes: 5 })
  await app.db.tx(async (tx) => {
    const fact = { event: 'sla.down', actor: 'sistema', subject: entidad, entidad, at: now }
    await append(app, tx, { ...fact, data: { since: since.toString() } })
  })
  const [row] = await app.db.query<{ id: number }>('select max(id) as id from journal.entry', [])
  await detectIncident(app, { entry: row!.id, subject: entidad, entidad })
  const [incident] = await app.db.query<{ id: string }>('select id from incidents.incidencia where entidad = $1', [
    entidad,
  ])
  const notice = await plantMaintenance(app, entidad, word)
  const { acts, alarm } = await plantActs(app, entidad, folio, word)
  return {
    entidad,
    acts,
    alarm,
    markers: [
      folio,
      refusal,
      waiting.folio,
      lineaDeCaptura,
      ticket,
      incident!.id,
      notice,
      word,
      line.autorizacion,
      ...Object.values(acts),
    ],
    order: folio,
    ticket,
    refusal,
    incident: incident!.id,
    notice,
  }
}

/** What each kind of act keeps. That which waits cannot be carried out, so that asking for it changes nothing else. */
const CONTENTS: Readonly<Record<ActKind, object>> = {
  derecho: { centavos: 9_900, vigenteDesde: '2017-12-01', fuente: 'Ley de Ingresos' },
  llave: { alta: { entidad: '', url: '', certificado: '', llaveFirma: '', kid: '' }, huella: '00' },
  suspension: { accion: 'reanudar' },
  revision: { acepta: true },
  devolucion: { clase: 'solicitud', id: 'ninguna', folio: 'ACT-0', centavos: 9_800, rastreo: 'MBK20170803' },
  exencion: { fundamento: 'autoridad', centavos: 9_800, anio: 1990 },
}

async function plantActs(
  app: App,
  entidad: string,
  order: string,
  word: string,
): Promise<Pick<Planted, 'acts' | 'alarm'>> {
  const at = app.clock.now()
  const acts = {} as Record<ActKind, string>
  for (const que of ACT_KINDS) {
    const folio = newFolio(undefined, 'DOS')
    acts[que] = folio
    const office = { exencion: 'mesa', llave: 'enlace', suspension: 'enlace' }[que as string] ?? 'finanzas'
    const done = que === 'exencion'
    await app.db.query(
      `insert into acts.acto (folio, que, entidad, asunto, contenido, motivo, propuso, propuesto_at, estado, vence_at, resolvio, resuelto_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        folio,
        que,
        entidad,
        ['revision', 'exencion'].includes(que) ? order : entidad,
        JSON.stringify(CONTENTS[que]),
        `Motivo ${word}.`,
        `${office}-${entidad}`,
        at,
        done ? 'hecho' : 'propuesto',
        done ? null : at.add({ hours: 24 }),
        done ? `finanzas-${entidad}` : null,
        done ? at : null,
      ],
    )
  }
  const alarm = `alarma${entidad}`
  await app.db.query(
    `insert into acts.alarma (id, entidad, cuenta, que, dia, tope, at) values ($1, $2, $3, 'exencion', '2017-08-03', 20, $4)`,
    [alarm, entidad, `${word}-cuenta`, at],
  )
  return { acts, alarm }
}

/** A receipt that somebody sent with a report of `entidad`. */
export async function plantReceipt(app: WithTrust & App, entidad: string): Promise<string> {
  const told = { tipo: 'pago', texto: `Pagué y no aparece, en ${entidad}.`, entidad } as const
  const { folio } = await openTicket(app, told, { ip: '192.0.2.8' })
  const id = randomUUID()
  await app.db.query(
    `insert into helpdesk.comprobante (id, folio, solicitud, fecha, banco, tipo, sha256, bytes, at)
     values ($1, $2, $3, '2017-08-03', 'Banco', 'application/pdf', $4, $5, $6)`,
    [id, folio, `ACT-${entidad}`, Buffer.from(entidad), Buffer.from(`%PDF de ${entidad}`), app.clock.now()],
  )
  return id
}

/** A decision on the first iteration of the pilot that waits for its second signature; the clock ends where it may be made. */
export async function plantDecision(app: App & { readonly clock: DrivableClock }): Promise<string> {
  for (;;) {
    const iteration = (await readBoard(app)).iterations.find((one) => one.estado === 'evaluada')
    if (iteration) {
      const input = {
        iteracion: iteration.id,
        decision: 'repetir_mismas',
        entidades: ['14'],
        motivo: 'Para la prueba.',
      } as const
      return (await proposeDecision(app, UGD, input)).id
    }
    const due = await nextPilotDue(app)
    if (due === null) throw new Error('no iteration of the pilot is ever evaluated')
    setClock(app, due.toString())
    await sweepPilot(app)
  }
}

/** An emergency access of somebody of the desk of gob.mx on `entidad`, about its report, that has ended again. */
export async function plantEmergency(app: App, entidad: string, ticket: string): Promise<string> {
  const at = app.clock.now()
  const who = {
    id: 'mesa-2',
    nombre: 'Otra mesa',
    correo: 'mesa-2@gob.invalid',
    rol: 'mesa_n1',
    entidad: null,
  } as const
  await app.db.query(
    `insert into staff.account (id, nombre, correo, rol, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [who.id, who.nombre, who.correo, who.rol, at],
  )
  const wanted = { motivo: 'pago-de-un-reporte', entidad, asunto: ticket }
  const id = await openEmergency(app, who, wanted, openCase)
  await endEmergency(app, who, id)
  return id
}

/** That finance of `entidad` did a drill, as it says itself; nobody has confirmed it yet. */
export async function plantTraining(app: App, entidad: string): Promise<string> {
  const who = { id: `finanzas-${entidad}`, nombre: 'Finanzas', correo: 'f@b.mx', rol: 'finanzas', entidad } as const
  const dia = app.clock.now().toZonedDateTimeISO('America/Mexico_City').toPlainDate().toString()
  await recordDrill(app, who, 'datos-personales', { asunto: '', dia })
  const [row] = await app.db.query<{ id: string }>('select id from training.registro where account = $1', [who.id])
  return row!.id
}

/** A maintenance of `entidad` that its liaison announced for the day after tomorrow. */
async function plantMaintenance(app: App, entidad: string, word: string): Promise<string> {
  const who = { id: `enlace-${entidad}`, nombre: 'Enlace', correo: 'e@b.mx', rol: 'enlace', entidad } as const
  const dia = app.clock.now().toZonedDateTimeISO('America/Mexico_City').toPlainDate().add({ days: 2 }).toString()
  const when = { inicio: `${dia} 01:00`, fin: `${dia} 03:00` }
  return await announce(app, who, { entidad: undefined, ...when, que: `Cambio ${word}.`, responde: 'Sistemas' })
}
