// Maintenance over a real database and the whole console: announced, told, called off, never changed, and counted as down.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { SMTPServer } from 'smtp-server'
import { isDomainError } from '#errors'
import { sqlState } from '#db'
import { openMailer } from '#mailer'
import { listLiaisons } from '#onboarding'
import type { Staff } from '#staff'
import { sendMaintenanceMails } from './mail.ts'
import { setClock } from '../../../test/app.ts'
import { openConsoleWorld } from '../../../test/console-world.ts'
import { selectMinutes } from '../sla/sums/store.ts'
import * as sla from '../sla/store.ts'
import { foldMinutes } from '../sla/fold.ts'
import { CONTROL } from '../sla/sums.ts'
import { machineNow } from '#clock'
import {
  announce,
  callOff,
  nextMaintenanceDue,
  readMaintenanceOf,
  readToldMaintenance,
  sweepMaintenance,
} from './maintenance.ts'

const { app, owner, jalisco, colima, ask, send, close } = await openConsoleWorld()
const PAGE = '/consola/mantenimientos'
const NOW = '2017-08-03T16:00:00Z'
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const UGD: Staff = { id: 'ugd', nombre: 'UGD', correo: 'u@b.mx', rol: 'ugd', entidad: null }

/** 22:00 to 02:00 in the night of 5 August, by the clock of the centre. */
const NIGHT = { inicio: '2017-08-05 22:00', fin: '2017-08-06 02:00', que: 'Cambio de discos.', responde: 'Sistemas' }
const SAID = 'Mantenimiento anunciado: del 5 de agosto de 2017, 22:00, al 6 de agosto de 2017, 02:00 (hora del Centro).'

async function open(account: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await send(account, PAGE, { ...NIGHT, ...fields })
  assert.equal(answer.statusCode, 303, answer.body.match(/resumen[\s\S]{0,300}/)?.[0] ?? answer.body.slice(0, 300))
  return String(answer.headers.location).split('/').at(-1)!
}
const off = async (account: string, folio: string, motivo = 'Se pospone.'): Promise<number> =>
  (await send(account, `${PAGE}/${folio}/cancelacion`, { motivo })).statusCode
const facts = async (folio: string): Promise<{ event: string; actor: string; at: string; entidad: string }[]> => {
  const rows = await owner.query<{ event: string; actor: string; at: Temporal.Instant; entidad: string }>(
    'select event, actor, at, entidad from journal.entry where subject = $1 order by id',
    [folio],
  )
  return rows.map((one) => ({ ...one, at: String(one.at) }))
}
const words = async (url: string): Promise<string> =>
  (await ask('ugd', url)).body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

