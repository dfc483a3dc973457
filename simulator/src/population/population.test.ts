// The synthetic registry must be one that a real registry could be: valid, repeatable, and with every odd case in it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { isActa } from '@actas/node-kit/contract/acta-shape.ts'
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { ENTIDADES, EXTRANJERO } from '@actas/node-kit/contract/entidad.ts'
import { filiacionMatches } from '@actas/node-kit/contract/filiacion.ts'
import { nameProblem, placeProblem } from '@actas/node-kit/contract/names.ts'
import { listCases } from './case-list.ts'
import { daysBetween, FIRST_BIRTH, LAST_BIRTH } from './days.ts'
import {
  actasOf,
  CASES,
  filiationNames,
  isFindable,
  MOST_PERSONS,
  samplePeople,
  type PopulationPlan,
} from './population.ts'
import { PER_CASE } from './special-cases.ts'

const PLAN: PopulationPlan = { seed: '1', personas: 1000 }
const PILOT = ['01', '06', '13', '14', '15']

type Made = { acta: Acta; reservada: boolean }
const registries = new Map<string, Made[]>()

function registryOf(entidad: string): Made[] {
  let made = registries.get(entidad)
  if (made === undefined) registries.set(entidad, (made = [...actasOf(PLAN, entidad)]))
  return made
}

const everyActa = (): Made[] => ENTIDADES.flatMap(({ clave }) => registryOf(clave))

function actaOf(entidad: string, caso: string, i = 0): Acta {
  const [person] = samplePeople(PLAN, entidad, caso, 1, i)
  const found = registryOf(entidad).find(({ acta }) =>
    person?.curp === null
      ? acta.curp === null && acta.nombres === person.nombres && acta.fechaNacimiento === person.fechaNacimiento
      : acta.curp === person?.curp,
  )
  assert.ok(found, `nobody of the case ${caso} is in the registry of ${entidad}`)
  return found.acta
}

test('each of the 32 entidades has more than a thousand actas, and every CURP in them is valid', () => {
  let curps = 0
  for (const { clave } of ENTIDADES) {
    const made = registryOf(clave)
    assert.ok(made.length > 1000, `${clave} has ${made.length}`)
    for (const { acta } of made) {
      assert.equal(acta.entidadRegistro, clave)
      for (const curp of [acta.curp, ...acta.padres.map((one) => one.curp)]) {
        if (curp === null) continue
        const read = parseCurp(curp)
        assert.ok(read.ok, `${curp} of ${acta.nombres}`)
        curps += 1
      }
      if (acta.curp === null) continue
      const read = parseCurp(acta.curp)
      assert.ok(read.ok)
      assert.equal(read.sexo, acta.sexo)
      // The two digits of a CURP cannot tell 1899 from 1999.
      if (!acta.fechaNacimiento.startsWith('18')) assert.equal(read.fechaNacimiento, acta.fechaNacimiento)
      if (acta.lugarNacimientoEntidad !== null) assert.equal(read.entidadNacimiento, acta.lugarNacimientoEntidad)
    }
  }
  assert.ok(curps > 32_000, `only ${curps} CURPs were read`)
})

test('nobody shares a CURP with another person; only those registered twice have two actas with one', () => {
  const byCurp = new Map<string, Acta[]>()
  for (const { acta } of everyActa()) {
    if (acta.curp !== null) byCurp.set(acta.curp, [...(byCurp.get(acta.curp) ?? []), acta])
  }
  const twice = [...byCurp.values()].filter((actas) => actas.length > 1)
  const inTwoEntidades = twice.filter(([one, other]) => one?.entidadRegistro !== other?.entidadRegistro)
  assert.equal(inTwoEntidades.length, ENTIDADES.length * PER_CASE)
  assert.equal(twice.length - inTwoEntidades.length, ENTIDADES.length * PER_CASE)
  for (const actas of twice) {
    assert.equal(actas.length, 2)
    assert.equal(new Set(actas.map((one) => `${one.nombres} ${one.primerApellido} ${one.fechaNacimiento}`)).size, 1)
  }
})

test('in the largest registry, where birth dates come round a second time, CURPs still differ', () => {
  const days = daysBetween(FIRST_BIRTH, LAST_BIRTH) + 1
  const from = MOST_PERSONS - 2_000
  const part = (first: number, last: number): Acta[] =>
    [...actasOf({ ...PLAN, personas: last }, '14', first)].map(({ acta }) => acta)
  const [second, first] = [part(from, MOST_PERSONS), part(from - days, MOST_PERSONS - days)]
  assert.deepEqual(
    second.map((one) => one.fechaNacimiento),
    first.map((one) => one.fechaNacimiento),
  )
  const marks = (actas: Acta[]): Set<string | undefined> => new Set(actas.map((one) => one.curp?.[16]))
  assert.equal(new Set([...second, ...first].map((one) => one.curp)).size, 4_000)
  assert.deepEqual(
    [...marks(first)].filter((mark) => marks(second).has(mark)),
    [],
  )
})

