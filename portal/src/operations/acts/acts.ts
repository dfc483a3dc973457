// The door of acts that weigh: one proposes with a reason, another carries it out; it waits no longer than its kind allows.
import { keepOneLook } from '#audit'
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import { append } from '#journal'
import { newFolio } from '#orders'
import { may } from '#staff'
import type { Staff } from '#staff'
import { KINDS, checkReason, nextActState, requireAnother } from './act.ts'
import type { ActEvent, ActKind } from './act.ts'
import type { ActingApp, Asking, Field, Kind } from './kind.ts'
import { exemption } from './kinds/exemption.ts'
import { fee } from './kinds/fee.ts'
import { key } from './kinds/key.ts'
import { refund } from './kinds/refund.ts'
import { review } from './kinds/review.ts'
import { suspension } from './kinds/suspension.ts'
import { countOne } from './quota.ts'
import { readRules } from './rules.ts'
import * as store from './store.ts'
import type { ActRow } from './store.ts'

export { sendAlarmMails } from './alarm-mail.ts'
export { checkActs } from './invariants.ts'
export type { ActRow } from './store.ts'

const DOES: Readonly<Record<ActKind, Kind<object>>> = {
  derecho: fee,
  llave: key,
  suspension,
  revision: review,
  devolucion: refund,
  exencion: exemption,
}

/**
 * Proposes an act. A refund below the limit of the rules is carried out at once, and says that one person did it.
 * @throws invalid with every field to mend · conflict `acto-abierto` when the same matter waits · tooMany `cuota-alcanzada`
 */
export async function propose(app: ActingApp, staff: Staff, que: ActKind, field: Field): Promise<ActRow> {
  const rules = await readRules(app)
  if (que !== 'exencion' || staff.entidad === null) return await place({ app, staff, field, rules }, que)
  const tope = rules.quotas.exencion
  const back = await countOne(app, staff, { que: 'exencion', entidad: staff.entidad, tope })
  let act: ActRow
  try {
    act = await place({ app, staff, field, rules }, que)
  } catch (error) {
    await back()
    throw error
  }
  // Its office looked for the acta: the holder is told of the office, and not only of a person who knew the filiation.
  await keepOneLook(app, { staff, que: 'exencion', asunto: act.asunto, motivo: 'caso' })
  return act
}

/** Reads the form and puts the act where it waits, or does it at once where the rules let one person. */
async function place(asking: Asking, que: ActKind): Promise<ActRow> {
  const { app, staff, field, rules } = asking
  const motivo = checkReason(field('motivo'))
  const kind = DOES[que]
  const draft = await kind.draft(asking)
  if (!may(staff, KINDS[que].proposes, draft.entidad)) throw new DomainError('notFound', 'direccion-no-encontrada')
  return await app.db.tx(async (tx) => {
    const at = app.clock.now()
    const venceAt = at.add({ hours: rules.waitHours[que] })
    const placed = kind.place ? await kind.place({ ...asking, tx, draft, venceAt }) : draft
    const row = {
      folio: newFolio(undefined, 'DOS'),
      que,
      entidad: draft.entidad,
      asunto: placed.asunto,
      contenido: placed.contenido,
      motivo,
      propuso: staff.id,
      propuesto_at: at,
      vence_at: venceAt,
      una_persona: draft.alone ?? false,
    }
    if (!(await store.insertAct(tx, row))) throw new DomainError('conflict', 'acto-abierto')
    await note(app, tx, row, 'act.proposed', staff.id)
    const waiting: ActRow = { ...row, estado: 'propuesto', resolvio: null, resuelto_at: null }
    return draft.alone ? await end(app, tx, waiting, 'aprobar', staff.id) : waiting
  })
}

/**
 * The second person carries it out, or does not accept it.
 * @throws notFound for another's · conflict `misma-persona` · conflict `acto-terminado`, and what its kind says
 */
