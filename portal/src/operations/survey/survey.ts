// The door of the survey of faces: who is invited, one answer for one service, and indicator 3.
import { createHash } from 'node:crypto'
import { centralDay } from '#clock'
import type { App } from '#context'
import type { Claves } from '#db'
import { DomainError } from '#errors'
import { countComplaints } from '#helpdesk'
import { SIN_DATOS, formulas, indicador, readModelo } from '#modelo'
import type { Indicador, Modelo, Ventana } from '#modelo'
import { countFinished } from '#orders'
import type { Invite, OrderView } from '#orders'
import { cleanText } from '#ui/clean-text'
import { evidenceOf, paths } from '#ui/paths'
import { FACES, endOf, judgeFaces, readToken, tokenFor } from './invitation.ts'
import type { Face, Invitation } from './invitation.ts'
import * as store from './store.ts'
import type { Progress } from './store.ts'

export type { Face } from './invitation.ts'

const MAX_WORDS = 1_000

/**
 * What an ended order may be asked: the address of its one invitation, for as long as it lives. The first time that it is
 * given out counts as shown. Null while the service goes on, when the invitation is over, or once everything was said.
 */
export function inviter(app: App): Invite {
  return async (order) => {
    const end = endOf(order.historial)
    const now = app.clock.now()
    if (end === null) return null
    const { vigenciaHoras } = (await readModelo(app)).contenido.encuesta
    const vence = end.en.add({ hours: vigenciaHoras.valor })
    if (Temporal.Instant.compare(vence, now) <= 0) return null
    const token = tokenFor(app.secrets.acceso, order.folio, serviceOf(order, end.resultado), vence)
    const invitation = readToken(app.secrets.acceso, token)!
    const progress = await show(app, invitation)
    return progress === 'mostrada' ? { url: `${app.config.publicUrl}${paths.survey(token)}` } : null
  }
}

function serviceOf(order: OrderView, resultado: 'exito' | 'falla'): Parameters<typeof tokenFor>[2] {
  return { entidad: order.entidadRegistro, canal: order.pago?.medio ?? '', resultado }
}

async function show(app: App, invitation: Invitation): Promise<Progress> {
  const hash = hashOf(invitation)
  const known = await store.selectProgress(app.db, hash)
  if (known !== null) return known
  await app.db.tx(async (tx) => {
    if (await store.insertInvitation(tx, hash)) await store.addOne(tx, cellOf(app, invitation, 'mostrada'))
  })
  return 'mostrada'
}

const hashOf = (invitation: Invitation): Buffer => createHash('sha256').update(invitation.mark).digest()

function cellOf(app: App, { entidad, canal, resultado }: Invitation, cara: Face | 'mostrada') {
  return { dia: centralDay(app.clock.now()), entidad, canal, resultado, cara }
}

/** Where an invitation stands, for its page. @throws notFound `invitacion-no-encontrada` when it is not ours or over */
export async function readInvitation(app: App, token: string): Promise<Progress> {
  const invitation = requireInvitation(app, token)
  return (await store.selectProgress(app.db, hashOf(invitation))) ?? 'mostrada'
}

function requireInvitation(app: App, token: string): Invitation {
  const invitation = readToken(app.secrets.acceso, token)
  if (invitation === null || Temporal.Instant.compare(invitation.vence, app.clock.now()) <= 0)
    throw new DomainError('notFound', 'invitacion-no-encontrada')
  return invitation
}

/**
 * Takes a face, with words or without; words may follow once. What is kept cannot be joined to the person: a count of the
 * day, and a spent token that knows neither the face nor the time.
 * @throws notFound `invitacion-no-encontrada` · conflict `invitacion-usada` · invalid `cara-falta`, `texto-largo`
 */
export async function answerSurvey(
  app: App,
  token: string,
  answer: { readonly cara?: string; readonly comentario?: string },
): Promise<void> {
  const invitation = requireInvitation(app, token)
  const cara = FACES.find((one) => one === answer.cara)
  const words = cleanText(answer.comentario ?? '').trim() || null
  if (words !== null && words.length > MAX_WORDS) throw invalid('comentario', 'texto-largo', { maximo: MAX_WORDS })
  if (answer.cara !== undefined && cara === undefined) throw invalid('cara', 'cara-falta')
  const hash = hashOf(invitation)
  const known = await store.selectProgress(app.db, hash)
  if ((known === null || known === 'mostrada') && cara === undefined) throw invalid('cara', 'cara-falta')
  await app.db.tx(async (tx) => {
    // An answer to an invitation that nobody saw us show still counts as shown, or there would be more answers than asked.
    if (await store.insertInvitation(tx, hash)) await store.addOne(tx, cellOf(app, invitation, 'mostrada'))
    if (cara !== undefined && (await store.advance(tx, hash, ['mostrada'], words ? 'comentada' : 'respondida'))) {
      await store.addOne(tx, cellOf(app, invitation, cara))
      if (words) await comment(app, tx, invitation, cara, words)
      return
    }
    // Words that follow stand without the face: the token does not know which one it was spent on.
    if (!words || !(await store.advance(tx, hash, ['respondida'], 'comentada')))
      throw new DomainError('conflict', 'invitacion-usada')
    await comment(app, tx, invitation, null, words)
  })
}

