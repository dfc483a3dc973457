// The pages of acts that two people do, in every state they can take.
import { ACT_KINDS } from '../src/operations/acts/act.ts'
import type { ActKind } from '../src/operations/acts/act.ts'
import type { ActRow } from '../src/operations/acts/acts.ts'
import { formPage } from '../src/operations/acts/form-page.ts'
import { actPage, actsPage } from '../src/operations/acts/pages.ts'
import type { ActsView } from '../src/operations/acts/pages.ts'

interface World {
  readonly site: ActsView['site']
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly hostile: string
  readonly long: string
}

export function actSamples({ site, entidades, hostile, long }: World): Record<string, string> {
  const at = Temporal.Instant.from('2017-08-03T15:15:00Z')
  const names = new Map(entidades.map((one) => [one.clave, one.nombre]))
  const who = { correo: 'p@registro.invalid' }
  const ugd = { ...who, id: 'ugd', nombre: 'SFP, Unidad de Gobierno Digital', rol: 'ugd', entidad: null } as const
  const finanzas = { ...who, id: 'finanzas-14', nombre: 'Finanzas de Jalisco', rol: 'finanzas', entidad: '14' } as const
  const mesa = {
    ...who,
    id: 'mesa-14',
    nombre: 'Mesa de ayuda de Jalisco',
    rol: 'mesa_entidad',
    entidad: '14',
  } as const
  const oic = { ...who, id: 'oic-14', nombre: 'Contraloría de Jalisco', rol: 'oic', entidad: '14' } as const
  const rules = {
    waitHours: { derecho: 168, llave: 24, suspension: 24, revision: 24, devolucion: 72, exencion: 24 },
    refundTogetherFrom: 15_000,
    quotas: { exencion: 20, firma: 60 },
  }
  const contents: Readonly<Record<ActKind, object>> = {
    derecho: { centavos: 10_450, vigenteDesde: '2018-01-01', fuente: hostile },
    llave: {
      alta: { entidad: '14', url: 'https://nodo.jalisco.invalid:8443', certificado: '', llaveFirma: '', kid: long },
      huella: Array.from({ length: 32 }, () => 'AB').join(':'),
    },
    suspension: { accion: 'suspender' },
    revision: { acepta: true },
    devolucion: {
      clase: 'solicitud',
      id: 'x',
      folio: 'ACT-7K3M9QX2PD',
      centavos: 24_300,
      rastreo: 'MBK20170803112233',
    },
    exencion: { fundamento: 'autoridad', centavos: 9_800, anio: 1990 },
  }
  const act = (que: ActKind, over: Partial<ActRow> = {}): ActRow => ({
    folio: 'DOS-7K3M9QX2PD',
    que,
    entidad: '14',
    asunto: 'ACT-7K3M9QX2PD',
    contenido: contents[que],
    motivo: 'Entra en vigor la ley nueva.',
    estado: 'propuesto',
    propuso: que === 'exencion' ? 'mesa-14' : 'finanzas-14',
    propuesto_at: at,
    vence_at: at.add({ hours: 24 }),
    resolvio: null,
    resuelto_at: null,
    una_persona: false,
    ...over,
  })
  const ended = { vence_at: null, resuelto_at: at.add({ hours: 2 }), resolvio: 'ugd' } as const
  const acts = [
    ...ACT_KINDS.map((que) => act(que)),
    act('suspension', { ...ended, estado: 'hecho', contenido: { accion: 'reanudar' }, motivo: hostile, propuso: long }),
    act('devolucion', { ...ended, estado: 'hecho', resolvio: 'finanzas-14', una_persona: true }),
    act('revision', { ...ended, estado: 'rechazado', contenido: { acepta: false } }),
    act('exencion', { ...ended, estado: 'retirado' }),
    act('derecho', { ...ended, estado: 'vencido', resolvio: null }),
  ]
  const alarm = { entidad: '14', dia: '2017-08-03', tope: 20, at, vista_por: null, vista_at: null } as const
  const alarms = [
    { ...alarm, id: 'a1', cuenta: 'mesa-14', que: 'exencion' },
    { ...alarm, id: 'a2', cuenta: hostile, que: 'firma', vista_por: 'auditor', vista_at: at },
  ]
  const list = { site, names, alarms, chosen: {}, cut: false } as const
  const reviews = [{ folio: 'ACT-7K3M9QX2PD', entidad: '14', importe_centavos: 9_800, since: at }]
  const dues = [
    { clase: 'solicitud', id: 'ACT-7K3M9QX2PD', folio: 'ACT-7K3M9QX2PD', entidad: '14', centavos: 24_300, due_at: at },
  ] as const
  const form = { site, names, rules, values: {}, reviews, dues } as const
  const wrong = (campo: string, mensaje: string): { errors: { campo: string; mensaje: string }[] } => ({
    errors: [
      { campo, mensaje },
      { campo: 'motivo', mensaje: 'Escribe el motivo.' },
    ],
  })
  const one = { site, names } as const
  return {
    actos: actsPage({ ...list, staff: ugd, acts }),
    'actos-oic': actsPage({
      ...list,
      staff: oic,
      acts: acts.slice(0, 2),
      chosen: { que: 'derecho', estado: 'propuesto' },
      cut: true,
    }),
    'actos-vacia': actsPage({ ...list, staff: mesa, acts: [] }),
    'acto-derecho': actPage({ ...one, staff: ugd, act: act('derecho') }),
    'acto-llave': actPage({ ...one, staff: ugd, act: act('llave') }),
    'acto-suspension': actPage({ ...one, staff: ugd, act: act('suspension') }),
    'acto-revision': actPage({ ...one, staff: finanzas, act: act('revision') }),
    'acto-devolucion-error': actPage({
      ...one,
      staff: ugd,
      act: act('devolucion'),
      errors: [{ campo: 'firma', mensaje: 'La devolución ya se hizo o cambió de importe. Revisa la lista.' }],
    }),
    'acto-exencion': actPage({ ...one, staff: mesa, act: act('exencion') }),
    'acto-exencion-hecha': actPage({ ...one, staff: mesa, act: act('exencion', { ...ended, estado: 'hecho' }) }),
    'acto-hecho': actPage({ ...one, staff: oic, act: acts[6]! }),
    'nuevo-derecho': formPage({ ...form, staff: finanzas, que: 'derecho' }),
    'nuevo-derecho-error': formPage({
      ...form,
      staff: finanzas,
      que: 'derecho',
      values: { importe: hostile, fuente: hostile, motivo: hostile },
      date: { dia: '31', mes: '2', anio: '2018' },
      ...wrong('importe', 'Escribe el importe en pesos, como 98.00.'),
    }),
    'nueva-llave': formPage({
      ...form,
      staff: { ...finanzas, rol: 'enlace' },
      que: 'llave',
      values: { alta: hostile },
    }),
    'nueva-suspension': formPage({ ...form, staff: ugd, que: 'suspension' }),
    'nueva-suspension-error': formPage({
      ...form,
      staff: ugd,
      que: 'suspension',
      ...wrong('accion', 'Elige suspender o reanudar.'),
    }),
    'nueva-revision': formPage({ ...form, staff: finanzas, que: 'revision' }),
    'nueva-revision-nada': formPage({ ...form, staff: finanzas, que: 'revision', reviews: [] }),
    'nueva-devolucion': formPage({
      ...form,
      staff: finanzas,
      que: 'devolucion',
      ...wrong('rastreo', 'Escribe la clave de rastreo: de 6 a 30 letras y números. No es la CLABE.'),
    }),
    'nueva-exencion': formPage({ ...form, staff: mesa, que: 'exencion' }),
    'nueva-exencion-error': formPage({
      ...form,
      staff: mesa,
      que: 'exencion',
      values: { curp: hostile, filiacion: hostile, correo: long },
      ...wrong('curp', 'Escribe la CURP.'),
    }),
  }
}
