// The pages and mails of the holder of an acta in every state, with synthetic and with hostile data.
import type { Letter } from '#mailer'
import { holderLetter } from '../src/citizen/holders/mail.ts'
import type { HolderLetter } from '../src/citizen/holders/mail.ts'
import * as holders from '../src/citizen/holders/pages.ts'
import type { Look } from '../src/citizen/holders/record.ts'

const site = { demonstration: true, publicUrl: 'http://127.0.0.1:8080', theme: 'demostracion' } as const
const en = Temporal.Instant.from('2017-08-03T15:15:00Z')
const folio = 'ACT-7K3M9QX2PD'
const people = [{ cuenta: 'titular-14-1', estado: 'Jalisco' }]
const KINDS = [
  'busqueda',
  'busqueda-propia',
  'intento',
  'candado',
  'descarga',
  'pagada',
  'emitida',
  'descargada',
] as const
const office = { en, que: 'oficina', estado: 'Jalisco', folio } as const

const LOOKS: readonly Look[] = [
  ...KINDS.map((que) => ({ en, que, folio })),
  ...(['codigo', 'qr', 'pdf'] as const).map((medio) => ({ en, que: 'verificada' as const, medio })),
  ...['solicitud', 'curp', 'reporte', 'rechazo', 'comprobante', 'nuevo'].map((sobre) => ({
    ...office,
    rol: 'oic',
    sobre,
  })),
]

/** Its own pages, by name. */
export function holderSamples(hostile: string): Record<string, string> {
  const nothing = { site, looks: [], avisa: false, correo: null, correoNuevo: null, candadoDesde: null }
  const bad = [{ campo: 'correo', mensaje: `Revisa el correo ${hostile}` }]
  return {
    'mi-acta-puerta': holders.holderDoorPage({ site, offered: true, back: '/mi-acta', people }),
    'mi-acta-puerta-aviso': holders.holderDoorPage({ site, offered: true, back: hostile, people, message: hostile }),
    'mi-acta-sin-proveedor': holders.holderDoorPage({ site, offered: false, back: '/mi-acta', people: [] }),
    'mi-acta': holders.holderPage(nothing),
    'mi-acta-vistas': holders.holderPage({
      ...nothing,
      looks: [...LOOKS, { ...office, rol: hostile, estado: hostile, sobre: hostile }],
      avisa: true,
      correo: hostile,
      candadoDesde: en,
      done: 'candado',
    }),
    'mi-acta-espera': holders.holderPage({ ...nothing, correoNuevo: hostile, done: 'liga' }),
    'mi-acta-avisame': holders.noticesPage({ site, avisa: false, correo: '' }),
    'mi-acta-avisame-error': holders.noticesPage({ site, avisa: true, correo: hostile, errors: bad }),
    'mi-acta-confirma': holders.confirmPage({ site, clave: hostile, correo: hostile }),
    'mi-acta-confirma-vencida': holders.confirmPage({ site, clave: '', correo: null }),
    'mi-acta-confirmado': holders.confirmedPage({ site }),
    'mi-acta-candado': holders.lockPage({ site, locked: false, fresh: true, minutos: 15 }),
    'mi-acta-candado-puesto': holders.lockPage({ site, locked: true, fresh: false, minutos: 15 }),
  }
}

const LETTERS: readonly [name: string, letter: HolderLetter][] = [
  ['titular-vista', { kind: 'vista', look: LOOKS[0]!, ultimo: false }],
  ['titular-oficina', { kind: 'vista', look: LOOKS.at(-1)!, ultimo: true }],
  ['titular-liga', { kind: 'liga', liga: `${site.publicUrl}/mi-acta/correo?clave=a.t_b.c`, horas: 24 }],
  ...(['candado', 'sin-candado', 'aviso', 'sin-aviso', 'otro-correo'] as const).map((que): [string, HolderLetter] => [
    `titular-${que}`,
    { kind: 'cambio', que, en },
  ]),
]

export const HOLDER_LETTERS: readonly [name: string, letter: () => Letter][] = LETTERS.map(([name, letter]) => [
  name,
  () => holderLetter(letter, site.publicUrl),
])