test('no two actas of an entidad share municipio, office, book, number and year', () => {
  for (const { clave } of ENTIDADES) {
    const keys = registryOf(clave).map(({ acta }) =>
      [acta.municipioRegistro, acta.oficialia, acta.libro, acta.numeroActa, acta.fechaRegistro.slice(0, 4)].join('|'),
    )
    assert.equal(new Set(keys).size, keys.length, `entidad ${clave}`)
  }
})

test('the same seed gives the same people, another seed gives others', () => {
  const again = [...actasOf({ ...PLAN }, '14')]
  assert.deepEqual(again, registryOf('14'))
  const other = [...actasOf({ ...PLAN, seed: '2' }, '14')]
  const known = new Set(registryOf('14').map(({ acta }) => acta.curp))
  assert.equal(other.length, again.length)
  assert.ok(other.filter(({ acta }) => known.has(acta.curp)).length < other.length / 100)
})

test('a larger registry begins with the smaller one and only adds to it', () => {
  const larger = [...actasOf({ ...PLAN, personas: 1200 }, '06')]
  assert.deepEqual(larger.slice(0, registryOf('06').length), registryOf('06'))
  assert.deepEqual([...actasOf({ ...PLAN, personas: 1200 }, '06', 1000)], larger.slice(registryOf('06').length))
})

test('every case has its eight people in each pilot entidad, in the registry, and none twice', () => {
  assert.equal(new Set(CASES).size, CASES.length)
  assert.ok(CASES.length >= 30, `only ${CASES.length} cases`)
  for (const entidad of PILOT) {
    for (const caso of CASES) {
      const people = samplePeople(PLAN, entidad, caso, PER_CASE)
      assert.equal(people.length, PER_CASE, `${entidad} ${caso}`)
      for (let i = 0; i < PER_CASE; i += 1) actaOf(entidad, caso, i)
      const names = people.map((one) => one.curp ?? `${one.nombres} ${one.primerApellido} ${one.fechaNacimiento}`)
      assert.equal(new Set(names).size, PER_CASE, `${entidad} ${caso}`)
      for (const one of people) assert.equal(one.sintetico, true)
    }
  }
  assert.deepEqual(samplePeople(PLAN, '14', 'inventado', 5), [])
})

test('a reserved acta is marked as one and no sample that is said to be found is reserved', () => {
  let reserved = 0
  for (const entidad of PILOT) {
    const hidden = new Set(registryOf(entidad).flatMap(({ acta, reservada }) => (reservada ? [acta.curp] : [])))
    assert.ok(hidden.size >= 2 * PER_CASE, 'the reserved acts of adoption and of change of gender')
    for (const caso of CASES) {
      for (const { curp } of samplePeople(PLAN, entidad, caso, PER_CASE)) {
        assert.equal(hidden.has(curp), !isFindable(caso), `${entidad} ${caso} ${curp}`)
        if (hidden.has(curp)) reserved += 1
      }
    }
  }
  assert.equal(reserved, PILOT.length * PER_CASE)
})

test('the filiation handed out with a sample is that of its acta, and each name of it opens the acta', () => {
  let names = 0
  for (const caso of CASES) {
    for (let i = 0; i < PER_CASE; i += 1) {
      const [person] = samplePeople(PLAN, '14', caso, 1, i)
      const acta = actaOf('14', caso, i)
      const opens = acta.presentante === null ? acta.padres : [...acta.padres, acta.presentante]
      assert.ok(person)
      if (caso !== 'dos-actas' && caso !== 'doble-registro') assert.deepEqual(person.filiacion, filiationNames(acta))
      assert.ok(person.filiacion.length > 0, `nobody opens the acta of ${caso}`)
      for (const name of person.filiacion) {
        assert.ok(filiacionMatches(name, opens), `«${name}» of ${caso}`)
        assert.ok(filiacionMatches(name.toLowerCase(), opens))
        names += 1
      }
      assert.ok(!filiacionMatches('NADIE CONOCIDO', opens))
    }
  }
  assert.ok(names >= CASES.length * PER_CASE)
})

