// Opening a report: what can be mended is said first, what is already open is not opened twice, and the clocks start.
import { createHmac } from 'node:crypto'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { App } from '#context'
import type { WithTrust } from '#copies'
import type { Tx } from '#db'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { isMailAddress } from '#mailer'
import { accessToken, findOrder, newFolio, parseFolio } from '#orders'
import { limitNetwork } from '#search'
import { cleanText } from '#ui/clean-text'
import type { Criteria } from './captures/capture.ts'
import * as captures from './captures/store.ts'
import { cleanCorrections, correctionProblems } from './corrections/correction.ts'
import type { Correction } from './corrections/correction.ts'
import * as corrections from './corrections/store.ts'
import { checkRefusal, takeRefusal } from './refusals/refusals.ts'
import type { RefusalInput, RefusalTaken } from './refusals/refusals.ts'
import { MAX_TEXT, OPEN, next } from './ticket.ts'
import { insertReport, record } from './ticket-record.ts'

export const TIPOS = ['datos', 'no-encontrada', 'pago', 'rechazo', 'otro'] as const
export type Tipo = (typeof TIPOS)[number]

export interface ReportInput {
  readonly tipo: Tipo
  readonly folio?: string
  readonly entidad?: string
  readonly texto: string
  readonly correo?: string
  /** For a refusal: who refused, where and when, and the code on the copy. */
  readonly autoridad?: string
  readonly autoridadOtra?: string
  readonly oficina?: string
  readonly fecha?: string
  readonly codigoVerificacion?: string
  /** For wrong data: each datum with what it says and what it should say. */
  readonly correcciones?: readonly Correction[]
  /** For an acta that was not found: what the registry is to look with. It goes to the registry at once. */
  readonly captura?: Criteria
  /** What it is about, when the caller knows it better than an order's folio does. */
  readonly asunto?: Buffer
}

export interface Opened {
  readonly folio: string
  readonly acceso: string
  /** What the verification of a refused copy said. */
  readonly rechazo: RefusalTaken | null
}

interface Checked {
  readonly texto: string
  readonly sobre: string | null
  /** The order, when it has a copy that can be refused. */
  readonly copia: string | null
  readonly entidad: string | null
  readonly correo: string | null
  readonly correcciones: readonly Correction[]
  readonly asunto: Buffer | null
}

/** A name for a thing that two reports can be about, from which nobody without the installation's key finds the thing. */
export function subjectOf(
  app: Pick<App, 'secrets'>,
  kind: 'acta' | 'busqueda' | 'borrador' | 'pago',
  ...parts: string[]
): Buffer {
  return createHmac('sha256', app.secrets.blind)
    .update(['reporte', kind, ...parts].join('|'))
    .digest()
}

/**
 * Takes a report and starts its clock. What can be mended is said before anything is written.
 * @throws invalid `texto-falta`, `texto-largo`, `folio-invalido`, `folio-desconocido`, `entidad-desconocida`,
 *   `correo-invalido`, and of the corrections, with the field · conflict `reporte-repetido` with the first one's folio ·
 *   tooMany `demasiados-reportes`
 */
export async function openTicket(
  app: WithTrust,
  input: ReportInput,
  requester: { readonly ip: string },
): Promise<Opened> {
  const checked = await checkReport(app, input)
  const { texto, correo, entidad } = checked
  const refusal = input.tipo === 'rechazo' ? refusalOf(input, checked) : null
  if (refusal) await checkRefusal(app, refusal)
  await limitNetwork(app, 'reporte', requester, app.clock.now(), 'demasiados-reportes')
  const folio = newFolio(undefined, 'REP')
  const route = input.captura !== undefined && (await isOpen(app, entidad))
  await app.db.tx(async (tx) => {
    await refuseRepeated(tx, input.tipo, checked)
    const { sobre, asunto, correcciones } = checked
    const origen = 'persona'
    const report = { folio, tipo: input.tipo, entidad, sobre, origen, motivo: null, texto, correo, asunto } as const
    const row = await insertReport(app, tx, report)
    await corrections.insertCorrections(tx, folio, correcciones)
    if (input.captura) await captures.insertCapture(tx, folio, input.captura)
    if (!row || !route) return
    const opened = { step: 'opened', to: 'new', at: row.opened_at } as const
    const to = next('new', 'routed', 'sistema', null)
    await record(app, tx, row, [opened], { step: 'routed', to, actor: 'sistema', at: row.opened_at })
  })
  const rechazo = refusal ? await takeRefusal(app, { ...refusal, reporte: folio }) : null
  return { folio, acceso: accessToken(app, folio), rechazo }
}

