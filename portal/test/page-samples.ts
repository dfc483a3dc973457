// Every page of the citizen's side in every state it can take, with synthetic and with hostile data: what tests look at.
import type { ActaParaComparar, VistaPrevia } from '@actas/node-kit/contract/acta.ts'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import { cameraPage } from '../src/citizen/copies/camera-page.ts'
import * as copies from '../src/citizen/copies/pages.ts'
import * as guide from '../src/citizen/guide/pages.ts'
import { pricesPage } from '../src/citizen/guide/prices-page.ts'
import type { Maintenance, RegistryState } from '../src/citizen/guide/guide.ts'
import * as contact from '../src/citizen/orders/contact-pages.ts'
import * as orders from '../src/citizen/orders/pages.ts'
import { validityPage } from '../src/citizen/orders/ready-pages.ts'
import { slipPage } from '../src/citizen/orders/slip-page.ts'
import * as endPages from '../src/citizen/search/end-pages.ts'
import * as filiationPages from '../src/citizen/search/filiation-page.ts'
import * as questionPages from '../src/citizen/search/pages.ts'
import * as resultPages from '../src/citizen/search/result-page.ts'
import * as startPages from '../src/citizen/search/start-page.ts'
import { whileAsked } from '#staff'
import * as sla from '../src/operations/sla/pages.ts'
import type { Estado } from '../src/operations/sla/estado.ts'
import type { PaymentsBoard } from '../src/operations/reconciliation/board.ts'
import { paymentsPage } from '../src/operations/reconciliation/pages.ts'
import { errorPage } from '../src/platform/ui/error-page.ts'
import * as staff from '../src/operations/staff/pages.ts'
import { actSamples } from './act-samples.ts'
import { accountSamples } from './account-samples.ts'
import { auditSamples } from './audit-samples.ts'
import { emergencySamples } from './emergency-samples.ts'
import { maintenanceSamples } from './maintenance-samples.ts'
import { trainingSamples } from './training-samples.ts'
import { frameSamples } from './frame-samples.ts'
import { holderSamples } from './holder-samples.ts'
import { waitlistSamples } from './waitlist-samples.ts'
import { deskSamples } from './desk-samples.ts'

export interface PageSample {
  readonly name: string
  readonly text: string
}

const search = { ...startPages, ...questionPages, ...filiationPages, ...resultPages, ...endPages }

export const HOSTILE = `"><img src=x onerror=alert(1)>'&</title></textarea><script>alert(1)</script>`
const LONG = 'ÑANDÚ'.repeat(120)
const OPEN = new Set(['Aguascalientes', 'Colima', 'Hidalgo', 'Jalisco', 'México'])

const site = { demonstration: true, publicUrl: 'http://127.0.0.1:8080', theme: 'demostracion' } as const
const entidades = ENTIDADES.map(({ clave, nombre }) => ({
  clave,
  nombre,
  fase: OPEN.has(nombre) ? 'piloto' : 'lista',
  abierta: OPEN.has(nombre),
}))
const rows = entidades.map((one) => ({
  ...one,
  servicio: 'SIN_DATOS',
  derechosCentavos: 9_800,
  derechosVigentesDesde: '2000-01-01',
  derechosFuente: one.clave < '16' ? 'Sintético: importe de prueba' : 'Ley de Ingresos de prueba',
  derechosConfirmados: one.clave >= '16',
}))
const open = rows.filter((one) => one.abierta)
const [inTime, late] = (['2017-08-05T03:00:00Z', '2017-08-03T15:00:00Z'] as const).map((text, i) => {
  const inicio = Temporal.Instant.from(text)
  return { inicio, fin: inicio.add({ hours: 4 }), cortoHoras: i === 0 ? null : 24 }
}) as [Maintenance, Maintenance]
const up: RegistryState = {
  clave: '14',
  ahora: 'UP',
  caidaDesde: null,
  respuestas: { n: 118, errores: 1, tiempoMs: { p50: 212.4, p95: 1_140 } },
  banco: { n: 12, p50: 26, p95: 50 },
  mantenimientos: [],
}
const down: RegistryState = {
  clave: '01',
  ahora: 'DOWN',
  caidaDesde: Temporal.Instant.from('2017-08-03T15:04:00Z'),
  respuestas: { n: 120, errores: 120, tiempoMs: null },
  banco: { n: 1, p50: 72, p95: 72 },
  mantenimientos: [late],
}
/** One that is up, one that is down, and others of which nobody knows. */
const registros = new Map([up, down].map((one) => [one.clave, one]))
const bad = (campo: string, mensaje: string): { campo: string; mensaje: string } => ({ campo, mensaje })