test('every acta can travel and be printed: whole shape, composed letters, names and places without strange signs', () => {
  let people = 0
  for (const { acta } of everyActa()) {
    assert.ok(isActa(acta), JSON.stringify(acta))
    const text = JSON.stringify(acta)
    assert.equal(text.normalize('NFC'), text)
    const persons = [acta, ...acta.padres, ...(acta.presentante === null ? [] : [acta.presentante])]
    for (const one of persons) {
      for (const name of [one.nombres, one.primerApellido, one.segundoApellido]) {
        if (name !== null) assert.equal(nameProblem(name), null, name)
      }
      people += 1
    }
    for (const place of [acta.municipioRegistro, acta.lugarNacimientoMunicipio]) {
      if (place !== null) assert.equal(placeProblem(place), null, place)
    }
    assert.match(acta.numeroActa, /^\d{5}$/)
    assert.match(acta.oficialia, /^\d{4}$/)
    assert.ok(acta.fechaRegistro > acta.fechaNacimiento && acta.fechaRegistro <= '2017-07-30', acta.fechaRegistro)
  }
  assert.ok(people > 60_000)
})

test('each case is what it is called', () => {
  const is: Record<string, (acta: Acta) => boolean> = {
    enie: (acta) => acta.primerApellido.includes('Ñ'),
    dieresis: (acta) => acta.primerApellido.includes('Ü'),
    apostrofe: (acta) => /['’]/.test(acta.primerApellido),
    guion: (acta) => acta.primerApellido.includes('-'),
    particulas: (acta) => acta.primerApellido.includes(' '),
    'nombre-compuesto': (acta) => /^(MARÍA|JOSÉ) /.test(acta.nombres),
    'nombre-largo': (acta) => acta.nombres.length > 70,
    'palabra-inconveniente': (acta) => acta.curp?.[1] === 'X',
    'sin-segundo-apellido': (acta) => acta.segundoApellido === null && acta.curp?.[2] === 'X',
    'un-solo-padre': (acta) => acta.padres.length === 1,
    'sin-padres': (acta) => acta.padres.length === 0 && acta.presentante !== null,
    'padres-mismo-sexo': (acta) => acta.padres.length === 2,
    'nacido-en-el-extranjero': (acta) =>
      acta.lugarNacimientoEntidad === EXTRANJERO && acta.curp?.slice(11, 13) === 'NE',
    'registrada-en-otra-entidad': (acta) => acta.lugarNacimientoEntidad !== acta.entidadRegistro,
    fallecida: (acta) => acta.anotaciones.some((note) => note.startsWith('DEFUNCIÓN')),
    'sexo-x': (acta) => acta.sexo === 'X' && acta.curp?.[10] === 'X',
    'nacida-1899': (acta) => acta.fechaNacimiento.startsWith('1899'),
    'nacida-1900': (acta) => acta.fechaNacimiento.startsWith('1900') && /\d/.test(acta.curp?.[16] ?? ''),
    'nacida-2000': (acta) => acta.fechaNacimiento.startsWith('2000') && /[A-J]/.test(acta.curp?.[16] ?? ''),
    '29-de-febrero': (acta) => acta.fechaNacimiento.endsWith('-02-29'),
    'muchas-anotaciones': (acta) => acta.anotaciones.length >= 14,
    'sin-curp': (acta) => acta.curp === null,
    'datos-faltantes': (acta) => acta.libro === null && acta.lugarNacimientoEntidad === null,
  }
  for (const [caso, holds] of Object.entries(is)) {
    for (let i = 0; i < PER_CASE; i += 1) assert.ok(holds(actaOf('13', caso, i)), `${caso} ${i}`)
  }
})

test('twins differ only in the last two places of the CURP, and somebody with two actas is said to have them', () => {
  const [elder, younger] = samplePeople(PLAN, '15', 'gemelos', 2)
  assert.ok(elder?.curp && younger?.curp)
  assert.equal(elder.curp.slice(0, 16), younger.curp.slice(0, 16))
  assert.notEqual(elder.curp, younger.curp)
  for (const one of samplePeople(PLAN, '14', 'dos-actas', PER_CASE)) {
    assert.ok(one.otraEntidadRegistro && PILOT.includes(one.otraEntidadRegistro))
    assert.ok(registryOf(one.otraEntidadRegistro).some(({ acta }) => acta.curp === one.curp))
  }
})

test('the list of cases describes every case in a sentence and says that only the reserved one is not found', () => {
  const list = listCases(PLAN)
  assert.deepEqual(
    list.map((one) => one.caso),
    CASES,
  )
  for (const one of list) assert.match(one.descripcion, /^[A-ZÑÁ].{10,}\.$/)
  assert.deepEqual(
    list.filter((one) => !one.seEncuentra).map((one) => one.caso),
    ['reservada'],
  )
  assert.deepEqual([list[0]?.caso, list[0]?.personas], ['normal', 1000])
})
