// The pages of the desk, of refusals and of the survey in every state that a person sees, with synthetic and hostile data.
import * as consola from '../src/operations/helpdesk/console-pages.ts'
import * as captures from '../src/operations/helpdesk/captures/pages.ts'
import * as corrections from '../src/operations/helpdesk/corrections/pages.ts'
import * as helpdesk from '../src/operations/helpdesk/pages.ts'
import * as receipts from '../src/operations/helpdesk/receipts/pages.ts'
import * as telling from '../src/operations/helpdesk/refusals/telling-pages.ts'
import type { TicketView } from '../src/operations/helpdesk/ticket-view.ts'
import * as survey from '../src/operations/survey/pages.ts'

interface Given {
  readonly site: Parameters<typeof helpdesk.kindsPage>[0]['site']
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly hostile: string
  readonly long: string
}

const token = 'sintetico'
const bad = (campo: string, mensaje: string): { campo: string; mensaje: string } => ({ campo, mensaje })

/** All of them by name. */
export function deskSamples(given: Given): Record<string, string> {
  return {
    ...reportSamples(given),
    ...correctionSamples(given),
    ...captureSamples(given),
    ...receiptSamples(given),
    ...refusalSamples(given),
    ...surveySamples(given),
    ...consoleSamples(given),
  }
}

function viewOf({ hostile, long }: Given): TicketView {
  const en = '2026-07-31T05:00:00Z'
  return {
    folio: 'REP-7K3M9QX2PD',
    tipo: 'datos',
    estado: 'espera_ciudadano',
    responsable: 'ciudadano',
    entidad: '14',
    solicitud: 'ACT-7K3M9QX2PD',
    historial: [
      { paso: 'opened', estado: 'nuevo', responsable: 'N1', en, texto: hostile, de: 'persona' },
      { paso: 'citizenAsked', estado: 'espera_ciudadano', responsable: 'ciudadano', en, texto: long, de: 'N2' },
    ],
    plazos: [
      { nivel: 1, desde: en, venceEn: en, respondidoEn: en, aTiempo: true },
      { nivel: 2, desde: en, venceEn: en, respondidoEn: null, aTiempo: null },
    ],
    tenencia: { N1: 1, N2: 2, ciudadano: 3, tercero: 0 },
    totalMs: 6,
    pasos: ['citizenReplied', 'cancelled'],
    correcciones: [
      { dato: 'nombres', dice: hostile, debeDecir: long },
      { dato: 'libro', dice: '', debeDecir: '12' },
    ],
    busqueda: null,
    reapertura: null,
  }
}

function reportSamples(given: Given): Record<string, string> {
  const { site, hostile, long, entidades } = given
  const view = viewOf(given)
  const form = { site, token, given: {}, entidades: entidades.map((one) => ({ value: one.clave, text: one.nombre })) }
  const solved = { ...view, estado: 'resuelto_N2', pasos: ['confirmed', 'reopened'] as const }
  const hasta = '2026-08-15T05:00:00Z'
  return {
    'reporte-casos': helpdesk.kindsPage({ site, folio: '' }),
    'reporte-otro': helpdesk.reportFormPage({ ...form, tipo: 'otro' }),
    'reporte-error': helpdesk.reportFormPage({
      ...form,
      tipo: 'pago',
      given: { texto: hostile, folio: long, correo: hostile },
      errors: [bad('texto', 'Escribe el texto.'), bad('folio', 'Ese folio no está bien escrito.')],
    }),
    'reporte-seguimiento': helpdesk.timelinePage({ site, view, entidad: 'Jalisco' }),
    'reporte-sin-texto': helpdesk.timelinePage({ site, view, entidad: 'Jalisco', errors: [bad('texto', 'Falta.')] }),
    'reporte-resuelto': helpdesk.timelinePage({
      site,
      view: { ...solved, reapertura: { hasta, dias: 15, abierta: true } },
      entidad: hostile,
    }),
    'reporte-cerrado': helpdesk.timelinePage({
      site,
      view: { ...solved, estado: 'cerrado', pasos: [], reapertura: { hasta, dias: 15, abierta: false } },
      entidad: 'Jalisco',
    }),
    'reporte-busqueda': helpdesk.timelinePage({
      site,
      view: {
        ...view,
        tipo: 'no-encontrada',
        correcciones: [],
        busqueda: { nombres: hostile, primerApellido: long, fila: { lugar: 3, total: 12 } },
      },
      entidad: 'Jalisco',
    }),
    'reporte-no-hay': helpdesk.reportNotFoundPage({ site }),
  }
}

