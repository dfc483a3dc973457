// The door of the directory: who the 32 entidades are, which are open, what they charge, where they answer, with which keys.
import { X509Certificate, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import { kidOf } from '@actas/node-kit/contract/wire.ts'
import { centralDay, machineNow, wire } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import { append } from '#journal'
import * as store from './store.ts'

export interface EntidadView {
  readonly clave: string
  readonly nombre: string
  /** Spanish key of the entidad's life (governance vocabulary): piloto, lista, con_observaciones … */
  readonly fase: string
  readonly abierta: boolean
  /** Verdict on its service; without measurements it is SIN_DATOS, never a pass. */
  readonly servicio: string
  readonly derechosCentavos: number
  readonly derechosVigentesDesde: string
  readonly derechosFuente: string
  /** Whether the law itself was read for this fee; otherwise it is what the source says, and pages say so. */
  readonly derechosConfirmados: boolean
  readonly zona: string
  readonly titular: string
}

export interface Endpoint {
  readonly clave: string
  readonly url: string
  readonly certificado: string
  readonly huella: string
  readonly kid: string
}

/** A node with the key that signs its answers now. */
export interface RegisteredNode extends Endpoint {
  /** PEM (SPKI). */
  readonly llave: string
}

export interface SigningKey {
  readonly clave: string
  readonly kid: string
  readonly llave: string
  readonly desde: string
  readonly hasta: string | null
  readonly estado: 'vigente' | 'retirada' | 'comprometida'
}

/** What `node-kit serve` writes and `entidad add --alta` reads. */
export interface Alta {
  readonly entidad: string
  readonly url: string
  readonly certificado: string
  readonly llaveFirma: string
  readonly kid: string
}

const OPEN = new Set(['piloto', 'productiva'])

interface SeedEntidad {
  clave: string
  nombre: string
  zona: string
  grupo: string
  fase: string
  titular: string
}
interface SeedDerecho {
  clave: string
  vigenteDesde: string
  centavos: number
  marca: string
  fuente: string
}

/** The mark of a fee that was read in the Ley de Ingresos of its entidad (see modelo/derechos.yaml). */
const CONFIRMED = 'ley'

/** Fills an empty directory from `modelo/`; afterwards the rows are the truth and the files are not read again. */
export async function seedDirectory(app: App): Promise<void> {
  const { parse } = await import('yaml')
  await app.db.tx(async (tx) => {
    if (!(await store.lockIfEmpty(tx))) return
    const read = (name: string): unknown => parse(readFileSync(join(app.config.repositoryDir, 'modelo', name), 'utf8'))
    const { entidades } = read('entidades.yaml') as { entidades: SeedEntidad[] }
    const { derechos } = read('derechos.yaml') as { derechos: SeedDerecho[] }
    const known = new Set(ENTIDADES.map((one) => one.clave as string))
    if (entidades.length !== 32 || entidades.some((one) => !known.has(one.clave)))
      throw new Error('modelo/entidades.yaml does not name the 32 entidades')
    for (const one of entidades) {
      if (!derechos.some((fee) => fee.clave === one.clave))
        throw new Error(`modelo/derechos.yaml has no fee for ${one.clave}`)
      await store.insertEntidad(tx, { ...one, at: app.clock.now() })
    }
    for (const fee of derechos) await store.insertDerecho(tx, fee)
    await append(app, tx, {
      event: 'directory.seeded',
      actor: 'sistema',
      subject: 'modelo',
      data: { entidades: entidades.length, derechos: derechos.length },
    })
  })
}

/** All 32 entidades with the fee in force today in the zone of the centre. */
export async function listEntidades(app: App): Promise<EntidadView[]> {
  const now = app.clock.now()
  return (await store.selectEntidades(app.db, centralDay(now))).map((row) => view(row, now))
}

/** @throws invalid `entidad-desconocida`, naming the field */
export async function readEntidad(app: App, clave: string): Promise<EntidadView> {
  const now = app.clock.now()
  const row = (await store.selectEntidades(app.db, centralDay(now), clave))[0]
  if (!row)
    throw new DomainError('invalid', 'entidad-desconocida', {
      campos: [{ campo: 'entidadRegistro', codigo: 'entidad-desconocida' }],
    })
  return view(row, now)
}

/** An entidad from which copies can be ordered now. @throws conflict `entidad-no-abierta`, saying in which phase it is */
export async function requireOpen(app: App, clave: string): Promise<EntidadView> {
  const entidad = await readEntidad(app, clave)
  if (!entidad.abierta)
    throw new DomainError('conflict', 'entidad-no-abierta', {
      params: { entidad: entidad.nombre, fase: entidad.fase, clave },
    })
  return entidad
}

function view(row: store.EntidadRow, now: Temporal.Instant): EntidadView {
  // A verdict that nobody renewed in time is none: a dead monitor must not keep a service good or bad.
  const measured = row.servicio_hasta !== null && Temporal.Instant.compare(now, row.servicio_hasta) <= 0
  return {
    clave: row.clave,
    nombre: row.nombre,
    fase: row.fase,
    abierta: OPEN.has(row.fase),
    servicio: measured ? row.servicio : 'SIN_DATOS',
    derechosCentavos: row.centavos,
    derechosVigentesDesde: row.vigente_desde,
    derechosFuente: row.fuente,
    derechosConfirmados: row.marca === CONFIRMED,
    zona: row.zona,
    titular: row.titular,
  }
}

/** Where the entidad answers now. @throws unavailable `entidad-no-disponible` when none was ever registered */
export async function readEndpoint(app: App, clave: string): Promise<Endpoint> {
  const endpoint = await store.selectEndpoint(app.db, clave)
  if (!endpoint)
    throw new DomainError('unavailable', 'entidad-no-disponible', { params: { entidad: clave }, retryAfterS: 300 })
  return endpoint
}

/** Every node that is registered, each with its signing key; for whoever asks all of them again and again. */
export async function listNodes(app: Pick<App, 'db'>): Promise<RegisteredNode[]> {
  return await store.selectNodes(app.db)
}

/** Notes the verdict on the service of these entidades, to be repeated until `hasta`. */
export async function noteService(
  tx: Tx,
  verdicts: readonly { readonly clave: string; readonly servicio: string }[],
  hasta: Temporal.Instant,
): Promise<void> {
  await store.updateService(tx, verdicts, hasta)
}

/** The public key of an entidad by its kid, whatever its state; null when we never accepted it. */
export async function findSigningKey(
  app: App,
  clave: string,
  kid: string,
): Promise<{ key: KeyObject; estado: SigningKey['estado'] } | null> {
  const row = await store.selectKey(app.db, clave, kid)
  return row ? { key: createPublicKey(row.llave), estado: row.estado } : null
}

/** Every signing key ever accepted, for the trust list. */
export async function listSigningKeys(app: App): Promise<SigningKey[]> {
  return (await store.selectKeys(app.db)).map((row) => ({
    ...row,
    desde: wire(row.desde),
    hasta: row.hasta ? wire(row.hasta) : null,
  }))
}

/**
 * Checks an alta and puts it in the place of the entidad's present node; running processes follow with their next call.
 * @throws invalid `alta-invalida` naming what is wrong
 */
export async function registerNode(
  app: App,
  alta: Alta,
  origen: 'mundo' | 'alta',
): Promise<{ entidad: string; huella: string }> {
  return await app.db.tx(
    async (tx) => await placeNode(app, tx, alta, { origen, actor: origen === 'mundo' ? 'sistema' : 'operador' }),
  )
}

/** The fingerprint of the certificate that an alta brings. @throws invalid `alta-invalida` naming what is wrong */
export function readAlta(alta: Alta): { huella: string } {
  return { huella: checkAlta(alta, machineNow()).huella }
}

/** The same as `registerNode` in the caller's transaction. */
export async function placeNode(
  app: App,
  tx: Tx,
  alta: Alta,
  { origen, actor }: { readonly origen: 'mundo' | 'alta'; readonly actor: string },
): Promise<{ entidad: string; huella: string }> {
  const { huella, certificado, llave } = checkAlta(alta, machineNow())
  const placed = { entidad: alta.entidad, huella }
  // One alta at a time: two at once could each find the other's key free.
  if (!(await store.lockEntidad(tx, alta.entidad))) refuse('entidad')
  // A certificate and a key name one entidad: with another's, nobody could tell who answered and who signed.
  if (await store.isOthersCertificate(tx, alta.entidad, huella)) refuse('certificado')
  if (await store.isOthersKey(tx, alta.entidad, llave)) refuse('llaveFirma')
  const known = await store.selectKey(tx, alta.entidad, alta.kid)
  if (known && (known.estado === 'comprometida' || known.llave !== llave)) refuse('llaveFirma')
  const present = await store.selectEndpoint(tx, alta.entidad)
  if (origen === 'mundo' && present?.origen === 'alta') return placed
  if (present && present.huella === huella && present.url === alta.url && present.kid === alta.kid) return placed
  const now = app.clock.now()
  await store.retireKeys(tx, alta.entidad, alta.kid, now)
  await store.upsertKey(tx, { clave: alta.entidad, kid: alta.kid, llave, desde: now })
  await store.upsertEndpoint(tx, {
    clave: alta.entidad,
    url: alta.url,
    certificado,
    huella,
    kid: alta.kid,
    origen,
    at: now,
  })
  await append(app, tx, {
    event: 'entidad.node-registered',
    actor,
    subject: alta.entidad,
    entidad: alta.entidad,
    data: { huella, kid: alta.kid, origen },
  })
  return placed
}

function refuse(what: string): never {
  throw new DomainError('invalid', 'alta-invalida', { params: { que: what } })
}

/** The parts of an alta that hold by themselves, in the form in which they are kept. `at` is what certificates are judged by. */
function checkAlta(alta: Alta, at: Temporal.Instant): { huella: string; certificado: string; llave: string } {
  if (typeof alta !== 'object' || alta === null) refuse('alta')
  for (const field of ['entidad', 'url', 'certificado', 'llaveFirma', 'kid'] as const) {
    if (typeof alta[field] !== 'string' || alta[field] === '') refuse(field)
  }
  if (!isOrigin(alta.url)) refuse('url')
  const certificate = parsed(() => new X509Certificate(alta.certificado)) ?? refuse('certificado')
  const [from, until] = [certificate.validFromDate, certificate.validToDate].map((one) => one.getTime())
  if (at.epochMilliseconds < from! || at.epochMilliseconds > until!) refuse('certificado')
  // A private key would be taken for its public half, and then published in the trust list.
  if (!/^-----BEGIN PUBLIC KEY-----/.test(alta.llaveFirma.trim())) refuse('llaveFirma')
  const key = parsed(() => createPublicKey(alta.llaveFirma)) ?? refuse('llaveFirma')
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') refuse('llaveFirma')
  if (kidOf(key) !== alta.kid) refuse('kid')
  return {
    huella: certificate.fingerprint256,
    certificado: certificate.toString(),
    llave: String(key.export({ format: 'pem', type: 'spki' })),
  }
}

/** Where a node answers is a scheme, a host and a port; anything more would be left out of every call. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'https:' && url.href === `${url.origin}/`
}

function parsed<T>(parse: () => T): T | null {
  try {
    return parse()
  } catch {
    return null
  }
}

/** Suspends an open entidad (no new orders; paid ones go on) or resumes it to the phase it had. */
export async function changeSuspension(app: App, clave: string, suspend: boolean, actor: string): Promise<EntidadView> {
  await readEntidad(app, clave)
  await app.db.tx(async (tx) => await suspendOrResume(app, tx, clave, suspend, actor))
  return await readEntidad(app, clave)
}

/** The same in the caller's transaction. @throws conflict `entidad-no-suspendible`, `entidad-no-suspendida` */
export async function suspendOrResume(app: App, tx: Tx, clave: string, suspend: boolean, actor: string): Promise<void> {
  const change = suspend ? store.suspend : store.resume
  if (!(await change(tx, clave, app.clock.now())))
    throw new DomainError('conflict', suspend ? 'entidad-no-suspendible' : 'entidad-no-suspendida', {
      params: { entidad: clave },
    })
  await append(app, tx, {
    event: suspend ? 'entidad.suspended' : 'entidad.resumed',
    actor,
    subject: clave,
    entidad: clave,
  })
}

export interface Fee {
  readonly clave: string
  /** Day of the centre from which it holds, `AAAA-MM-DD`; never in the past, so that no price changes behind a quote. */
  readonly vigenteDesde: string
  readonly centavos: number
  /** The law and article in which two people read it. */
  readonly fuente: string
}

/** Adds a fee that two people read in the law. @throws conflict `derecho-repetido` when that day has one */
export async function addFee(app: App, tx: Tx, fee: Fee, actor: string): Promise<void> {
  if (!(await store.addDerecho(tx, { ...fee, marca: CONFIRMED })))
    throw new DomainError('conflict', 'derecho-repetido', { params: { dia: fee.vigenteDesde } })
  const { clave, ...data } = fee
  await append(app, tx, { event: 'entidad.fee-added', actor, subject: clave, entidad: clave, data })
}

/**
 * Opens entidades for copies, all of them or none, inside the caller's transaction.
 * @throws conflict `entidad-no-lista` naming the first that is not ready
 */
export async function openEntidades(
  app: App,
  tx: Tx,
  claves: readonly string[],
  actor: string,
  at: Temporal.Instant,
): Promise<void> {
  for (const clave of claves) {
    if (!(await store.openPhase(tx, clave, at)))
      throw new DomainError('conflict', 'entidad-no-lista', { params: { entidad: clave } })
    await append(app, tx, { event: 'entidad.opened', actor, subject: clave, entidad: clave, at })
  }
}

/** Puts an entidad whose tests are done among those that may be released. @throws conflict `entidad-no-en-pruebas` */
export async function markReady(app: App, tx: Tx, clave: string, actor: string): Promise<void> {
  if (!(await store.readyPhase(tx, clave, app.clock.now())))
    throw new DomainError('conflict', 'entidad-no-en-pruebas', { params: { entidad: clave } })
  await append(app, tx, { event: 'entidad.ready', actor, subject: clave, entidad: clave })
}
