// Refusals of a copy: taken through four doors, verified by themselves, joined into cases, and followed to their end.
import { createHash } from 'node:crypto'
import { checkCodigo } from '@actas/node-kit/contract/damm.ts'
import { centralDay, readDay, wire } from '#clock'
import type { App } from '#context'
import { verify } from '#copies'
import type { Verification, WithTrust } from '#copies'
import { withoutReach } from '#db'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { append } from '#journal'
import { readModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { isMailAddress } from '#mailer'
import { findOrder, newFolio, parseFolio } from '#orders'
import { may } from '#staff'
import type { Staff } from '#staff'
import { cleanText } from '#ui/clean-text'
import { currentLanguage } from '#ui/languages'
import { AUTHORITIES, STATES, isNotOurs, next, stepsFrom } from './refusal.ts'
import type { Door, RefusalState, RefusalStep } from './refusal.ts'
import * as store from './store.ts'
import type { RefusalRow } from './store.ts'

export interface RefusalInput {
  /** The code on the copy, or the folio of its order. */
  readonly copia: string
  readonly autoridad?: string
  readonly autoridadOtra?: string
  readonly oficina?: string
  /** The day of the refusal, `AAAA-MM-DD`; today when it is not said. */
  readonly fecha?: string
  readonly palabras: string
  readonly correo?: string
  readonly puerta: Door
  readonly actor: string
  readonly reporte?: string
}

export interface RefusalTaken {
  readonly folio: string
  readonly veredicto: string
  /** False when another door had already brought this case. */
  readonly nuevo: boolean
  /** Id of the verification; only for whoever showed the code itself, for the constancia names people. */
  readonly verificacion?: string
}

const MAX_WORDS = 4_000
const MAX_OFFICE = 200

/**
 * Takes a refusal: verifies the copy, joins what another door already told, and leaves the legal text to be mailed.
 * @throws invalid with the fields: `palabras`, `copia`, `autoridad`, `autoridadOtra`, `fecha`, `correo`
 */
export async function takeRefusal(app: WithTrust, asked: RefusalInput): Promise<RefusalTaken> {
  // Anybody may tell of a refusal, of a copy of any entidad: a local desk does it here for the person who stands before it.
  return await withoutReach(async () => await take(app, clean(asked)))
}

async function take(app: WithTrust, input: RefusalInput): Promise<RefusalTaken> {
  const { codigo, withCode, fecha } = await checkRefusal(app, input)
  const seen = await verify(app, { codigoVerificacion: codigo })
  const copiaHash = createHash('sha256').update(codigo).digest()
  const taken = await app.db.tx(async (tx) => {
    await store.lockCopy(tx, copiaHash)
    return await keep(app, tx, input, { fecha, copiaHash, seen, withCode })
  })
  return { ...taken, veredicto: seen.veredicto, ...(withCode && seen.constancia ? { verificacion: seen.id } : {}) }
}

/** What can be mended in a refusal, said before anything is written. @throws as `takeRefusal` */
export async function checkRefusal(
  app: App,
  asked: RefusalInput,
): Promise<{ codigo: string; withCode: boolean; fecha: string }> {
  const input = clean(asked)
  const today = centralDay(app.clock.now())
  const fecha = input.fecha?.trim() || today
  const problems: FieldProblem[] = []
  const say = (campo: string, codigo: string): void => void problems.push({ campo, codigo })
  const long = (campo: string, maximo: number): void =>
    void problems.push({ campo, codigo: 'texto-largo', params: { maximo } })
  const words = input.palabras.trim()
  if (words === '') say('palabras', 'texto-falta')
  else if (words.length > MAX_WORDS) long('palabras', MAX_WORDS)
  if (input.autoridad !== undefined && !Object.hasOwn(AUTHORITIES, input.autoridad)) say('autoridad', 'autoridad-falta')
  if (input.autoridad === 'otra' && !input.autoridadOtra?.trim()) say('autoridadOtra', 'autoridad-cual')
  if ((input.autoridadOtra ?? '').length > MAX_OFFICE) long('autoridadOtra', MAX_OFFICE)
  if ((input.oficina ?? '').length > MAX_OFFICE) long('oficina', MAX_OFFICE)
  if (readDay(fecha) === null) say('fecha', 'fecha-imposible')
  else if (fecha > today) say('fecha', 'fecha-por-venir')
  if (input.correo?.trim() && !isMailAddress(input.correo.trim())) say('correo', 'correo-invalido')
  const { codigo, withCode, problem } = await checkCopy(app, input.copia)
  if (problem) say('copia', problem)
  if (problems.length > 0 || codigo === null) throw new DomainError('invalid', 'datos-invalidos', { campos: problems })
  return { codigo, withCode, fecha }
}

/** The code of a copy that was named by its code or by its order's folio; the problem when it is neither. */
export async function checkCopy(
  app: App,
  copia: string,
): Promise<{ codigo: string | null; withCode: boolean; problem: string | null }> {
  const folio = parseFolio(copia)
  const order = folio === null ? null : await findOrder(app, folio)
  const typed = checkCodigo(copia)
  const codigo = order?.codigo ?? (typed.ok || typed.motivo !== 'longitud' ? copia.replace(/[\s-]/g, '') : null)
  const problem = codigo !== null ? null : copia.trim() === '' ? 'copia-cual' : 'copia-desconocida'
  return { codigo, withCode: order === null, problem }
}

/** The same without what nobody sees. */
function clean(input: RefusalInput): RefusalInput {
  const { autoridadOtra, oficina, correo } = input
  return {
    ...input,
    copia: cleanText(input.copia),
    palabras: cleanText(input.palabras).trim(),
    ...(autoridadOtra === undefined ? {} : { autoridadOtra: cleanText(autoridadOtra).trim() }),
    ...(oficina === undefined ? {} : { oficina: cleanText(oficina).trim() }),
    ...(correo === undefined ? {} : { correo: cleanText(correo).trim() }),
  }
}

async function keep(
  app: App,
  tx: Tx,
  input: RefusalInput,
  one: { fecha: string; copiaHash: Buffer; seen: Verification; withCode: boolean },
): Promise<{ folio: string; nuevo: boolean }> {
  const autoridad = input.autoridad ?? null
  const otra = autoridad === 'otra' ? input.autoridadOtra!.trim().toLowerCase() : null
  const clase = autoridad === null ? 'autoridad' : AUTHORITIES[autoridad]!
  const oficina = input.oficina?.trim() || null
  const { copiaHash, fecha } = one
  // The same copy at the same authority within these days is the same case, whichever door heard of it.
  const days = (await readModelo({ db: tx })).contenido.aceptacion.mismoCasoDias.valor
  const same = await store.findSame(tx, { copiaHash, autoridad, otra, fecha, days })
  const folio = same?.folio ?? newFolio(undefined, 'REC')
  const at = app.clock.now()
  if (!same) {
    const row = await store.insertRefusal(tx, {
      folio,
      opened_at: at,
      fecha,
      copiaHash,
      entidad: one.seen.copia?.entidadRegistro ?? null,
      autoridad,
      autoridad_otra: otra,
      clase,
      oficina,
      veredicto: one.seen.veredicto,
      verificacion: one.seen.id,
    })
    await open(app, tx, row, input.actor)
  } else if (autoridad !== null) {
    await store.nameAuthority(tx, folio, { autoridad, otra, clase, oficina })
  }
  const { puerta, actor } = input
  await store.insertSource(tx, folio, {
    puerta,
    actor,
    reporte: input.reporte ?? null,
    palabras: input.palabras.trim(),
    at,
  })
  if (input.correo?.trim())
    await store.insertMail(tx, folio, {
      correo: input.correo.trim(),
      withCode: one.withCode,
      idioma: currentLanguage().codigo,
    })
  const entidad = one.seen.copia?.entidadRegistro ?? null
  await append(app, tx, {
    event: 'refusal.told',
    actor,
    subject: folio,
    entidad,
    data: { puerta, nuevo: !same, veredicto: one.seen.veredicto },
  })
  return { folio, nuevo: !same }
}

/** The first steps take themselves: what it is about, and the public verification with its verdict. */
async function open(app: App, tx: Tx, row: RefusalRow, actor: string): Promise<void> {
  const at = app.clock.now()
  await store.updateState(tx, row.folio, { version: 1, step: 'opened', from: null, to: 'received', actor, at })
  let now: RefusalRow = { ...row, version: 1 }
  now = await advance(app, tx, now, 'classify', 'sistema')
  now = await advance(app, tx, now, 'validate', 'sistema')
  if (isNotOurs(row.veredicto)) await advance(app, tx, now, 'copyNotOurs', 'sistema')
}

async function advance(app: App, tx: Tx, row: RefusalRow, step: RefusalStep, actor: string): Promise<RefusalRow> {
  const to = next(row.state, step)
  const after = { ...row, state: to, version: row.version + 1 }
  const at = app.clock.now()
  await store.updateState(tx, row.folio, { version: after.version, step, from: row.state, to, actor, at })
  await append(app, tx, {
    event: `refusal.${to}`,
    actor,
    subject: row.folio,
    entidad: row.entidad,
    data: { step, version: after.version },
  })
  return after
}

/**
 * One step of a desk on a case. What the table does not have is refused, and the refusal is put on record.
 * @throws notFound `rechazo-no-encontrado` · conflict `rechazo-no-permite`
 */
export async function actOnRefusal(app: App, staff: Staff, folio: string, step: RefusalStep): Promise<void> {
  const refused = await app.db.tx(async (tx) => {
    const row = await store.lockRefusal(tx, folio)
    if (!row || !mayAttend(staff, row)) throw new DomainError('notFound', 'rechazo-no-encontrado')
    try {
      if (!stepsFrom(row.state).includes(step))
        throw new DomainError('conflict', 'rechazo-no-permite', { params: { estado: STATES[row.state].wire } })
      await advance(app, tx, row, step, staff.id)
      return null
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      const data = { step, state: row.state }
      await append(app, tx, { event: 'refusal.refused', actor: staff.id, subject: folio, entidad: row.entidad, data })
      return error
    }
  })
  if (refused) throw refused
}

/** A desk of an entidad sees the copies that its own registry issued; what was never a copy belongs to gob.mx alone. */
export function mayAttend(staff: Staff, row: { readonly entidad: string | null }): boolean {
  if (row.entidad === null) return staff.entidad === null && may(staff, 'rechazo.atender', null)
  return may(staff, 'rechazo.atender', row.entidad)
}

/** Whether there is a case of this name that this person attends. */
export async function attendsRefusal(app: App, staff: Staff, folio: string): Promise<boolean> {
  const row = await store.selectRefusal(app.db, folio)
  return row !== undefined && mayAttend(staff, row)
}

export interface RefusalView {
  readonly row: RefusalRow
  readonly fuentes: readonly { puerta: Door; actor: string; palabras: string; at: Temporal.Instant }[]
  readonly historial: readonly { readonly estado: string; readonly actor: string; readonly en: string }[]
  readonly pasos: readonly RefusalStep[]
}

/** A case for a desk that may attend it. @throws notFound `rechazo-no-encontrado` */
export async function readRefusal(app: App, staff: Staff, folio: string): Promise<RefusalView> {
  const row = await store.selectRefusal(app.db, folio)
  if (!row || !mayAttend(staff, row)) throw new DomainError('notFound', 'rechazo-no-encontrado')
  const life = await store.selectLife(app.db, folio)
  return {
    row,
    fuentes: await store.selectSources(app.db, folio),
    historial: life.map((one) => ({ estado: STATES[one.to_state].wire, actor: one.actor, en: wire(one.at) })),
    pasos: stepsFrom(row.state),
  }
}

/** The cases of a window, by the day of the refusal: whole days of the centre. */
export async function listCases(app: App, ventana: Ventana, clave: string | null): Promise<store.CaseRow[]> {
  const [from, to] = daysOf(ventana)
  return await store.selectCases(app.db, from, to, clave)
}

/** Cases that a desk still has something to do about. Null counts all entidades together. */
export async function countWaiting(app: App, clave: string | null): Promise<number> {
  return await store.countInState(app.db, ['validated', 'agencyNotified', 'answered'], clave)
}

/** First and last day of a half-open window. */
export function daysOf(ventana: Ventana): readonly [string, string] {
  return [centralDay(ventana.desde), centralDay(ventana.hasta.subtract({ milliseconds: 1 }))]
}

export type { RefusalState }

/** The cases that were told about the copy with this code. */
export async function refusalsOfCopy(app: Pick<App, 'db'>, codigo: string): Promise<string[]> {
  return await store.selectOfCopy(app.db, createHash('sha256').update(codigo).digest())
}
