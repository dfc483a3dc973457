// What a person is told before anything is asked of a registry: how it serves, from real rows, and what is wrong with a CURP.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { announce } from '#maintenance'
import { openDraft, saveDraft } from '#search'
import { DRAFT_COOKIE, paths } from '#ui/paths'
import { insertTrack } from '../src/operations/reconciliation/store.ts'
import * as sla from '../src/operations/sla/store.ts'
import { setClock } from './app.ts'
import { errorsMissaid } from './forms.ts'
import { openQuietServer } from './quiet-server.ts'

const NOW = '2026-11-25T17:00:00Z'
const ago = (minutes: number): Temporal.Instant => Temporal.Instant.from(NOW).subtract({ minutes })
const { base, app, server } = await openQuietServer()

before(async () => {
  await seedDirectory(app)
  await seedModelo(app)
  setClock(base, ago(90).toString())
  const quiet = { ...app, reactions: new Map() }
  const [ugd, que] = [{ id: 'ugd', nombre: 'UGD', correo: 'u@b.mx', rol: 'ugd', entidad: null } as const, 'Discos.']
  const night = { inicio: '2026-11-25 10:00', fin: '2026-11-25 13:00', que, responde: 'Sistemas' }
  await announce(quiet, ugd, { entidad: '01', ...night })
  await announce(quiet, ugd, { entidad: '01', ...night, inicio: '2026-11-30 22:00', fin: '2026-12-01 02:00' })
  setClock(base, NOW)
  const minutes = (entidad: string, state: 'UP' | 'DOWN', err: number): sla.MinuteRow[] =>
    [1, 2, 3].map((i) => ({
      entidad,
      minute: ago(i),
      state,
      maint: false,
      n: 4,
      lt3: 4 - err,
      lt10: 4 - err,
      err,
      missed: 0,
    }))
  const probe = { objetivo: '06', vantage: 'a', outcome: 'ok', cpu: null, memoria: null, io: null, gc: null }
  const at = ago(60)
  const track = { folio: 'ACT-1', entidad: '06', linea: '1', centavos: 1, paid_day: null, bank_file_at: at }
  await app.db.tx(async (tx) => {
    await sla.upsertMinutes(tx, [...minutes('14', 'DOWN', 4), ...minutes('06', 'UP', 0)])
    await sla.insertOutage(tx, '14', ago(30), ago(25))
    await sla.insertProbes(tx, [{ ...probe, ms: 420, scheduled_at: ago(2), sent_at: ago(2) }])
    await insertTrack(tx, {
      ...track,
      paid_lo: at.subtract({ hours: 26 }),
      paid_hi: at.subtract({ hours: 20 }),
      parsed_at: at,
      matched_at: at,
    })
  })
})

