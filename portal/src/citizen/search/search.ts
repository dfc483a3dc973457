// The door of searching: from what a person typed to a short-lived reference to an acta, with filiation asked first.
import { createHmac, randomBytes } from 'node:crypto'
import type { VistaPrevia } from '@actas/node-kit/contract/acta.ts'
import type { DatosPersonales } from '@actas/node-kit/contract/wire.ts'
import { centralDay, monotonicMs, sleep } from '#clock'
import type { App } from '#context'
import { listEntidades, requireOpen } from '#directory'
import type { EntidadView } from '#directory'
import { DomainError } from '#errors'
import { searchActa } from '#gateway'
import type { EntidadGateway, Match } from '#gateway'
import { blindCurp, isWithheld, noteAttempt, noteLook } from '#holders'
import { append } from '#journal'
import { checkCriteria } from './criteria.ts'
import type { Checked, Criteria } from './criteria.ts'
import { hashOf } from './hash.ts'
import * as store from './store.ts'

export { issueReto, spendReto, issueFormToken, limitNetwork, proveHuman, spendFormToken } from './proof-of-human.ts'
export type { Proof } from './proof-of-human.ts'
export { openDraft, readDraft, saveDraft } from './draft.ts'
export type { Draft } from './draft.ts'
export {
  birthDateProblems,
  curpProblems,
  entidadProblems,
  filiacionProblems,
  nameProblems,
  sexProblems,
} from './criteria.ts'
export type { ByCurp, ByData, Criteria } from './criteria.ts'

export interface FoundActa {
  readonly busqueda: string
  readonly entidadRegistro: string
  readonly anioRegistro: number
  readonly vistaPrevia: VistaPrevia
  readonly derechosCentavos: number
}

/** Who asks. `holder`: the blind CURP of whoever is signed in with a second factor shown a moment ago. */
export interface Requester {
  readonly ip: string
  readonly holder: Buffer | null
}

/** What an order freezes of a search. */
export interface Quote extends FoundActa {
  /** Whether it was released to the holder, with a second factor. */
  readonly deTitular: boolean
  readonly referencia: string
  readonly version: string
  readonly vigenteDesde: string
}

type Searching = App & { readonly entidades: EntidadGateway }

/** Five failed tries per target and local day, whoever asks (outside face §3). */
const TRIES_A_DAY = 5
/** Every "not found" takes this long or a multiple of it, so that its cause cannot be told by a stopwatch. */
const UNIFORM_MS = 400
const REFERENCE_LIFE = { minutes: 30 }
/** A second acta elsewhere is a courtesy after a match; nobody waits longer than this for it. */
const ELSEWHERE_MS = 1_500

/**
 * Looks for the actas of a person. Nothing about existence is said before the filiation agreed at the entidad.
 * @throws invalid with every field to mend · conflict `entidad-no-abierta` · tooMany `demasiados-intentos`
 *   · notFound `acta-no-encontrada`, one and the same for every reason · unavailable `entidad-no-disponible`
 */
export async function searchActas(
  app: Searching,
  criteria: Criteria,
  { holder }: Pick<Requester, 'holder'>,
): Promise<FoundActa[]> {
  const started = monotonicMs()
  const today = centralDay(app.clock.now())
  const question = checkCriteria(criteria, today)
  const entidad = await requireOpen(app, question.entidad)
  const target = blindTarget(app, question)
  await reserveTry(app, target, today)
  let matches: Match[]
  try {
    matches = await searchActa(app, entidad.clave, asked(question))
  } catch (error) {
    await store.giveBackTry(app.db, target, today)
    await note(app, 'search.unanswered', entidad.clave)
    throw error
  }
  const found = await released(app, { entidad, matches, holder })
  if (found.length === 0) {
    await note(app, 'search.unmatched', entidad.clave)
    // A record that is locked was put on record with its lock; here nothing was found, as far as anybody learns.
    if (matches.length === 0) await noteAttempt(app, question.curp)
    await sleep(UNIFORM_MS - ((monotonicMs() - started) % UNIFORM_MS))
    throw new DomainError('notFound', 'acta-no-encontrada')
  }
  await store.giveBackTry(app.db, target, today)
  if (question.curp !== undefined && !question.chosen)
    found.push(...(await lookElsewhere(app, entidad, question, holder)))
  return await remember(app, found)
}

interface Found {
  readonly entidad: EntidadView
  readonly match: Match
  readonly deTitular: boolean
}

/**
 * What may be shown of what an entidad found. A record with a lock is left out, as if it were not there, and its try counts
 * as one that failed: whoever is right about the filiation must not be told so by having tries left.
 */
async function released(
  app: App,
  { entidad, matches, holder }: { entidad: EntidadView; matches: readonly Match[]; holder: Buffer | null },
): Promise<Found[]> {
  const found: Found[] = []
  for (const match of matches) {
    const { curp } = match.vistaPrevia
    if (await isWithheld(app, curp, holder))
      await app.db.tx(async (tx) => await noteLook(app, tx, curp, { que: 'candado' }))
    else found.push({ entidad, match, deTitular: isHolder(app, curp, holder) })
  }
  return found
}

const isHolder = (app: App, curp: string | null, holder: Buffer | null): boolean =>
  curp !== null && holder !== null && holder.equals(blindCurp(app, curp))

