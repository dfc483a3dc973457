// Who is answered at which address: one line for each address that the program serves. One without a line does not start.
import { may } from './policy.ts'
import type { Holder, Right } from './policy.ts'

/**
 * `entrada`: whoever is not signed in yet · `a-medias`: whoever is, also without their second factor · `sesion`: whoever is.
 * Else whoever may use one of these rights; what of it is theirs, the page itself asks.
 */
type ForStaff = 'entrada' | 'a-medias' | 'sesion' | readonly Right[]

const CONSOLE: Readonly<Record<string, ForStaff>> = {
  'GET /consola/entrar': 'entrada',
  'GET /consola/entrar/inicio': 'entrada',
  'GET /consola/entrar/regreso': 'entrada',
  'POST /consola/salir': 'a-medias',
  'GET /consola/segundo-factor': 'a-medias',
  'POST /consola/segundo-factor': 'a-medias',
  'GET /consola': ['tableros'],
  'GET /consola/buscar': ['tableros'],
  'POST /consola/buscar': ['tableros'],
  'GET /consola/solicitudes/:folio': ['solicitud.buscar'],
  'GET /consola/entidades/:clave': ['tableros'],
  'GET /consola/teclas': ['tableros'],

  'GET /consola/piloto': ['indicadores'],
  'GET /consola/piloto/mapa': ['indicadores'],
  'GET /consola/piloto/decisiones/:id': ['indicadores'],
  'POST /consola/piloto/decisiones': ['piloto.proponer'],
  'POST /consola/piloto/decisiones/:id/aprobaciones': ['piloto.aprobar'],
  'POST /consola/piloto/grupos': ['piloto.proponer'],
  'POST /consola/piloto/grupos/:grupo/firmas': ['piloto.aprobar'],
  'POST /consola/piloto/grupos/:grupo/anuncio': ['piloto.proponer'],
  'POST /consola/piloto/grupos/:grupo/anuncio/firmas': ['anuncio.firmar'],
  'POST /consola/piloto/grupos/:grupo/anuncio/publicacion': ['piloto.proponer'],
  'POST /consola/piloto/grupos/:grupo/comunicados': ['comunicado.enviar'],

  'GET /consola/niveles': ['indicadores'],
  'GET /consola/niveles.csv': ['indicadores'],

  'GET /consola/incidencias': ['tableros'],
  'POST /consola/incidencias': ['incidencia.actuar'],
  'GET /consola/incidencias/:incidencia': ['tableros'],
  'POST /consola/incidencias/:incidencia/:paso': ['incidencia.actuar', 'incidencia.validar'],

  'GET /consola/mantenimientos': ['tableros'],
  'GET /consola/mantenimientos.csv': ['tableros'],
  'POST /consola/mantenimientos': ['mantenimiento.anunciar'],
  'GET /consola/mantenimientos/:aviso': ['tableros'],
  'POST /consola/mantenimientos/:aviso/cancelacion': ['mantenimiento.anunciar'],

  'GET /consola/mesa': ['tableros'],
  'GET /consola/mesa.csv': ['tableros'],
  'GET /consola/mesa/busquedas': ['tableros'],
  'GET /consola/mesa/comprobantes': ['comprobante.ver'],
  'GET /consola/mesa/comprobantes/:id': ['comprobante.ver'],
  'GET /consola/mesa/:folio': ['reporte.n1', 'reporte.n2'],
  'POST /consola/mesa/:folio/:paso': ['reporte.n1', 'reporte.n2'],

  'GET /consola/aceptacion': ['tableros'],
  'POST /consola/aceptacion': ['rechazo.atender'],
  'GET /consola/aceptacion/:folio': ['rechazo.atender'],
  'POST /consola/aceptacion/:folio/:paso': ['rechazo.atender'],
  'GET /consola/encuesta': ['tableros'],

  'GET /consola/pagos': ['pagos.ver'],
  'GET /consola/pagos/antiguedad.csv': ['pagos.ver'],
  'GET /consola/pagos/archivos.csv': ['pagos.ver'],
  'GET /consola/pagos/devoluciones.csv': ['pagos.ver'],
  'GET /consola/pagos/lineas.csv': ['pagos.ver'],
  'POST /consola/pagos/archivo': ['pagos.archivo'],

  'GET /consola/integracion': ['integracion.ver'],
  'POST /consola/integracion': ['integracion.observar'],
  'GET /consola/integracion/:clave': ['integracion.ver'],
  'POST /consola/integracion/:clave/:paso': ['integracion.observar', 'integracion.atender', 'enlaces.cambiar'],

  'GET /consola/actos': ['actos.ver'],
  'GET /consola/actos.csv': ['actos.ver'],
  'GET /consola/actos/:acto': ['actos.ver'],
  'POST /consola/actos/:acto/retiro': ['actos.ver'],
  'POST /consola/actos/alarmas/:alarma': ['alarma.atender'],
  'GET /consola/actos/derechos': ['derecho.proponer'],
  'POST /consola/actos/derechos': ['derecho.proponer'],
  'POST /consola/actos/derechos/:acto/:paso': ['derecho.aprobar'],
  'GET /consola/actos/llaves': ['llave.proponer'],
  'POST /consola/actos/llaves': ['llave.proponer'],
  'POST /consola/actos/llaves/:acto/:paso': ['llave.aprobar'],
  'GET /consola/actos/suspensiones': ['suspension.proponer'],
  'POST /consola/actos/suspensiones': ['suspension.proponer'],
  'POST /consola/actos/suspensiones/:acto/:paso': ['suspension.aprobar'],
  'GET /consola/actos/revisiones': ['revision.proponer'],
  'POST /consola/actos/revisiones': ['revision.proponer'],
  'POST /consola/actos/revisiones/:acto/:paso': ['revision.aprobar'],
  'GET /consola/actos/devoluciones': ['devolucion.proponer'],
  'POST /consola/actos/devoluciones': ['devolucion.proponer'],
  'POST /consola/actos/devoluciones/:acto/:paso': ['devolucion.aprobar'],
  'GET /consola/actos/exenciones': ['exencion.proponer'],
  'POST /consola/actos/exenciones': ['exencion.proponer'],
  'POST /consola/actos/exenciones/:acto/:paso': ['exencion.aprobar'],
  'GET /consola/actos/exenciones/:acto/copia.pdf': ['exencion.proponer'],

  'GET /consola/mejora': ['indicadores'],
  'GET /consola/mejora/pasos.csv': ['indicadores'],

  'GET /consola/bitacora': ['bitacora.ver'],
  'GET /consola/bitacora.csv': ['bitacora.ver'],

  'GET /consola/capacitacion': ['tableros'],
  'GET /consola/capacitacion.csv': ['tableros'],
  'POST /consola/capacitacion/:simulacro': ['tableros'],
  'POST /consola/capacitacion/registros/:registro/:paso': ['capacitacion.atestar'],

  'GET /consola/emergencias': ['emergencia.ver'],
  'GET /consola/emergencias.csv': ['emergencia.ver'],
  'POST /consola/emergencias': ['emergencia.pedir'],
  'GET /consola/emergencias/:emergencia': ['emergencia.ver'],
  'POST /consola/emergencias/:emergencia/:paso': [
    'emergencia.ver',
    'emergencia.vigilar',
    'emergencia.terminar',
    'emergencia.revisar',
  ],

  'GET /consola/cuentas': ['cuentas.ver'],
  'GET /consola/cuentas.csv': ['cuentas.ver'],
  'POST /consola/cuentas': ['cuentas.administrar'],
  'GET /consola/cuentas/:cuenta': ['cuentas.ver'],
  'POST /consola/cuentas/:cuenta/baja': ['cuentas.administrar'],
}

