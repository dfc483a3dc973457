// The 32 entidades as every party writes them: INEGI code, name, CURP code, ISO code and the time zone of the capital.

/** One of the 32 entidades. `zona` is the IANA zone of its capital, the one its civil registry dates by. */
export interface Entidad {
  clave: string
  nombre: string
  curp: string
  iso: string
  zona: string
}

/** The code that stands for "born abroad" wherever an entidad of birth is written. */
export const EXTRANJERO = 'NE'

const CENTRO = 'America/Mexico_City'

/** All 32, in INEGI order. */
export const ENTIDADES: readonly Entidad[] = [
  { clave: '01', nombre: 'Aguascalientes', curp: 'AS', iso: 'MX-AGU', zona: CENTRO },
  { clave: '02', nombre: 'Baja California', curp: 'BC', iso: 'MX-BCN', zona: 'America/Tijuana' },
  { clave: '03', nombre: 'Baja California Sur', curp: 'BS', iso: 'MX-BCS', zona: 'America/Mazatlan' },
  { clave: '04', nombre: 'Campeche', curp: 'CC', iso: 'MX-CAM', zona: 'America/Merida' },
  { clave: '05', nombre: 'Coahuila', curp: 'CL', iso: 'MX-COA', zona: 'America/Monterrey' },
  { clave: '06', nombre: 'Colima', curp: 'CM', iso: 'MX-COL', zona: CENTRO },
  { clave: '07', nombre: 'Chiapas', curp: 'CS', iso: 'MX-CHP', zona: CENTRO },
  { clave: '08', nombre: 'Chihuahua', curp: 'CH', iso: 'MX-CHH', zona: 'America/Chihuahua' },
  { clave: '09', nombre: 'Ciudad de México', curp: 'DF', iso: 'MX-CMX', zona: CENTRO },
  { clave: '10', nombre: 'Durango', curp: 'DG', iso: 'MX-DUR', zona: 'America/Monterrey' },
  { clave: '11', nombre: 'Guanajuato', curp: 'GT', iso: 'MX-GUA', zona: CENTRO },
  { clave: '12', nombre: 'Guerrero', curp: 'GR', iso: 'MX-GRO', zona: CENTRO },
  { clave: '13', nombre: 'Hidalgo', curp: 'HG', iso: 'MX-HID', zona: CENTRO },
  { clave: '14', nombre: 'Jalisco', curp: 'JC', iso: 'MX-JAL', zona: CENTRO },
  { clave: '15', nombre: 'México', curp: 'MC', iso: 'MX-MEX', zona: CENTRO },
  { clave: '16', nombre: 'Michoacán', curp: 'MN', iso: 'MX-MIC', zona: CENTRO },
  { clave: '17', nombre: 'Morelos', curp: 'MS', iso: 'MX-MOR', zona: CENTRO },
  { clave: '18', nombre: 'Nayarit', curp: 'NT', iso: 'MX-NAY', zona: 'America/Mazatlan' },
  { clave: '19', nombre: 'Nuevo León', curp: 'NL', iso: 'MX-NLE', zona: 'America/Monterrey' },
  { clave: '20', nombre: 'Oaxaca', curp: 'OC', iso: 'MX-OAX', zona: CENTRO },
  { clave: '21', nombre: 'Puebla', curp: 'PL', iso: 'MX-PUE', zona: CENTRO },
  { clave: '22', nombre: 'Querétaro', curp: 'QT', iso: 'MX-QUE', zona: CENTRO },
  { clave: '23', nombre: 'Quintana Roo', curp: 'QR', iso: 'MX-ROO', zona: 'America/Cancun' },
  { clave: '24', nombre: 'San Luis Potosí', curp: 'SP', iso: 'MX-SLP', zona: CENTRO },
  { clave: '25', nombre: 'Sinaloa', curp: 'SL', iso: 'MX-SIN', zona: 'America/Mazatlan' },
  { clave: '26', nombre: 'Sonora', curp: 'SR', iso: 'MX-SON', zona: 'America/Hermosillo' },
  { clave: '27', nombre: 'Tabasco', curp: 'TC', iso: 'MX-TAB', zona: CENTRO },
  { clave: '28', nombre: 'Tamaulipas', curp: 'TS', iso: 'MX-TAM', zona: 'America/Monterrey' },
  { clave: '29', nombre: 'Tlaxcala', curp: 'TL', iso: 'MX-TLA', zona: CENTRO },
  { clave: '30', nombre: 'Veracruz', curp: 'VZ', iso: 'MX-VER', zona: CENTRO },
  { clave: '31', nombre: 'Yucatán', curp: 'YN', iso: 'MX-YUC', zona: 'America/Merida' },
  { clave: '32', nombre: 'Zacatecas', curp: 'ZS', iso: 'MX-ZAC', zona: CENTRO },
]

const byClave = new Map(ENTIDADES.map((entidad) => [entidad.clave, entidad]))
const byCurpCode = new Map(ENTIDADES.map((entidad) => [entidad.curp, entidad]))

/** The entidad with this INEGI code ('01'..'32'), or null. */
export function entidadByClave(clave: string): Entidad | null {
  return byClave.get(clave) ?? null
}

/** The entidad with this CURP code ('AS'..'ZS'), or null; 'NE' (born abroad) is no entidad. */
export function entidadByCurpCode(code: string): Entidad | null {
  return byCurpCode.get(code) ?? null
}
