// No figure is typed in: three different worlds give three different tables, and no source holds a figure or a verdict.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { machineNow } from '#clock'
import { seedDirectory } from '#directory'
import { actOnTicket, openTicket } from '#helpdesk'
import { append } from '#journal'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import type { Indicador } from '#modelo'
import { accessToken, readOrder } from '#orders'
import { detectIncident, nextIncidentDue, sweepIncidents } from '#incidents'
import { foldMinutes } from '#sla'
import type { Staff } from '#staff'
import { answerSurvey, inviter } from '#survey'
import { readIndicators, readOne } from '../src/operations/pilot/indicators.ts'
import { takeRefusal } from '../src/operations/helpdesk/refusals/refusals.ts'
import * as sla from '../src/operations/sla/store.ts'
import { CONTROL } from '../src/operations/sla/sums.ts'
import { openTestApp, setClock } from './app.ts'
import { addIssuedCopy } from './issued-copy.ts'

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)))
const START = Temporal.Instant.from('2017-08-03T05:00:00Z')
const VENTANA = { desde: START, hasta: START.add({ hours: 5 }) }
const DESK: Staff = { id: 'mesa-1', nombre: 'Mesa', correo: 'a@b.mx', rol: 'mesa_n1', entidad: null }

/** What happens in a world in five hours, to one entidad. */
interface Facts {
  readonly goodMinutes: number
  readonly badMinutes: number
  readonly outages: number
  readonly faces: readonly ('mal' | 'regular' | 'bien')[]
  readonly refused: number
  /** Minutes after which each report is answered. */
  readonly answers: readonly number[]
}

async function openWorld() {
  const plain = await openTestApp()
  const app = { ...plain, sealTrust: await readPublicTrust(join(plain.config.dataDir, 'llaves')) }
  setClock(app, START.toString())
  await seedDirectory(app)
  await seedModelo(app)
  return app
}
type World = Awaited<ReturnType<typeof openWorld>>

async function plantMinutes(app: World, { goodMinutes, badMinutes }: Facts): Promise<void> {
  const probes = Array.from({ length: goodMinutes + badMinutes }, (_, n) =>
    ['a', 'b'].flatMap((vantage) =>
      [5, 35].flatMap((second) => {
        const scheduled = START.add({ minutes: n, seconds: vantage === 'a' ? second : second + 15 })
        const base = {
          vantage,
          scheduled_at: scheduled,
          sent_at: scheduled,
          memoria: null,
          io: null,
          gc: null,
          cpu: null,
        }
        return [
          { ...base, objetivo: '14', ms: 12, outcome: n < goodMinutes ? 'ok' : 'unreachable' },
          { ...base, objetivo: CONTROL, ms: 1, outcome: 'ok' },
        ]
      }),
    ),
  ).flat()
  await app.db.tx(async (tx) => {
    await sla.insertProbes(tx, probes)
    await sla.touch(
      tx,
      Array.from({ length: goodMinutes + badMinutes }, (_, n) => ({
        entidad: '14',
        minute: START.add({ minutes: n }),
      })),
    )
  })
  const end = START.add({ minutes: goodMinutes + badMinutes })
  setClock(app, end.toString())
  for (const vantage of ['a', 'b'])
    await sla.reportVantage(app.db, { vantage, completeUntil: end, seenAt: machineNow() })
  await foldMinutes(app)
}

/** Outages that nobody declares, so that each of their actions falls due and is missed. */
async function plantOutages(app: World, outages: number): Promise<void> {
  for (let n = 0; n < outages; n += 1) {
    const since = START.add({ hours: 2 + 3 * n, minutes: 30 })
    setClock(app, since.add({ minutes: 5 }).toString())
    await app.db.tx(async (tx) => {
      const fact = { event: 'sla.down', actor: 'sistema', subject: '14', entidad: '14', at: app.clock.now() }
      await append(app, tx, { ...fact, data: { since: since.toString() } })
    })
    const [row] = await app.db.query<{ id: number }>('select max(id) as id from journal.entry', [])
    await detectIncident(app, { entry: row!.id, subject: '14', entidad: '14' })
    const over = since.add({ hours: 2 })
    for (let due = await nextIncidentDue(app); due && Temporal.Instant.compare(due, over) <= 0;) {
      setClock(app, due.toString())
      await sweepIncidents(app)
      due = await nextIncidentDue(app)
    }
  }
}

async function plantPeople(app: World, facts: Facts): Promise<void> {
  const invite = inviter(app)
  setClock(app, START.add({ minutes: 20 }).toString())
  for (const cara of facts.faces) {
    const { folio } = await addIssuedCopy(app.db, '14', app.clock.now().toString())
    const invitation = await invite(await readOrder(app, folio, accessToken(app, folio)))
    await answerSurvey(app, invitation!.url.split('/').at(-1)!, { cara })
  }
  for (let n = 0; n < facts.refused; n += 1) {
    const { codigo } = await addIssuedCopy(app.db, '14', app.clock.now().toString())
    const told = {
      autoridad: 'escuela',
      palabras: 'Pidieron papel con sello.',
      puerta: 'gobmx',
      actor: 'ciudadano',
    } as const
    await takeRefusal(app, { copia: codigo, ...told })
  }
  for (const [i, minutes] of facts.answers.entries()) {
    const opened = START.add({ hours: 1, minutes: 30 * i })
    setClock(app, opened.toString())
    const report = { tipo: 'datos', texto: `La fecha está mal, caso ${i}.`, entidad: '14' } as const
    const { folio } = await openTicket(app, report, { ip: '192.0.2.7' })
    setClock(app, opened.add({ minutes }).toString())
    await actOnTicket(app, DESK, folio, { step: 'taken' })
    const texto = 'Se corrige en la oficialía.'
    await actOnTicket(app, DESK, folio, { step: 'answered', codigo: 'correccion', texto })
  }
}