export async function resolve(
  app: ActingApp,
  staff: Staff,
  que: ActKind,
  folio: string,
  approve: boolean,
): Promise<ActRow> {
  const seen = await readAct(app, staff, folio)
  if (seen.que !== que || !may(staff, KINDS[que].approves, seen.entidad))
    throw new DomainError('notFound', 'direccion-no-encontrada')
  requireAnother(seen.propuso, staff.id)
  const tope = (await readRules(app)).quotas.firma
  const { entidad } = seen
  const back = que === 'exencion' && approve ? await countOne(app, staff, { que: 'firma', entidad, tope }) : null
  try {
    return await app.db.tx(async (tx) => {
      const act = (await store.lockAct(tx, folio))!
      return await end(app, tx, act, approve ? 'aprobar' : 'rechazar', staff.id)
    })
  } catch (error) {
    await back?.()
    throw error
  }
}

/** Whoever proposed takes it back. @throws forbidden `acto-ajeno` · conflict `acto-terminado` */
export async function withdraw(app: ActingApp, staff: Staff, folio: string): Promise<void> {
  const seen = await readAct(app, staff, folio)
  if (seen.propuso !== staff.id) throw new DomainError('forbidden', 'acto-ajeno')
  await app.db.tx(async (tx) => {
    await end(app, tx, (await store.lockAct(tx, folio))!, 'retirar', staff.id)
  })
}

/** An act within the reader's reach. @throws notFound `direccion-no-encontrada` */
export async function readAct(app: App, staff: Staff, folio: string): Promise<ActRow> {
  const act = await store.selectAct(app.db, folio)
  if (!act || (staff.entidad !== null && act.entidad !== staff.entidad))
    throw new DomainError('notFound', 'direccion-no-encontrada')
  return act
}

/** More than anybody reads at once; the filters of the page lead to the others. */
const MOST = 500

export async function listActs(app: App, filter: store.ActFilter): Promise<ActRow[]> {
  return await store.selectActs(app.db, filter, MOST)
}

export async function listAlarms(app: App, entidad: string | null): Promise<store.AlarmRow[]> {
  return await store.selectAlarms(app.db, entidad, MOST)
}

/** One step of its life: what it does, its row and its entry of the journal together. */
async function end(
  app: ActingApp,
  tx: Tx,
  act: ActRow,
  event: ActEvent,
  actor: string,
  at?: Temporal.Instant,
): Promise<ActRow> {
  const estado = nextActState(act.estado, event)
  const kind = DOES[act.que]
  const carrying = { app, tx, act, contenido: act.contenido, actor }
  await (event === 'aprobar' ? kind.carryOut(carrying) : kind.drop?.(carrying))
  const resolvio = event === 'vencer' ? null : actor
  const ended = at ?? app.clock.now()
  await store.endAct(tx, act.folio, { estado, resolvio, at: ended })
  await note(app, tx, act, ENTRIES[event], actor, ended)
  return { ...act, estado, resolvio, resuelto_at: ended, vence_at: null }
}

const ENTRIES: Readonly<Record<ActEvent, string>> = {
  aprobar: 'act.carriedOut',
  rechazar: 'act.declined',
  retirar: 'act.withdrawn',
  vencer: 'act.expired',
}

/** The reason is kept with the act and not in the journal: it is written by hand. */
async function note(
  app: App,
  tx: Tx,
  act: Pick<ActRow, 'folio' | 'entidad' | 'que' | 'asunto' | 'una_persona'>,
  event: string,
  actor: string,
  at?: Temporal.Instant,
): Promise<void> {
  const { folio, entidad, que, asunto, una_persona } = act
  const data = { que, asunto, ...(una_persona ? { unaPersona: true } : {}) }
  await append(app, tx, { event, actor, subject: folio, entidad, data, ...(at ? { at } : {}) })
}

/** Proposals that nobody signed in time end, each at its own instant. Returns how many. */
export async function sweepActs(app: ActingApp): Promise<number> {
  return await app.db.tx(async (tx) => {
    const rows = await store.lockDue(tx, app.clock.now(), 100)
    for (const act of rows) await end(app, tx, act, 'vencer', 'sistema', act.vence_at!)
    return rows.length
  })
}

export async function nextActDue(app: App): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}
