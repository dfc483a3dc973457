// One citizen's visit: searches, perhaps pays, waits, downloads, says how it was; by the public API alone, as an outsider.
import { randomUUID } from 'node:crypto'
import type { SamplePerson } from '../population/population.ts'
import { catalogue } from '../web/messages.ts'
import type { Card, VisitPlan } from './arrivals.ts'
import { NotOffered, PortalAway, type PortalApi } from './portal-api.ts'
import type { LaterStore } from './later.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** The test card of each outcome, as a visitor reads them on the sandbox. */
const CARDS: Readonly<Record<Card, string>> = {
  aprobada: '4111111111111111',
  rechazada: '4000000000000002',
  sin_respuesta: '4000000000000119',
}
const LOOK_EVERY_S = 2
const HOUR_MS = 3_600_000
/** The tellers of the bank take what the day brings at each full quarter of an hour. */
const TELLER_EVERY_MS = 900_000
/** Whoever paid over a counter comes back for the copy the day after. */
const BACK_AFTER_MS = 26 * HOUR_MS

export interface VisitTools {
  readonly api: PortalApi
  readonly later: LaterStore
  /** Milliseconds of the driven clock. */
  readonly now: () => number
  /** Waits seconds of the driven clock, as a person takes their time; never a hot loop, whatever the speed. */
  readonly wait: (seconds: number) => Promise<void>
  readonly signal: AbortSignal
  /** Between 0 and 1, from the visit's own chance. */
  readonly chance: () => number
}

/** How a visit ended, for whoever counts. */
export type VisitEnd =
  | 'no-encontrada'
  | 'se-fue'
  | 'sin-pagar'
  | 'en-banco'
  | 'sin-copia'
  | 'con-copia'
  | 'portal-ausente'
  | 'no-se-ofrece'

/** An order as the citizen keeps it. */
export interface HeldOrder {
  readonly folio: string
  readonly acceso: string
  readonly entidad: string
}

/** Carries a plan out; never throws for what the portal says or does not say. */
export async function makeVisit(plan: VisitPlan, person: SamplePerson, tools: VisitTools): Promise<VisitEnd> {
  try {
    const end = await visit(plan, person, tools)
    if (plan.reporta !== null && end !== 'no-encontrada') await report(tools, { tipo: plan.reporta, plan })
    return end
  } catch (error) {
    if (error instanceof PortalAway) return 'portal-ausente'
    if (error instanceof NotOffered) return 'no-se-ofrece'
    throw error
  }
}

async function visit(plan: VisitPlan, person: SamplePerson, tools: VisitTools): Promise<VisitEnd> {
  const calm = (): Promise<void> => tools.wait(plan.calmaS[0] + tools.chance() * (plan.calmaS[1] - plan.calmaS[0]))
  await calm()
  let found = await search(plan, person, tools, plan.error)
  if (found === null && plan.error !== null && plan.corrige) {
    await calm()
    found = await search(plan, person, tools, null)
  }
  if (found === null) {
    if (plan.reporta !== null) await report(tools, { tipo: 'no-encontrada', plan })
    return 'no-encontrada'
  }
  await calm()
  if (plan.seVa === 'al-ver' || plan.seVa === 'antes-de-pedir') return 'se-fue'
  const placed = await tools.api.call(
    'POST',
    '/api/v1/solicitudes',
    {
      busqueda: found,
      medioDePago: plan.medio,
      ...(plan.dejaCorreo ? { correo: `persona.${plan.numero}@ciudadania.invalid` } : {}),
    },
    { 'idempotency-key': randomUUID() },
  )
  const order = (placed.body ?? {}) as {
    folio?: string
    acceso?: string
    pago?: Record<string, string>
    importeCentavos?: number
  }
  if (placed.status !== 201 || !order.folio || !order.acceso || !order.pago) return 'sin-pagar'
  const held = { folio: order.folio, acceso: order.acceso, entidad: plan.entidad }
  await calm()
  if (order.pago['lineaDeCaptura']) {
    goToTheBank(plan, tools, held, order.pago['lineaDeCaptura'], order.importeCentavos ?? 0)
    return 'en-banco'
  }
  if (plan.seVa === 'sin-pagar') return 'sin-pagar'
  if (!(await payByCard(plan, tools, order.pago['url'] ?? ''))) return 'sin-pagar'
  return await collect(plan, tools, held)
}

/** The reference of the first acta found, or null when none was. */
async function search(
  plan: VisitPlan,
  person: SamplePerson,
  { api }: VisitTools,
  error: VisitPlan['error'],
): Promise<string | null> {
  const filiacion = error === 'filiacion' ? notTheParent(person) : (person.filiacion[0] ?? '')
  const { nombres, primerApellido, segundoApellido, sexo, fechaNacimiento, entidadRegistro } = person
  const asked =
    plan.porDatos || person.curp === null
      ? {
          nombres,
          primerApellido,
          ...(segundoApellido ? { segundoApellido } : {}),
          sexo,
          fechaNacimiento,
          entidadRegistro,
        }
      : { curp: error === 'curp' ? mistyped(person.curp, plan.numero) : person.curp, entidadRegistro }
  const { status, body } = await api.call('POST', '/api/v1/busquedas', {
    ...asked,
    filiacion,
    altcha: await api.reto(),
  })
  if (status !== 200) return null
  const actas: unknown = body?.['actas']
  const found = Array.isArray(actas) ? (actas as ({ busqueda?: unknown; entidadRegistro?: unknown } | null)[]) : []
  const busqueda = found.find((one) => one?.entidadRegistro === entidadRegistro)?.busqueda
  return typeof busqueda === 'string' ? busqueda : null
}