/**
 * Outside the console nobody has a role. `publica`: the same for everyone · `portador`: only for whoever holds the secret of
 * that one order, report, search, receipt or session of a holder · `programa`: another program that proves itself by a secret of its own.
 */
type ForAll = 'publica' | 'portador' | 'programa'

const OUTSIDE: readonly (readonly [ForAll, readonly string[]])[] = [
  [
    'programa',
    [
      'GET /interno/reloj',
      'GET /interno/reloj/proximo',
      'PUT /interno/reloj',
      'POST /avisos/banco',
      'POST /avisos/banco/archivos/:entidad',
      'POST /avisos/correo',
    ],
  ],
  [
    'portador',
    [
      'GET /api/v1/solicitudes/:folio',
      'GET /api/v1/solicitudes/:folio/copia',
      'GET /api/v1/reportes/:folio',
      'POST /api/v1/encuestas/:token',
      'GET /api/v1/verificaciones/:id/constancia',
      'GET /verificaciones/:id/constancia',
      'GET /solicitudes/:folio',
      'GET /solicitudes/:folio/entrar',
      'GET /solicitudes/:folio/regreso',
      'GET /solicitudes/:folio/copia.pdf',
      'GET /solicitudes/:folio/ficha',
      'GET /solicitudes/:folio/fundamento',
      'GET /solicitudes/:folio/quien-la-vio',
      'GET /solicitudes/:folio/datos-mal',
      'GET /solicitudes/:folio/ya-pague',
      'POST /solicitudes/:folio/ya-pague',
      'POST /solicitudes/:folio/correo',
      'POST /solicitudes/:folio/liga',
      'GET /reportes/:folio',
      'GET /reportes/:folio/entrar',
      'POST /reportes/:folio/:paso',
      'GET /encuesta/:token',
      'POST /encuesta/:token',
      'GET /mi-acta',
      'POST /mi-acta/salir',
      'GET /mi-acta/avisame',
      'POST /mi-acta/avisame',
      'GET /mi-acta/candado',
      'POST /mi-acta/candado',
      'GET /mi-acta/correo',
      'POST /mi-acta/correo',
      'GET /comunicados/acuse/:secreto',
      'POST /comunicados/acuse/:secreto',
      'GET /integracion/acuse/:reporte/:enlace/:clave',
      'POST /integracion/acuse/:reporte/:enlace/:clave',
    ],
  ],
  [
    'publica',
    [
      'GET /healthz',
      'GET /readyz',
      'GET /',
      'GET /.well-known/actas/confianza.json',
      'GET /idioma/:codigo',
      'GET /api/v1/openapi.json',
      'GET /api/v1/reto',
      'GET /api/v1/entidades',
      'GET /api/v1/estado',
      'GET /api/v1/incidencias',
      'GET /api/v1/indicadores',
      'GET /api/v1/indicadores.csv',
      'GET /api/v1/evidencia/encuesta.csv',
      'GET /api/v1/evidencia/minutos.csv',
      'GET /api/v1/evidencia/pagos.csv',
      'GET /api/v1/evidencia/protocolo.csv',
      'GET /api/v1/evidencia/quejas.csv',
      'GET /api/v1/evidencia/rechazos.csv',
      'GET /api/v1/evidencia/recursos.csv',
      'GET /api/v1/evidencia/reportes.csv',
      'POST /api/v1/busquedas',
      'POST /api/v1/solicitudes',
      'POST /api/v1/verificaciones',
      'POST /api/v1/reportes',
      'GET /accesibilidad',
      'GET /ayuda',
      'GET /como-se-que-es-oficial',
      'GET /desarrolladores',
      'GET /entidades',
      'GET /estado',
      'GET /incidencias',
      'GET /privacidad',
      'GET /anuncios/:grupo',
      'GET /actas/buscando',
      'GET /actas/curp',
      'POST /actas/curp',
      'GET /actas/datos',
      'POST /actas/datos',
      'GET /actas/datos-mal',
      'GET /actas/entidad',
      'POST /actas/entidad',
      'GET /actas/espera',
      'GET /actas/filiacion',
      'POST /actas/filiacion',
      'GET /actas/no-encontrada',
      'GET /actas/pedir-busqueda',
      'POST /actas/pedir-busqueda',
      'GET /actas/resultado',
      'POST /actas/pago',
      'GET /actas/sin-servicio',
      'GET /avisame/:entidad',
      'POST /avisame/:entidad',
      'GET /mi-acta/entrar',
      'GET /mi-acta/regreso',
      'GET /recuperar',
      'POST /recuperar',
      'GET /recuperar/enviada',
      'GET /reportes/nuevo',
      'POST /reportes/nuevo',
      'GET /reportes/datos',
      'POST /reportes/datos',
      'GET /reportes/datos/acta',
      'POST /reportes/datos/acta',
      'GET /reportes/datos/correccion',
      'POST /reportes/datos/correccion',
      'GET /reportes/datos/envio',
      'POST /reportes/datos/envio',
      'GET /reportes/datos/ya-avisado',
      'GET /me-la-rechazaron',
      'POST /me-la-rechazaron',
      'GET /me-la-rechazaron/donde',
      'POST /me-la-rechazaron/donde',
      'GET /me-la-rechazaron/que-hacer',
      'GET /verificar',
      'POST /verificar',
      'GET /verificar/camara',
      'POST /verificar/archivo',
      'POST /verificar/codigo-firmado',
      'GET /v/:codigo',
    ],
  ],
]
const OUTSIDE_OF: ReadonlyMap<string, ForAll> = new Map(
  OUTSIDE.flatMap(([who, addresses]) => addresses.map((one) => [one, who] as const)),
)
/** Style, scripts and pictures of the pages: named after what is in them, the same for everyone. */
const ASSETS = /^GET \/recursos\//

