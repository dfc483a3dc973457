// The six indicators of a window, each asked of the room that holds its facts, per entidad and together.
import type { App } from '#context'
import { acceptanceIndicator, deskIndicator } from '#helpdesk'
import { protocolIndicator } from '#incidents'
import { readModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { paymentsIndicator } from '#reconciliation'
import { slaIndicator } from '#sla'
import { surveyIndicator } from '#survey'
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
  const { version, sha256 } = await readModelo(app)
  const entidades: Record<string, Indicadores> = {}
  for (const clave of claves) entidades[clave] = await readOne(app, ventana, clave)
  return {
    desde: wire(ventana.desde),
    hasta: wire(ventana.hasta),
    modelo: { version, sha256 },
    entidades,
    total: await readOne(app, ventana, null),
  }
}

/** Of one entidad, or with null of all together. */
export async function readOne(app: App, ventana: Ventana, clave: string | null): Promise<Indicadores> {
  const [i1, i2, i3, i4, i5, i6] = await Promise.all([
    slaIndicator(app, ventana, clave),
    protocolIndicator(app, ventana, clave),
    surveyIndicator(app, ventana, clave),
    acceptanceIndicator(app, ventana, clave),
    deskIndicator(app, ventana, clave),
    paymentsIndicator(app, ventana, clave),
  ])
  return { i1, i2, i3, i4, i5, i6 }
}
