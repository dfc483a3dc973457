// The site map: every address of the pages once, the names of the cookies, and which origins a page trusts.
import type { Config } from '#config'

/** Addresses of pages. Those with a parameter are functions for links; their patterns for routes stand in `patterns`. */
export const paths = {
  start: '/',
  curp: '/actas/curp',
  curpIn: (clave: string) => `/actas/curp?entidad=${encodeURIComponent(clave)}`,
  person: '/actas/datos',
  personIn: (clave: string) => `/actas/datos?entidad=${encodeURIComponent(clave)}`,
  entidad: '/actas/entidad',
  filiation: '/actas/filiacion',
  searching: '/actas/buscando',
  result: '/actas/resultado',
  notFound: '/actas/no-encontrada',
  outOfService: '/actas/sin-servicio',
  tellMe: (clave: string) => `/avisame/${encodeURIComponent(clave)}`,
  tooManyTries: '/actas/espera',
  pay: '/actas/pago',
  recover: '/recuperar',
  linkSent: '/recuperar/enviada',
  verify: '/verificar',
  verifyFile: '/verificar/archivo',
  verifySigned: '/verificar/codigo-firmado',
  camera: '/verificar/camara',
  entidades: '/entidades',
  help: '/ayuda',
  official: '/como-se-que-es-oficial',
  privacy: '/privacidad',
  accessibility: '/accesibilidad',
  developers: '/desarrolladores',
  status: '/estado',
  report: '/reportes/nuevo',
  reportFollow: (folio: string) => `/reportes/${encodeURIComponent(folio)}`,
  reportEnter: (folio: string, acceso: string) =>
    `/reportes/${encodeURIComponent(folio)}/entrar?acceso=${encodeURIComponent(acceso)}`,
  reportData: '/reportes/datos',
  reportDataWords: '/reportes/datos/correccion',
  reportDataActa: '/reportes/datos/acta',
  reportDataSend: '/reportes/datos/envio',
  reportDataKnown: '/reportes/datos/ya-avisado',
  dataWrong: '/actas/datos-mal',
  captureRequest: '/actas/pedir-busqueda',
  refused: '/me-la-rechazaron',
  refusedWhere: '/me-la-rechazaron/donde',
  refusedWhatNow: '/me-la-rechazaron/que-hacer',
  incidents: '/incidencias',
  survey: (token: string) => `/encuesta/${encodeURIComponent(token)}`,
  language: (codigo: string, volver: string) =>
    `/idioma/${encodeURIComponent(codigo)}?volver=${encodeURIComponent(volver)}`,
  holder: '/mi-acta',
  holderEnter: '/mi-acta/entrar',
  holderReturn: '/mi-acta/regreso',
  holderLeave: '/mi-acta/salir',
  holderNotices: '/mi-acta/avisame',
  holderMail: '/mi-acta/correo',
  holderMailConfirm: (clave: string) => `/mi-acta/correo?clave=${encodeURIComponent(clave)}`,
  holderLock: '/mi-acta/candado',
  console: '/consola',
  consoleEnter: '/consola/entrar',
  consoleEnterStart: '/consola/entrar/inicio',
  consoleEnterReturn: '/consola/entrar/regreso',
  consoleLeave: '/consola/salir',
  consoleFactor: '/consola/segundo-factor',
  consoleSearch: '/consola/buscar',
  consoleOrder: (folio: string) => `/consola/solicitudes/${encodeURIComponent(folio)}`,
  consoleEntidad: (clave: string) => `/consola/entidades/${encodeURIComponent(clave)}`,
  consoleHeat: '/consola/piloto/mapa',
  consoleKeys: '/consola/teclas',
  indicatorsCsv: '/api/v1/indicadores.csv',
  noticeReceipt: (secret: string) => `/comunicados/acuse/${encodeURIComponent(secret)}`,
  announcement: (grupo: string) => `/anuncios/${encodeURIComponent(grupo)}`,
  consoleDecision: (id: string) => `/consola/piloto/decisiones/${encodeURIComponent(id)}`,
  consoleIteration: (id: string) => `/consola/piloto/iteraciones/${encodeURIComponent(id)}`,
  consolePilot: '/consola/piloto',
  consoleSla: '/consola/niveles',
  consoleSlaCsv: '/consola/niveles.csv',
  consoleIncidents: '/consola/incidencias',
  consoleIncident: (id: string) => `/consola/incidencias/${encodeURIComponent(id)}`,
  apiIncidents: '/api/v1/incidencias',
  evidenceProtocol: '/api/v1/evidencia/protocolo.csv',
  consoleDesk: '/consola/mesa',
  consoleDeskCsv: '/consola/mesa.csv',
  consoleCaptures: '/consola/mesa/busquedas',
  consoleReceipts: '/consola/mesa/comprobantes',
  consoleReceipt: (id: string) => `/consola/mesa/comprobantes/${encodeURIComponent(id)}`,
  consoleTicket: (folio: string) => `/consola/mesa/${encodeURIComponent(folio)}`,
  consolePayments: '/consola/pagos',
  consolePaymentsFile: '/consola/pagos/archivo',
  consolePaymentsAgeing: '/consola/pagos/antiguedad.csv',
  consolePaymentsFiles: '/consola/pagos/archivos.csv',
  consolePaymentsLines: '/consola/pagos/lineas.csv',
  consolePaymentsRefunds: '/consola/pagos/devoluciones.csv',
  evidencePayments: '/api/v1/evidencia/pagos.csv',
  consoleSurvey: '/consola/encuesta',
  consoleAcceptance: '/consola/aceptacion',
  consoleRefusal: (folio: string) => `/consola/aceptacion/${encodeURIComponent(folio)}`,
  apiStatus: '/api/v1/estado',
  evidenceMinutes: '/api/v1/evidencia/minutos.csv',
  evidenceResources: '/api/v1/evidencia/recursos.csv',
  evidenceTickets: '/api/v1/evidencia/reportes.csv',
  evidenceRefusals: '/api/v1/evidencia/rechazos.csv',
  evidenceSurvey: '/api/v1/evidencia/encuesta.csv',
  evidenceComplaints: '/api/v1/evidencia/quejas.csv',
  consoleOnboarding: '/consola/integracion',
  consoleOnboardingOf: (clave: string) => `/consola/integracion/${encodeURIComponent(clave)}`,
  pendingReceipt: (reporte: string, enlace: string, clave: string) =>
    `/integracion/acuse/${[reporte, enlace, clave].map(encodeURIComponent).join('/')}`,
  consoleImprovement: '/consola/mejora',
  consoleJournal: '/consola/bitacora',
  consoleJournalCsv: '/consola/bitacora.csv',
  consoleActs: '/consola/actos',
  consoleActsCsv: '/consola/actos.csv',
  consoleAct: (folio: string) => `/consola/actos/${encodeURIComponent(folio)}`,
  consoleActWithdrawal: (folio: string) => `/consola/actos/${encodeURIComponent(folio)}/retiro`,
  consoleActCopy: (folio: string) => `/consola/actos/exenciones/${encodeURIComponent(folio)}/copia.pdf`,
  consoleActAlarm: (id: string) => `/consola/actos/alarmas/${encodeURIComponent(id)}`,
  consoleActKind: (camino: string) => `/consola/actos/${camino}`,
  consoleActStep: (camino: string, folio: string, paso: 'aprobacion' | 'rechazo') =>
    `/consola/actos/${camino}/${encodeURIComponent(folio)}/${paso}`,
  consoleAccounts: '/consola/cuentas',
  consoleAccountsCsv: '/consola/cuentas.csv',
  consoleAccount: (cuenta: string) => `/consola/cuentas/${encodeURIComponent(cuenta)}`,
  consoleAccountLeaving: (cuenta: string) => `/consola/cuentas/${encodeURIComponent(cuenta)}/baja`,
  consoleMaintenance: '/consola/mantenimientos',
  consoleMaintenanceCsv: '/consola/mantenimientos.csv',
  consoleMaintenanceOf: (aviso: string) => `/consola/mantenimientos/${encodeURIComponent(aviso)}`,
  consoleMaintenanceOff: (aviso: string) => `/consola/mantenimientos/${encodeURIComponent(aviso)}/cancelacion`,
  consoleTraining: '/consola/capacitacion',
  consoleTrainingCsv: '/consola/capacitacion.csv',
  consoleDrill: (simulacro: string) => `/consola/capacitacion/${encodeURIComponent(simulacro)}`,
  consoleDrillRecord: (registro: string, paso: string) =>
    `/consola/capacitacion/registros/${encodeURIComponent(registro)}/${paso}`,
  consoleEmergencies: '/consola/emergencias',
  consoleEmergenciesCsv: '/consola/emergencias.csv',
  consoleEmergency: (id: string) => `/consola/emergencias/${encodeURIComponent(id)}`,
  reto: '/api/v1/reto',
  openapi: '/api/v1/openapi.json',
  trustList: '/.well-known/actas/confianza.json',
  order: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}`,
  orderEnter: (folio: string, acceso: string) =>
    `/solicitudes/${encodeURIComponent(folio)}/entrar?acceso=${encodeURIComponent(acceso)}`,
  orderLink: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/liga`,
  orderContact: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/correo`,
  orderReturn: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/regreso`,
  orderValidity: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/fundamento`,
  orderSlip: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/ficha`,
  orderSeen: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/quien-la-vio`,
  orderDataWrong: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/datos-mal`,
  orderPaid: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/ya-pague`,
  copyFile: (folio: string) => `/solicitudes/${encodeURIComponent(folio)}/copia.pdf`,
  code: (codigo: string) => `/v/${encodeURIComponent(codigo)}`,
  constancia: (id: string) => `/verificaciones/${encodeURIComponent(id)}/constancia`,
} as const

/** The same addresses as route patterns. */
export const patterns = {
  tellMe: '/avisame/:entidad',
  order: '/solicitudes/:folio',
  orderEnter: '/solicitudes/:folio/entrar',
  orderLink: '/solicitudes/:folio/liga',
  orderContact: '/solicitudes/:folio/correo',
  orderReturn: '/solicitudes/:folio/regreso',
  orderSlip: '/solicitudes/:folio/ficha',
  orderValidity: '/solicitudes/:folio/fundamento',
  orderSeen: '/solicitudes/:folio/quien-la-vio',
  orderDataWrong: '/solicitudes/:folio/datos-mal',
  orderPaid: '/solicitudes/:folio/ya-pague',
  copyFile: '/solicitudes/:folio/copia.pdf',
  code: '/v/:codigo',
  constancia: '/verificaciones/:id/constancia',
  survey: '/encuesta/:token',
  language: '/idioma/:codigo',
  reportFollow: '/reportes/:folio',
  reportEnter: '/reportes/:folio/entrar',
  reportStep: '/reportes/:folio/:paso',
  consoleReceipt: '/consola/mesa/comprobantes/:id',
  consoleTicket: '/consola/mesa/:folio',
  consoleOrder: '/consola/solicitudes/:folio',
  consoleEntidad: '/consola/entidades/:clave',
  consoleTicketStep: '/consola/mesa/:folio/:paso',
  consoleRefusal: '/consola/aceptacion/:folio',
  consoleRefusalStep: '/consola/aceptacion/:folio/:paso',
  noticeReceipt: '/comunicados/acuse/:secreto',
  consoleIncident: '/consola/incidencias/:incidencia',
  consoleOnboardingOf: '/consola/integracion/:clave',
  pendingReceipt: '/integracion/acuse/:reporte/:enlace/:clave',
  announcement: '/anuncios/:grupo',
  consoleAct: '/consola/actos/:acto',
  consoleActWithdrawal: '/consola/actos/:acto/retiro',
  consoleActCopy: '/consola/actos/exenciones/:acto/copia.pdf',
  consoleActAlarm: '/consola/actos/alarmas/:alarma',
  consoleActStep: (camino: string) => `/consola/actos/${camino}/:acto/:paso`,
  consoleAccount: '/consola/cuentas/:cuenta',
  consoleAccountLeaving: '/consola/cuentas/:cuenta/baja',
  consoleEmergency: '/consola/emergencias/:emergencia',
  consoleMaintenanceOf: '/consola/mantenimientos/:aviso',
  consoleMaintenanceOff: '/consola/mantenimientos/:aviso/cancelacion',
  consoleDrill: '/consola/capacitacion/:simulacro',
  consoleDrillRecord: '/consola/capacitacion/registros/:registro/:paso',
} as const

export interface CookieOptions {
  readonly path: string
  readonly httpOnly: true
  readonly sameSite: 'lax'
  readonly secure: boolean
  /** Seconds. */
  readonly maxAge: number
}

const DAY_S = 86_400

/** The cookie that names the answers given so far. */
export const DRAFT_COOKIE = 'actas_borrador'

export function draftCookieOptions(config: Pick<Config, 'publicUrl'>): CookieOptions {
  return { path: '/actas', httpOnly: true, sameSite: 'lax', secure: isSecure(config), maxAge: DAY_S }
}

/** The cookie that opens one order on this device for a day; afterwards folio and CURP open it again. */
export function orderCookie(folio: string): string {
  return `actas_${folio}`
}

export function orderCookieOptions(config: Pick<Config, 'publicUrl'>, folio: string): CookieOptions {
  return { path: paths.order(folio), httpOnly: true, sameSite: 'lax', secure: isSecure(config), maxAge: DAY_S }
}

/** The cookie that opens one report on this device for a day. */
export function reportCookieOptions(config: Pick<Config, 'publicUrl'>, folio: string): CookieOptions {
  return { path: paths.reportFollow(folio), httpOnly: true, sameSite: 'lax', secure: isSecure(config), maxAge: DAY_S }
}

/** The cookie of whoever chose another language than Spanish. It holds the code of the language and nothing else. */
export const LANGUAGE_COOKIE = 'idioma'

export function languageCookieOptions(config: Pick<Config, 'publicUrl'>): CookieOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(config), maxAge: 365 * DAY_S }
}

/**
 * A way back that somebody handed in: kept when it is a path of this site, otherwise the start. A browser drops tabs and
 * line ends and takes a backslash for a slash, so that none of them may stand there; `//` names another site.
 */