async function isOpen(app: App, clave: string | null): Promise<boolean> {
  return (await listEntidades(app)).some((one) => one.clave === clave && one.abierta)
}

/** @throws conflict `reporte-repetido` */
async function refuseRepeated(tx: Tx, tipo: Tipo, checked: Checked): Promise<void> {
  const { asunto } = checked
  if (asunto === null) return
  await corrections.lockSubject(tx, asunto)
  const first = await corrections.selectRepeated(tx, { asunto, tipo, datos: datosOf(checked), open: OPEN })
  if (first) throw new DomainError('conflict', 'reporte-repetido', { params: { folio: first.folio } })
}

const datosOf = ({ correcciones }: Pick<Checked, 'correcciones'>): string[] => correcciones.map((one) => one.dato)

/** The first open report about the same thing that already says all of this; null when this would be the first. */
export async function findRepeated(
  app: App,
  input: ReportInput,
): Promise<{ folio: string; sobre: string | null } | null> {
  const checked = await checkReport(app, input)
  if (checked.asunto === null) return null
  const { asunto } = checked
  const asked = { asunto, tipo: input.tipo, datos: datosOf(checked), open: OPEN }
  return (await corrections.selectRepeated(app.db, asked)) ?? null
}

/** A refusal that names a copy also enters indicator 4; one that names none is a question to the desk and no more. */
function refusalOf(input: ReportInput, one: Checked): RefusalInput | null {
  const copia = input.codigoVerificacion ?? one.copia
  if (!copia) return null
  return {
    copia,
    palabras: one.texto,
    puerta: 'gobmx',
    actor: 'ciudadano',
    ...(input.autoridad ? { autoridad: input.autoridad } : {}),
    ...(input.autoridadOtra ? { autoridadOtra: input.autoridadOtra } : {}),
    ...(input.oficina ? { oficina: input.oficina } : {}),
    ...(input.fecha ? { fecha: input.fecha } : {}),
    ...(one.correo ? { correo: one.correo } : {}),
  }
}

/** What can be mended in a report, said before anything is written. @throws as `openTicket` */
export async function checkReport(app: App, input: ReportInput): Promise<Checked> {
  const problems: FieldProblem[] = []
  const say = (campo: string, codigo: string): void => void problems.push({ campo, codigo })
  const texto = cleanText(input.texto).trim()
  if (texto === '') say('texto', 'texto-falta')
  else if (texto.length > MAX_TEXT)
    problems.push({ campo: 'texto', codigo: 'texto-largo', params: { maximo: MAX_TEXT } })
  const correo = cleanText(input.correo ?? '').trim() || null
  if (correo !== null && !isMailAddress(correo)) say('correo', 'correo-invalido')
  const typedFolio = input.folio?.trim() || null
  const sobre = typedFolio === null ? null : parseFolio(typedFolio)
  const about = sobre === null ? null : await findOrder(app, sobre)
  if (typedFolio !== null && sobre === null) say('folio', 'folio-invalido')
  else if (sobre !== null && about === null) say('folio', 'folio-desconocido')
  const named = input.entidad?.trim() || null
  if (named !== null && !ENTIDADES.some((one) => one.clave === named)) say('entidad', 'entidad-desconocida')
  const correcciones = cleanCorrections(input.correcciones ?? [])
  if (input.correcciones) problems.push(...correctionProblems(correcciones))
  if (problems.length > 0) throw new DomainError('invalid', 'datos-invalidos', { campos: problems })
  // The desk that answers is the one of registration; an order knows it better than whoever writes.
  const entidad = about?.entidad ?? named
  const ofOrder = correcciones.length > 0 && about ? subjectOf(app, 'acta', about.entidad, about.referencia) : null
  const copia = about?.codigo ? sobre : null
  return { texto, sobre, copia, entidad, correo, correcciones, asunto: ofOrder ?? input.asunto ?? null }
}
