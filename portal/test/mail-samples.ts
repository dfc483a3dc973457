// Every mail of the portal in every form it can take, with synthetic and with hostile data: what tests look at.
import type { App } from '#context'
import { composeMail } from '#mailer'
import type { Composed, Letter } from '#mailer'
import { offeredLanguage, speaking } from '#ui/languages'
import { orderLetter } from '../src/citizen/orders/letters.ts'
import type { LetterFacts, LetterKind } from '../src/citizen/orders/letters.ts'
import { emergencyLetter } from '../src/operations/staff/emergency/mail.ts'
import { EMERGENCY_ROW } from './emergency-samples.ts'
import { reportLetter } from '../src/federation/onboarding/mail.ts'
import { maintenanceLetter } from '../src/operations/maintenance/mail.ts'
import { avisoRow } from './maintenance-samples.ts'
import { alarmLetter } from '../src/operations/acts/alarm-mail.ts'
import { ticketLetter } from '../src/operations/helpdesk/mail.ts'
import { refusalLetter } from '../src/operations/helpdesk/refusals/mail.ts'
import { noticeLetter } from '../src/operations/pilot/notice.ts'
import { HOLDER_LETTERS } from './holder-samples.ts'
import { WAIT_LETTERS } from './waitlist-samples.ts'
import { HOSTILE } from './page-samples.ts'

export interface MailSample extends Composed {
  readonly name: string
  readonly language: string
}

const PUBLIC = 'http://127.0.0.1:8080'
const site = { demonstration: true, publicUrl: PUBLIC }
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const FOLIO = 'ACT-7K3M9QX2PD'

const facts: LetterFacts = {
  folio: FOLIO,
  entidad: 'Jalisco',
  importeCentavos: 9_800,
  by: null,
  at: at('2017-08-03T15:15:00Z'),
  deadlineAt: at('2017-08-06T15:15:00Z'),
  reference: null,
  capture: null,
  liga: `${PUBLIC}/solicitudes/${FOLIO}/entrar?acceso=okv3x0.${'A'.repeat(43)}`,
  horas: 24,
  recuperar: `${PUBLIC}/recuperar`,
  verificar: `${PUBLIC}/verificar`,
}
const card = { capture: { centavos: 9_800, channel: 'tarjeta', paidAt: at('2017-08-03T15:15:00Z') } }
const counter = { capture: { centavos: 9_800, channel: 'referencia', paidAt: at('2017-08-03T15:15:00Z') } }
const reference = { lineaDeCaptura: '14123456789016992097', venceEn: at('2017-08-06T05:00:00Z') }

const ORDER: readonly [name: string, kind: LetterKind, over: Partial<LetterFacts>][] = [
  ['registro-tarjeta', 'registro', {}],
  ['registro-linea', 'registro', { reference }],
  ['pagada', 'pagada', card],
  ['pagada-tarde', 'pagada', { ...counter, by: 'paidLate' }],
  ['pagada-completa', 'pagada', { ...counter, by: 'completed' }],
  ['revision', 'revision', { capture: { ...counter.capture, centavos: 9_700 } }],
  ['demora', 'demora', card],
  ['lista', 'lista', card],
  ['reembolso-sin-respuesta', 'reembolso', { ...card, by: 'refundFell' }],
  ['reembolso-cambio', 'reembolso', { ...card, by: 'entidadRefused' }],
  ['reembolso-tarde', 'reembolso', { ...counter, by: 'paidTooLate' }],
  ['reembolso-no-alcanza', 'reembolso', { ...counter, by: 'reviewRefused' }],
  ['devuelto', 'devuelto', card],
  ['vencida', 'vencida', { deadlineAt: null }],
  ['sin-copia', 'sin-copia', { importeCentavos: 0 }],
  ['liga-nueva', 'liga-nueva', card],
  ['correccion', 'correccion', card],
  ['hostil', 'registro', { entidad: HOSTILE, folio: HOSTILE, liga: `${PUBLIC}/"><img src=x>` }],
]

const pending = {
  id: 'OBS-31-1',
  codigo: 'SEG-04',
  perfil: 'Búsqueda',
  severidad: 'mayor' as const,
  titulo: 'Responde con otro acento',
  esperado: 'El nombre como está en el libro.',
  paso: 'Buscar a José Peña.',
  estado: 'abierta' as const,
  vence: '2017-08-10T05:00:00Z',
  sintetico: true,
}

