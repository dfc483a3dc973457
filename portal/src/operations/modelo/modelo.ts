// The door of the Modelo de Gobernanza: the parameters by which the service is judged, each with where it comes from.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '#context'
import type { Queryable } from '#db'
import { append } from '#journal'
import * as store from './store.ts'

export type { Indicador, Veredicto, Ventana } from './indicator.ts'
export { SIN_DATOS, askedWindow, indicador } from './indicator.ts'
export * as formulas from './formulas.ts'

/** A parameter: its value, whether the letter or the project set it, and why. */
export interface Parameter<T = unknown> {
  readonly valor: T
  readonly origen: 'carta' | 'proyecto'
  readonly razon: string
}

type Group<K extends string> = Readonly<Record<K, Parameter<number>>>

export interface Modelo {
  readonly nombre: string
  readonly version: string
  readonly vigenteDesde: string
  readonly lectura: Parameter<'literal' | 'estricta'>
  readonly obligatorios: Parameter<readonly IndicadorId[]>
  readonly zona: Parameter<string>
  readonly piloto: { readonly inicio: Parameter<string> } & Group<'dias' | 'maduracionHoras' | 'toleranciaMinutos'>
  readonly responsables: Readonly<Record<IndicadorId, Parameter<readonly string[]>>>
  readonly sla: Group<
    | 'respuestaOptimoMs'
    | 'respuestaLimiteMs'
    | 'respuestaParte'
    | 'organicoMinimo'
    | 'errorOptimo'
    | 'recursoOptimo'
    | 'recursoLimite'
    | 'recursoParte'
    | 'recursoCobertura'
    | 'uptimeOptimo'
    | 'uptimeLimite'
    | 'uptimeCobertura'
    | 'sondaCadaS'
    | 'sondaLimiteMs'
    | 'caidaMinutos'
    | 'mantenimientoAvisoHoras'
    | 'mantenimientoMaximoHoras'
  > & { readonly errorLimite: Parameter<null>; readonly gc: Parameter<null> }
  readonly incidencias: Group<'recallOptimo' | 'criticas'>
  readonly encuesta: Group<'base' | 'minimoEstricto' | 'vigenciaHoras'> & {
    readonly caras: Parameter<readonly string[]>
  }
  readonly aceptacion: Group<'alertaPorAutoridad' | 'tasaPorMil' | 'mismoCasoDias'>
  readonly mesa: Group<
    | 'n1Minutos'
    | 'n2Horas'
    | 'parteOptimo'
    | 'parteLimite'
    | 'reaperturaDias'
    | 'esperaHoras'
    | 'devolucionHoras'
    | 'cierreHoras'
  >
  readonly pagos: Group<'disponibleHoras' | 'lineaDias' | 'consultaCadaMin'>
  readonly decision: Group<'quorumRepetir' | 'quorumLiberar'>
}

export type IndicadorId = 'i1' | 'i2' | 'i3' | 'i4' | 'i5' | 'i6'

export interface ModeloVersion<T> {
  readonly version: string
  readonly sha256: string
  readonly contenido: T
}

const FILES = [
  'modelo-de-gobernanza.v1.yaml',
  'protocolo-de-incidencias.v1.yaml',
  'actos-de-dos-personas.v1.yaml',
  'capacitacion.v1.yaml',
] as const

/**
 * Brings the files of `modelo/` into the database, each version once; a version that changed its text is refused, and so is
 * one that the room which runs it does not accept: `checks`, by name of the document.
 */
export async function seedModelo(
  app: App,
  checks: Readonly<Record<string, (content: unknown) => unknown>> = {},
): Promise<void> {
  const { parse } = await import('yaml')
  for (const file of FILES) {
    const text = readFileSync(join(app.config.repositoryDir, 'modelo', file), 'utf8')
    const contenido = parse(text) as { nombre: string; version: string; vigenteDesde: string }
    checkParameters(contenido, file)
    checks[contenido.nombre]?.(contenido)
    const sha256 = createHash('sha256').update(text).digest('hex')
    await app.db.tx(async (tx) => {
      const known = await store.selectVersion(tx, contenido.nombre, contenido.version)
      if (known && known.sha256 !== sha256) throw new Error(`${file} changed without a new version`)
      if (known) return
      await store.insertVersion(tx, { ...contenido, sha256, contenido, at: app.clock.now() })
      await append(app, tx, {
        event: 'modelo.adopted',
        actor: 'sistema',
        subject: contenido.nombre,
        data: { version: contenido.version, sha256 },
      })
    })
  }
}

/** Every `valor` must say where it comes from; a number without its origin would be a silent choice. */
function checkParameters(node: unknown, file: string, path = ''): void {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return
  if ('valor' in node) {
    const { origen, razon } = node as Partial<Parameter>
    if (origen !== 'carta' && origen !== 'proyecto')
      throw new Error(`${file}: ${path} does not say where it comes from`)
    if (typeof razon !== 'string' || razon === '') throw new Error(`${file}: ${path} has no reason`)
    return
  }
  for (const [key, value] of Object.entries(node)) checkParameters(value, file, path === '' ? key : `${path}.${key}`)
}

/** The Modelo in force; inside a transaction give the transaction itself as `db`. @throws Error before it was seeded */
export async function readModelo(app: { readonly db: Queryable }): Promise<ModeloVersion<Modelo>> {
  return await readVersion<Modelo>(app, 'modelo-de-gobernanza')
}

/** The incident protocol in force; its shape belongs to the room that runs it. */
export async function readProtocol<T>(app: Pick<App, 'db'>): Promise<ModeloVersion<T>> {
  return await readVersion<T>(app, 'protocolo-de-incidencias')
}

/** The rules of acts that two people do; their shape belongs to the room of acts. */
export async function readActRules<T>(app: Pick<App, 'db'>): Promise<ModeloVersion<T>> {
  return await readVersion<T>(app, 'actos-de-dos-personas')
}

/** The drills of each role; their shape belongs to the room of training. */
export async function readTraining<T>(app: { readonly db: Queryable }): Promise<ModeloVersion<T>> {
  return await readVersion<T>(app, 'capacitacion')
}

async function readVersion<T>(app: { readonly db: Queryable }, nombre: string): Promise<ModeloVersion<T>> {
  const row = await store.selectLatest(app.db, nombre)
  if (!row) throw new Error(`${nombre} was not seeded`)
  return { version: row.version, sha256: row.sha256, contenido: row.contenido as T }
}
