// Saying who one is: with a second factor of the portal, and again before an act that weighs.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { openConsoleServer } from '../../../../test/console-server.ts'
import { dismiss, invite } from '../accounts/accounts.ts'
import { SESSION_COOKIE, openSession } from '../staff.ts'
import type { Staff } from '../staff.ts'
import { enrol, hasFactor, newEnrolment, readEnrolment, takeCode } from './factor.ts'
import { codeOf, stepAt } from './totp.ts'

const { app, server, close } = await openConsoleServer()

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
async function ask(secret: string, url: string, fields?: Record<string, string>): Promise<LightMyRequestResponse> {
  return await server.inject({
    method: fields ? 'POST' : 'GET',
    url,
    cookies: { [SESSION_COOKIE]: secret },
    headers: { accept: 'text/html', ...(fields ? FORM : {}) },
    ...(fields ? { payload: new URLSearchParams(fields).toString() } : {}),
  })
}
const where = (answer: LightMyRequestResponse): string =>
  `${answer.statusCode} ${String(answer.headers.location ?? '')}`
const cookieOf = (answer: LightMyRequestResponse): string =>
  answer.cookies.find((one) => one.name === SESSION_COOKIE)?.value ?? ''
const events = async (subject: string): Promise<string[]> =>
  (
    await app.db.query<{ event: string }>(
      `select event from journal.entry where subject = $1 and event like 'staff.factor%' order by id`,
      [subject],
    )
  ).map((one) => one.event)

/** An instant that stands still: the codes of the tests depend on no clock. */
const NOON = Temporal.Instant.from('2017-07-03T18:00:00Z')
const later = (minutes: number): Temporal.Instant => NOON.add({ minutes })

/** An account with a factor, and how its authenticator answers at an instant. */
async function withFactor(
  id: string,
): Promise<{ staff: Staff; codeAt: (at: Temporal.Instant) => string; recovery: readonly string[] }> {
  const { staff } = await openSession(app, id)
  const { secret, recovery, sealed } = newEnrolment(app, id)
  const key = fromBase32(secret)
  const codeAt = (at: Temporal.Instant): string => codeOf(key, stepAt(at))
  const before = NOON.subtract({ hours: 1 })
  await enrol(app, staff, sealed, codeAt(before), before)
  return { staff, codeAt, recovery }
}

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

/** What the page of a new factor shows: the secret, and the seal of its form. */
function shown(page: LightMyRequestResponse): { key: Buffer; sello: string } {
  const secret = page.body.match(/<p><code class="largo">([A-Z2-7 ]+)<\/code><\/p>/)?.[1] ?? ''
  return {
    key: fromBase32(secret.replaceAll(' ', '')),
    sello: page.body.match(/name="sello" value="([^"]+)"/)?.[1] ?? '',
  }
}

