// The main journey through HTTP: search, pay, download and verify, for the five entidades of the pilot and for odd cases.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { needsProgram } from '../programs.ts'
import {
  call,
  downloadCopy,
  getCopy,
  order,
  payByCard,
  person,
  readOrder,
  search,
  solvedReto,
  startWorld,
  until,
  waitForState,
} from '../world.ts'
import type { World } from '../world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(async () => {
  await world?.end()
})

const PILOT = ['01', '06', '13', '14', '15']

function textOf(pdf: Buffer): string {
  const file = join(mkdtempSync(join(tmpdir(), 'copia-')), 'copia.pdf')
  writeFileSync(file, pdf)
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
}

test('a person of each pilot entidad pays and gets a copy whose code verifies', async (t) => {
  for (const entidad of PILOT) {
    const who = await person(world, entidad)
    const { view, pdf, order: placed } = await getCopy(world, who)
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    assert.match(view['copia'].codigoVerificacion, /^\d{30}$/)
    assert.match(view['copia'].identificadorElectronico, /^\d{20}$/)
    const verified = await call('POST', `${world.url}/api/v1/verificaciones`, {
      codigoVerificacion: view['copia'].codigoVerificacion,
    })
    assert.equal(verified.status, 200)
    assert.equal(verified.body['veredicto'], 'valida')
    const { acta } = verified.body as any
    for (const field of [
      'curp',
      'nombres',
      'primerApellido',
      'segundoApellido',
      'sexo',
      'fechaNacimiento',
      'entidadRegistro',
    ] as const)
      assert.equal(acta[field], who[field], field)
    assert.ok(Array.isArray(acta.padres))
    assert.deepEqual(view['historial'].map((one: { estado: string }) => one.estado).slice(0, 5), [
      'cotizada',
      'pago_pendiente',
      'pagada',
      'emitiendo',
      'emitida',
    ])
    if (needsProgram(t, 'pdftotext')) {
      const text = textOf(pdf)
      assert.ok(
        text.includes(who.nombres) && text.includes(who.primerApellido),
        `the name is not on the paper of ${entidad}`,
      )
    }
    assert.equal((await readOrder(world, placed)).body['estado'], 'entregada')
  }
})

test('one order has one file for ever', async () => {
  const { order: placed, pdf } = await getCopy(world, await person(world, '14'))
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
  for (let i = 0; i < 3; i += 1) assert.equal(hash(await downloadCopy(world, placed)), hash(pdf))
})

test('the file itself verifies, and with one byte changed or anything appended it is altered', async () => {
  const { pdf } = await getCopy(world, await person(world, '06'))
  const verdict = async (bytes: Buffer): Promise<string> => {
    const response = await fetch(`${world.url}/api/v1/verificaciones`, {
      method: 'POST',
      headers: { 'content-type': 'application/pdf' },
      body: new Uint8Array(bytes),
    })
    return ((await response.json()) as { veredicto?: string; codigo?: string }).veredicto ?? String(response.status)
  }
  assert.equal(await verdict(pdf), 'valida')
  const form = new FormData()
  form.set('archivo', new Blob([new Uint8Array(pdf)], { type: 'application/pdf' }), 'copia.pdf')
  const uploaded = await fetch(`${world.url}/api/v1/verificaciones`, { method: 'POST', body: form })
  assert.equal(((await uploaded.json()) as { veredicto: string }).veredicto, 'valida')
  for (const at of [0, 3, 10, Math.floor(pdf.length / 3), Math.floor(pdf.length / 2), pdf.length - 2]) {
    const changed = Buffer.from(pdf)
    changed[at] = changed[at]! ^ 1
    assert.equal(await verdict(changed), 'alterada', `byte ${at}`)
  }
  assert.equal(await verdict(Buffer.concat([pdf, Buffer.from('\n')])), 'alterada')
  assert.equal(await verdict(Buffer.concat([pdf, Buffer.from('% hola\n')])), 'alterada')
})

test('a mistyped group of the code is named, and an invented code was never issued', async () => {
  const { view } = await getCopy(world, await person(world, '13'))
  const code = view['copia'].codigoVerificacion as string
  const wrong = code.slice(0, 12) + String((Number(code[12]) + 1) % 10) + code.slice(13)
  const mistyped = await call('POST', `${world.url}/api/v1/verificaciones`, { codigoVerificacion: wrong })
  assert.equal(mistyped.body['veredicto'], 'no_emitida')
  assert.deepEqual(mistyped.body['grupos'], [3])
  assert.match(mistyped.body['motivo'] as string, /grupo 3/)
  const { newCodigoVerificacion } = await import('@actas/node-kit/contract/damm.ts')
  const invented = await call('POST', `${world.url}/api/v1/verificaciones`, {
    codigoVerificacion: newCodigoVerificacion(),
  })
  assert.equal(invented.body['veredicto'], 'no_emitida')
  assert.equal(invented.body['acta'], undefined)
  const spaced = code.match(/.{5}/g)!.join(' - ')
  assert.equal(
    (await call('POST', `${world.url}/api/v1/verificaciones`, { codigoVerificacion: spaced })).body['veredicto'],
    'valida',
  )
})

