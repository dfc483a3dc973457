// The page of training in every state it can take.
import { nameOfRole } from '#staff'
import type { Staff } from '#staff'
import { trainingPage } from '../src/operations/training/pages.ts'
import type { TrainingView } from '../src/operations/training/pages.ts'
import type { Drill, Line, Place } from '../src/operations/training/training.ts'

export function trainingSamples(
  v: Pick<TrainingView, 'site' | 'entidades'> & { readonly hostile: string },
): Record<string, string> {
  const { site, entidades, hostile } = v
  const done = Temporal.Instant.from('2017-08-03T16:00:00Z')
  const until = Temporal.Instant.from('2018-08-03T16:00:00Z')
  const who = (id: string, rol: Staff['rol'], entidad: string | null): Staff =>
    ({ id, nombre: hostile, correo: 'x@b.invalid', rol, entidad }) as const
  const [ugd, mesa, desk] = [
    who('ugd', 'ugd', null),
    who(hostile, 'mesa_entidad', '14'),
    who('mesa-1', 'mesa_n1', null),
  ]
  const proven: Drill = {
    id: 'reporte-n2',
    nombre: hostile,
    roles: ['mesa_entidad'],
    meses: 12,
    prueba: 'programa',
    eventos: ['x'],
  }
  const said: Drill = {
    ...proven,
    id: 'datos-personales',
    nombre: 'Atender con cuidado',
    prueba: 'dos_personas',
    eventos: [],
  }
  const record = {
    id: '00000000-0000-4000-8000-000000000000',
    account: hostile,
    entidad: '14',
    simulacro: 'datos-personales',
    modo: 'dos_personas',
    hecho_at: done,
    asunto: null,
    entrada: null,
    por: hostile,
    at: done,
    atestado_por: null,
    atestado_at: null,
  } as const
  const none: Place = { standing: 'falta', done: null, until: null, record: null }
  const valid: Place = {
    standing: 'vigente',
    done,
    until,
    record: { ...record, atestado_por: hostile, atestado_at: done },
  }
  const lines: Line[] = [
    { staff: mesa, drill: proven, place: { ...valid, record: { ...record, asunto: hostile } } },
    { staff: mesa, drill: said, place: { ...none, standing: 'por_atestar', record } },
    { staff: desk, drill: said, place: { ...valid, standing: 'vencido' } },
    { staff: desk, drill: proven, place: none },
  ]
  const base = { site, entidades, drills: [proven, said], lines, shown: lines, chosen: {}, roleName: nameOfRole }
  const errors = [
    { campo: 'asunto_reporte-n2', mensaje: 'No hay un hecho tuyo sobre ese caso que lo demuestre. Revisa el folio.' },
    { campo: 'dia_datos-personales', mensaje: 'Escribe el día como 2017-08-03. Debe haber pasado y seguir vigente.' },
  ]
  const values = { 'asunto_reporte-n2': hostile, 'dia_datos-personales': hostile }
  return {
    capacitacion: trainingPage({ ...base, staff: ugd }),
    'capacitacion-propia': trainingPage({ ...base, staff: mesa }),
    'capacitacion-error': trainingPage({ ...base, staff: mesa, errors, values }),
    'capacitacion-vacia': trainingPage({ ...base, staff: who('auditor', 'auditor', null), lines: [], shown: [] }),
    'capacitacion-filtrada': trainingPage({
      ...base,
      staff: desk,
      shown: lines.slice(3),
      chosen: { situacion: 'falta' },
    }),
  }
}