function correctionSamples({ site, hostile, long, entidades }: Given): Record<string, string> {
  const known = { nombres: 'JOSÉ DE JESÚS', segundoApellido: '', fechaNacimiento: '12 de mayo de 1990' } as const
  const chosen = ['nombres', 'segundoApellido', 'otro'] as const
  const words = { nombres: { dice: hostile, debeDecir: long } }
  const list = [
    { dato: 'nombres', dice: hostile, debeDecir: long },
    { dato: 'segundoApellido', dice: '', debeDecir: 'GÜEMES' },
  ] as const
  const choices = entidades.map((one) => ({ value: one.clave, text: one.nombre }))
  const summary = { site, steps: 4, corrections: list, solicitud: 'ACT-7K3M9QX2PD', token }
  return {
    'datos-mal-cual': corrections.whichActaPage({
      site,
      actas: [
        { href: '/actas/datos-mal?acta=1', estado: 'Jalisco', anio: 1990 },
        { href: '/actas/datos-mal?acta=2', estado: hostile, anio: 1992 },
      ],
    }),
    'datos-mal': corrections.whichDataPage({ site, steps: 3, chosen: ['nombres'], known }),
    'datos-mal-error': corrections.whichDataPage({
      site,
      steps: 4,
      chosen: [],
      known: { nombres: hostile },
      errors: [bad('dato', 'Elige al menos un dato.')],
    }),
    'datos-mal-palabras': corrections.wordsPage({ site, steps: 3, chosen, known, words: {} }),
    'datos-mal-palabras-error': corrections.wordsPage({
      site,
      steps: 3,
      chosen,
      known,
      words,
      errors: [bad('dice-nombres', 'Escribe qué dice.'), bad('debeDecir-segundoApellido', 'Escribe qué debe decir.')],
    }),
    'datos-mal-acta': corrections.actaPage({ site, steps: 4, folio: '', entidad: '', entidades: choices }),
    'datos-mal-acta-error': corrections.actaPage({
      site,
      steps: 4,
      folio: hostile,
      entidad: '14',
      entidades: choices,
      errors: [bad('folio', 'Ese folio no está bien escrito.')],
    }),
    'datos-mal-envio': corrections.sendPage({ ...summary, registro: 'Jalisco', correo: '' }),
    'datos-mal-envio-error': corrections.sendPage({
      ...summary,
      registro: null,
      correo: hostile,
      errors: [bad('correo', 'Ese correo no está completo.')],
    }),
    'datos-mal-ya': corrections.knownPage({ site, folio: 'REP-7K3M9QX2PD', estado: 'en_N1', tipo: 'datos' }),
  }
}

function captureSamples({ site, hostile, long }: Given): Record<string, string> {
  const common = { site, estado: 'Jalisco', horas: 24, minutos: 10, detalle: '', correo: '', token }
  return {
    'pedir-busqueda': captures.capturePage({
      ...common,
      criterios: { curp: 'PEGJ900512HJCRRS04', fechaNacimiento: '1990-05-12' },
      abierta: true,
    }),
    'pedir-busqueda-cerrada': captures.capturePage({
      ...common,
      criterios: { nombres: hostile, primerApellido: long, sexo: 'X', fechaNacimiento: hostile },
      abierta: false,
    }),
    'pedir-busqueda-error': captures.capturePage({
      ...common,
      criterios: { nombres: 'JOSÉ', primerApellido: 'PEÑA', sexo: 'H', fechaNacimiento: '1990-05-12' },
      abierta: true,
      detalle: long,
      correo: hostile,
      errors: [bad('texto', 'El texto es demasiado largo.'), bad('correo', 'Ese correo no está completo.')],
    }),
  }
}

