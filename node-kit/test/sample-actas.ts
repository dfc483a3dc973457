// For the tests only: synthetic actas to start from.
import type { Acta } from '../contract/acta.ts'

/** An acta of Colima with both parents; `changes` replaces any of its fields. */
export function sampleActa(changes: Partial<Acta> = {}): Acta {
  return {
    tipo: 'nacimiento',
    curp: 'PEGJ900512HJCRRS04',
    nombres: 'JESÚS',
    primerApellido: 'PÉREZ',
    segundoApellido: 'GARCÍA',
    sexo: 'H',
    fechaNacimiento: '1990-05-12',
    horaNacimiento: '07:24',
    lugarNacimientoMunicipio: 'GUADALAJARA',
    lugarNacimientoEntidad: '14',
    entidadRegistro: '06',
    municipioRegistro: 'VILLA DE ÁLVAREZ',
    oficialia: '0001',
    libro: '03',
    foja: '012',
    numeroActa: '00007',
    fechaRegistro: '1990-06-01',
    certificadoNacimiento: null,
    padres: [
      {
        nombres: 'MARÍA ELENA',
        primerApellido: 'GARCÍA',
        segundoApellido: 'GÜEMES',
        nacionalidad: 'MEXICANA',
        curp: null,
      },
      { nombres: 'JUAN', primerApellido: 'PÉREZ', segundoApellido: 'MUÑOZ', nacionalidad: 'MEXICANA', curp: null },
    ],
    presentante: null,
    anotaciones: [],
    ...changes,
  }
}
