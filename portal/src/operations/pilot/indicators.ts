// The six indicators of a window, each asked of the room that holds its facts, per entidad and together.
import type { App } from '#context'
import type { Claves } from '#db'
import { acceptanceIndicators, deskIndicators } from '#helpdesk'
import { protocolIndicators } from '#incidents'
import { readModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { paymentsIndicators } from '#reconciliation'
import { slaIndicators } from '#sla'
import { surveyIndicators } from '#survey'
import { wire } from '#clock'
import type { Indicadores } from './policy.ts'

export interface IndicatorTable {
  readonly desde: string
  readonly hasta: string
  readonly modelo: { readonly version: string; readonly sha256: string }
  readonly entidades: Readonly<Record<string, Indicadores>>
  readonly total: Indicadores
}

/** The table of the indicators. Nothing is stored: each figure is computed from the facts whenever it is asked for. */
export async function readIndicators(app: App, ventana: Ventana, claves: readonly string[]): Promise<IndicatorTable> {
  const found = await readAll(app, ventana, [...claves, null])
  return { ...(await tableOf(app, ventana, claves, found)), total: found(null) }
}

/** The table without what all entidades are together. */
export async function readEach(
  app: App,
  ventana: Ventana,
  claves: readonly string[],
): Promise<Omit<IndicatorTable, 'total'>> {
  return await tableOf(app, ventana, claves, await readAll(app, ventana, claves))
}

async function tableOf(
  app: App,
  ventana: Ventana,
  claves: readonly string[],
  found: (clave: string) => Indicadores,
): Promise<Omit<IndicatorTable, 'total'>> {
  const { version, sha256 } = await readModelo(app)
  return {
    desde: wire(ventana.desde),
    hasta: wire(ventana.hasta),
    modelo: { version, sha256 },
    entidades: Object.fromEntries(claves.map((clave) => [clave, found(clave)])),
  }
}

/** Of one entidad, or with null of all together. */
export async function readOne(app: App, ventana: Ventana, clave: string | null): Promise<Indicadores> {
  return (await readAll(app, ventana, [clave]))(clave)
}

/** Each room is asked once, however many entidades there are. */
async function readAll(app: App, ventana: Ventana, claves: Claves): Promise<(clave: string | null) => Indicadores> {
  const [i1, i2, i3, i4, i5, i6] = await Promise.all([
    slaIndicators(app, ventana, claves),
    protocolIndicators(app, ventana, claves),
    surveyIndicators(app, ventana, claves),
    acceptanceIndicators(app, ventana, claves),
    deskIndicators(app, ventana, claves),
    paymentsIndicators(app, ventana, claves),
  ])
  return (clave) => ({
    i1: i1.get(clave)!,
    i2: i2.get(clave)!,
    i3: i3.get(clave)!,
    i4: i4.get(clave)!,
    i5: i5.get(clave)!,
    i6: i6.get(clave)!,
  })
}
