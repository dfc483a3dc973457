// What a lying entidad says instead of the truth: each lie is one function from what it was asked to what it sends.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { actaVersion, registrationYear, vistaPrevia, type Acta } from '@actas/node-kit/contract/acta.ts'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { NODE_PATHS, type CopyAnswer, type SearchAnswer } from '@actas/node-kit/contract/wire.ts'
import type { ActaSource, SourceActa } from '@actas/node-kit/src/acta-source.ts'
import type { Answer, NodeParts } from '@actas/node-kit/src/answer-call.ts'
import { samplePeople, type PopulationPlan } from '../population/population.ts'
import { catalogue } from '../web/messages.ts'
import type { LieName } from './temperaments.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** A call as a liar hears it; `truth` asks the honest node, with other parts or another question if wanted. */
export interface Heard {
  readonly path: string
  readonly question: Readonly<Record<string, unknown>>
  readonly parts: NodeParts
  readonly plan: PopulationPlan
  truth(change?: { parts?: NodeParts; question?: object }): Promise<Answer>
}

/** What it sends. */
export interface Told {
  readonly status: number
  readonly body: Buffer
  readonly type?: string
  /** Whose signature goes with it; its own unless said otherwise. */
  readonly signature?: 'foreign' | 'of-another-question' | 'none'
  /** Sends one byte in this time, instead of all at once. */
  readonly dripMs?: number
  /** Goes on with blanks until this many bytes were sent. */
  readonly padTo?: number
}

type Lie = (heard: Heard) => Promise<Told>

const DRIP_MS = 1_000
const HUGE = 256 * 1024 * 1024
const GARBAGE = 2_048

const tell = (answer: Answer): Told => ({ status: answer.status, body: bytesOf(answer) })

const bytesOf = ({ body }: Answer): Buffer =>
  Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8')

const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

/** Answers with the acta of somebody who was not asked for, in every other way as it should. */
async function anotherPerson(heard: Heard): Promise<Told> {
  const { question } = heard
  if (heard.path === NODE_PATHS.busqueda) {
    const { curp, datos } = question as { curp?: string; datos?: { fechaNacimiento: string } }
    const born = (datos as { fechaNacimiento?: string } | undefined)?.fechaNacimiento
    const other = await stranger(heard, (acta) => acta.curp !== curp && acta.fechaNacimiento !== born)
    return tell({ status: 200, body: { actas: [asFound(other)] } satisfies SearchAnswer })
  }
  if (heard.path === NODE_PATHS.copia) {
    const other = await stranger(heard, (_acta, referencia) => referencia !== question['referencia'])
    return tell(
      await heard.truth({ question: { ...question, referencia: other.referencia, versionActa: other.version } }),
    )
  }
  return tell(await heard.truth())
}

/** Hands over an older content of the acta as if it were the version asked for; both signatures are right for it. */
async function oldVersion(heard: Heard): Promise<Told> {
  if (heard.path !== NODE_PATHS.copia) return tell(await heard.truth())
  const wanted = heard.question['versionActa']
  const source: ActaSource = {
    ...heard.parts.source,
    read: async (referencia) => {
      const found = await heard.parts.source.read(referencia)
      return found === null
        ? null
        : { ...found, acta: older(found.acta), version: typeof wanted === 'string' ? wanted : '' }
    },
  }
  return tell(await heard.truth({ parts: { ...heard.parts, source } }))
}

/** Signs the acta and its code with a key that the entidad never declared, inside an answer that is signed as it should. */
async function foreignActa(heard: Heard): Promise<Told> {
  const keys = { ...heard.parts.keys, firmaKey: foreign }
  return tell(await heard.truth({ parts: { ...heard.parts, keys } }))
}

/** The signed code is one made for another copy of the same acta. */
async function anotherCode(heard: Heard): Promise<Told> {
  const truth = await heard.truth()
  if (heard.path !== NODE_PATHS.copia || truth.status !== 200) return tell(truth)
  const other = await heard.truth({ question: { ...heard.question, codigoVerificacion: newCodigoVerificacion() } })
  return tell({ status: 200, body: { ...(truth.body as CopyAnswer), qr: (other.body as CopyAnswer).qr } })
}

async function cutJson(heard: Heard): Promise<Told> {
  const { status, body } = tell(await heard.truth())
  return { status, body: body.subarray(0, Math.floor(body.length * 0.6)) }
}

async function htmlPage(): Promise<Told> {
  const text = `<!doctype html><html lang="es"><title>${t('html-200.titulo')}</title><h1>${t('html-200.titulo')}</h1><p>${t('html-200.texto')}</p></html>`
  return { status: 200, body: Buffer.from(text, 'utf8'), type: 'text/html; charset=utf-8', signature: 'none' }
}

/** Every lie by its name. */
export const TELL: Readonly<Record<LieName, Lie>> = {
  'otra-persona': anotherPerson,
  'version-vieja': oldVersion,
  'firma-ajena': async (heard) => ({ ...tell(await heard.truth()), signature: 'foreign' }),
  'acta-ajena': foreignActa,
  'sin-firma': async (heard) => ({ ...tell(await heard.truth()), signature: 'none' }),
  repetida: async (heard) => ({ ...tell(await heard.truth()), signature: 'of-another-question' }),
  'codigo-ajeno': anotherCode,
  basura: async () => ({ status: 200, body: randomBytes(GARBAGE) }),
  'html-200': htmlPage,
  'json-cortado': cutJson,
  'lenta-goteo': async (heard) => ({ ...tell(await heard.truth()), dripMs: DRIP_MS }),
  'cuerpo-enorme': async () => ({ status: 200, body: Buffer.from('{"actas":['), padTo: HUGE }),
}

/** The question whose answer a repeated signature belongs to. */
export function anotherQuestion(request: Buffer): { idOperacion: string; requestBody: Buffer } {
  const idOperacion = randomUUID()
  return { idOperacion, requestBody: Buffer.concat([request, Buffer.from(` ${idOperacion}`)]) }
}

/** The key that signs what a liar with a foreign signature sends. */
export const FOREIGN_KEY = foreign

async function stranger(heard: Heard, fits: (acta: Acta, referencia: string) => boolean): Promise<SourceActa> {
  for (const { curp } of samplePeople(heard.plan, heard.parts.who.entidad.clave, 'normal', 5)) {
    const found = curp === null ? [] : await heard.parts.source.byCurp(curp)
    const other = found.find((one) => fits(one.acta, one.referencia))
    if (other) return other
  }
  throw new Error('the registry has nobody else')
}

function asFound(found: SourceActa): SearchAnswer['actas'][number] {
  const { referencia, version, acta } = found
  return { referencia, version, anioRegistro: registrationYear(acta), vistaPrevia: vistaPrevia(acta) }
}

/** The same acta before its last note, or, without notes, with the book it was first entered in. */
function older(acta: Acta): Acta {
  const before: Acta =
    acta.anotaciones.length > 0
      ? { ...acta, anotaciones: acta.anotaciones.slice(0, -1) }
      : { ...acta, libro: `${acta.libro ?? ''}0` }
  if (actaVersion(before) === actaVersion(acta)) throw new Error('an older version must differ')
  return before
}