/** The words of a page, for somebody with these answers. */
async function words(url: string, answers: object | null = null): Promise<{ status: number; text: string }> {
  const id = answers === null ? null : await openDraft(app)
  if (id !== null) await saveDraft(app, id, answers!)
  const answer = await server.inject({
    method: 'GET',
    url,
    headers: { accept: 'text/html' },
    ...(id === null ? {} : { cookies: { [DRAFT_COOKIE]: id } }),
  })
  return { status: answer.statusCode, text: answer.body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') }
}

const SINCE = 'No responde desde el miércoles 25 de noviembre de 2026, 10:30, hora del Centro'
const JALISCO = { curp: 'PEGJ900512HJCRRS04' }
const COLIMA = { ...JALISCO, entidadRegistro: '06' }

test('the start page tells of each open registry its price and how it serves now, and of an unseen one that there are no data', async () => {
  const { text } = await words(paths.start)
  assert.match(text, new RegExp(`Jalisco \\$98\\.00 ${SINCE}`))
  assert.match(text, /Colima \$102\.00 Funciona; responde en 0\.5 s/)
  assert.match(text, /Hidalgo \$147\.00 Sin datos/)
  assert.doesNotMatch(text, /Puebla \$/, 'only what can be ordered is offered here')
})

test('the table of prices tells of all 32 the day and the source, that none is confirmed by the law, and how the open ones serve', async () => {
  const { text } = await words(paths.entidades)
  assert.match(text, /Si alguien te cobra otra cosa, no somos nosotros/)
  assert.match(text, /32 precios de 32 todavía sin confirmar con la ley/)
  assert.match(text, /Puebla \$170\.00 Listo para la fase 2 1 de enero de 2026 Nota 1/)
  assert.match(text, /Importe de 2026 según la prensa \(wradio\.com\.mx\)\. Sin confirmar con la Ley de Ingresos/)
  assert.match(
    text,
    /Colima Funciona 0\.5 s; casi siempre 0\.5 s o menos 0 de 12 26 h; casi siempre 26 h o menos \(1 pago\)/,
  )
  assert.match(text, new RegExp(`Jalisco ${SINCE} Sin datos 12 de 12 Sin datos`))
})

test('who chooses the registry sees which does not answer, and before sending how the chosen one serves', async () => {
  const choice = (await words(paths.entidad, JALISCO)).text
  assert.match(choice, /Jalisco \(no responde ahora\)/)
  assert.match(choice, /Puebla \(todavía no\)/)
  assert.match(choice, /Colima Chiapas \(todavía no\)/, 'one that works has no word beside it')
  assert.match((await words(paths.filiation, COLIMA)).text, /Colima, en este momento: Funciona\. Responde en: 0\.5 s/)
})

test('when it did not answer, the page says since when it is down, that nobody knows until when, and that the others work', async () => {
  const { status, text } = await words(paths.outOfService, {
    ...JALISCO,
    buscandoDesde: '2026-11-25T16:59:00Z',
    resultado: { error: { kind: 'unavailable', codigo: 'entidad-no-disponible' } },
  })
  assert.equal(status, 503)
  assert.match(text, new RegExp(`${SINCE}\\. No sabemos cuándo volverá`))
  assert.match(text, /Tus respuestas siguen aquí\. Intentar otra vez/)
  assert.match(text, /Estados abiertos hoy: Aguascalientes, Colima, Hidalgo y México/)
})

const LASTS =
  'Mantenimiento anunciado: del 25 de noviembre de 2026, 10:00, al 25 de noviembre de 2026, 13:00 (hora del Centro). Avisado con menos de 24 horas.'
const COMES =
  'Mantenimiento anunciado: del 30 de noviembre de 2026, 22:00, al 1 de diciembre de 2026, 02:00 (hora del Centro).'

test('a maintenance that lasts or comes is told before starting, before sending, and when the registry did not answer', async () => {
  const aguascalientes = { ...JALISCO, entidadRegistro: '01' }
  const silent = {
    ...aguascalientes,
    buscandoDesde: '2026-11-25T16:59:00Z',
    resultado: { error: { kind: 'unavailable', codigo: 'entidad-no-disponible' } },
  }
  for (const [url, answers] of [
    [paths.start, null],
    [paths.entidades, null],
    [paths.filiation, aguascalientes],
    [paths.outOfService, silent],
    [paths.status, null],
  ] as const) {
    const { text } = await words(url, answers)
    assert.ok(text.includes(`${LASTS} ${COMES}`), url)
    assert.doesNotMatch(text, /Discos/, 'only when, never what')
    assert.equal(text.split(COMES).length, 2, `${url}: of that registry alone`)
  }
})

/** The answer to a CURP as somebody types it: where it leads, or what the page says. */
async function curp(text: string): Promise<{ status: number; location: string; body: string }> {
  const answer = await server.inject({
    method: 'POST',
    url: paths.curp,
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    payload: `curp=${encodeURIComponent(text)}`,
  })
  return { status: answer.statusCode, location: String(answer.headers.location), body: answer.body }
}

test('a CURP is understood as it is pasted, and what is wrong with one is said by its cause, with what was read', async () => {
  for (const text of [
    'PEGJ900512HJCRRS04',
    'pegj900512hjcrrs04',
    ' PEGJ 900512 HJCRRS 04 ',
    'pegj-900512-hjcrrs-04',
    'PEGJ900512HJCRRS04\r\n',
    'PEGJ\u00a0900512HJCRRS04',
  ]) {
    const { status, location } = await curp(text)
    assert.deepEqual([status, location], [303, paths.filiation], text)
  }
  for (const [text, said] of [
    ['', 'Escribe la CURP.'],
    ['PEGJ900512HJCRRS0', 'La CURP tiene 18 caracteres. Leímos «PEGJ900512HJCRRS0».'],
    ['PEGJ900512HJCRRS05', 'no cuadra. Revisa el último número'],
    ['PEGJ900231HJCRRS04', 'La fecha dentro de la CURP «PEGJ900231HJCRRS04» no existe.'],
    ['PEGJ900512HXXRRS04', 'tiene una clave de entidad que no existe'],
  ] as const) {
    const { status, body } = await curp(text)
    assert.equal(status, 422, text)
    assert.deepEqual(errorsMissaid(body), [], text)
    assert.ok(body.includes(said), `${text}: ${body.match(/<p class="error"[\s\S]*?<\/p>/)?.[0]}`)
    assert.ok(body.includes(`value="${text}"`), `${text} was not kept`)
  }
})
