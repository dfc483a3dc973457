// Who may do what: roles and rights in one table that reads as a page of policy. Pure.

/** Segob-RENAPO, EDN Presidencia and SFP-UGD are the three federal bodies; the others belong to one entidad or watch. */
export type Rol =
  | 'renapo'
  | 'presidencia'
  | 'ugd'
  | 'mesa_n1'
  | 'enlace'
  | 'finanzas'
  | 'mesa_entidad'
  | 'gubernatura'
  | 'oic'
  | 'auditor'

export type Right =
  | 'tableros'
  | 'indicadores'
  | 'incidencia.actuar'
  | 'incidencia.validar'
  | 'reporte.n1'
  | 'reporte.n2'
  | 'rechazo.atender'
  | 'comprobante.ver'
  | 'solicitud.buscar'
  | 'pagos.ver'
  | 'pagos.archivo'
  | 'integracion.ver'
  | 'integracion.observar'
  | 'integracion.atender'
  | 'piloto.proponer'
  | 'piloto.aprobar'
  | 'anuncio.firmar'
  | 'comunicado.enviar'
  | 'bitacora.ver'
  | 'cuentas.ver'
  | 'cuentas.administrar'
  | 'enlaces.cambiar'
  | 'actos.ver'
  | 'alarma.atender'
  | 'derecho.proponer'
  | 'derecho.aprobar'
  | 'llave.proponer'
  | 'llave.aprobar'
  | 'suspension.proponer'
  | 'suspension.aprobar'
  | 'revision.proponer'
  | 'revision.aprobar'
  | 'devolucion.proponer'
  | 'devolucion.aprobar'
  | 'exencion.proponer'
  | 'exencion.aprobar'
  | 'mantenimiento.anunciar'
  | 'capacitacion.atestar'
  | 'emergencia.ver'
  | 'emergencia.pedir'
  | 'emergencia.vigilar'
  | 'emergencia.terminar'
  | 'emergencia.revisar'

interface Role {
  readonly federal: boolean
  readonly rights: readonly Right[]
}

const SEES: readonly Right[] = ['tableros', 'indicadores', 'integracion.ver', 'pagos.ver']
/** Whoever may ask for rights in an emergency; which ones, says EMERGENCIES. */
const ASKS: readonly Right[] = ['emergencia.ver', 'emergencia.pedir']

/** A role of an entidad acts only on its own entidad; a federal one on all. */
export const ROLES: Readonly<Record<Rol, Role>> = {
  renapo: {
    federal: true,
    rights: [
      ...SEES,
      'incidencia.validar',
      'piloto.proponer',
      'piloto.aprobar',
      'comunicado.enviar',
      'comprobante.ver',
      'bitacora.ver',
      'actos.ver',
      'derecho.aprobar',
      'suspension.proponer',
      'suspension.aprobar',
      ...ASKS,
    ],
  },
  presidencia: {
    federal: true,
    rights: [
      ...SEES,
      'piloto.proponer',
      'piloto.aprobar',
      'anuncio.firmar',
      'comprobante.ver',
      'bitacora.ver',
      'actos.ver',
      'suspension.aprobar',
      ...ASKS,
    ],
  },
  ugd: {
    federal: true,
    rights: [
      ...SEES,
      'incidencia.actuar',
      'incidencia.validar',
      'mantenimiento.anunciar',
      'integracion.observar',
      'piloto.proponer',
      'piloto.aprobar',
      'comunicado.enviar',
      'pagos.archivo',
      'rechazo.atender',
      'comprobante.ver',
      'bitacora.ver',
      'cuentas.ver',
      'cuentas.administrar',
      'enlaces.cambiar',
      'actos.ver',
      'derecho.aprobar',
      'llave.aprobar',
      'suspension.proponer',
      'suspension.aprobar',
      'revision.aprobar',
      'devolucion.aprobar',
      'capacitacion.atestar',
      ...ASKS,
      'emergencia.vigilar',
      'emergencia.terminar',
    ],
  },
  mesa_n1: {
    federal: true,
    rights: [
      'tableros',
      'reporte.n1',
      'rechazo.atender',
      'comprobante.ver',
      'incidencia.actuar',
      'solicitud.buscar',
      ...ASKS,
    ],
  },
  enlace: {
    federal: false,
    rights: [
      ...SEES,
      'incidencia.actuar',
      'mantenimiento.anunciar',
      'integracion.atender',
      'cuentas.ver',
      'cuentas.administrar',
      'enlaces.cambiar',
      'actos.ver',
      'llave.proponer',
      'suspension.proponer',
      'capacitacion.atestar',
      ...ASKS,
    ],
  },
  finanzas: {
    federal: false,
    rights: [
      'tableros',
      'indicadores',
      'pagos.ver',
      'pagos.archivo',
      'comprobante.ver',
      'actos.ver',
      'derecho.proponer',
      'revision.proponer',
      'devolucion.proponer',
      'devolucion.aprobar',
      'exencion.aprobar',
    ],
  },
  mesa_entidad: {
    federal: false,
    rights: [
      'tableros',
      'reporte.n2',
      'rechazo.atender',
      'comprobante.ver',
      'solicitud.buscar',
      'actos.ver',
      'exencion.proponer',
      ...ASKS,
    ],
  },
  gubernatura: { federal: false, rights: ['tableros', 'indicadores', 'anuncio.firmar', 'piloto.aprobar'] },
  oic: {
    federal: false,
    rights: [
      'tableros',
      'indicadores',
      'rechazo.atender',
      'cuentas.ver',
      'bitacora.ver',
      'actos.ver',
      'alarma.atender',
      'emergencia.ver',
      'emergencia.vigilar',
    ],
  },
  auditor: {
    federal: true,
    rights: [
      ...SEES,
      'cuentas.ver',
      'bitacora.ver',
      'actos.ver',
      'alarma.atender',
      'emergencia.ver',
      'emergencia.vigilar',
      'emergencia.terminar',
      'emergencia.revisar',
    ],
  },
}

