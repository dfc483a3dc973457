// The letter of July 2017 driven from outside, by HTTP and mail alone: a group opens, people use it, it is judged, it is decided.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signIn } from '../staff.ts'
import { call, getCopy, order, payByCard, person, startWorld, until, waitForState } from '../world.ts'
import type { Order, World } from '../world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(async () => {
  await world?.end()
})

const now = async (): Promise<Temporal.Instant> =>
  Temporal.Instant.from((await call('GET', `${world.sandbox}/reloj`)).body.ahora as string)

async function moveClock(change: Record<string, unknown>): Promise<void> {
  const moved = await call('PUT', `${world.sandbox}/reloj`, change)
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
}

async function rowsOf(address: string): Promise<Record<string, string>[]> {
  const response = await fetch(world.url + address)
  assert.equal(response.status, 200, address)
  const [head = '', ...lines] = (await response.text()).trimEnd().split('\r\n')
  const names = head.split(',')
  return lines
    .filter(Boolean)
    .map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])))
}

const isOpen = async (...claves: string[]): Promise<boolean[]> => {
  const { body } = await call<{ clave: string; abierta: boolean }[]>('GET', `${world.url}/api/v1/entidades`)
  return claves.map((clave) => body.find((one) => one.clave === clave)!.abierta)
}

const floor2 = (part: number, whole: number): number => Number((BigInt(part) * 10_000n) / BigInt(whole)) / 100

test('a group is proposed, signed by all, told to the liaisons, and opens at its instant, never in part', async () => {
  const start = (await now())
    .toZonedDateTimeISO('America/Mexico_City')
    .add({ hours: 2 })
    .round({ smallestUnit: 'minute', roundingMode: 'ceil' })
  const ugd = await signIn(world, 'ugd')
  const proposed = await ugd.post('/consola/piloto/grupos', {
    nombre: 'Fase 2',
    claves: ['04', '08'],
    inicio: start.toPlainDateTime().toString(),
  })
  assert.equal(proposed.status, 200)
  const group = proposed.text.match(/\/consola\/piloto\/grupos\/(grupo-\w+)\/firmas/)?.[1]
  assert.ok(group, 'the group waits for signatures')
  for (const account of ['renapo', 'presidencia', 'ugd', 'gubernatura-04', 'gubernatura-08']) {
    const signed = await (await signIn(world, account)).post(`/consola/piloto/grupos/${group}/firmas`)
    assert.equal(signed.status, 200, account)
  }
  await ugd.post(`/consola/piloto/grupos/${group}/comunicados`)
  const mail = await until('the comunicado in the mailbox', async () => {
    const { body } = await call<{ asunto: string; texto: string }[]>('GET', `${world.buzon}/mensajes`)
    return body.find((one) => one.asunto.includes('Fase 2'))
  })
  for (const words of ['Campeche', 'Chihuahua', 'Anexo 1', 'Equipo gob.mx', 'Anexo 2', 'Sonora'])
    assert.ok(mail.texto.includes(words), words)
  const link = mail.texto.match(/\/comunicados\/acuse\/[\w-]+/)![0]
  const receipt = await fetch(world.url + link, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })
  assert.equal(receipt.status, 200)

  // The clock stands still while it is looked at: the second before the instant must not run out under a busy machine.
  await moveClock({ velocidad: 0 })
  await moveClock({ ahora: start.subtract({ seconds: 1 }).toInstant().toString() })
  assert.deepEqual(await isOpen('04', '08'), [false, false])
  await moveClock({ ahora: start.toInstant().toString() })
  assert.deepEqual(await isOpen('04', '08'), [true, true])
  await moveClock({ velocidad: 1 })
  const { view } = await getCopy(world, await person(world, '04'))
  assert.match(view['copia'].codigoVerificacion, /^\d{30}$/)
})

