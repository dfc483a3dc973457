// The table of roles and rights as rules that hold for every line of it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ROLES, may } from './policy.ts'
import type { Right, Rol } from './policy.ts'

const roles = Object.entries(ROLES) as [Rol, (typeof ROLES)[Rol]][]
const rights = [...new Set(roles.flatMap(([, one]) => one.rights))]

test('an office of an entidad may act on its own and on nothing of another', () => {
  let seen = 0
  for (const [rol] of roles.filter(([, one]) => !one.federal)) {
    for (const right of rights) {
      assert.equal(may({ rol, entidad: '14' }, right, '06'), false, `${rol} ${right}`)
      assert.equal(may({ rol, entidad: null }, right, null), false, `${rol} without entidad ${right}`)
      seen += 1
    }
  }
  assert.ok(seen >= 50)
})

/** What an auditor says of what they watch: that they saw it. It changes nothing of anybody's. */
const WATCHING: readonly Right[] = ['alarma.atender']

test('the auditor reads all and signs nothing', () => {
  const acts = rights.filter((one) =>
    /\.(actuar|validar|proponer|aprobar|firmar|enviar|acusar|atender|archivo|n1|n2)$/.test(one),
  )
  assert.ok(acts.length >= 10)
  for (const right of acts.filter((one) => !WATCHING.includes(one)))
    assert.equal(may({ rol: 'auditor', entidad: null }, right, '14'), false, right)
  for (const right of ['tableros', 'indicadores', 'pagos.ver', 'integracion.ver'] satisfies Right[])
    assert.equal(may({ rol: 'auditor', entidad: null }, right, '14'), true, right)
})

test('the three federal bodies may all take part in a decision of the pilot', () => {
  for (const rol of ['renapo', 'presidencia', 'ugd'] satisfies Rol[])
    for (const right of ['piloto.proponer', 'piloto.aprobar'] satisfies Right[])
      assert.equal(may({ rol, entidad: null }, right, null), true, `${rol} ${right}`)
})

test('the outline of the roles in ARCHITECTURE.md has a line for each, and says which belong to an entidad', () => {
  const text = readFileSync(new URL('../../../../ARCHITECTURE.md', import.meta.url), 'utf8')
  const lines = [...text.matchAll(/^\| `([a-z_0-9]+)` \| [^|]+ \| (yes|no) \|/gm)].map((one) => [one[1], one[2]])
  const expected = roles.map(([rol, one]) => [rol, one.federal ? 'no' : 'yes'])
  assert.deepEqual(new Map(lines as [string, string][]), new Map(expected as [string, string][]))
})