/** One of the four letters is another: mostly the check digit tells, sometimes it is another person's. */
function mistyped(curp: string, numero: number): string {
  const at = numero % 4
  const letter = curp.charCodeAt(at) - 65
  return `${curp.slice(0, at)}${String.fromCharCode(65 + ((letter + 1) % 26))}${curp.slice(at + 1)}`
}

function notTheParent({ nombres, primerApellido }: SamplePerson): string {
  return `${nombres} DE ${primerApellido}`
}

/** The order waits for a payment over a counter, if the person goes there at all. */
function goToTheBank(
  plan: VisitPlan,
  { later, now }: VisitTools,
  held: HeldOrder,
  linea: string,
  centavos: number,
): void {
  if (plan.bancoTrasHoras === null) return
  const at = Math.ceil((now() + plan.bancoTrasHoras * HOUR_MS) / TELLER_EVERY_MS) * TELLER_EVERY_MS
  later.add('ventanilla', at, { lineaDeCaptura: linea, importeCentavos: centavos })
  later.add('recoger', at + BACK_AFTER_MS, { ...held, plan })
}

/** Pays on the bank's own page, card after card; true when one of them went through or nobody can say yet. */
async function payByCard(plan: VisitPlan, { wait, signal }: VisitTools, url: string): Promise<boolean> {
  for (const card of plan.tarjetas) {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ numero: CARDS[card] }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
    }).catch((error: unknown) => {
      throw new PortalAway(`the bank: ${String(error)}`)
    })
    await response.body?.cancel()
    if (response.status === 303) return true
    await wait(plan.calmaS[0])
  }
  return false
}

/** Waits for the copy as long as this person's patience lasts, takes it, and perhaps says how it was. */
export async function collect(plan: VisitPlan, tools: VisitTools, held: HeldOrder): Promise<VisitEnd> {
  const { api, later, wait, now } = tools
  const authorization = `Bearer ${held.acceso}`
  for (let waited = 0; waited <= plan.pacienciaS; waited += LOOK_EVERY_S) {
    const { status, body } = await api.call('GET', `/api/v1/solicitudes/${held.folio}`, undefined, { authorization })
    if (status !== 200 || body === null) return 'sin-copia'
    const copy = body['copia'] as { identificadorElectronico: string; codigoVerificacion: string } | undefined
    if (typeof copy?.codigoVerificacion === 'string' && plan.descarga) {
      await api.call('GET', `/api/v1/solicitudes/${held.folio}/copia`, undefined, { authorization })
      if (plan.verificaTrasHoras !== null)
        later.add('verificar', now() + plan.verificaTrasHoras * HOUR_MS, {
          codigoVerificacion: copy.codigoVerificacion,
        })
      if (plan.rechazoTrasHoras !== null)
        later.add('rechazo', now() + plan.rechazoTrasHoras * HOUR_MS, { ...held, autoridad: plan.laRechaza })
      await wait(plan.calmaS[0])
      // The survey opens with the download, so the order is read once more.
      const after = await api.call('GET', `/api/v1/solicitudes/${held.folio}`, undefined, { authorization })
      await answerFaces(plan, tools, after.body ?? body)
      return 'con-copia'
    }
    if (copy) return 'con-copia'
    await wait(LOOK_EVERY_S)
  }
  return 'sin-copia'
}

async function answerFaces(plan: VisitPlan, { api, wait }: VisitTools, view: Record<string, unknown>): Promise<void> {
  const url = (view['encuesta'] as { url?: unknown } | undefined)?.url
  const token = typeof url === 'string' ? url.split('/').at(-1) : undefined
  if (!plan.cara || !token) return
  await wait(plan.calmaS[0])
  const { cara, conPalabras } = plan.cara
  await offered(
    api.call('POST', `/api/v1/encuestas/${token}`, {
      cara,
      ...(conPalabras ? { comentario: t(`cara.${cara}`) } : {}),
    }),
  )
}

async function report(
  { api }: VisitTools,
  { tipo, plan }: { tipo: 'datos' | 'pago' | 'otro' | 'no-encontrada'; plan: VisitPlan },
): Promise<void> {
  const { entidad, dejaCorreo, numero } = plan
  const correo = dejaCorreo ? { correo: `persona.${numero}@ciudadania.invalid` } : {}
  await offered(api.call('POST', '/api/v1/reportes', { tipo, entidad, texto: t(`reporte.${tipo}`), ...correo }))
}

/** Says that an office refused the copy. */
export async function tellRefusal(
  { api }: VisitTools,
  held: HeldOrder & { readonly autoridad: string },
): Promise<void> {
  const { folio, entidad, autoridad } = held
  await offered(
    api.call('POST', '/api/v1/reportes', { tipo: 'rechazo', folio, entidad, autoridad, texto: t('reporte.rechazo') }),
  )
}

/** Asks whether a printed code is good. */
export async function verifyCode({ api }: VisitTools, codigoVerificacion: string): Promise<void> {
  await offered(api.call('POST', '/api/v1/verificaciones', { codigoVerificacion }))
}

/** Something that may not exist yet is simply not done. */
async function offered(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof NotOffered)) throw error
  }
}
