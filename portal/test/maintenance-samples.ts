// The pages of announced maintenance in every state they can take, and the row that its mails are about.
import type { AvisoRow } from '#maintenance'
import type { Staff } from '#staff'
import { listPage, onePage } from '../src/operations/maintenance/pages.ts'
import type { ListView } from '../src/operations/maintenance/pages.ts'

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)

/** One of four hours in the night of 4 August 2017; `off` is why it was called off. */
export function avisoRow(
  of: { readonly words?: string; readonly off?: string; readonly corto?: boolean; readonly inicio?: string } = {},
): AvisoRow {
  const { words, off = null, corto = false } = of
  const inicio = at(of.inicio ?? '2017-08-05T03:00:00Z')
  return {
    folio: words ?? 'MAN-7K3M9QX2PD',
    entidad: '14',
    inicio,
    fin: inicio.add({ hours: 4 }),
    que: words ?? 'Cambio de discos de la base de datos.',
    responde: words ?? 'Sistemas del Registro Civil, 33 0000 0000',
    anuncio: words ?? 'enlace-14',
    anunciado_at: at('2017-08-01T16:00:00Z'),
    aviso_horas: 24,
    corto,
    cancelo: off === null ? null : 'ugd',
    cancelado_at: off === null ? null : at('2017-08-03T16:00:00Z'),
    motivo: off,
    due_at: off === null ? inicio : null,
  }
}

export function maintenanceSamples(
  v: Pick<ListView, 'site' | 'entidades'> & { readonly hostile: string },
): Record<string, string> {
  const { site, entidades, hostile } = v
  const who = (id: string, rol: Staff['rol'], entidad: string | null): Staff =>
    ({ id, nombre: hostile, correo: 'x@b.invalid', rol, entidad }) as const
  const [ugd, enlace, auditor] = [
    who('ugd', 'ugd', null),
    who('enlace-14', 'enlace', '14'),
    who('auditor', 'auditor', null),
  ]
  const rules = { zona: 'America/Mexico_City', avisoHoras: 24, maximoHoras: 72 }
  const now = at('2017-08-03T16:00:00Z')
  const rows = [
    avisoRow(),
    avisoRow({ corto: true, inicio: '2017-08-03T15:00:00Z' }),
    avisoRow({ inicio: '2017-08-02T03:00:00Z' }),
    avisoRow({ words: hostile, off: hostile }),
  ]
  const base = { site, entidades, rules, rows, now, chosen: {} }
  const errors = [
    { campo: 'entidad', mensaje: 'Elige el estado.' },
    { campo: 'inicio', mensaje: 'Escribe el día y la hora como 2017-08-05 22:00.' },
    { campo: 'fin', mensaje: 'El fin debe ser después del inicio.' },
    { campo: 'que', mensaje: 'Escribe qué se va a hacer.' },
  ]
  const values = { inicio: hostile, fin: '2017-08-01 22:00', responde: hostile }
  const off = { errors: [{ campo: 'motivo', mensaje: 'Escribe el motivo.' }] }
  return {
    mantenimientos: listPage({ ...base, staff: ugd }),
    'mantenimientos-propios': listPage({ ...base, staff: enlace }),
    'mantenimientos-error': listPage({ ...base, staff: ugd, errors, values }),
    'mantenimientos-vacia': listPage({ ...base, staff: auditor, rows: [], chosen: { situacion: 'en_curso' } }),
    mantenimiento: onePage({ ...base, staff: enlace, row: avisoRow({ corto: true }) }),
    'mantenimiento-error': onePage({ ...base, staff: ugd, row: avisoRow(), ...off }),
    'mantenimiento-cancelado': onePage({ ...base, staff: auditor, row: avisoRow({ words: hostile, off: hostile }) }),
  }
}
