// An entidad brings actas nobody has seen before: a CSV, its own node, its alta; its persons get copies that say exactly what the CSV says.
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { needsProgram } from '../programs.ts'
import { call, getCopy, search, startWorld, until } from '../world.ts'
import type { Person, World } from '../world.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const KIT = fileURLToPath(new URL('../../../node-kit/src/cli.ts', import.meta.url))
const run = promisify(execFile)

const HEADER =
  'tipo,curp,nombres,primerApellido,segundoApellido,sexo,fechaNacimiento,horaNacimiento,lugarNacimientoMunicipio,lugarNacimientoEntidad,entidadRegistro,municipioRegistro,oficialia,libro,foja,numeroActa,fechaRegistro,certificadoNacimiento,' +
  'padre1Nombres,padre1PrimerApellido,padre1SegundoApellido,padre1Nacionalidad,padre1Curp,padre2Nombres,padre2PrimerApellido,padre2SegundoApellido,padre2Nacionalidad,padre2Curp,presentanteNombres,presentantePrimerApellido,presentanteSegundoApellido,anotaciones,reservada'

/** Both are invented; the CURPs are computed from the invented names. */
const ROWS = [
  'nacimiento,MERC010722HCMLNZA4,CÉSAR IÑAKI,MELÉNDEZ,RUIZ,H,2001-07-22,07:24,COQUIMATLÁN,06,06,COQUIMATLÁN,0003,04,0118,00471,2001-08-02,AX-9917,ROSA ÚRSULA,RUIZ,O’HARA,Mexicana,,,,,,,,,,Rectificada en 2011 | Segunda nota «con comillas»,no',
  'nacimiento,,MARÍA JOSÉ,GÜEMES,,M,1969-02-03,,MANZANILLO,06,06,MANZANILLO,0001,01,,00007,1969-03-01,,ANA,GÜEMES,,Mexicana,,EVA,SOLÍS,PEÑA,Mexicana,,,,,,no',
]

let world: World
let dir: string
let node: ChildProcess | undefined
before(async () => {
  world = await startWorld()
  dir = mkdtempSync(join(tmpdir(), 'actas-colima-'))
})
after(async () => {
  node?.kill('SIGTERM')
  await world?.end()
  rmSync(dir, { recursive: true, force: true })
})