const vista: VistaPrevia = {
  curp: 'PEGJ900512HJCRRS04',
  nombres: 'JOSÉ DE JESÚS',
  primerApellido: 'PEÑA',
  segundoApellido: 'GÜEMES',
  sexo: 'H',
  fechaNacimiento: '1990-05-12',
  lugarNacimiento: 'Tepatitlán de Morelos, Jalisco',
  entidadRegistro: '14',
  municipioRegistro: 'Tepatitlán de Morelos',
  oficialia: '0001',
  libro: '3',
  numeroActa: '00512',
  fechaRegistro: '1990-06-01',
}
const acta: ActaParaComparar = { ...vista, padres: ['MARÍA ELENA GÜEMES GARCÍA', 'JUAN PEÑA'] }
const found = { busqueda: 'b_uno', estado: 'Jalisco', anioRegistro: 1990, vistaPrevia: vista, derechosCentavos: 9_800 }
const foundling = {
  ...found,
  busqueda: 'b_dos',
  estado: 'Colima',
  anioRegistro: 1992,
  vistaPrevia: { ...vista, curp: null, segundoApellido: null, libro: null, lugarNacimiento: null },
}
const typedPerson = {
  nombres: '',
  primerApellido: '',
  segundoApellido: '',
  fechaNacimiento: undefined,
  sexo: '',
  entidadRegistro: '',
}
const hostilePerson = {
  nombres: HOSTILE,
  primerApellido: LONG,
  segundoApellido: 'ana\u202e 😀',
  fechaNacimiento: { dia: HOSTILE, mes: '13', anio: '90' },
  sexo: HOSTILE,
  entidadRegistro: HOSTILE,
}
const question = { curp: 'PEGJ900512HJCRRS04', fechaNacimiento: '1990-05-12', estado: 'Jalisco' }

const life = (...states: string[]): { estado: string; en: string }[] =>
  states.map((estado, i) => ({ estado, en: `2017-08-03T1${5 + i}:15:00Z` }))
const codes = { identificadorElectronico: '11412300011990005125', codigoVerificacion: '123401234012340123401234012340' }
const order = {
  site,
  folio: 'ACT-7K3M9QX2PD',
  importeCentavos: 9_800,
  entidad: 'Jalisco',
  pago: { url: 'http://127.0.0.1:9000/banco/pagar/c1' },
}
/** Without payment. */
const free = { importeCentavos: 0, pago: { medio: 'exencion' } }
const until = { venceEn: '2017-08-03T15:15:00Z' }
const verdict = { site, medio: 'codigo' as const, en: '2017-08-03T15:15:00Z' }
const copy = { ...codes, emitidaEn: '2017-08-03T15:15:00Z', entidadRegistro: '14' }

const doors = [{ id: 'ugd', nombre: 'SFP, Unidad de Gobierno Digital', href: '/consola/entrar?cuenta=ugd' }]