test('people order by card and at the bank, an entidad goes dark, a report is answered and escalated, a copy refused, faces given', async () => {
  const faces: Record<string, string[]> = { '14': ['bien', 'bien', 'bien', 'regular'], '15': ['bien', 'mal'] }
  let copy: { folio: string; codigo: string } | undefined
  for (const [entidad, given] of Object.entries(faces)) {
    const { body: people } = await call<any[]>(
      'GET',
      `${world.sandbox}/personas?entidad=${entidad}&n=${given.length + 2}`,
    )
    for (const [i, cara] of given.entries()) {
      const { order: placed, view } = await getCopy(world, people[i])
      copy ??= { folio: placed.folio, codigo: view['copia'].codigoVerificacion }
      const token = new URL(view['encuesta'].url as string).pathname.split('/').at(-1)!
      const said = await call('POST', `${world.url}/api/v1/encuestas/${token}`, { cara })
      assert.equal(said.status, 201)
      assert.equal(
        (await call('POST', `${world.url}/api/v1/encuestas/${token}`, { cara })).status,
        409,
        'a face is given once',
      )
    }
  }
  const byBank = (await order(world, await person(world, '14', 'enie'), {
    medioDePago: 'referencia',
  })) as unknown as Order & { pago: { lineaDeCaptura: string } }
  const paid = await call('POST', `${world.sandbox}/banco/ventanilla`, {
    lineaDeCaptura: byBank.pago.lineaDeCaptura,
    importeCentavos: byBank.importeCentavos,
  })
  assert.equal(paid.status, 201)
  const fecha = Temporal.Instant.from(paid.body.pagadoEn as string)
    .toZonedDateTimeISO('America/Mexico_City')
    .toPlainDate()
    .toString()
  await call('POST', `${world.sandbox}/banco/archivo`, { entidad: '14', fecha })
  await waitForState(world, byBank, 'emitida')

  const report = await call('POST', `${world.url}/api/v1/reportes`, {
    tipo: 'datos',
    entidad: '14',
    texto: 'Mi segundo apellido dice otra cosa.',
    correo: 'ana@ejemplo.mx',
  })
  assert.equal(report.status, 201)
  const desk = `/consola/mesa/${report.body['folio']}`
  const level1 = await signIn(world, 'mesa-1')
  await level1.post(`${desk}/toma`)
  await level1.post(`${desk}/respuesta`, {
    codigo: 'correccion',
    respuesta: 'Tu reporte va a la entidad que registró el acta.',
  })
  const escalated = await level1.post(`${desk}/escalamiento`, {
    entidad: '14',
    intentado: 'Se comparó con la vista previa.',
    evidencia: 'Dato, dice, debe decir.',
    consentimiento: 'si',
  })
  assert.equal(escalated.status, 200)
  const level2 = await signIn(world, 'mesa-14')
  await level2.post(`${desk}/acuse`)
  const elsewhere = await (await signIn(world, 'mesa-06')).get(desk)
  assert.equal(elsewhere.status, 404, 'the desk of another entidad does not see it')
  await level2.post(`${desk}/toma-n2`)
  const answered = await level2.post(`${desk}/respuesta-n2`, {
    codigo: 'correccion',
    respuesta: 'El dato se corrige en el acta.',
  })
  assert.equal(answered.status, 200)
  const refused = await call('POST', `${world.url}/api/v1/reportes`, {
    tipo: 'rechazo',
    folio: copy!.folio,
    codigoVerificacion: copy!.codigo,
    autoridad: 'imss',
    oficina: 'Subdelegación de ejemplo',
    texto: 'Dijeron que el papel blanco no vale.',
  })
  assert.equal(refused.status, 201, JSON.stringify(refused.body))

  await call('PUT', `${world.sandbox}/entidades/13/temperamento`, { tipo: 'caida' })
  await moveClock({ velocidad: 30 })
  await until(
    'the monitor to see Hidalgo dark',
    async () => {
      const { body } = await call('GET', `${world.url}/api/v1/incidencias`)
      return JSON.stringify(body).includes('"13"') ? true : undefined
    },
    60_000,
  )
  await call('PUT', `${world.sandbox}/entidades/13/temperamento`, { tipo: 'normal' })
  await moveClock({ velocidad: 1 })
  assert.equal(
    (await payByCard(world, await order(world, await person(world, '01')))).status,
    200,
    'the others are untouched',
  )
})

