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

interface Role {
  readonly federal: boolean
  readonly rights: readonly Right[]
}

const SEES: readonly Right[] = ['tableros', 'indicadores', 'integracion.ver', 'pagos.ver']

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
    ],
  },
  ugd: {
    federal: true,
    rights: [
      ...SEES,
      'incidencia.actuar',
      'incidencia.validar',
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
    ],
  },
  mesa_n1: {
    federal: true,
    rights: ['tableros', 'reporte.n1', 'rechazo.atender', 'comprobante.ver', 'incidencia.actuar', 'solicitud.buscar'],
  },
  enlace: {
    federal: false,
    rights: [
      ...SEES,
      'incidencia.actuar',
      'integracion.atender',
      'cuentas.ver',
      'cuentas.administrar',
      'enlaces.cambiar',
      'actos.ver',
      'llave.proponer',
      'suspension.proponer',
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
    ],
  },
  auditor: { federal: true, rights: [...SEES, 'cuentas.ver', 'bitacora.ver', 'actos.ver', 'alarma.atender'] },
}

/**
 * Which accounts a role gives and takes. An enlace gives none to whoever watches or signs over the enlace (ours; the letter
 * does not say who appoints whom).
 */
export const GIVES: Readonly<Partial<Record<Rol, readonly Rol[]>>> = {
  ugd: Object.keys(ROLES) as Rol[],
  enlace: ['enlace', 'finanzas', 'mesa_entidad'],
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
]

/** Whether this role may use this right on this entidad; null is what belongs to all of them together. */
export function may(
  who: { readonly rol: Rol; readonly entidad: string | null },
  right: Right,
  entidad: string | null,
): boolean {
  const role = ROLES[who.rol]
  if (!role.rights.includes(right)) return false
  if (role.federal) return true
  return who.entidad !== null && (entidad === null || who.entidad === entidad)
}