const ugd = { id: 'ugd', nombre: HOSTILE, correo: 'ugd@gob.invalid', rol: 'ugd', entidad: null } as const
const paid = Temporal.Instant.from('2017-08-04T17:00:00Z')
const payments: PaymentsBoard = {
  desde: paid,
  hasta: paid,
  indicator: {
    valor: 95,
    veredicto: 'FUERA',
    literal: 'FUERA',
    estricta: 'FUERA',
    n: 40,
    responsable: [HOSTILE],
    evidencia: '/api/v1/evidencia/pagos.csv',
    cuentas: {},
    cierto: 38,
    falla: 2,
    indeterminado: 0,
    pendiente: 1,
    p50: 1.5,
    p95: 80,
    maximo: null,
  },
  ageing: [{ entidad: '14', h24: 1, h48: 2, h72: 3, beyond: 4, oldest: paid }],
  files: [
    {
      id: 1,
      entidad: '14',
      sha256: '0',
      bank: '990',
      account: '1',
      day: '2017-08-04',
      sequence: 1,
      state: 'refused',
      reason: 'archivo-suma',
      lines: 0,
      centavos: 0,
      channel: 'banco',
      received_at: paid,
    },
  ],
  lines: [
    {
      file: 1,
      n: 1,
      entidad: '14',
      linea: HOSTILE,
      centavos: 9_800,
      paid_lo: paid,
      paid_hi: paid,
      branch: '1',
      autorizacion: '1',
      outcome: 'unidentified',
      reason: 'linea-desconocida',
      folio: null,
      matched_at: paid,
      estado: 'sin_identificar',
    },
  ],
  refunds: [
    {
      deposit: 'x',
      folio: 'ACT-0123456789',
      entidad: '14',
      centavos: 9_800,
      reason: 'duplicado',
      due_at: paid,
      settled_at: null,
    },
  ],
  names: new Map([['14', HOSTILE]]),
}
const waiting = [
  {
    label: 'Incidencias por atender',
    href: '/consola/incidencias',
    n: 3,
    urgent: true,
    dueAt: Temporal.Instant.from('2017-08-01T05:00:00Z'),
  },
  { label: HOSTILE, href: '/consola/pagos', n: 1, urgent: false },
]

const figure = {
  valor: 99.79,
  veredicto: 'EN_LIMITE',
  literal: 'EN_LIMITE',
  estricta: 'EN_LIMITE',
  n: 20_160,
  responsable: ['Equipo gob.mx'],
  evidencia: '/api/v1/evidencia/minutos.csv',
  cuentas: { up: 20_119, down: 41 },
} as const
const unseen = { ...figure, valor: null, veredicto: 'SIN_DATOS' } as const
const caida = Temporal.Instant.from('2017-08-03T15:04:00Z')
const estado: Estado = {
  en: Temporal.Instant.from('2017-08-03T15:15:00Z'),
  zona: 'America/Mexico_City',
  desde: Temporal.Instant.from('2017-07-21T05:00:00Z'),
  hasta: Temporal.Instant.from('2017-08-03T15:15:00Z'),
  filas: [null, ...entidades, { clave: '99', nombre: HOSTILE, fase: 'lista', abierta: false }].map((one, i) => ({
    clave: one?.clave ?? '00',
    nombre: one?.nombre ?? null,
    abierta: one?.abierta ?? true,
    servicio: 'SIN_DATOS',
    ahora: (['UP', 'DOWN', 'UNKNOWN'] as const)[i % 3]!,
    minuto: null,
    caida: i % 3 === 1 ? { desde: caida } : null,
    mantenimientos: i % 3 === 1 ? [late, inTime].map((told) => ({ entidad: one?.clave ?? '00', ...told })) : [],
    dias: Array.from({ length: 14 }, (_, day) => ({
      dia: `2017-07-${21 + (day % 10)}`,
      up: day % 3 === 0 ? 0 : 1_400,
      down: day % 3 === 1 ? 40 : 0,
      unknown: day % 3 === 0 ? 1_440 : 0,
      visto: day % 3 !== 0,
    })),
    respuesta: figure,
    error: i % 3 === 2 ? unseen : figure,
    disponibilidad: i % 3 === 2 ? unseen : figure,
    cobertura: 9_999,
  })),
}

/** All samples, built anew at each call; those of the console as they are answered at an address of theirs. */
export function pageSamples(): PageSample[] {
  return whileAsked({ address: '/consola/muestra?entidad=14', at: paid }, samplesNow)
}