export function ownPath(volver: unknown): string {
  if (typeof volver !== 'string' || volver.length > 500 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(volver))
    return paths.start
  const nowhere = 'http://portal.invalid'
  return URL.canParse(volver, nowhere) && new URL(volver, nowhere).origin === nowhere ? volver : paths.start
}

/** The cookie that names what was typed so far about one case; it is sent only to the pages of that case. */
export const CASE_COOKIE = 'actas_caso'

export function caseCookieOptions(config: Pick<Config, 'publicUrl'>, path: string): CookieOptions {
  return { path, httpOnly: true, sameSite: 'lax', secure: isSecure(config), maxAge: DAY_S }
}

/** The rows behind a figure: the same window, and the same entidad unless it is all of them. */
export function evidenceOf(
  path: string,
  ventana: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
  clave: string | null,
): string {
  const query = new URLSearchParams({ desde: ventana.desde.toString(), hasta: ventana.hasta.toString() })
  if (clave !== null) query.set('entidad', clave)
  return `${path}?${query.toString()}`
}

function isSecure(config: Pick<Config, 'publicUrl'>): boolean {
  return config.publicUrl.startsWith('https:')
}

/**
 * Whether a request that changes something comes from a page of ours. Browsers say so in Sec-Fetch-Site; older ones
 * in Origin, which is "null" when a page sends no referrer, as ours do; the cookie's SameSite then still protects.
 */
export function isFromThisSite(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  config: Pick<Config, 'publicUrl'>,
): boolean {
  const site = headers['sec-fetch-site']
  if (typeof site === 'string') return site === 'same-origin' || site === 'none'
  const origin = headers['origin']
  if (typeof origin !== 'string' || origin === 'null') return true
  return origin === new URL(config.publicUrl).origin || hostOf(origin) === headers['host']
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

/** Where the bank's page lives: a form whose answer leads there must be allowed to follow. */
export function bankOrigins(config: Pick<Config, 'bankUrl' | 'sandboxUrl'>): string[] {
  const known = [config.bankUrl, config.sandboxUrl].filter((url) => url !== null && URL.canParse(url))
  return [...new Set(known.map((url) => new URL(url!).origin))]
}