test('a node made from a CSV takes the place of an entidad while the portal runs', async () => {
  const { makeCurp } = await import('@actas/node-kit/contract/curp.ts')
  const curp = makeCurp(
    {
      nombres: 'CÉSAR IÑAKI',
      primerApellido: 'MELÉNDEZ',
      segundoApellido: 'RUIZ',
      sexo: 'H',
      fechaNacimiento: '2001-07-22',
      entidadNacimiento: '06',
    },
    'A',
  )
  const csv = join(dir, 'colima.csv')
  writeFileSync(csv, `${HEADER}\n${ROWS.join('\n').replace('MERC010722HCMLNZA4', curp)}\n`)
  const kit = async (...args: string[]): Promise<string> => (await run(process.execPath, [KIT, ...args])).stdout
  const data = join(dir, 'nodo')
  await kit('init', '--entidad', '06', '--data', data)
  await kit('import', csv, '--data', data)
  const { stdout: ca } = await run(process.execPath, [MAIN, 'ca'], {
    env: { ...process.env, ACTAS_DATA: world.dataDir },
  })
  writeFileSync(join(dir, 'ca.pem'), ca)
  node = spawn(process.execPath, [KIT, 'serve', '--data', data, '--port', '0', '--portal-ca', join(dir, 'ca.pem')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  node.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text))
  await until('the node', async () => (/nodo ready https:\/\//.test(said) ? true : undefined))
  await run(process.execPath, [MAIN, 'entidad', 'add', '--alta', join(data, 'alta.json')], {
    env: { ...process.env, ACTAS_DATA: world.dataDir, DATABASE_URL: '' },
  })
  const old = await call<Person[]>('GET', `${world.sandbox}/personas?entidad=06&n=1`)
  assert.equal(
    (await search(world, { curp: old.body[0]!.curp, entidadRegistro: '06', filiacion: old.body[0]!.filiacion[0] }))
      .status,
    404,
  )
})

test('the copy says exactly what the CSV says, accents, Ñ, zeros and notes included', async (t) => {
  const alta = JSON.parse(readFileSync(join(dir, 'nodo', 'alta.json'), 'utf8')) as { entidad: string }
  assert.equal(alta.entidad, '06')
  const { parseCurp } = await import('@actas/node-kit/contract/curp.ts')
  const curp = readFileSync(join(dir, 'colima.csv'), 'utf8').match(/MERC\w{14}|MERX\w{14}|MER\w{15}/)?.[0] ?? ''
  assert.ok(parseCurp(curp).ok)
  const { pdf } = await getCopy(world, {
    curp,
    entidadRegistro: '06',
    filiacion: ['Rosa Úrsula Ruiz'],
  } as unknown as Person)
  if (!needsProgram(t, 'pdftotext')) return
  const file = join(dir, 'copia.pdf')
  writeFileSync(file, pdf)
  const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' })
  for (const value of [
    'CÉSAR IÑAKI',
    'MELÉNDEZ',
    'RUIZ',
    'COQUIMATLÁN',
    '0003',
    '04',
    '00471',
    '02/08/2001',
    '22/07/2001',
    'AX-9917',
    'ROSA ÚRSULA',
    'O’HARA',
    curp,
    'Rectificada en 2011',
    'Segunda nota «con comillas»',
  ]) {
    assert.ok(text.includes(value), `«${value}» is not on the paper:\n${text}`)
  }
  assert.ok(text.includes('---------------'), 'missing values are dashes')
})

test('a person without a CURP is found by data, with two mothers, and the paper shows both', async (t) => {
  const found = await search(world, {
    nombres: 'maría josé',
    primerApellido: 'güemes',
    sexo: 'M',
    fechaNacimiento: '1969-02-03',
    entidadRegistro: '06',
    filiacion: 'Eva Solís',
  })
  assert.equal(found.status, 200, JSON.stringify(found.body))
  const { busqueda, vistaPrevia } = (found.body as any).actas[0]
  assert.equal(vistaPrevia.curp, null)
  assert.equal(vistaPrevia.segundoApellido, null)
  const { body } = await call<any>(
    'POST',
    `${world.url}/api/v1/solicitudes`,
    { busqueda, medioDePago: 'tarjeta' },
    { 'idempotency-key': crypto.randomUUID() },
  )
  await call('POST', `${world.sandbox}/banco/tarjeta/${body.pago.cobro}`, { numero: '4111111111111111' })
  const view = await until('the copy', async () => {
    const { body: seen } = await call<any>('GET', `${world.url}/api/v1/solicitudes/${body.folio}`, undefined, {
      authorization: `Bearer ${body.acceso}`,
    })
    return seen.copia ? seen : undefined
  })
  const verified = await call<any>('POST', `${world.url}/api/v1/verificaciones`, {
    codigoVerificacion: view.copia.codigoVerificacion,
  })
  assert.deepEqual(verified.body.acta.padres, ['ANA GÜEMES', 'EVA SOLÍS PEÑA'])
  t.diagnostic(verified.body.veredicto)
})

test('a corrected acta makes earlier copies superseded, and a reserved one cancels them', async () => {
  const csv = join(dir, 'colima.csv')
  const curp = readFileSync(csv, 'utf8').match(/MER\w{15}/)![0]
  const { view } = await getCopy(world, {
    curp,
    entidadRegistro: '06',
    filiacion: ['Rosa Úrsula Ruiz'],
  } as unknown as Person)
  const verdict = async (): Promise<string> =>
    (
      await call<any>('POST', `${world.url}/api/v1/verificaciones`, {
        codigoVerificacion: view['copia'].codigoVerificacion,
      })
    ).body.veredicto
  assert.equal(await verdict(), 'valida')
  writeFileSync(csv, readFileSync(csv, 'utf8').replace('07:24', '09:24'))
  await run(process.execPath, [KIT, 'import', csv, '--data', join(dir, 'nodo')])
  await until('superada', async () => ((await verdict()) === 'superada' ? true : undefined), 60_000)
  writeFileSync(csv, readFileSync(csv, 'utf8').replace('«con comillas»,no', '«con comillas»,si'))
  await run(process.execPath, [KIT, 'import', csv, '--data', join(dir, 'nodo')])
  await until('cancelada', async () => ((await verdict()) === 'cancelada' ? true : undefined), 60_000)
})

test('an alta that is not one is refused in words', async () => {
  const file = join(dir, 'mala.json')
  writeFileSync(
    file,
    JSON.stringify({ entidad: '06', url: 'http://127.0.0.1:1', certificado: 'x', llaveFirma: 'y', kid: 'z' }),
  )
  const failed = await run(process.execPath, [MAIN, 'entidad', 'add', '--alta', file], {
    env: { ...process.env, ACTAS_DATA: world.dataDir, DATABASE_URL: '' },
  }).catch((error: { code: number; stderr: string }) => error)
  assert.equal((failed as { code: number }).code, 2)
  assert.match((failed as { stderr: string }).stderr, /url/)
})