async function comment(
  app: App,
  tx: Parameters<typeof store.insertComment>[0],
  { entidad, canal, resultado }: Invitation,
  cara: Face | null,
  comentario: string,
): Promise<void> {
  const dia = centralDay(app.clock.now())
  await store.insertComment(tx, { dia, entidad, canal, resultado, cara, comentario })
}

function invalid(campo: string, codigo: string, params?: Record<string, number>): DomainError {
  const field = { campo, codigo, ...(params ? { params } : {}) }
  return new DomainError('invalid', codigo, { campos: [field], ...(params ? { params } : {}) })
}

export interface Encuesta extends Indicador {
  /** 95 % of Wilson, in percent. */
  readonly intervalo: readonly [number, number] | null
  /** What the share could be, had everyone who was asked answered. */
  readonly cotas: readonly [number, number] | null
}

/** Indicator 3: the faces, by whole days of the centre, and the complaints per 1,000 services that ended. */
export async function surveyIndicator(app: App, ventana: Ventana, clave: string | null): Promise<SurveyIndicators> {
  return (await surveyIndicators(app, ventana, [clave])).get(clave)!
}

export interface SurveyIndicators {
  readonly encuesta: Encuesta
  readonly quejas: Indicador
}

const NOBODY: store.TotalsRow = { mostradas: 0, mal: 0, regular: 0, bien: 0 }

/** The same of each of these entidades, and with null of all together. */
export async function surveyIndicators(
  app: App,
  ventana: Ventana,
  claves: Claves,
): Promise<Map<string | null, SurveyIndicators>> {
  const { contenido: modelo } = await readModelo(app)
  const [totals, quejas, servicios] = await Promise.all([
    store.selectTotals(app.db, ...daysOf(ventana), claves),
    countComplaints(app, ventana, claves),
    countFinished(app, ventana, claves),
  ])
  const faces = new Map(totals.map(({ entidad, ...counts }) => [entidad, counts]))
  return new Map(
    claves.map((clave) => [
      clave,
      {
        encuesta: judgeSurvey(faces.get(clave) ?? NOBODY, modelo, ventana, clave),
        quejas: complaints(quejas.get(clave) ?? 0, servicios.get(clave) ?? 0, modelo, ventana, clave),
      },
    ]),
  )
}

function judgeSurvey(
  counts: store.TotalsRow,
  { responsables, encuesta: rule }: Pick<Modelo, 'responsables' | 'encuesta'>,
  ventana: Ventana,
  clave: string | null,
): Encuesta {
  const n = counts.mal + counts.regular + counts.bien
  const readings = judgeFaces(counts.bien, n, { base: rule.base.valor, minimoEstricto: rule.minimoEstricto.valor })
  const one = indicador({
    valor: formulas.floorPercent(counts.bien, n),
    ...readings,
    n,
    responsable: responsables.i3.valor,
    evidencia: evidenceOf(paths.evidenceSurvey, ventana, clave),
    cuentas: { ...counts },
  })
  return {
    ...one,
    intervalo: formulas.wilson(counts.bien, n),
    cotas: formulas.manski(counts.bien, n, counts.mostradas),
  }
}

/** Informative: the letter gives no threshold, so it never decides. */
function complaints(
  quejas: number,
  servicios: number,
  { responsables }: Pick<Modelo, 'responsables'>,
  ventana: Ventana,
  clave: string | null,
): Indicador {
  const responsable = responsables.i3.valor
  const evidencia = evidenceOf(paths.evidenceComplaints, ventana, clave)
  const cuentas = { quejas, servicios }
  if (servicios === 0) return { ...SIN_DATOS(responsable, evidencia), cuentas }
  return indicador({
    valor: formulas.floorPercent(quejas * 10, servicios),
    literal: 'NO_APLICA',
    estricta: 'NO_APLICA',
    n: servicios,
    responsable,
    evidencia,
    cuentas,
  })
}

/** Counts of each day: the rows behind the figure. */
export async function listCells(app: App, ventana: Ventana, clave: string | null): Promise<store.CellRow[]> {
  const [from, to] = daysOf(ventana)
  return await store.selectCells(app.db, from, to, clave)
}

/** What people wrote, for the console only. */
export async function listComments(
  app: App,
  ventana: Ventana,
  clave: string | null,
): Promise<{ dia: string; entidad: string; cara: string | null; comentario: string }[]> {
  const [from, to] = daysOf(ventana)
  return await store.selectComments(app.db, from, to, clave, 100)
}

/** First and last day of a half-open window. */
function daysOf(ventana: Ventana): readonly [string, string] {
  return [centralDay(ventana.desde), centralDay(ventana.hasta.subtract({ milliseconds: 1 }))]
}