test('after 72 hours each of the six indicators is what anyone computes again from the rows behind its link', async () => {
  await moveClock({ avanza: 'PT73H' })
  const { body } = await call('GET', `${world.url}/api/v1/indicadores`)
  assert.deepEqual(Object.keys(body.entidades).sort(), ['01', '04', '06', '08', '13', '14', '15'])
  const jalisco = body.entidades['14']
  const mexico = body.entidades['15']

  for (const [one, given] of [
    [jalisco, [3, 4]],
    [mexico, [1, 2]],
  ] as const) {
    const rows = await rowsOf(one.i3.encuesta.evidencia)
    const count = (cara?: string): number =>
      rows
        .filter((row) =>
          cara === undefined ? ['bien', 'regular', 'mal'].includes(row['cara']!) : row['cara'] === cara,
        )
        .reduce((sum, row) => sum + Number(row['n']), 0)
    assert.deepEqual([count('bien'), count()], [...given])
    assert.equal(one.i3.encuesta.valor, floor2(count('bien'), count()))
    assert.equal(one.i3.encuesta.estricta, 'NO_CONCLUYENTE', 'a few faces are too few to be sure')
  }
  assert.equal(mexico.i3.encuesta.veredicto, 'FUERA')

  const payments = await rowsOf(jalisco.i6.evidencia)
  assert.equal(payments.filter((row) => row['veredicto'] === 'pasa_cierto').length, jalisco.i6.cierto)
  assert.deepEqual([jalisco.i6.cierto, jalisco.i6.falla, jalisco.i6.veredicto], [1, 0, 'OPTIMO'])

  // The report was answered at both levels; the refusal, a report too, was answered by nobody.
  const desk = await rowsOf(jalisco.i5.n1.evidencia)
  for (const [level, one] of [
    [/n1/i, jalisco.i5.n1],
    [/n2/i, jalisco.i5.n2],
  ] as const) {
    const due = desk.filter((row) => level.test(row['reloj']!) && ['a_tiempo', 'tarde'].includes(row['cuenta']!))
    const inTime = due.filter((row) => row['cuenta'] === 'a_tiempo').length
    assert.ok(due.length > 0)
    assert.deepEqual([one.valor, one.n], [floor2(inTime, due.length), due.length])
  }
  assert.deepEqual([jalisco.i5.n1.valor, jalisco.i5.n2.valor], [50, 100])

  const refusals = await rowsOf(jalisco.i4.evidencia)
  assert.equal(refusals.length, jalisco.i4.total)
  assert.equal(jalisco.i4.total, 1)

  const hidalgo = body.entidades['13']
  const minutes = await rowsOf(hidalgo.i1.disponibilidad.evidencia)
  const state = (word: string): number => minutes.filter((row) => row['estado'] === word).length
  assert.ok(state('DOWN') >= 5, `${state('DOWN')} minutes dark`)
  assert.equal(hidalgo.i1.disponibilidad.cuentas.down, state('DOWN'))
  assert.equal(hidalgo.i1.disponibilidad.cuentas.up, state('UP'))
  assert.equal(
    hidalgo.i1.disponibilidad.veredicto,
    'SIN_DATOS',
    'a clock that jumped leaves most minutes unknown, and unknown is never a pass',
  )
  const protocol = await rowsOf(hidalgo.i2.evidencia)
  assert.ok(protocol.length > 0)
  assert.equal(hidalgo.i2.veredicto, 'FUERA', 'nobody did what the protocol asks')
  assert.equal(jalisco.i2.veredicto, 'NO_APLICA')
  const answers = await rowsOf(jalisco.i1.respuesta.evidencia)
  const organic = answers.reduce((sum, row) => sum + Number(row['organicas']), 0)
  assert.equal(jalisco.i1.respuesta.cuentas.organicas, organic)
})

test('the iteration ends, matures and is decided by one who proposes and others who approve, with its minutes', async () => {
  await moveClock({ avanza: 'P14D' })
  const ugd = await signIn(world, 'ugd')
  const board = await ugd.get('/consola/piloto')
  const iteration = board.text.match(/name="iteracion" value="([^"]+)"/)?.[1]
  assert.ok(iteration, 'an iteration has matured')
  const without = await ugd.post('/consola/piloto/decisiones', {
    iteracion: iteration,
    decision: 'liberar_grupo',
    entidades: '17',
    motivo: '',
  })
  assert.equal(without.status, 422, 'departing from the recommendation needs its reason')
  const minutes = await ugd.post('/consola/piloto/decisiones', {
    iteracion: iteration,
    decision: 'repetir_mismas',
    entidades: '',
    motivo: 'Faltan datos.',
  })
  assert.match(minutes.url, /\/decisiones\/decision-\w+$/)
  const address = new URL(minutes.url).pathname
  assert.equal((await ugd.post(`${address}/aprobaciones`)).status, 403, 'who proposes does not approve')
  const approved = await (await signIn(world, 'renapo')).post(`${address}/aprobaciones`)
  assert.match(approved.text, /Decidida el/)
})

test('the invariants hold after all of this', async () => {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const { fileURLToPath } = await import('node:url')
  const actas = fileURLToPath(new URL('../../../bin/actas', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [actas, 'check', '--json'], {
    env: { ...process.env, ACTAS_DATA: world.dataDir, DATABASE_URL: '' },
  })
  const { holds, invariants } = JSON.parse(stdout) as {
    holds: boolean
    invariants: { id: string; checked: number; violations: string[] }[]
  }
  assert.ok(holds, JSON.stringify(invariants))
  assert.ok(invariants.every((one) => one.checked > 0 || one.violations.length === 0))
})