test('a code verified with the identificador of another copy was never issued, with no hint which half is wrong', async () => {
  const one = await getCopy(world, await person(world, '01'))
  const other = await getCopy(world, await person(world, '15'))
  const mixed = await call('POST', `${world.url}/api/v1/verificaciones`, {
    codigoVerificacion: one.view['copia'].codigoVerificacion,
    identificadorElectronico: other.view['copia'].identificadorElectronico,
  })
  assert.equal(mixed.body['veredicto'], 'no_emitida')
  assert.equal(mixed.body['acta'], undefined)
  const matching = await call('POST', `${world.url}/api/v1/verificaciones`, one.view['copia'])
  assert.equal(matching.body['veredicto'], 'valida')
})

test('the signed code on the paper verifies and shows whose acta it is', async (t) => {
  if (!needsProgram(t, 'pdftoppm') || !needsProgram(t, 'zbarimg')) return
  const who = await person(world, '14', 'enie')
  const { pdf, view } = await getCopy(world, who)
  const dir = mkdtempSync(join(tmpdir(), 'copia-'))
  writeFileSync(join(dir, 'c.pdf'), pdf)
  execFileSync('pdftoppm', ['-r', '150', '-gray', '-png', '-singlefile', join(dir, 'c.pdf'), join(dir, 'c')])
  const codes = execFileSync('zbarimg', ['--raw', '-q', join(dir, 'c.png')], { encoding: 'utf8' })
    .trim()
    .split('\n')
  const signed = codes.find((one) => one.startsWith('ACT1:'))
  const address = codes.find((one) => one.startsWith('http'))
  assert.ok(signed && address, `read ${codes.length} codes`)
  assert.equal(address, `${world.url}/v/${view['copia'].codigoVerificacion}`)
  const verified = await call('POST', `${world.url}/api/v1/verificaciones`, { qr: signed })
  assert.equal(verified.body['veredicto'], 'valida')
  assert.equal((verified.body as any).acta.primerApellido, who.primerApellido)
  const forged = signed.slice(0, -4) + (signed.endsWith('0000') ? '1111' : '0000')
  assert.equal(
    (await call('POST', `${world.url}/api/v1/verificaciones`, { qr: forged })).body['veredicto'],
    'no_emitida',
  )
})

test('a verification gives a constancia to print', async () => {
  const { view } = await getCopy(world, await person(world, '14'))
  const verified = await call('POST', `${world.url}/api/v1/verificaciones`, {
    codigoVerificacion: view['copia'].codigoVerificacion,
  })
  const response = await fetch(`${world.url}/api/v1/verificaciones/${verified.body['id']}/constancia`)
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'application/pdf')
  assert.equal((await fetch(`${world.url}/api/v1/verificaciones/v_inventada/constancia`)).status, 404)
})

test('no such person, a reserved acta and a wrong filiation get one and the same answer', async () => {
  const known = await person(world, '14')
  const reserved = await person(world, '14', 'reservada')
  const answers = [
    await search(world, { curp: known.curp, filiacion: 'Nadie Conocido', entidadRegistro: '14' }),
    await search(world, {
      curp: reserved.curp,
      filiacion: reserved.filiacion[0] ?? 'Nadie Conocido',
      entidadRegistro: '14',
    }),
    await search(world, { curp: 'BEML920313HMCLNS09', filiacion: 'Nadie Conocido', entidadRegistro: '14' }),
  ]
  for (const one of answers) assert.equal(one.status, 404)
  assert.deepEqual(answers[1]!.body, answers[0]!.body)
  assert.deepEqual(answers[2]!.body, answers[0]!.body)
  assert.equal(answers[0]!.body['codigo'], 'acta-no-encontrada')
})

test('after five wrong filiations the record waits until tomorrow, whoever asks', async () => {
  const who = await person(world, '15', 'dieresis')
  for (let i = 0; i < 5; i += 1)
    assert.equal(
      (await search(world, { curp: who.curp, entidadRegistro: '15', filiacion: `Nadie ${'ABCDE'[i]}` })).status,
      404,
    )
  const sixth = await search(world, { curp: who.curp, entidadRegistro: '15', filiacion: who.filiacion[0] })
  assert.equal(sixth.status, 429)
  assert.ok(Number(sixth.headers.get('retry-after')) > 0)
})