describe('saying who one is', () => {
  after(close)

  test('whoever comes without a second factor reaches nothing of the console but the page that asks for one', async () => {
    const { secret } = await openSession(app, 'auditor', null, false)
    for (const url of ['/consola', '/consola/pagos?pagina=2', '/consola/cuentas.csv']) {
      const answer = await ask(secret, url)
      assert.equal(where(answer), `303 /consola/segundo-factor?vuelve=${encodeURIComponent(url)}`)
    }
    const program = await server.inject({ method: 'GET', url: '/consola', cookies: { [SESSION_COOKIE]: secret } })
    assert.equal(program.statusCode, 403)
    assert.equal((await ask(secret, '/consola/segundo-factor')).statusCode, 200)
    assert.equal(where(await ask(secret, '/consola/salir', {})), '303 /consola/entrar')
    assert.match(
      where(await ask(secret, '/consola/segundo-factor')),
      /^303 \/consola\/entrar/,
      'and may leave from there',
    )
  })

  test('a first factor is given by its first right code, and the session gets another secret', async () => {
    const { secret } = await openSession(app, 'renapo', null, false)
    const page = await ask(secret, '/consola/segundo-factor?vuelve=%2Fconsola%2Fpiloto')
    const { key, sello } = shown(page)
    const form = { sello, vuelve: '/consola/piloto' }
    const missed = await ask(secret, '/consola/segundo-factor', { ...form, codigo: '12345' })
    assert.equal(missed.statusCode, 422)
    assert.deepEqual(shown(missed), { key, sello }, 'the same key again: it was added to the phone')
    assert.equal(await hasFactor(app, 'renapo'), false)
    // Half a minute may end between making the code and its arrival; the step before still counts then.
    const codigo = codeOf(key, stepAt(Temporal.Now.instant()))
    const given = await ask(secret, '/consola/segundo-factor', { ...form, codigo })
    assert.equal(where(given), '303 /consola/piloto', given.body)
    assert.match(where(await ask(secret, '/consola')), /^303 \/consola\/entrar/, 'the secret of before has ended')
    assert.equal((await ask(cookieOf(given), '/consola')).statusCode, 200)
    const second = await openSession(app, 'renapo', null, false)
    const asked = await ask(second.secret, '/consola/segundo-factor')
    assert.ok(!asked.body.includes('name="sello"'), 'from now on only the code is asked')
    const taken = await ask(second.secret, '/consola/segundo-factor', { codigo })
    assert.equal(taken.statusCode, 422, 'a code that was used')
    const another = newEnrolment(app, 'renapo')
    const over = await ask(second.secret, '/consola/segundo-factor', {
      sello: another.sealed,
      codigo: codeOf(fromBase32(another.secret), stepAt(Temporal.Now.instant())),
    })
    assert.equal(over.statusCode, 409, 'nobody puts a new factor over the one that there is')
  })

  test('a code counts once, also when it is sent twice at the same moment', async () => {
    const { staff, codeAt } = await withFactor('presidencia')
    const both = await Promise.allSettled([
      takeCode(app, staff, codeAt(NOON), NOON),
      takeCode(app, staff, codeAt(NOON), NOON),
    ])
    assert.deepEqual(both.map((one) => one.status).sort(), ['fulfilled', 'rejected'])
    await assert.rejects(takeCode(app, staff, codeAt(NOON), later(0)), { kind: 'invalid' })
    await takeCode(app, staff, codeAt(later(1)), later(1))
    const told = await events('presidencia')
    assert.deepEqual(
      [told[0], ...told.slice(1).sort()],
      ['staff.factorGiven', 'staff.factorMissed', 'staff.factorMissed', 'staff.factorShown', 'staff.factorShown'],
    )
  })

  test('after five wrong codes the right one waits too, for a quarter of an hour', async () => {
    const { staff, codeAt, recovery } = await withFactor('mesa-1')
    for (let i = 0; i < 5; i += 1) await assert.rejects(takeCode(app, staff, '000', NOON), { kind: 'invalid' })
    for (const code of [codeAt(NOON), recovery[0]!])
      await assert.rejects(takeCode(app, staff, code, later(14)), { kind: 'tooMany', codigo: 'demasiados-codigos' })
    await takeCode(app, staff, codeAt(later(16)), later(16))
  })

  test('each recovery code opens once, and the database keeps none of them', async () => {
    const { staff, recovery } = await withFactor('oic-14')
    await takeCode(app, staff, recovery[0]!.toUpperCase().replace(/(.{4})/g, '$1 '), NOON)
    await assert.rejects(takeCode(app, staff, recovery[0]!, NOON), { kind: 'invalid' })
    await takeCode(app, staff, recovery[1]!, NOON)
    const { staff: other } = await withFactor('oic-06')
    await assert.rejects(takeCode(app, other, recovery[2]!, NOON), { kind: 'invalid' }, 'nobody else’s')
    const [row] = await app.db.query<{ all: string }>(
      `select (select string_agg(f::text, '') from staff.factor f) || (select string_agg(r::text, '') from staff.recovery r) as all`,
      [],
    )
    for (const one of recovery)
      assert.ok(!row!.all.includes(Buffer.from(one).toString('hex')) && !row!.all.includes(one))
  })

  test('the form of a new factor serves its own account, for twenty minutes, and nobody forges it', () => {
    const { sealed } = newEnrolment(app, 'ugd')
    const now = Temporal.Now.instant()
    assert.ok(readEnrolment(app, 'ugd', sealed, now))
    assert.equal(readEnrolment(app, 'auditor', sealed, now), null)
    assert.equal(readEnrolment(app, 'ugd', sealed, now.add({ minutes: 30 })), null)
    for (const forged of ['', 'x', sealed.slice(0, -2), `A${sealed.slice(1)}`, sealed.slice(0, 24)])
      assert.equal(readEnrolment(app, 'ugd', forged, now), null, forged)
  })

  test('an act that weighs asks again who one is after a quarter of an hour; reading never does', async () => {
    const { secret } = await openSession(app, 'enlace-14')
    const invitation = { cuenta: 'nueva', nombre: 'Prueba', correo: 'p@a.invalid', rol: 'finanzas', motivo: 'x' }
    const age = async (minutes: number): Promise<void> => {
      await app.db.query(
        `update staff.session set confirmed_at = now() - make_interval(mins => $1) where account = 'enlace-14'`,
        [minutes],
      )
    }
    await age(16)
    const acts: [string, Record<string, string>, string][] = [
      ['/consola/cuentas', invitation, '/consola/cuentas'],
      ['/consola/cuentas/finanzas-14/baja', { motivo: 'x' }, '/consola/cuentas/finanzas-14'],
      ['/consola/integracion/14/enlace', { enlace: 'x' }, '/consola/integracion/14'],
    ]
    for (const [url, fields, back] of acts)
      assert.equal(
        where(await ask(secret, url, fields)),
        `303 /consola/segundo-factor?vuelve=${encodeURIComponent(back)}`,
      )
    const rows = await app.db.query(
      `select 1 from staff.account where id = 'nueva' or (id = 'finanzas-14' and not active)`,
      [],
    )
    assert.deepEqual(rows, [], 'nothing was done')
    for (const url of ['/consola', '/consola/cuentas', '/consola/integracion/14'])
      assert.equal((await ask(secret, url)).statusCode, 200, url)
    const page = await ask(secret, '/consola/segundo-factor?vuelve=%2Fconsola%2Fcuentas')
    assert.match(page.body, /no se envió/)
    assert.match(page.body, /href="\/consola\/entrar\/inicio\?vuelve=%2Fconsola%2Fcuentas&amp;cuenta=enlace-14"/)
    await age(14)
    assert.equal(where(await ask(secret, '/consola/cuentas', invitation)), '303 /consola/cuentas')
  })

  test('whoever has a factor confirms with its code, and does then what weighs', async () => {
    const { codeAt } = await withFactor('ugd')
    const { secret } = await openSession(app, 'ugd')
    await app.db.query(
      `update staff.session set confirmed_at = confirmed_at - interval '16 minutes' where account = 'ugd'`,
      [],
    )
    const form = { codigo: codeAt(Temporal.Now.instant()), vuelve: '//evil.example' }
    const confirmed = await ask(secret, '/consola/segundo-factor', form)
    assert.equal(where(confirmed), '303 /consola', 'and is led nowhere else')
    const act = await ask(cookieOf(confirmed), '/consola/cuentas/mesa-06/baja', { motivo: 'Cambio.' })
    assert.equal(where(act), '303 /consola/cuentas/mesa-06')
  })

  test('whoever finds a console open gives it no factor of their own', async () => {
    const { secret } = await openSession(app, 'finanzas-14')
    await app.db.query(
      `update staff.session set confirmed_at = confirmed_at - interval '16 minutes' where account = 'finanzas-14'`,
      [],
    )
    const { sealed, secret: text } = newEnrolment(app, 'finanzas-14')
    const codigo = codeOf(fromBase32(text), stepAt(Temporal.Now.instant()))
    assert.equal((await ask(secret, '/consola/segundo-factor', { sello: sealed, codigo })).statusCode, 422)
    assert.equal(await hasFactor(app, 'finanzas-14'), false)
  })

  test('whoever lost phone and codes leaves, is invited again, and gives a new factor', async () => {
    await withFactor('mesa-15')
    const by = { id: 'ugd', rol: 'ugd', entidad: null } as const
    await dismiss(app, by, 'mesa-15', 'Perdió el teléfono.')
    await invite(app, by, {
      cuenta: 'mesa-15',
      nombre: 'Mesa',
      correo: 'm@e.invalid',
      rol: 'mesa_entidad',
      entidad: '15',
      motivo: 'Vuelve.',
    })
    assert.equal(await hasFactor(app, 'mesa-15'), false)
  })
})