function samplesNow(): PageSample[] {
  const demo = { sandboxUrl: 'http://127.0.0.1:9000', buzonUrl: 'http://127.0.0.1:9001', doors }
  const samples: Record<string, string> = {
    inicio: search.startPage({ site, open, registros, prices: { lowest: 7_400, highest: 14_700 }, demo }),
    'inicio-sin-demostracion': search.startPage({
      site: { ...site, demonstration: false },
      open: [],
      registros: new Map(),
      prices: null,
      demo: null,
    }),
    curp: search.curpPage({ site, curp: '' }),
    'curp-de-un-estado': search.curpPage({ site, curp: '', chosen: { clave: '14', nombre: HOSTILE } }),
    'curp-sin-sesion': search.curpPage({ site, curp: '', lostSession: true }),
    'curp-error': search.curpPage({
      site,
      curp: HOSTILE,
      errors: [bad('curp', `La CURP tiene 18 caracteres. Leímos «${HOSTILE}».`)],
    }),
    'curp-larga': search.curpPage({
      site,
      curp: LONG,
      errors: [bad('curp', `La CURP tiene 18 caracteres. Leímos «${LONG}».`)],
    }),
    persona: search.personPage({ site, entidades, registros, typed: typedPerson }),
    'persona-error': search.personPage({
      site,
      entidades,
      registros,
      typed: hostilePerson,
      errors: ['nombres', 'primerApellido', 'segundoApellido', 'fechaNacimiento', 'sexo', 'entidadRegistro'].map(
        (campo) => bad(campo, `Revisa ${campo} ${HOSTILE}`),
      ),
    }),
    entidad: search.entidadPage({ site, entidades, registros, entidadRegistro: '14', bornAbroad: false }),
    'entidad-error': search.entidadPage({
      site,
      entidades,
      registros,
      entidadRegistro: HOSTILE,
      bornAbroad: true,
      errors: [bad('entidadRegistro', 'Elige el estado.')],
    }),
    filiacion: search.filiationPage({ site, question, filiacion: '', token: 'a.b.c', registro: up }),
    'filiacion-error': search.filiationPage({
      site,
      registro: undefined,
      token: HOSTILE,
      filiacion: HOSTILE,
      errors: [bad('filiacion', 'Escribe un nombre.')],
      question: { nombreCompleto: HOSTILE, fechaNacimiento: '1899-02-28', sexo: 'M', estado: 'Jalisco' },
    }),
    buscando: search.searchingPage({ site, estado: 'Jalisco' }),
    resultado: search.resultPage({ site, actas: [found], correo: '', registro: up }),
    'resultado-varias': search.resultPage({
      site,
      actas: [found, foundling],
      correo: 'ana@ejemplo.mx',
      registro: undefined,
    }),
    'resultado-error': search.resultPage({
      site,
      registro: down,
      correo: HOSTILE,
      errors: [bad('busqueda', 'Elige cuál es tu acta.'), bad('correo', 'Ese correo no está completo.')],
      actas: [
        found,
        {
          ...foundling,
          estado: HOSTILE,
          vistaPrevia: { ...vista, nombres: HOSTILE, primerApellido: LONG, municipioRegistro: HOSTILE },
        },
      ],
    }),
    ...holderSamples(HOSTILE),
    'no-encontrada': search.notFoundPage({ site }),
    'busqueda-vencida': search.expiredSearchPage({ site }),
    espera: search.tooManyPage({ site, until: Temporal.Instant.from('2017-08-04T05:00:00Z') }),
    'espera-red': search.tooManyPage({ site, until: null }),
    caida: search.outOfServicePage({
      site,
      clave: '14',
      token: 'a.b.c',
      estado: 'Jalisco',
      abiertos: open.map((one) => one.nombre),
      why: 'down',
      triedAt: '2017-08-03T15:15:00Z',
      registro: down,
    }),
    'caida-sin-datos': search.outOfServicePage({
      site,
      clave: '14',
      token: 'a.b.c',
      estado: HOSTILE,
      abiertos: [],
      why: 'down',
      triedAt: '2017-08-03T15:15:00Z',
      registro: undefined,
    }),
    cerrada: search.outOfServicePage({
      site,
      clave: '14',
      token: 'a.b.c',
      estado: 'Puebla',
      abiertos: open.map((one) => one.nombre),
      why: 'closed',
      fase: 'lista',
    }),
    suspendida: search.outOfServicePage({
      site,
      clave: '06',
      token: HOSTILE,
      estado: 'Colima',
      abiertos: [],
      why: 'closed',
      fase: 'suspendida',
    }),
    ...waitlistSamples(HOSTILE, down),
    'solicitud-pago': orders.orderPage({
      ...order,
      ...until,
      estado: 'pago_pendiente',
      historial: life('cotizada', 'pago_pendiente'),
    }),
    'solicitud-linea': orders.orderPage({
      ...order,
      ...until,
      estado: 'pago_pendiente',
      historial: life('cotizada'),
      pago: { lineaDeCaptura: '14123456789016992097', venceEn: until.venceEn },
      registro: up,
    }),
    'solicitud-tarjeta-rechazada': orders.orderPage({
      ...order,
      ...until,
      estado: 'pago_pendiente',
      historial: life('cotizada', 'pago_pendiente'),
      fromBank: true,
      dinero: { recibidoCentavos: 0, rechazada: true, excedentes: [] },
    }),
    'solicitud-pago-doble': orders.orderPage({
      ...order,
      ...until,
      estado: 'pagada',
      historial: life('cotizada', 'pago_pendiente', 'pagada'),
      dinero: {
        recibidoCentavos: 9_800,
        rechazada: false,
        excedentes: [
          { centavos: 9_800, motivo: 'duplicado', venceEn: caida, devueltoEn: null },
          { centavos: 200, motivo: 'excedente', venceEn: caida, devueltoEn: caida },
        ],
      },
    }),
    'solicitud-fundamento': validityPage({ site, folio: order.folio, entidad: HOSTILE, copia: codes }),
    'solicitud-ficha': slipPage({
      site,
      folio: order.folio,
      entidad: HOSTILE,
      importeCentavos: 9_800,
      lineaDeCaptura: '14123456789016992097',
      venceEn: until.venceEn,
    }),
    'consola-pagos': paymentsPage({
      site,
      staff: ugd,
      board: payments,
      upload: entidades,
      done: HOSTILE,
      errors: [{ campo: 'archivo', mensaje: HOSTILE }],
    }),
    'solicitud-regreso': orders.orderPage({
      ...order,
      ...until,
      estado: 'pago_pendiente',
      historial: life('cotizada'),
      fromBank: true,
    }),
    'solicitud-pagada': orders.orderPage({
      ...order,
      ...until,
      estado: 'pagada',
      historial: life('cotizada', 'pago_pendiente', 'pagada'),
    }),
    'solicitud-emitiendo': orders.orderPage({
      ...order,
      ...until,
      estado: 'emitiendo',
      historial: life('cotizada', 'pago_pendiente', 'pagada', 'emitiendo'),
    }),
    'solicitud-lista': orders.orderPage({
      ...order,
      bytes: 179_412,
      estado: 'emitida',
      historial: life('cotizada', 'pagada', 'emitida'),
      copia: codes,
      correo: 'ana@ejemplo.mx',
    }),
    'solicitud-vencida': orders.orderPage({ ...order, estado: 'vencida', historial: life('cotizada', 'vencida') }),
    'solicitud-rechazada': orders.orderPage({
      ...order,
      estado: 'rechazada',
      historial: life('cotizada', 'rechazada'),
    }),
    'solicitud-exenta': orders.orderPage({ ...order, ...free, estado: 'cotizada', historial: life('cotizada') }),
    'solicitud-exenta-emitiendo': orders.orderPage({
      ...order,
      ...free,
      estado: 'emitiendo',
      historial: life('cotizada', 'pagada', 'emitiendo'),
    }),
    'solicitud-exenta-sin-copia': orders.orderPage({
      ...order,
      ...free,
      estado: 'rechazada',
      historial: life('cotizada', 'rechazada'),
    }),
    'solicitud-reembolso': orders.orderPage({
      ...order,
      estado: 'reembolso_pendiente',
      historial: life('cotizada', 'pagada', 'reembolso_pendiente'),
    }),
    'solicitud-reembolso-cuenta': orders.orderPage({
      ...order,
      estado: 'reembolso_pendiente',
      historial: life('cotizada', 'pagada', 'reembolso_pendiente'),
      pago: { lineaDeCaptura: '14123456789016992097', venceEn: until.venceEn },
    }),
    'solicitud-reembolsada': orders.orderPage({
      ...order,
      estado: 'reembolsada',
      historial: life('cotizada', 'reembolsada'),
    }),
    'solicitud-revision': orders.orderPage({
      ...order,
      estado: 'en_revision',
      historial: life('cotizada', 'en_revision'),
      dinero: { recibidoCentavos: 5_000, rechazada: false, excedentes: [] },
    }),
    'solicitud-hostil': orders.orderPage({
      ...order,
      estado: 'emitida',
      historial: life(HOSTILE),
      entidad: HOSTILE,
      correo: HOSTILE,
      copia: codes,
      pago: { url: 'javascript:alert(1)' },
    }),
    'solicitud-hostil-pago': orders.orderPage({
      ...order,
      estado: 'pago_pendiente',
      historial: life('cotizada'),
      pago: { url: 'javascript:alert(1)' },
    }),
    'solicitud-no-encontrada': orders.orderNotFoundPage({ site }),
    'solicitud-correo': orders.orderPage({
      ...order,
      estado: 'emitida',
      historial: life('cotizada', 'pagada', 'emitida'),
      copia: codes,
      correo: 'rebota@ejemplo.mx',
      correoProblema: 'no-existe',
    }),
    'solicitud-correo-error': orders.orderPage({
      ...order,
      ...until,
      estado: 'pagada',
      historial: life('cotizada', 'pagada'),
      correo: HOSTILE,
      correoProblema: 'lleno',
      correoEscrito: HOSTILE,
      errors: [bad('correo', 'Ese correo no está completo. Escríbelo como nombre@ejemplo.mx.')],
    }),
    'solicitud-correo-guardado': orders.orderPage({
      ...order,
      ...until,
      estado: 'pagada',
      historial: life('cotizada', 'pagada'),
      correo: 'ana@ejemplo.mx',
      correoGuardado: true,
    }),
    'liga-vencida': contact.expiredLinkPage({
      site,
      folio: order.folio,
      horas: 24,
      acceso: `okv3x0.${'A'.repeat(43)}`,
      correo: 'a***@e***.mx',
    }),
    'liga-vencida-cerrada': contact.expiredLinkPage({
      site,
      folio: order.folio,
      horas: 24,
      acceso: null,
      correo: null,
    }),
    'liga-enviada': contact.linkSentPage({ site }),
    recuperar: orders.recoverPage({ site, folio: '', curp: '' }),
    'recuperar-error': orders.recoverPage({
      site,
      folio: HOSTILE,
      curp: LONG,
      errors: [bad('folio', 'Ese folio no está bien escrito.'), bad('curp', 'La CURP tiene 18 caracteres.')],
    }),
    verificar: copies.verifyPage({ site, codigo: '', identificador: '', qr: '' }),
    'verificar-error': copies.verifyPage({
      site,
      codigo: HOSTILE,
      identificador: HOSTILE,
      qr: HOSTILE,
      errors: ['codigoVerificacion', 'identificadorElectronico', 'archivo', 'qr'].map((campo) =>
        bad(campo, `Revisa ${campo}: el grupo 3.`),
      ),
    }),
    camara: cameraPage({ site }),
    'verificar-demasiadas': copies.tooManyPage({ site }),
    'veredicto-valida': copies.verdictPage({
      ...verdict,
      veredicto: 'valida',
      acta,
      copia: copy,
      entidad: 'Jalisco',
      constancia: '/verificaciones/v_1/constancia',
    }),
    'veredicto-superada': copies.verdictPage({
      ...verdict,
      veredicto: 'superada',
      motivo: 'El acta se corrigió después de emitir la copia.',
      acta: { ...acta, padres: [], curp: null, libro: null, lugarNacimiento: null },
      copia: copy,
      entidad: 'Jalisco',
      constancia: '/verificaciones/v_1/constancia',
    }),
    'veredicto-cancelada': copies.verdictPage({
      ...verdict,
      veredicto: 'cancelada',
      motivo: 'El Registro Civil canceló esta acta.',
      acta,
      copia: copy,
      entidad: 'Jalisco',
    }),
    'veredicto-no-emitida': copies.verdictPage({
      ...verdict,
      veredicto: 'no_emitida',
      motivo: 'No emitimos ninguna copia con esos datos.',
    }),
    'veredicto-alterada': copies.verdictPage({
      ...verdict,
      medio: 'pdf',
      veredicto: 'alterada',
      motivo: 'El archivo se cambió después de emitirlo.',
    }),
    'veredicto-no-emitida-qr': copies.verdictPage({
      ...verdict,
      medio: 'qr',
      veredicto: 'no_emitida',
      motivo: 'La firma del código no corresponde a sus datos.',
    }),
    'veredicto-no-emitida-pdf': copies.verdictPage({
      ...verdict,
      medio: 'pdf',
      veredicto: 'no_emitida',
      motivo: 'Ese PDF no lo emitimos nosotros.',
    }),
    'veredicto-valida-pdf': copies.verdictPage({
      ...verdict,
      medio: 'pdf',
      veredicto: 'valida',
      acta,
      copia: copy,
      entidad: 'Jalisco',
      constancia: '/verificaciones/v_1/constancia',
    }),
    'veredicto-hostil': copies.verdictPage({
      ...verdict,
      veredicto: 'valida',
      motivo: HOSTILE,
      acta: { ...acta, nombres: HOSTILE, primerApellido: LONG, padres: [HOSTILE] },
      copia: copy,
      entidad: HOSTILE,
    }),
    entidades: pricesPage({ site, entidades: rows, registros }),
    estado: sla.estadoPage({ site, estado }),
    ayuda: guide.helpPage({ site }),
    oficial: guide.officialPage({ site, entidades: rows }),
    privacidad: guide.privacyPage({ site }),
    accesibilidad: guide.accessibilityPage({ site }),
    desarrolladores: guide.developersPage({ site, sandboxUrl: demo.sandboxUrl }),
    ...deskSamples({ site, entidades, hostile: HOSTILE, long: LONG }),
    ...accountSamples({ site, entidades, hostile: HOSTILE, long: LONG }),
    ...actSamples({ site, entidades, hostile: HOSTILE, long: LONG }),
    entrar: staff.signInPage({ site, back: '/consola/piloto', open: true, doors }),
    'entrar-cerrada': staff.signInPage({ site, back: '/consola', open: false, doors: [], message: HOSTILE }),
    turno: staff.turnPage({ site, staff: ugd, turn: { items: waiting, answered: ['incidencias'], silent: ['pagos'] } }),
    ...frameSamples({ site, hostile: HOSTILE }),
    'turno-vacio': staff.turnPage({ site, staff: ugd, turn: { items: [], answered: ['incidencias'], silent: [] } }),
    ...maintenanceSamples({ site, entidades, hostile: HOSTILE }),
    ...trainingSamples({ site, entidades, hostile: HOSTILE }),
    ...emergencySamples({ site, entidades, hostile: HOSTILE }),
    ...auditSamples({ site, entidades, hostile: HOSTILE }),
    'error-404': errorPage({
      status: 404,
      title: 'No encontramos esa dirección. Revisa que esté completa o vuelve al inicio.',
      config: site,
    }),
    'error-500': errorPage({
      status: 500,
      title: 'Algo falló de nuestro lado. No perdiste nada: intenta otra vez en un minuto.',
      config: site,
      folio: 'ACT-7K3M9QX2PD',
    }),
  }
  return Object.entries(samples).map(([name, text]) => ({ name, text }))
}