test('a challenge is needed, is used once, and cannot be invented', async () => {
  const who = await person(world, '14')
  const body = { curp: who.curp, filiacion: who.filiacion[0], entidadRegistro: '14' }
  const without = await call('POST', `${world.url}/api/v1/busquedas`, body)
  assert.equal(without.status, 422)
  assert.equal(without.body['codigo'], 'reto-falta')
  const altcha = await solvedReto(world)
  assert.equal((await call('POST', `${world.url}/api/v1/busquedas`, { ...body, altcha })).status, 200)
  const again = await call('POST', `${world.url}/api/v1/busquedas`, { ...body, altcha })
  assert.equal(again.body['codigo'], 'reto-usado')
  assert.equal(
    (await call('POST', `${world.url}/api/v1/busquedas`, { ...body, altcha: 'bm8=' })).body['codigo'],
    'reto-invalido',
  )
})

test('bad input is named field by field, in Spanish, and never breaks the service', async () => {
  const expect = async (body: Record<string, unknown>, codigo: string): Promise<void> => {
    const answer = await search(world, body)
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.equal(answer.body['codigo'], codigo)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  }
  await expect({ curp: 'LOPE900101HDFRRS01', filiacion: 'A B' }, 'curp-digito')
  await expect({ curp: 'PEGJ9005', filiacion: 'A B' }, 'curp-longitud')
  await expect({ curp: 'PEGJ900230HJCRRS04', filiacion: 'A B' }, 'curp-fecha')
  await expect({ curp: 'BOXW310820HNERXN09', filiacion: 'A B' }, 'falta-entidad')
  await expect({ curp: 'PEGJ900512HJCRRS04', filiacion: '' }, 'filiacion-falta')
  const data = { nombres: 'ANA', primerApellido: 'LÓPEZ', sexo: 'M', entidadRegistro: '14', filiacion: 'Rosa López' }
  await expect({ ...data, fechaNacimiento: '2990-01-01' }, 'fecha-futura')
  await expect({ ...data, fechaNacimiento: '1990-02-30' }, 'fecha-imposible')
  await expect({ ...data, fechaNacimiento: '1990-01-01', nombres: 'A'.repeat(500) }, 'nombre-largo')
  await expect({ ...data, fechaNacimiento: '1990-01-01', nombres: '<script>alert(1)</script>' }, 'nombre-caracteres')
  await expect({ ...data, fechaNacimiento: '1990-01-01', nombres: 'ANA\u202e' }, 'nombre-control')
  await expect({ ...data, fechaNacimiento: '1990-01-01', nombres: 'ANA 😀' }, 'nombre-caracteres')
  const wrongType = await call('POST', `${world.url}/api/v1/busquedas`, { curp: 7, filiacion: {} })
  assert.equal(wrongType.status, 422)
  const broken = await fetch(`${world.url}/api/v1/busquedas`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  })
  assert.equal(broken.status, 400)
})

test('an entidad that is not open says so, in words', async () => {
  const who = await person(world, '09').catch(() => null)
  const answer = await search(world, {
    curp: who?.curp ?? 'PEGJ900512HDFRRS08',
    entidadRegistro: '09',
    filiacion: who?.filiacion[0] ?? 'Rosa López',
  })
  if (answer.status === 422) return assert.match(String(answer.body['codigo']), /^curp/)
  assert.equal(answer.status, 409)
  assert.equal(answer.body['codigo'], 'entidad-no-abierta')
})

test('only whoever holds the token of an order sees it: everyone else gets the same 404', async () => {
  const mine = await order(world, await person(world, '14'))
  const other = await order(world, await person(world, '15'))
  const answers = await Promise.all([
    call('GET', `${world.url}/api/v1/solicitudes/${mine.folio}`),
    call('GET', `${world.url}/api/v1/solicitudes/${mine.folio}`, undefined, {
      authorization: `Bearer ${other.acceso}`,
    }),
    call('GET', `${world.url}/api/v1/solicitudes/ACT-0000000000`, undefined, {
      authorization: `Bearer ${mine.acceso}`,
    }),
  ])
  for (const one of answers) {
    assert.equal(one.status, 404)
    assert.deepEqual(one.body, answers[0]!.body)
  }
})

