// What the parties agreed, as data: the seed must say what the letter says and what the contract knows, and mark the rest.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import { parse } from 'yaml'
import { REPOSITORY } from './generated-doc.ts'
import { readCarta } from './la-carta.ts'

interface Entidad {
  clave: string
  nombre: string
  curp: string
  iso: string
  zona: string
  grupo: string
  fase: string
  titular: string
}

interface Derecho {
  clave: string
  vigenteDesde: string
  centavos: number
  marca: string
  fuente: string
}

function modelo<T>(file: string): T {
  return parse(readFileSync(join(REPOSITORY, 'modelo', file), 'utf8')) as T
}

const { entidades } = modelo<{ entidades: Entidad[] }>('entidades.yaml')
const { derechos } = modelo<{ derechos: Derecho[] }>('derechos.yaml')

/** The entidades that a row of the letter lists after its last colon, by the names that the directory uses. */
function namedInLetter(id: string): string[] {
  const row = readCarta().carta.filas.find((one) => one.id === id)
  assert.ok(row, `the letter has no row ${id}`)
  const list = row.texto.slice(row.texto.lastIndexOf(':') + 1).replace(/\.\s*$/, '')
  return list
    .split(/,| y /)
    .map((name) => name.trim().replace(/^Estado de México$/, 'México'))
    .sort()
}

function names(wanted: (one: Entidad) => boolean): string[] {
  return entidades
    .filter(wanted)
    .map((one) => one.nombre)
    .sort()
}

test('the seed names the 32 entidades exactly as the contract does', () => {
  const seeded = entidades.map(({ clave, nombre, curp, iso, zona }) => ({ clave, nombre, curp, iso, zona }))
  assert.deepEqual(seeded, ENTIDADES)
})

test('the five entidades of the pilot are the only ones that open, as the letter names them', () => {
  assert.deepEqual(
    names((one) => one.grupo === 'piloto'),
    namedInLetter('03'),
  )
  assert.deepEqual(
    names((one) => one.fase === 'piloto' || one.fase === 'productiva'),
    namedInLetter('03'),
  )
})

test('the sixteen that wait and the eleven with observations are those of Anexo 2', () => {
  const [waiting, pending] = [namedInLetter('A2-1'), namedInLetter('A2-2')]
  assert.equal(waiting.length, 16)
  assert.equal(pending.length, 11)
  assert.deepEqual(
    names((one) => one.grupo === 'fase2'),
    waiting,
  )
  assert.deepEqual(
    names((one) => one.fase === 'lista'),
    waiting,
  )
  assert.deepEqual(
    names((one) => one.grupo === 'observaciones'),
    pending,
  )
  assert.deepEqual(
    names((one) => one.fase === 'con_observaciones'),
    pending,
  )
})

test('every entidad is signed for by an office and never by a person', () => {
  for (const one of entidades) {
    const name =
      one.nombre === 'México'
        ? 'l Estado de México'
        : one.nombre === 'Ciudad de México'
          ? ' la Ciudad de México'
          : ` ${one.nombre}`
    assert.equal(one.titular, `Dirección General del Registro Civil de${name}`)
  }
})

test('every entidad has a fee for any day from before the pilot on, in whole centavos, with its source', () => {
  for (const { clave } of ENTIDADES) {
    const own = derechos.filter((fee) => fee.clave === clave)
    assert.ok(
      own.some((fee) => fee.vigenteDesde < '2017-01-01'),
      `${clave} has no fee before 2017`,
    )
    assert.equal(new Set(own.map((fee) => fee.vigenteDesde)).size, own.length, `${clave} has two fees of one day`)
  }
  for (const fee of derechos) {
    assert.match(fee.vigenteDesde, /^\d{4}-\d{2}-\d{2}$/)
    assert.ok(Number.isSafeInteger(fee.centavos) && fee.centavos > 0, `${fee.clave} ${fee.vigenteDesde}`)
    assert.ok(fee.fuente.length > 10)
  }
})

test('no fee passes for one of the letter, and none before 2026 for a historical one', () => {
  for (const fee of derechos) {
    assert.equal(fee.marca, fee.vigenteDesde < '2026-01-01' ? 'sintetico' : 'prensa')
    if (fee.marca === 'sintetico') assert.match(fee.fuente, /sintético/i)
  }
})

test('the table of entidades in the documents is that of the data', () => {
  const text = readFileSync(join(REPOSITORY, 'docs/domain/entidades-and-fees.md'), 'utf8')
  const groups: Record<string, string> = { piloto: 'pilot', fase2: 'phase 2', observaciones: 'observations' }
  for (const { clave, nombre, curp, iso, grupo } of entidades) {
    const fee = derechos.find((one) => one.clave === clave && one.vigenteDesde === '2026-01-01')
    const row = `| ${clave} | ${nombre} | ${curp} | ${iso} | ${groups[grupo]} | ${(fee?.centavos ?? 0) / 100} `
    assert.ok(text.includes(row), `no row «${row}»`)
  }
})
