// Names that break programs which were only tried with simple ones; invented combinations of names in real use.

/** Surnames with Ñ. */
export const ENIE = ['MUÑOZ', 'ÑÁÑEZ', 'YÁÑEZ', 'CASTAÑEDA', 'PEÑALOZA', 'ORDÓÑEZ', 'BAÑUELOS', 'ZÚÑIGA'] as const

/** Surnames with Ü. */
export const DIERESIS = [
  'GÜEMES',
  'ARGÜELLO',
  'AGÜERO',
  'SIGÜENZA',
  'GÜITRÓN',
  'ARGÜELLES',
  'YAGÜE',
  'ECHAGÜE',
] as const

/** Surnames with an apostrophe, straight and curly. */
export const APOSTROFE = [
  "O'FARRILL",
  "D'ANGELO",
  'O’GORMAN',
  "D'ACOSTA",
  "O'REILLY",
  'D’HERRERA',
  "O'DONOJÚ",
  "DELL'ORO",
] as const

/** Surnames with a hyphen. */
export const GUION = [
  'PÉREZ-GAVILÁN',
  'RUIZ-ESPARZA',
  'GARCÍA-TRAVESÍ',
  'LÓPEZ-PORTILLO',
  'SÁNCHEZ-NAVARRO',
  'ORTIZ-MENA',
] as const

/** Surnames with particles, which neither CURP nor filiation takes into account. */
export const PARTICULAS = [
  'DE LA CRUZ',
  'DEL RÍO',
  'DE LOS SANTOS',
  'DE LA O',
  'VON RAESFELD',
  'MAC GREGOR',
  'Y CABRERA',
  'DE LEÓN',
] as const

/** Given names of which the CURP takes the second. */
export const COMPUESTO = [
  { sexo: 'M', nombres: 'MARÍA JOSÉ' },
  { sexo: 'H', nombres: 'JOSÉ MARÍA' },
  { sexo: 'M', nombres: 'MARÍA DEL CARMEN' },
  { sexo: 'H', nombres: 'JOSÉ DE JESÚS' },
  { sexo: 'M', nombres: 'MARÍA DE LOS ÁNGELES' },
  { sexo: 'H', nombres: 'JOSÉ ÁNGEL' },
] as const

/** Given names as old books abbreviate them. */
export const ABREVIADO = [
  { sexo: 'M', nombres: 'MA. GUADALUPE' },
  { sexo: 'M', nombres: 'Mª DEL REFUGIO' },
  { sexo: 'H', nombres: 'J. JESÚS' },
  { sexo: 'M', nombres: 'MA DE LA LUZ' },
  { sexo: 'H', nombres: 'J. CONCEPCIÓN' },
] as const

/** Names close to the hundred characters that a field holds. */
export const LARGO = [
  {
    sexo: 'M',
    nombres: 'MARÍA GUADALUPE DE LOS ÁNGELES ESPERANZA INMACULADA CONCEPCIÓN DEL SAGRADO CORAZÓN DE JESÚS',
    primerApellido: 'FERNÁNDEZ DE CÓRDOVA Y MONTES DE OCA VILLAVICENCIO',
    segundoApellido: 'GONZÁLEZ DE LA VEGA Y RODRÍGUEZ DE SAN MIGUEL ECHEVERRÍA',
  },
  {
    sexo: 'H',
    nombres: 'JUAN NEPOMUCENO FRANCISCO DE PAULA MAXIMILIANO HERMENEGILDO CRISÓSTOMO DE LA SANTÍSIMA TRINIDAD',
    primerApellido: 'ESPINOSA DE LOS MONTEROS Y GUTIÉRREZ DE LARA',
    segundoApellido: 'HERNÁNDEZ-VILLANUEVA DE LA GARZA Y TREVIÑO DE LOS SANTOS',
  },
] as const

/** Names whose CURP would start with a word that is avoided, so that its second letter becomes X. */
export const INCONVENIENTE = [
  { sexo: 'M', nombres: 'ANA', primerApellido: 'CASTRO', segundoApellido: 'CRUZ' },
  { sexo: 'H', nombres: 'OMAR', primerApellido: 'PEREA', segundoApellido: 'DÁVILA' },
  { sexo: 'M', nombres: 'ANDREA', primerApellido: 'VARGAS', segundoApellido: 'CORTÉS' },
  { sexo: 'H', nombres: 'ÓSCAR', primerApellido: 'LÓPEZ', segundoApellido: 'CASTRO' },
] as const

/** Twins whose names give the same letters of a CURP. */
export const GEMELOS = [
  { sexo: 'H', nombres: ['DANIEL', 'DANTE'] },
  { sexo: 'M', nombres: ['MARIANA', 'MARISOL'] },
  { sexo: 'H', nombres: ['RAFAEL', 'RUFINO'] },
  { sexo: 'M', nombres: ['ALICIA', 'ALONDRA'] },
] as const