async function tableOf(facts: Facts | null): Promise<Record<string, Indicador>> {
  const app = await openWorld()
  if (facts) {
    await plantMinutes(app, facts)
    await plantPeople(app, facts)
    await plantOutages(app, facts.outages)
  }
  setClock(app, START.add({ hours: 30 }).toString())
  const { entidades, total } = await readIndicators(app, VENTANA, ['14', '01'])
  // One reading of the rows for several gives what a reading for each alone gives.
  for (const clave of ['14', '01', null])
    assert.deepEqual(
      clave === null ? total : entidades[clave],
      await readOne(app, VENTANA, clave),
      `${clave ?? 'all together'} beside others and alone`,
    )
  const flat = ({ i1, i2, i3, i4, i5 }: typeof total): Record<string, unknown> => ({
    disponibilidad: i1.disponibilidad,
    i2,
    encuesta: i3.encuesta,
    i4,
    n1: i5.n1,
  })
  const one = flat(entidades['14']!) as Record<string, Indicador>
  for (const [name, figure] of Object.entries(flat(total)) as [string, Indicador][])
    if (name !== 'disponibilidad')
      assert.equal(figure.valor, one[name]!.valor, `${name} of all is that of the one with facts`)
  return one
}

test('the same program shows other figures in another world, and in an empty one neither figure nor verdict', async () => {
  const calm = await tableOf({
    goodMinutes: 300,
    badMinutes: 0,
    outages: 0,
    faces: ['bien', 'bien', 'bien', 'regular'],
    refused: 0,
    answers: [4, 8],
  })
  const bad = await tableOf({
    goodMinutes: 225,
    badMinutes: 75,
    outages: 1,
    faces: ['mal', 'bien', 'mal'],
    refused: 2,
    answers: [4, 25, 40],
  })
  const empty = await tableOf(null)
  const read = (table: Record<string, Indicador>): unknown[] => Object.values(table).map(({ valor, n }) => [valor, n])
  assert.deepEqual([calm['disponibilidad']!.valor, bad['disponibilidad']!.valor], [100, 75])
  assert.deepEqual([calm['encuesta']!.valor, bad['encuesta']!.valor], [75, 33.33])
  assert.deepEqual([calm['n1']!.valor, bad['n1']!.valor], [100, 33.33])
  assert.deepEqual([calm['i2']!.veredicto, bad['i2']!.veredicto], ['NO_APLICA', 'FUERA'])
  assert.notDeepEqual(read(calm), read(bad))
  for (const [name, { valor, veredicto }] of Object.entries(empty)) {
    if (name === 'i4') continue
    assert.ok(['SIN_DATOS', 'NO_APLICA'].includes(veredicto), `${name} of an empty world is ${veredicto}`)
    assert.ok(valor === null || valor === undefined, `${name} of an empty world is ${valor}`)
  }
  assert.notEqual(JSON.stringify(calm['i4']), JSON.stringify(bad['i4']))
})

/** A figure or a verdict that counts as good or bad, given as a constant. Computed ones are names or calls. */
const TYPED_IN = [
  /\bvalor: -?[0-9]/,
  /\b(?:veredicto|literal|estricta): '(?:OPTIMO|EN_LIMITE|FUERA)'/,
  /"(?:veredicto|valor|literal|estricta)"\s*:\s*(?:"(?:OPTIMO|EN_LIMITE|FUERA)"|[0-9])/,
  /^\s*(?:veredicto|valor|literal|estricta):\s*['"]?(?:OPTIMO|EN_LIMITE|FUERA|[0-9])/m,
]

const typedIn = (text: string): string[] =>
  TYPED_IN.map((one) => one.exec(text)?.[0]).filter((one) => one !== undefined)

test('no source, catalogue or migration holds the value or the verdict of an indicator', (t) => {
  const files = globSync(['portal/{src,migrations}/**/*.{ts,json,sql}', '{simulator,node-kit}/src/**/*.{ts,json}'], {
    cwd: ROOT,
  }).filter((one) => !one.endsWith('.test.ts') && !one.includes('node_modules'))
  assert.ok(files.length > 300, `only ${files.length} files were read`)
  t.diagnostic(`${files.length} files read`)
  const found = files.flatMap((file) => typedIn(readFileSync(join(ROOT, file), 'utf8')).map((one) => `${file}: ${one}`))
  assert.deepEqual(found, [])
  assert.equal(typedIn("return { valor: 98.5, veredicto: 'OPTIMO' }").length, 2, 'a planted figure is found')
  assert.equal(typedIn('{"i3": {"veredicto": "OPTIMO"}}').length, 1, 'a planted row is found')
})
