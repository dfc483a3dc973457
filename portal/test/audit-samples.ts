// The pages of the audit in their states, with synthetic and with hostile data.
import type { Entry } from '#journal'
import type { Site } from '#ui/layout'
import { sightingsPage } from '../src/citizen/orders/sightings-page.ts'
import type { Sighting } from '../src/citizen/orders/sightings-page.ts'
import { readFilters } from '../src/operations/audit/filters.ts'
import { journalPage } from '../src/operations/audit/pages.ts'
import { reasonPage } from '../src/operations/audit/reason-page.ts'

const AT = Temporal.Instant.from('2017-08-03T15:04:00Z')
const auditor = { nombre: 'Auditoría', rol: 'auditor', entidad: null } as const
const oic = { nombre: 'Contraloría de Jalisco', rol: 'oic', entidad: '14' } as const

/** One fact that staff looked at a report, and others as they come. */
function entries(hostile: string): Entry[] {
  const fact = (id: number, more: Partial<Entry>): Entry => ({
    id,
    at: AT,
    recorded_at: AT,
    actor: 'sistema',
    event: 'copy.issued',
    subject: 'ACT-7K3M9QX2PD',
    entidad: '14',
    data: {},
    ...more,
  })
  const looked = { que: 'reporte', motivo: 'caso', rol: 'mesa_n1', oficina: null }
  return [
    fact(9, { actor: 'mesa-1', event: 'staff.looked', subject: 'REP-7K3M9QX2PD', data: looked }),
    fact(8, { data: { sha256: 'ab'.repeat(32) } }),
    fact(7, { actor: 'ciudadano', event: 'order.placed', entidad: null, data: { centavos: 9_800, medio: 'tarjeta' } }),
    fact(6, { actor: hostile, event: hostile, subject: hostile, entidad: hostile, data: { [hostile]: hostile } }),
  ]
}

/** Every kind of sighting, and of a later version that no words were given to. */
function sightings(hostile: string): Sighting[] {
  const office = (rol: string, sobre: string, estado = ''): Sighting => ({ en: AT, que: 'oficina', rol, estado, sobre })
  return [
    office('mesa_n1', 'reporte'),
    office('mesa_entidad', 'solicitud', 'Jalisco'),
    office('oic', 'rechazo', hostile),
    office(hostile, hostile, hostile),
    { en: AT, que: 'verificada', medio: 'qr' },
    { en: AT, que: 'descargada' },
    { en: AT, que: 'emitida' },
  ]
}

export function auditSamples(v: {
  readonly site: Site
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly hostile: string
}): Record<string, string> {
  const { site, hostile } = v
  const names = new Map(v.entidades.map((one) => [one.clave, one.nombre]))
  const common = { site, names, next: 6, csvRows: 5_000, entries: entries(hostile) }
  const every = { folio: hostile, cuenta: hostile, hecho: hostile, entidad: hostile, desde: hostile, hasta: hostile }
  return {
    bitacora: journalPage({ ...common, staff: auditor, asked: readFilters({}, AT) }),
    'bitacora-oic': journalPage({ ...common, staff: oic, asked: readFilters({ folio: 'REP-1', antes: '9' }, AT) }),
    'bitacora-vacia': journalPage({ ...common, staff: oic, asked: readFilters({}, AT), entries: [], next: null }),
    'bitacora-hostil': journalPage({ ...common, staff: auditor, asked: readFilters(every, AT) }),
    'quien-la-vio': sightingsPage({ site, folio: 'ACT-7K3M9QX2PD', vistas: sightings(hostile) }),
    'quien-la-vio-nadie': sightingsPage({ site, folio: 'ACT-7K3M9QX2PD', vistas: [] }),
    motivo: reasonPage({ site, staff: oic, action: '/consola/mesa/busquedas', missing: false }),
    'motivo-falta': reasonPage({ site, staff: oic, action: '/consola/mesa/busquedas', missing: true }),
  }
}