/** What it takes to be answered at an address; undefined when nobody said. HEAD is asked as GET is. */
export function accessOf(method: string, pattern: string): ForStaff | ForAll | undefined {
  const key = `${method === 'HEAD' ? 'GET' : method} ${pattern}`
  if (Object.hasOwn(CONSOLE, key)) return CONSOLE[key]
  return ASSETS.test(key) ? 'publica' : OUTSIDE_OF.get(key)
}

/** Every line of the table, of the console and of everything. */
export const CONSOLE_LINES: readonly string[] = Object.keys(CONSOLE)
export const LINES: readonly string[] = [...CONSOLE_LINES, ...OUTSIDE_OF.keys()]

/** Whether this person is answered at an address of the console at all: with their own rights, or only with borrowed ones. */
export function answers(who: Holder, method: string, pattern: string): 'propio' | 'prestado' | null {
  const access = accessOf(method, pattern)
  if (access === 'sesion' || access === 'entrada' || access === 'a-medias') return 'propio'
  if (!Array.isArray(access)) return null
  const { emergencia: lent, ...own } = who
  if (access.some((right: Right) => may(own, right, who.entidad))) return 'propio'
  return lent !== undefined && access.some((right: Right) => may(who, right, lent.entidad)) ? 'prestado' : null
}

/** @throws RangeError for an address without a line: the program does not start with it */
export function requirePolicy(method: string, pattern: string): void {
  if (accessOf(method, pattern) === undefined) throw new RangeError(`no policy says who may ask ${method} ${pattern}`)
}