/**
 * Which accounts a role gives and takes. An enlace gives none to whoever watches or signs over the enlace (ours; the letter
 * does not say who appoints whom).
 */
export const GIVES: Readonly<Partial<Record<Rol, readonly Rol[]>>> = {
  ugd: Object.keys(ROLES) as Rol[],
  enlace: ['enlace', 'finanzas', 'mesa_entidad'],
}

/** Whether one leads whoever has a role: they give its accounts, and say what its people have practised. */
export function leads(by: { readonly rol: Rol }, rol: Rol): boolean {
  return (GIVES[by.rol] ?? []).includes(rol)
}

/** Why somebody may need rights that are not theirs. No free words: people would write a person's data into the journal. */
export type Motivo = 'mesa-local' | 'mesa-gobmx' | 'pago-de-un-reporte' | 'enlace-ausente' | 'cuenta-robada'

interface Emergency {
  /** What it must be about: an open report, or an open incident, of that entidad. */
  readonly asunto: 'REP' | 'INC'
  readonly lends: Readonly<Partial<Record<Rol, readonly Right[]>>>
}

/**
 * What each reason lends, to whom, on one entidad and for an hour (ours). Whoever watches borrows nothing, and nobody
 * borrows what decides, signs, counts as paid, gives an account, or lends on.
 */
export const EMERGENCIES: Readonly<Record<Motivo, Emergency>> = {
  // The desk of the entidad does not answer, and a person cannot wait.
  'mesa-local': {
    asunto: 'REP',
    lends: {
      ugd: ['reporte.n2', 'solicitud.buscar'],
      mesa_n1: ['reporte.n2'],
      enlace: ['reporte.n2', 'solicitud.buscar'],
    },
  },
  // Nobody is at the desk of gob.mx.
  'mesa-gobmx': { asunto: 'REP', lends: { ugd: ['reporte.n1', 'solicitud.buscar'] } },
  // A desk must know whether the bank has the payment of whoever reports, and finance does not answer.
  'pago-de-un-reporte': { asunto: 'REP', lends: { mesa_n1: ['pagos.ver'], mesa_entidad: ['pagos.ver'] } },
  // The liaison cannot be reached, and an incident runs.
  'enlace-ausente': {
    asunto: 'INC',
    lends: { renapo: ['incidencia.actuar'], presidencia: ['incidencia.actuar'], mesa_entidad: ['incidencia.actuar'] },
  },
  // An account of an office is in wrong hands, and the UGD cannot enter to take it.
  'cuenta-robada': { asunto: 'INC', lends: { renapo: ['cuentas.ver', 'cuentas.administrar'] } },
}

/** Accounts that a role takes, and never gives, with rights that it borrowed: what is given would outlive the hour. */
export const TAKES_IN_EMERGENCY: Readonly<Partial<Record<Rol, readonly Rol[]>>> = {
  renapo: ['enlace', 'finanzas', 'mesa_entidad'],
}

/**
 * Acts that weigh: whoever does one has said who they are a short while ago. They decide what opens and closes, what counts
 * as paid, who works here, and whom the service calls.
 */
export const PELIGROSOS: readonly Right[] = [
  'piloto.aprobar',
  'anuncio.firmar',
  'pagos.archivo',
  'cuentas.administrar',
  'enlaces.cambiar',
  'derecho.aprobar',
  'llave.aprobar',
  'suspension.aprobar',
  'revision.aprobar',
  'devolucion.proponer',
  'devolucion.aprobar',
  'exencion.aprobar',
  'emergencia.pedir',
]

/** An emergency access that has begun and not ended. */
export interface Lent {
  readonly id: string
  readonly entidad: string
  readonly motivo: Motivo
  readonly hasta: Temporal.Instant
}

export interface Holder {
  readonly rol: Rol
  readonly entidad: string | null
  readonly emergencia?: Lent
  /** The entidad that a request which stands on borrowed rights alone is confined to. */
  readonly alcance?: string
}

/** Whether this role may use this right on this entidad; null is what belongs to all of them together. */
export function may(who: Holder, right: Right, entidad: string | null): boolean {
  const role = ROLES[who.rol]
  return (role.rights.includes(right) && ownReach(who, entidad)) || borrows(who, right, entidad)
}

function ownReach(who: Holder, entidad: string | null): boolean {
  if (ROLES[who.rol].federal) return true
  return who.entidad !== null && (entidad === null || who.entidad === entidad)
}

/** Whether it is an emergency access that lends this right, on its one entidad. */
export function borrows(who: Holder, right: Right, entidad: string | null): boolean {
  const { emergencia: lent } = who
  if (lent === undefined || !lends(lent.motivo, who.rol).includes(right)) return false
  if (who.entidad !== null && who.entidad !== lent.entidad) return false
  return (entidad ?? who.entidad ?? who.alcance) === lent.entidad
}

/** What a reason lends to a role; nothing to most. */
export function lends(motivo: Motivo, rol: Rol): readonly Right[] {
  return EMERGENCIES[motivo]?.lends[rol] ?? []
}