const REPORT = {
  numero: 1,
  contenido: { entidad: 'Yucatán', pendientes: [pending, { ...pending, id: 'OBS-31-2' }], cerradas: ['OBS-31-9'] },
  destinatario: 'Nombre Sintético Uno',
  enlace: { nombre: 'Enlace de gob.mx', correo: 'gobmx-31@gob.invalid' },
  contacto: { nombre: 'Enlace de la Ventanilla Única Nacional', correo: 'vun@gob.invalid' },
  liga: `${PUBLIC}/integracion/acuse/PEN-31-1/enlace-31/${'A'.repeat(43)}`,
}
const ticket = { folio: 'REP-7K3M9QX2PD', liga: `${PUBLIC}/reportes/REP-7K3M9QX2PD/entrar?acceso=${'A'.repeat(43)}` }
const refusal = { folio: 'REC-7K3M9QX2PD', ours: true, constancia: null, verificar: `${PUBLIC}/verificar` }

/** Letters of the desks, in the language of whoever wrote to them. */
const DESK: readonly [name: string, letter: () => Letter][] = [
  ['reporte-recibido', () => ticketLetter({ ...ticket, kind: 'recibido', texto: 'Pagué ayer.\n\nNo aparece.' })],
  ['reporte-respuesta', () => ticketLetter({ ...ticket, kind: 'respuesta', texto: 'Ya aparece tu pago.' })],
  ['reporte-hostil', () => ticketLetter({ ...ticket, kind: 'respuesta', texto: HOSTILE })],
  ['rechazo', () => refusalLetter(refusal)],
  ['rechazo-constancia', () => refusalLetter({ ...refusal, constancia: `${PUBLIC}/verificaciones/v_1/constancia` })],
  ['rechazo-no-nuestra', () => refusalLetter({ ...refusal, ours: false })],
]

/** Letters to liaisons, who read Spanish. */
const SPANISH: readonly [name: string, letter: () => Letter][] = [
  ['emergencia', () => emergencyLetter(EMERGENCY_ROW, 'Jalisco', PUBLIC)],
  [
    'emergencia-hostil',
    () => emergencyLetter({ ...EMERGENCY_ROW, nombre: HOSTILE, account: HOSTILE }, HOSTILE, PUBLIC),
  ],
  ['mantenimiento', () => maintenanceLetter(avisoRow({ corto: true }), 'anunciado', 'Jalisco', PUBLIC)],
  [
    'mantenimiento-cancelado',
    () => maintenanceLetter(avisoRow({ off: 'Se pospone.' }), 'cancelado', 'Jalisco', PUBLIC),
  ],
  [
    'mantenimiento-hostil',
    () => maintenanceLetter(avisoRow({ words: HOSTILE, off: HOSTILE }), 'cancelado', HOSTILE, PUBLIC),
  ],
  ['pendientes', () => reportLetter(REPORT)],
  [
    'pendientes-hostil',
    () => reportLetter({ ...REPORT, destinatario: HOSTILE, contenido: { ...REPORT.contenido, entidad: HOSTILE } }),
  ],
  ...(['exencion', 'firma'] as const).map((que): [string, () => Letter] => [
    `alarma-hostil-${que}`,
    () =>
      alarmLetter(
        { cuenta: HOSTILE, que, tope: 20, at: facts.at },
        { entidad: 'Jalisco', link: `${PUBLIC}/consola/actos` },
      ),
  ]),
  [
    'comunicado',
    () =>
      noticeLetter(
        {
          asunto: 'Comunicado a los enlaces: Grupo 1',
          texto: 'Apreciables Enlaces:\n\nAnexo 1. Indicadores\n\n1. Uno.',
        },
        `${PUBLIC}/comunicados/acuse/${'A'.repeat(43)}`,
      ),
  ],
]

/** All samples, built anew at each call. */
export function mailSamples(of: Pick<App['config'], 'demonstration' | 'publicUrl'> = site): MailSample[] {
  const inLanguage = (language: string, name: string, letter: () => Letter): MailSample => ({
    name: `${name} (${language})`,
    language,
    ...speaking(offeredLanguage(language), () => composeMail(of, letter())),
  })
  return [
    ...['es-MX', 'en'].flatMap((language) => [
      ...ORDER.map(([name, kind, over]) => inLanguage(language, name, () => orderLetter(kind, { ...facts, ...over }))),
      ...HOLDER_LETTERS.map(([name, letter]) => inLanguage(language, name, letter)),
      ...WAIT_LETTERS.map(([name, letter]) => inLanguage(language, name, letter)),
      ...DESK.map(([name, letter]) => inLanguage(language, name, letter)),
    ]),
    ...SPANISH.map(([name, letter]) => inLanguage('es-MX', name, letter)),
  ]
}