test('a copy that is not ready says so, and the same key and body give the same order', async () => {
  const who = await person(world, '06')
  const found = await search(world, { curp: who.curp, entidadRegistro: '06', filiacion: who.filiacion[0] })
  const key = crypto.randomUUID()
  const body = { busqueda: (found.body as any).actas[0].busqueda, medioDePago: 'tarjeta', correo: 'ana@ejemplo.mx' }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => call('POST', `${world.url}/api/v1/solicitudes`, body, { 'idempotency-key': key })),
  )
  for (const one of answers) {
    assert.equal(one.status, 201, JSON.stringify(one.body))
    assert.deepEqual(one.body, answers[0]!.body)
  }
  const changed = await call(
    'POST',
    `${world.url}/api/v1/solicitudes`,
    { ...body, correo: 'otra@ejemplo.mx' },
    { 'idempotency-key': key },
  )
  assert.equal(changed.status, 422)
  const placed = answers[0]!.body as any
  const early = await fetch(`${world.url}/api/v1/solicitudes/${placed.folio}/copia`, {
    headers: { authorization: `Bearer ${placed.acceso}` },
  })
  assert.equal(early.status, 409)
})

test('a refused card can be tried again, and a bank that never answers is asked until it does', async () => {
  const refused = await order(world, await person(world, '13'))
  await payByCard(world, refused, 'rechazado')
  assert.equal((await readOrder(world, refused)).body['estado'], 'pago_pendiente')
  await payByCard(world, refused)
  await waitForState(world, refused, 'emitida')
  const silent = await order(world, await person(world, '13'))
  await payByCard(world, silent, 'sin_respuesta')
  await call('PUT', `${world.sandbox}/reloj`, { avanza: 'PT10M' })
  await waitForState(world, silent, 'emitida')
})

test('a forged notice of the bank, and a replayed one, change nothing', async () => {
  const placed = await order(world, await person(world, '01'))
  const body = JSON.stringify({
    tipo: 'cobro.capturado',
    cobro: placed.pago.cobro,
    referencia: placed.folio,
    importeCentavos: placed.importeCentavos,
    moneda: 'MXN',
  })
  const forged = await fetch(`${world.url}/avisos/banco`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'banco-evento': crypto.randomUUID(),
      'banco-en': new Date().toISOString(),
      'banco-firma': 'ab'.repeat(32),
    },
    body,
  })
  assert.equal(forged.status, 403)
  assert.equal((await readOrder(world, placed)).body['estado'], 'pago_pendiente')
})

test('a link to the ready copy arrives by mail and opens it', async () => {
  const who = await person(world, '14')
  const para = `persona.${Math.abs(who.curp!.length * 7919)}@ejemplo.mx`
  const placed = await order(world, who, { correo: para })
  await payByCard(world, placed)
  const mail = await until('the mail', async () => {
    const { body } = await call<{ asunto: string; texto: string }[]>(
      'GET',
      `${world.buzon}/mensajes?para=${encodeURIComponent(para)}`,
    )
    return body.find((one) => /lista/i.test(one.asunto))
  })
  assert.ok(mail.texto.includes(placed.folio))
  const link = mail.texto.match(/https?:\/\/\S+/)?.[0]
  assert.ok(link)
  const opened = await fetch(link, { redirect: 'manual', headers: { accept: 'text/html' } })
  assert.equal(opened.status, 303)
  assert.match(opened.headers.get('set-cookie') ?? '', /HttpOnly/)
})

test('an expired order is swept at its own instant, and a late payment still becomes a copy', async () => {
  const placed = await order(world, await person(world, '15'))
  const before = (await readOrder(world, placed)).body as any
  await call('PUT', `${world.sandbox}/reloj`, { avanza: 'PT25H' })
  const expired = (await readOrder(world, placed)).body as any
  assert.equal(expired.estado, 'vencida')
  assert.equal(expired.historial.at(-1).en, before.venceEn)
  await payByCard(world, placed)
  await waitForState(world, placed, 'emitida')
})

test('the invariants hold after all of this', async () => {
  const { execFile } = await import('node:child_process')
  const { fileURLToPath } = await import('node:url')
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const result = await new Promise<string>((done, failed) =>
    execFile(
      process.execPath,
      [main, 'check', '--json'],
      { env: { ...process.env, ACTAS_DATA: world.dataDir, DATABASE_URL: '' } },
      (error, out) => (error ? failed(new Error(out)) : done(out)),
    ),
  )
  const { holds, invariants } = JSON.parse(result) as {
    holds: boolean
    invariants: { id: string; holds: boolean; checked: number; violations: string[] }[]
  }
  assert.ok(holds, JSON.stringify(invariants))
  for (const id of ['I1', 'I2', 'I3', 'I4', 'I5', 'I9'])
    assert.ok(invariants.find((one) => one.id === id)!.checked >= 10, `${id} looked at too little`)
})