describe('an announced maintenance', () => {
  after(close)
  beforeEach(async () => {
    setClock(app, NOW)
    await owner.query('truncate maintenance.aviso', [])
  })

  test('the liaison announces that of their own registry and nobody else’s, the UGD that of any, and others none', async () => {
    const own = await open('enlace-14')
    assert.match(own, /^MAN-/)
    assert.deepEqual(await facts(own), [{ event: 'maintenance.announced', actor: 'enlace-14', at: NOW, entidad: '14' }])
    const { body } = await ask('enlace-14', `${PAGE}/${own}`)
    assert.match(body, /Jalisco[\s\S]*A tiempo[\s\S]*Cambio de discos\.[\s\S]*Cancelar el mantenimiento/)
    await open('ugd', { entidad: '06' })
    assert.equal((await send('enlace-14', PAGE, { ...NIGHT, entidad: '31' })).statusCode, 403)
    for (const who of ['mesa-1', 'mesa-14', 'renapo', 'auditor', 'gubernatura-14'])
      assert.equal((await send(who, PAGE, { ...NIGHT, entidad: '31' })).statusCode, 403, who)
    assert.doesNotMatch((await ask('mesa-14', PAGE)).body, /Anunciar un mantenimiento/)
  })

  test('an entidad sees its own alone; another’s is answered as what does not exist, also to whoever would call it off', async () => {
    const [own, foreign] = [await open('enlace-14'), await open('enlace-06')]
    const list = (await ask('mesa-14', PAGE)).body
    assert.ok(list.includes(own) && !list.includes(foreign))
    const csv = (await ask('mesa-14', `${PAGE}.csv`)).body
    assert.ok(csv.includes(own) && !csv.includes(foreign))
    assert.equal((await ask('enlace-14', `${PAGE}/${foreign}`)).statusCode, 404)
    assert.equal((await ask('enlace-14', `${PAGE}/MAN-0000000000`)).statusCode, 404)
    assert.equal(await off('enlace-14', foreign), 404)
    assert.equal(await off('mesa-14', own), 403)
    assert.match((await ask('auditor', PAGE)).body, new RegExp(foreign))
  })

  test('the list is cut by what stands in its address, and its CSV the same', async () => {
    const [one, late] = [
      await open('enlace-14'),
      await open('enlace-06', { inicio: '2017-08-04 09:00', fin: '2017-08-04 10:00' }),
    ]
    for (const [query, has, hasNot] of [
      ['?aviso=corto', late, one],
      ['?aviso=a-tiempo', one, late],
      ['?estado=14', one, late],
      ['?situacion=anunciado&estado=06', late, one],
    ] as const) {
      for (const url of [`${PAGE}${query}`, `${PAGE}.csv${query}`]) {
        const { body } = await ask('ugd', url)
        assert.ok(body.includes(has) && !body.includes(hasNot), url)
      }
    }
    const csv = (await ask('ugd', `${PAGE}.csv?estado=06`)).body.trimEnd().split('\r\n')
    assert.equal(csv.at(-1), `${late},06,2017-08-04T14:00:00Z,2017-08-04T15:00:00Z,anunciado,true,24,${NOW},`)
  })

  test('what is wrong is said at its field in the same words as in the summary, and what was typed is kept', async () => {
    const { statusCode, body } = await send('ugd', PAGE, {
      ...NIGHT,
      fin: '2017-08-05 21:00',
      responde: '',
      entidad: '',
    })
    assert.equal(statusCode, 422)
    for (const [campo, mensaje] of [
      ['entidad', 'Elige el estado.'],
      ['fin', 'El fin debe ser después del inicio.'],
      ['responde', 'Escribe quién responde'],
    ] as const) {
      assert.match(body, new RegExp(`<li><a href="#${campo}">${mensaje}`))
      assert.match(body, new RegExp(`id="${campo}-error"><span class="oculto">[^<]*</span>${mensaje}`))
    }
    assert.match(body, /value="2017-08-05 21:00"/)
    assert.match(body, /Cambio de discos\.<\/textarea>/)
    const hostile = `<script>alert(1)</script>'"--;`
    const folio = await open('ugd', { entidad: '14', que: hostile, responde: hostile })
    const page = (await ask('ugd', `${PAGE}/${folio}`)).body
    assert.ok(!page.includes('<script>alert') && page.includes('&lt;script&gt;alert(1)'))
  })

  test('two of the same registry never share an hour; beside it, in its place once called off, and elsewhere they may', async () => {
    const first = await open('enlace-14')
    for (const [inicio, fin] of [
      ['2017-08-06 01:59', '2017-08-06 03:00'],
      ['2017-08-05 20:00', '2017-08-05 22:01'],
      ['2017-08-05 23:00', '2017-08-06 00:00'],
      ['2017-08-05 20:00', '2017-08-06 05:00'],
    ] as const) {
      const answer = await send('ugd', PAGE, { ...NIGHT, inicio, fin, entidad: '14' })
      assert.equal(answer.statusCode, 422, inicio)
      assert.match(answer.body, new RegExp(`Se empalma con ${first}`))
    }
    await open('enlace-14', { inicio: '2017-08-06 02:00', fin: '2017-08-06 03:00' })
    await open('enlace-14', { inicio: '2017-08-05 21:00', fin: '2017-08-05 22:00' })
    await open('enlace-06')
    assert.equal(await off('enlace-14', first), 303)
    await open('enlace-14')
  })

  test('the database alone refuses a second one for the same hour, whatever the program asks', async () => {
    const folio = await open('enlace-14')
    const again = `insert into maintenance.aviso (folio, entidad, inicio, fin, que, responde, anuncio, anunciado_at, aviso_horas, corto)
      select 'MAN-0', $2, inicio + interval '239 minutes', fin + interval '1 hour', que, responde, anuncio, anunciado_at, 24, false
        from maintenance.aviso where folio = $1`
    await assert.rejects(app.db.query(again, [folio, '14']), (error: unknown) => sqlState(error) === '23P01')
    await app.db.query(again, [folio, '06'])
  })

  test('announced twice in the same moment it stands once, and the other is told why', async () => {
    const both = await Promise.all(
      ['enlace-14', 'ugd', 'enlace-14'].map((who) =>
        send(who, PAGE, { ...NIGHT, ...(who === 'ugd' ? { entidad: '14' } : {}) }),
      ),
    )
    assert.deepEqual(both.map((one) => one.statusCode).sort(), [303, 422, 422])
    assert.match(
      both.find((one) => one.statusCode === 422)!.body,
      /Se empalma con MAN-|Ya hay un mantenimiento anunciado/,
    )
  })

  test('of whatever is announced and called off no minute is held twice, and only what would hold one twice is refused', async () => {
    const minute = (n: number): string =>
      at(NOW)
        .add({ minutes: n })
        .toZonedDateTimeISO('America/Mexico_City')
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' })
        .replace('T', ' ')
    const steps = fc.array(
      fc.record({
        wait: fc.nat(3),
        from: fc.integer({ min: 1, max: 20 }),
        long: fc.integer({ min: 1, max: 12 }),
        off: fc.nat(5),
      }),
      { minLength: 3, maxLength: 9 },
    )
    let [refused, cut] = [0, 0]
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        await owner.query('truncate maintenance.aviso', [])
        const held: { folio: string; from: number; to: number; off?: boolean }[] = []
        let now = 0
        for (const step of all) {
          now += step.wait
          setClock(app, at(NOW).add({ minutes: now }).toString())
          const target = held[step.off]
          if (target && !target.off && target.to > now) {
            await callOff(app, UGD, target.folio, 'Se pospone.')
            cut += Number(now > target.from)
            Object.assign(target, { off: true, to: Math.max(target.from, now) })
          }
          const [from, to] = [now + step.from, now + step.from + step.long]
          const free = held.every((one) => one.to <= from || one.from >= to || one.from === one.to)
          const wanted = { ...NIGHT, entidad: '14', inicio: minute(from), fin: minute(to) }
          const folio = await announce(app, UGD, wanted).catch((error: unknown) => {
            if (!isDomainError(error)) throw error
            assert.match(error.details.campos?.[0]?.codigo ?? '', /^mantenimiento-empalme/)
            return null
          })
          assert.equal(folio !== null, free)
          if (folio === null) refused += 1
          else held.push({ folio, from, to })
        }
        const holds = await readMaintenanceOf(app.db, { inicio: at(NOW), fin: at(NOW).add({ hours: 2 }) })
        for (let n = 0; n < 90; n += 1) {
          const n_ = held.filter((one) => one.from <= n && n < one.to).length
          assert.ok(n_ <= 1)
          assert.equal(holds('14', at(NOW).add({ minutes: n })), n_ === 1, `minute ${n}`)
          assert.ok(!holds('06', at(NOW).add({ minutes: n })))
        }
      }),
      { numRuns: 60 },
    )
    assert.ok(refused > 10 && cut > 0, `${refused} refused, ${cut} cut short`)
  })

  test('with less notice than the Modelo asks for it is taken, and everywhere it is shown that is said', async () => {
    const exact = await open('enlace-14', { inicio: '2017-08-04 11:00', fin: '2017-08-04 12:00' })
    const late = await open('enlace-06', { inicio: '2017-08-04 10:59', fin: '2017-08-04 12:00' })
    assert.match(await words(`${PAGE}/${exact}`), /Aviso A tiempo/)
    assert.match(await words(`${PAGE}/${late}`), /Avisado con menos de 24 horas/)
    const estado = await words('/estado')
    assert.match(
      estado,
      /Colima\. Mantenimiento anunciado: del 4 de agosto de 2017, 10:59, al 4 de agosto de 2017, 12:00 \(hora del Centro\)\. Avisado con menos de 24 horas\./,
    )
    assert.doesNotMatch(estado, /11:00, al 4 de agosto de 2017, 12:00 \(hora del Centro\)\. Avisado/)
  })

  test('anyone reads it from seven days before until it ends or is called off, on the page, in the data and before starting', async () => {
    const folio = await open('enlace-14', { inicio: '2017-08-12 22:00', fin: '2017-08-13 02:00' })
    const told = async (): Promise<boolean> => (await words('/estado')).includes('Mantenimiento anunciado')
    const jsonOf = async (): Promise<unknown> => {
      const { entidades } = (await ask('ugd', '/api/v1/estado')).json() as {
        entidades: { clave: string; mantenimientos: unknown }[]
      }
      return entidades.find((one) => one.clave === '14')!.mantenimientos
    }
    assert.deepEqual([await told(), await jsonOf()], [false, []], 'nine days before')
    setClock(app, '2017-08-06T03:00:01Z')
    assert.equal(await told(), true)
    assert.deepEqual(await jsonOf(), [
      { inicio: '2017-08-13T03:00:00Z', fin: '2017-08-13T07:00:00Z', avisoCorto: false },
    ])
    setClock(app, '2017-08-13T06:59:00Z')
    assert.equal(await told(), true, 'while it lasts')
    assert.equal((await readToldMaintenance(app)).length, 1)
    setClock(app, '2017-08-13T07:00:00Z')
    assert.equal(await told(), false, 'its end is not part of it')
    setClock(app, '2017-08-13T04:00:00Z')
    assert.equal(await off('enlace-14', folio), 303)
    assert.equal(await told(), false, 'called off')
  })

  test('it is called off with a reason, once, and not when it is over; nothing else of it is ever changed', async () => {
    const folio = await open('enlace-14')
    assert.equal(await off('enlace-14', folio, '  '), 422)
    assert.equal(await off('ugd', folio), 303)
    assert.equal(await off('ugd', folio), 409)
    assert.match(
      await words(`${PAGE}/${folio}`),
      /Cancelado .* Lo canceló ugd, el .* Motivo para cancelar Se pospone\./,
    )
    const second = await open('enlace-14')
    setClock(app, '2017-08-06T07:00:00Z')
    assert.equal(await off('enlace-14', second), 409)
    assert.match(await words(`${PAGE}/${second}`), /Terminado/)
    const refused = (error: unknown): boolean => sqlState(error) === '42501'
    for (const change of [`fin = fin + interval '1 hour'`, `corto = true`, `que = 'Otra cosa'`])
      await assert.rejects(
        app.db.query(`update maintenance.aviso set ${change} where folio = $1`, [second]),
        refused,
        change,
      )
    await assert.rejects(app.db.query('update maintenance.aviso set due_at = null where folio = $1', [folio]), refused)
    await assert.rejects(app.db.query('delete from maintenance.aviso where folio = $1', [second]), refused)
  })

  test('its begin and its end are noted each at its own instant, however late the clock looks, and not once it is called off', async () => {
    const one = await open('enlace-14')
    const cut = await open('enlace-06')
    assert.equal(String(await nextMaintenanceDue(app)), '2017-08-06T03:00:00Z')
    setClock(app, '2017-08-06T03:00:00Z')
    assert.equal(await sweepMaintenance(app), 2)
    assert.equal(String(await nextMaintenanceDue(app)), '2017-08-06T07:00:00Z')
    assert.equal(await sweepMaintenance(app), 0, 'once')
    assert.equal(await off('enlace-06', cut), 303)
    setClock(app, '2017-08-09T00:00:00Z')
    await sweepMaintenance(app)
    assert.equal(await nextMaintenanceDue(app), null)
    const events = async (folio: string): Promise<string[]> =>
      (await facts(folio)).map((fact) => `${fact.event.split('.')[1]} ${fact.at}`)
    assert.deepEqual((await events(one)).slice(1), ['began 2017-08-06T03:00:00Z', 'ended 2017-08-06T07:00:00Z'])
    assert.deepEqual((await events(cut)).slice(1), ['began 2017-08-06T03:00:00Z', 'calledOff 2017-08-06T03:00:00Z'])
    const both = await open('enlace-14', { inicio: '2017-08-10 10:00', fin: '2017-08-10 11:00' })
    setClock(app, '2017-08-20T00:00:00Z')
    await sweepMaintenance(app)
    assert.deepEqual((await events(both)).slice(1), ['began 2017-08-10T15:00:00Z', 'ended 2017-08-10T16:00:00Z'])
  })

  test('its minutes carry a label and are judged as any other: the registry that does not answer is down', async () => {
    const folio = await open('enlace-14', { inicio: '2017-08-04 10:00', fin: '2017-08-04 10:10' })
    const start = at('2017-08-04T14:58:00Z')
    const minute = (n: number): Temporal.Instant => start.add({ minutes: n })
    const probes = Array.from({ length: 14 }, (_, n) => n).flatMap((n) =>
      (['a', 'b'] as const).flatMap((vantage) =>
        [5, 35].flatMap((s) => {
          const scheduled = minute(n).add({ seconds: s })
          const base = {
            vantage,
            scheduled_at: scheduled,
            sent_at: scheduled,
            ms: 3,
            cpu: null,
            memoria: null,
            io: null,
            gc: null,
          }
          return [
            { ...base, objetivo: '14', outcome: n >= 2 ? 'unreachable' : 'ok' },
            { ...base, objetivo: '06', outcome: 'ok' },
            { ...base, objetivo: CONTROL, outcome: 'ok' },
          ]
        }),
      ),
    )
    await app.db.tx(async (tx) => {
      await sla.insertProbes(tx, probes)
      await sla.touch(
        tx,
        Array.from({ length: 14 }, (_, n) => ['14', '06'].map((entidad) => ({ entidad, minute: minute(n) }))).flat(),
      )
    })
    setClock(app, '2017-08-04T15:05:30Z')
    assert.equal(await off('enlace-14', folio), 303)
    setClock(app, minute(14).toString())
    for (const vantage of ['a', 'b'])
      await sla.reportVantage(app.db, { vantage, completeUntil: minute(14), seenAt: machineNow() })
    await foldMinutes(app)
    const seen = async (clave: string): Promise<string> =>
      (await selectMinutes(app.db, { claves: [clave], desde: start, hasta: minute(14) }))
        .map((one) => `${one.state[0]}${one.maint ? 'm' : ''}`)
        .join(' ')
    assert.equal(await seen('14'), 'U U Dm Dm Dm Dm Dm Dm D D D D D D', 'until the minute in which it was called off')
    assert.equal(await seen('06'), Array(14).fill('U').join(' '))
    const [hour] = await owner.query<{ n: number }>(
      `select sum(mantenimiento)::int as n from sla.hour where entidad = '14'`,
      [],
    )
    assert.equal(hour?.n, 6)
    const down = await owner.query(
      `select from journal.entry where event = 'sla.down' and actor = 'monitor' and entidad = '14' and at > $1`,
      [start],
    )
    assert.equal(down.length, 1, 'an outage as any other')
    const niveles = (await ask('ugd', '/consola/niveles?desde=2017-08-04&hasta=2017-08-04')).body
    assert.match(niveles, /Jalisco<\/th>(?:<td>(?:(?!<\/td>).)*<\/td>){7}<td>6<\/td>/)
    assert.match(niveles, /Colima<\/th>(?:<td>(?:(?!<\/td>).)*<\/td>){7}<td>0<\/td>/)
    const csv = (
      await ask('ugd', '/api/v1/evidencia/minutos.csv?desde=2017-08-04T14:58:00Z&hasta=2017-08-04T15:12:00Z&entidad=14')
    ).body
    assert.equal(csv.split('\r\n').filter((row) => row.includes(',DOWN,true,')).length, 6)
  })

  test('the page of an incident says what maintenance was announced for its time, and of no other registry', async () => {
    const before = (await ask('ugd', `/consola/incidencias/${jalisco.incident}`)).body
    assert.doesNotMatch(before, /Mantenimiento anunciado/)
    const [row] = await owner.query<{ inicio: Temporal.Instant }>(
      'select inicio from incidents.incidencia where id = $1',
      [jalisco.incident],
    )
    const inicio = row!.inicio.add({ minutes: 3 })
    setClock(app, row!.inicio.subtract({ hours: 1 }).toString())
    const local = (one: Temporal.Instant): string =>
      one
        .toZonedDateTimeISO('America/Mexico_City')
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' })
        .replace('T', ' ')
    const folio = await announce(app, UGD, {
      ...NIGHT,
      entidad: '14',
      inicio: local(inicio),
      fin: local(inicio.add({ hours: 1 })),
    })
    setClock(app, inicio.add({ minutes: 5 }).toString())
    const page = (await ask('ugd', `/consola/incidencias/${jalisco.incident}`)).body
    assert.match(
      page,
      new RegExp(
        `Mantenimiento anunciado</dt><dd><a href="${PAGE}/${folio}">${folio}</a>[^<]*No perdona los minutos de caída\\. Avisado con menos de 24 horas\\.`,
      ),
    )
    assert.ok(!(await ask('ugd', `/consola/incidencias/${colima.incident}`)).body.includes(folio))
  })

  test('announcing and calling off each ask for the mails of the liaisons, in the transaction of the fact', async () => {
    const folio = await open('enlace-14')
    const queued = async (): Promise<number> =>
      (
        await owner.query<{ n: number }>(
          `select count(*)::int as n from pgboss.job where name = 'maintenance.mail' and data->>'subject' = $1`,
          [folio],
        )
      )[0]!.n
    assert.equal(await queued(), 1)
    assert.equal(await off('enlace-14', folio), 303)
    assert.equal(await queued(), 2)
  })

  test('the liaisons of the entidad get a mail of each, once and in this order, and nobody else does', async (t) => {
    const mails: { to: string; text: string }[] = []
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          mails.push({ to: session.envelope.rcptTo[0]!.address, text: Buffer.concat(chunks).toString('latin1') })
          done()
        })
      },
    })
    await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready))
    const { port } = smtp.server.address() as AddressInfo
    const mailer = openMailer({ ...app.config, smtp: { host: '127.0.0.1', port } })
    t.after(async () => {
      mailer.transport?.close()
      await new Promise<void>((closed) => smtp.close(closed))
    })
    const folio = await open('ugd', { entidad: '14' })
    const post = async (): Promise<void> =>
      await sendMaintenanceMails({ ...app, mailer }, { entry: 0, subject: folio, entidad: '14' })
    await post()
    await post()
    const own = (await listLiaisons(app)).filter((one) => one.clave === '14').map((one) => one.correo)
    assert.ok(own.length >= 2)
    assert.deepEqual(mails.map((one) => one.to).sort(), own.sort(), 'once each')
    const subjects = (): string[] => mails.map((one) => /^Subject: (.*)$/m.exec(one.text)![1]!)
    assert.ok(subjects().every((one) => one.includes('anunciado') && one.includes(folio)))
    assert.equal(await off('ugd', folio), 303)
    await post()
    assert.equal(mails.length, 2 * own.length)
    assert.ok(
      subjects()
        .slice(own.length)
        .every((one) => one.includes('cancelado')),
    )
  })

  test('the sentence that people read', async () => {
    await open('enlace-14')
    assert.ok((await words('/estado')).includes(SAID))
  })
})
