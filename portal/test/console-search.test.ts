// The search of the console over the whole program: what each office is led to, what it is not told, and what is written down.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { newFolio } from '#orders'
import { blindCurp } from '#holders'
import { openConsoleWorld } from './console-world.ts'

const CURP = 'PEGJ900512HJCRRS04'
const OTHER_CURP = 'GOPA850101MJCRRN02'
const NOTHING = 'No encontramos nada que puedas ver'

const { app, owner, jalisco, colima, ask, send, close } = await openConsoleWorld()
// The acta of one person, ordered from both.
for (const one of [jalisco, colima])
  await owner.query('update orders.solicitud set curp_blind = $2 where folio = $1', [one.order, blindCurp(app, CURP)])
const search = async (account: string, q: string): Promise<LightMyRequestResponse> =>
  await send(account, '/consola/buscar', { q })
/** The answer without what was typed into its field. */
const answerTo = (response: LightMyRequestResponse): string => response.body.replace(/ value="[^"]*"/g, '')

async function looked(subject: string): Promise<{ actor: string; data: unknown }[]> {
  return await owner.query(
    "select actor, data from journal.entry where subject = $1 and event = 'staff.looked' order by id",
    [subject],
  )
}

describe('the search of the console', () => {
  after(close)

  test('a folio leads straight to the report, the refusal or the incident, by the form and by an address', async () => {
    for (const [account, folio, href] of [
      ['mesa-14', jalisco.ticket, `/consola/mesa/${jalisco.ticket}`],
      ['mesa-14', jalisco.order, `/consola/solicitudes/${jalisco.order}`],
      ['mesa-1', colima.ticket.toLowerCase(), `/consola/mesa/${colima.ticket}`],
      ['oic-14', jalisco.refusal, `/consola/aceptacion/${jalisco.refusal}`],
      ['enlace-14', jalisco.incident, `/consola/incidencias/${jalisco.incident}`],
    ] as const) {
      for (const found of [
        await search(account, folio),
        await ask(account, `/consola/buscar?q=${encodeURIComponent(folio)}`),
      ]) {
        assert.equal(found.statusCode, 303, `${account} ${folio}`)
        assert.equal(found.headers.location, href)
        assert.equal((await ask(account, href)).statusCode, 200, `${account} ${href}`)
      }
    }
  })

  test("what is another entidad's is answered in the very words of what does not exist", async () => {
    for (const account of ['mesa-14', 'enlace-14', 'oic-14'])
      for (const foreign of [colima.ticket, colima.refusal, colima.incident, colima.order]) {
        const none = foreign.startsWith('INC-')
          ? 'INC-06-190001010000'
          : newFolio(undefined, foreign.slice(0, 3) as 'ACT')
        const [one, other] = [await search(account, foreign), await search(account, none)]
        assert.equal(one.statusCode, 200, `${account} ${foreign}`)
        assert.match(one.body, new RegExp(NOTHING))
        assert.equal(answerTo(one), answerTo(other), `${account} ${foreign}`)
      }
  })

  test('a desk finds the orders of a CURP, an office of an entidad only its own, and whoever is no desk none', async () => {
    const shown = async (account: string): Promise<boolean[]> => {
      const answer = await search(account, CURP)
      // A single one is led to, several are listed.
      const told = `${answer.body} ${String(answer.headers.location)}`
      return [jalisco, colima].map((one) => told.includes(one.order))
    }
    assert.deepEqual(await shown('mesa-1'), [true, true])
    assert.deepEqual(await shown('mesa-14'), [true, false])
    for (const account of ['enlace-14', 'oic-14', 'auditor'])
      assert.deepEqual(await shown(account), [false, false], account)
    assert.match((await search('mesa-1', OTHER_CURP)).body, new RegExp(NOTHING))
    // Of its own entidad too: row security does not hide this one, the right does.
    assert.match((await search('enlace-14', jalisco.order)).body, new RegExp(NOTHING))
  })

  test('a CURP stays in no address: one that comes in it is led away from it and looked for nowhere', async () => {
    const before = await looked(jalisco.order)
    const sent = await ask('mesa-1', `/consola/buscar?q=${CURP}`)
    assert.equal(sent.statusCode, 303)
    assert.equal(sent.headers.location, '/consola/buscar?aviso=curp')
    assert.match((await ask('mesa-1', '/consola/buscar?aviso=curp')).body, /Una CURP no se busca en la dirección/)
    assert.deepEqual(await looked(jalisco.order), before)
    const answer = await search('mesa-1', CURP)
    assert.equal(answer.statusCode, 200, 'two orders are listed')
    assert.equal(answer.headers['cache-control'], 'no-store')
    for (const [, href] of answer.body.matchAll(/(?:href|action)="([^"]*)"/g)) assert.ok(!href!.includes(CURP))
  })

  test('who looked for an order is written down, and the CURP is not', async () => {
    await search('mesa-14', CURP)
    const of = (await looked(jalisco.order)).filter((one) => one.actor === 'mesa-14')
    const data = { que: 'solicitud', motivo: 'curp', rol: 'mesa_entidad', oficina: '14' }
    assert.deepEqual(of.at(-1), { actor: 'mesa-14', data })
    await search('mesa-14', OTHER_CURP)
    assert.ok((await looked('curp')).some((one) => one.actor === 'mesa-14'))
    await ask('mesa-14', `/consola/solicitudes/${jalisco.order.toLowerCase()}`)
    assert.equal((await looked(jalisco.order)).filter((one) => one.actor === 'mesa-14').length, of.length + 1)
    const [{ n } = { n: -1 }] = await owner.query<{ n: number }>(
      'select count(*)::int as n from journal.entry where (subject || data::text) ~ $1',
      [`${CURP}|${OTHER_CURP}`],
    )
    assert.equal(n, 0)
  })

  test('what is no name of anything is said at the field, with what was typed', async () => {
    const empty = await search('auditor', ' ')
    assert.equal(empty.statusCode, 422)
    assert.match(empty.body, /Escribe lo que buscas/)
    const odd = await search('auditor', '"><b>Juan')
    assert.equal(odd.statusCode, 422)
    assert.match(odd.body, /value="&quot;&gt;&lt;b&gt;Juan"/)
  })

  test('every page of the console has the search and the way to its keys', async () => {
    const { body } = await ask('enlace-14', '/consola/incidencias')
    assert.match(body, /<form class="busca" method="post" action="\/consola\/buscar">/)
    assert.match(body, /<a href="\/consola\/teclas" data-ayuda>/)
    const keys = await ask('enlace-14', '/consola/teclas')
    assert.match(keys.body, /<kbd>g<\/kbd> <kbd>p<\/kbd>/)
    const all = (await ask('ugd', '/consola/teclas')).body
    const letters = [...all.matchAll(/<kbd>g<\/kbd> <kbd>(\w)<\/kbd>/g)].map((one) => one[1])
    const boards = all.match(/<nav class="tableros"[\s\S]*?<\/nav>/)![0].match(/<li>/g)!
    assert.equal(new Set(letters).size, boards.length, 'each board has a letter of its own')
  })
})
