// The pages of emergency accesses in every state they can take, and the banner that each page of the console has meanwhile.
import { emergenciesPage, emergencyPage } from '../src/operations/staff/emergency/pages.ts'
import type { EmergencyRow } from '../src/operations/staff/emergency/emergency.ts'

interface World {
  readonly site: Parameters<typeof emergencyPage>[0]['site']
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly hostile: string
}

const now = Temporal.Instant.from('2017-08-03T16:30:00Z')

export const EMERGENCY_ROW: EmergencyRow = {
  id: 'EME-7K3M9QX2PD',
  account: 'mesa-1',
  nombre: 'Mesa de ayuda gob.mx',
  rol: 'mesa_n1',
  entidad: '14',
  motivo: 'mesa-local',
  asunto: 'REP-7K3M9QX2PD',
  opened_at: now.subtract({ minutes: 30 }),
  ends_at: now.add({ minutes: 30 }),
  ended_at: null,
  ended_by: null,
  review_due_at: now.add({ hours: 71 }),
  overdue_at: null,
  hallazgo: null,
  reviewed_at: null,
  reviewed_by: null,
}

export function emergencySamples({ site, entidades, hostile }: World): Record<string, string> {
  const who = (id: string, rol: 'auditor' | 'ugd' | 'mesa_n1' | 'oic' | 'enlace', entidad: string | null = null) =>
    ({ id, nombre: hostile, correo: `${id}@gob.invalid`, rol, entidad }) as const
  const auditor = who('auditor', 'auditor')
  const base = { site, entidades, now, chosen: {} } as const
  const lent = { id: EMERGENCY_ROW.id, entidad: '14', motivo: 'mesa-local', hasta: EMERGENCY_ROW.ends_at } as const
  const ended = { ...EMERGENCY_ROW, nombre: hostile, ended_at: now, ended_by: hostile }
  const late = { ...ended, review_due_at: now, overdue_at: now, motivo: 'cuenta-robada', asunto: 'INC-14-1' } as const
  const closed = { ...ended, hallazgo: 'no_justificado', reviewed_at: now, reviewed_by: 'auditor' } as const
  const notices = [
    { numero: 1, account: 'auditor', nombre: hostile, correo: 'a@b.invalid', acusado_at: null },
    { numero: 2, account: 'oic-14', nombre: 'Contraloría de Jalisco', correo: 'o@b.invalid', acusado_at: now },
  ]
  const errors = [
    { campo: 'motivo', mensaje: 'Elige el motivo.' },
    { campo: 'entidad', mensaje: 'Elige el estado.' },
    { campo: 'asunto', mensaje: 'No hay un caso abierto con ese folio en ese estado. Revisa el folio.' },
  ]
  const one = { ...base, staff: auditor, row: EMERGENCY_ROW, notices }
  return {
    emergencias: emergenciesPage({ ...base, staff: auditor, rows: [EMERGENCY_ROW, ended, late, closed] }),
    'emergencias-vacia': emergenciesPage({ ...base, staff: who('oic-14', 'oic', '14'), rows: [] }),
    'emergencias-pedir': emergenciesPage({ ...base, staff: who('ugd', 'ugd'), rows: [ended] }),
    'emergencias-error': emergenciesPage({
      ...base,
      staff: who('ugd', 'ugd'),
      rows: [],
      errors,
      values: { motivo: hostile, entidad: hostile, asunto: hostile },
    }),
    'emergencias-oficina': emergenciesPage({ ...base, staff: who('enlace-14', 'enlace', '14'), rows: [] }),
    'emergencias-prestada': emergenciesPage({
      ...base,
      staff: { ...who('mesa-1', 'mesa_n1'), emergencia: lent },
      rows: [EMERGENCY_ROW],
    }),
    emergencia: emergencyPage(one),
    'emergencia-propia': emergencyPage({ ...one, staff: { ...who('mesa-1', 'mesa_n1'), emergencia: lent } }),
    'emergencia-por-revisar': emergencyPage({ ...one, row: ended }),
    'emergencia-revisar-error': emergencyPage({
      ...one,
      row: late,
      errors: [{ campo: 'hallazgo', mensaje: 'Elige lo que encontraste.' }],
    }),
    'emergencia-revisada': emergencyPage({ ...one, row: closed }),
  }
}