function receiptSamples({ site, hostile, long }: Given): Record<string, string> {
  const form = { site, folio: 'ACT-7K3M9QX2PD', importeCentavos: 9_800 }
  return {
    'ya-pague': receipts.receiptPage({ ...form, banco: '' }),
    'ya-pague-error': receipts.receiptPage({
      ...form,
      banco: `${hostile}${long}`,
      fecha: { dia: hostile, mes: '13', anio: '17' },
      errors: [
        bad('fecha', 'Esa fecha no existe.'),
        bad('banco', 'El texto es demasiado largo.'),
        bad('archivo', 'Ese archivo pesa más de 5 MB.'),
      ],
    }),
  }
}

function refusalSamples({ site, hostile, long }: Given): Record<string, string> {
  const taken = { folio: 'REC-7K3M9QX2PD', veredicto: 'valida', nuevo: true, verificacion: 'v_1' }
  const reporte = 'REP-7K3M9QX2PD'
  const given = { copia: '123401234012340123401234012340' }
  return {
    rechazo: telling.whichCopyPage({ site, given }),
    'rechazo-error': telling.whichCopyPage({
      site,
      given: { copia: hostile },
      errors: [bad('copia', 'Revisa los 30 dígitos.')],
    }),
    'rechazo-donde': telling.wherePage({ site, token, given }),
    'rechazo-donde-error': telling.wherePage({
      site,
      token,
      given: { copia: hostile, autoridad: 'otra', autoridadOtra: hostile, oficina: long, palabras: long },
      fecha: { dia: '31', mes: '2', anio: hostile },
      errors: [bad('oficina', 'El texto es demasiado largo.'), bad('fecha', 'Esa fecha no existe.')],
    }),
    'rechazo-ahora': telling.whatNowPage({ site, taken, reporte }),
    'rechazo-sin-constancia': telling.whatNowPage({
      site,
      taken: { folio: taken.folio, veredicto: 'superada', nuevo: true },
      reporte,
    }),
    'rechazo-ajeno': telling.whatNowPage({ site, taken: { ...taken, veredicto: 'no_emitida', nuevo: false }, reporte }),
  }
}

/** What the desks see of the same cases. */
function consoleSamples(given: Given): Record<string, string> {
  const { site, hostile } = given
  const staff = {
    id: 'mesa-14',
    nombre: hostile,
    correo: 'mesa@gob.invalid',
    rol: 'mesa_entidad',
    entidad: '14',
  } as const
  const names = new Map([['14', 'Jalisco']])
  const at = Temporal.Instant.from('2026-07-31T05:00:00Z')
  const receipt = {
    id: '00000000-0000-4000-8000-000000000000',
    folio: 'REP-7K3M9QX2PD',
    solicitud: 'ACT-7K3M9QX2PD',
    entidad: '14',
    fecha: '2026-07-30',
    banco: hostile,
    tipo: 'application/pdf',
    kb: 180,
    at,
  } as const
  const request = {
    folio: 'REP-7K3M9QX2PD',
    entidad: '14',
    state: 'receivedAtLevel2',
    opened_at: at,
    due_at: at,
    lugar: 1,
    criterios: { nombres: hostile, primerApellido: 'PEÑA', sexo: 'H', fechaNacimiento: '1990-05-12' },
  } as const
  const opens = (): boolean => true
  return {
    'consola-reporte': consola.deskTicketPage({
      site,
      staff,
      names,
      view: { ...viewOf(given), pasos: ['answeredAtLevel2', 'solvedAtLevel2'] },
      correo: hostile,
      notas: [hostile],
      paquete: null,
      comprobantes: [receipt],
    }),
    'consola-busquedas': captures.linePage({ site, staff, names, rows: [request], opens }),
    'consola-busquedas-vacia': captures.linePage({ site, staff, names, rows: [], opens }),
    'consola-comprobantes': receipts.receiptsPage({ site, staff, names, rows: [receipt], opens }),
  }
}

function surveySamples({ site, hostile }: Given): Record<string, string> {
  return {
    encuesta: survey.surveyPage({ site, token }),
    'encuesta-error': survey.surveyPage({ site, token, comentario: hostile, errors: [bad('cara', 'Elige una.')] }),
    'encuesta-gracias': survey.thanksPage({ site, token, mayComment: true }),
    'encuesta-usada': survey.noInvitationPage({ site, why: 'usada' }),
    'encuesta-no-hay': survey.noInvitationPage({ site, why: 'no-hay' }),
  }
}