/** That a search ended so, and at which entidad; nothing of who asked or for whom. */
async function note(app: App, event: string, entidad: string): Promise<void> {
  await app.db.tx(async (tx) => await append(app, tx, { event, actor: 'ciudadano', subject: 'busqueda', entidad }))
}

function asked(question: Checked): { curp?: string; datos?: DatosPersonales; filiacion: string } {
  const { filiacion } = question
  return question.curp !== undefined ? { curp: question.curp, filiacion } : { datos: question.datos!, filiacion }
}

/** A keyed hash of what identifies the record asked for; without the key nobody can go back to a person. */
function blindTarget(app: App, question: Checked): Buffer {
  const fold = (text: string | null): string =>
    (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/\s+/g, ' ').trim()
  const { datos } = question
  const text = datos
    ? ['datos', fold(datos.nombres), fold(datos.primerApellido), datos.fechaNacimiento, question.entidad].join('|')
    : `curp|${question.curp ?? ''}`
  return createHmac('sha256', app.secrets.blind).update(text).digest()
}

async function reserveTry(app: App, target: Buffer, today: string): Promise<void> {
  // Counted before asking and given back on success, so that parallel tries cannot exceed the limit.
  const n = await store.countTry(app.db, target, today)
  if (n <= TRIES_A_DAY) return
  await store.giveBackTry(app.db, target, today)
  const now = app.clock.now()
  const midnight = now.toZonedDateTimeISO('America/Mexico_City').startOfDay().add({ days: 1 }).toInstant()
  const retryAfterS = Math.max(1, Math.ceil((midnight.epochMilliseconds - now.epochMilliseconds) / 1000))
  throw new DomainError('tooMany', 'demasiados-intentos', { retryAfterS })
}

/** Some people have two actas in two entidades. Asked only after the filiation agreed once, and only where copies can be ordered. */
async function lookElsewhere(
  app: Searching,
  first: EntidadView,
  question: Checked,
  holder: Buffer | null,
): Promise<Found[]> {
  const others = (await listEntidades(app)).filter((one) => one.abierta && one.clave !== first.clave)
  const asking = others.map(async (entidad) => {
    try {
      const matches = await searchActa(app, entidad.clave, asked(question), ELSEWHERE_MS)
      return await released(app, { entidad, matches, holder })
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') return []
      throw error
    }
  })
  return (await Promise.all(asking)).flat()
}

async function remember(app: App, found: readonly Found[]): Promise<FoundActa[]> {
  const expiresAt = app.clock.now().add(REFERENCE_LIFE)
  return await app.db.tx(async (tx) => {
    const actas: FoundActa[] = []
    const noted = new Set<string>()
    for (const { entidad, match, deTitular } of found) {
      const busqueda = `b_${randomBytes(18).toString('base64url')}`
      await store.insertBusqueda(tx, {
        idHash: hashOf(busqueda),
        entidad: entidad.clave,
        referencia: match.referencia,
        version: match.version,
        anio: match.anioRegistro,
        vista: match.vistaPrevia,
        centavos: entidad.derechosCentavos,
        vigenteDesde: entidad.derechosVigentesDesde,
        expiresAt,
        deTitular,
      })
      const { curp } = match.vistaPrevia
      // Two actas of one person are one look.
      if (curp !== null && !noted.has(curp)) {
        noted.add(curp)
        await noteLook(app, tx, curp, { que: deTitular ? 'busqueda-propia' : 'busqueda' })
      }
      actas.push({
        busqueda,
        entidadRegistro: entidad.clave,
        anioRegistro: match.anioRegistro,
        vistaPrevia: match.vistaPrevia,
        derechosCentavos: entidad.derechosCentavos,
      })
    }
    await append(app, tx, {
      event: 'acta.found',
      actor: 'ciudadano',
      subject: 'busqueda',
      entidad: found[0]!.entidad.clave,
      data: { actas: actas.length },
    })
    return actas
  })
}

/** What a search found, while its reference lives. @throws notFound `busqueda-vencida` */
export async function readBusqueda(app: App, busqueda: string): Promise<FoundActa> {
  const { referencia: _r, version: _v, vigenteDesde: _d, deTitular: _t, ...found } = await readQuote(app, busqueda)
  return found
}

/**
 * The same with what an order freezes. A lock that was set since ends what was released to anybody but the holder.
 * @throws notFound `busqueda-vencida`
 */
export async function readQuote(app: App, busqueda: string): Promise<Quote> {
  const row = await store.selectBusqueda(app.db, hashOf(busqueda), app.clock.now())
  if (!row || (!row.de_titular && (await isWithheld(app, row.vista.curp, null))))
    throw new DomainError('notFound', 'busqueda-vencida')
  return {
    busqueda,
    entidadRegistro: row.entidad,
    anioRegistro: row.anio,
    vistaPrevia: row.vista,
    derechosCentavos: row.centavos,
    referencia: row.referencia,
    version: row.version,
    vigenteDesde: row.vigente_desde,
    deTitular: row.de_titular,
  }
}

/** Removes what has expired: references, drafts, spent proofs, old counts. Personal data goes with them. */
export async function sweepSearches(app: App): Promise<void> {
  await store.deleteExpired(app.db, app.clock.now())
}
