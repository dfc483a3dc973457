// Every form of the citizen's side, found on its page and sent through the real routes with what people should never type.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import { before, test } from 'node:test'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { readConfig } from '#config'
import { seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { placeOrder, readOrder } from '#orders'
import { openDraft, saveDraft } from '#search'
import { inviter } from '#survey'
import { DRAFT_COOKIE, orderCookie, paths } from '#ui/paths'
import { openBase } from '../src/app.ts'
import { withEdges } from '../src/edges.ts'
import { hashOf } from '../src/citizen/search/hash.ts'
import { insertBusqueda } from '../src/citizen/search/store.ts'
import { confirmationToken } from '../src/citizen/holders/notices.ts'
import { currentHolder, holderCookie, openHolderSession } from '../src/citizen/holders/sessions.ts'
import { linkToken } from '../src/citizen/orders/link.ts'
import { buildServer } from '../src/roles/web.ts'
import { openQueue, openTestApp } from './app.ts'
import { atEnd } from './database.ts'
import { errorsMissaid, formsIn, strangeMarkup } from './forms.ts'
import type { Form } from './forms.ts'

const BLNS = createRequire(import.meta.url)('big-list-of-naughty-strings') as string[]
/** What the list lacks: markup of our own kind of page, what a screen hides, what a database refuses, and sheer size. */
const OWN = [
  `"><img src=x onerror=alert(1)>`,
  `'><svg/onload=alert(1)>`,
  `</title></textarea></select><script>alert(1)</script>`,
  `<!--<a href="javascript:alert(1)">ñ</a>`,
  'Mar\u0000ía',
  Array.from({ length: 32 }, (_, i) => String.fromCharCode(i)).join(''),
  '\u202eADABA \u200b\u2066\ufeff',
  '\ud800 sin pareja',
  'Pen\u0303a Gu\u0308emes',
  'x'.repeat(10_000),
  'ñ<b>'.repeat(2_500),
  '%00%0d%0aSet-Cookie: a=b',
  'a\r\nX-Otro: sí',
  '../../../etc/passwd',
  '{{7*7}}${7*7}<%= 7*7 %>',
  "'; drop table orders.solicitud; --",
  '=HYPERLINK("http://x","y")',
  'constructor',
  '__proto__',
]
const ALL = [...new Set([...OWN, ...BLNS])]
/** In a quick run all of ours and a seeded few of the list; over many runs every one is met. */
const EVERYTHING = process.env['ACTAS_TEST_ALL'] === 'true'
const SEED = Number(process.env['ACTAS_TEST_SEED'] ?? 1)
const FEW = 6

/** The strings for the n-th form of this run. */
function strings(n: number): string[] {
  if (EVERYTHING) return ALL
  const from = (SEED + n * 97) % BLNS.length
  return [...OWN, ...Array.from({ length: FEW }, (_, i) => BLNS[(from + i * 83) % BLNS.length]!)]
}

const { connection, config: own } = await openTestApp()
const base = await openBase(
  readConfig({ ACTAS_DATA: own.dataDir, ACTAS_WORLD: 'quieto', ACTAS_DB: JSON.stringify(connection) }),
  { role: 'prueba', poolSize: 8, queue: null },
)
const app = { ...base.app, jobs: await openQueue(connection, base.app.db, [...base.app.reactions.values()].flat()) }
/** Programs, staff and liaisons have their own doors and their own tests. */
const NOT_CITIZENS = /^\/(api|consola|interno|avisos|comunicados|integracion|sandbox)\//
const posts = new Set<string>()
let server: FastifyInstance

before(async () => {
  await seedDirectory(app)
  await seedModelo(app)
  server = await buildServer({ ...base, app }, ({ method, url }) => {
    if (method === 'POST' && !NOT_CITIZENS.test(url)) posts.add(url)
  })
})
atEnd(async () => {
  await server.close()
  await base.close()
})

type Jar = Readonly<Record<string, string>>
interface Visit {
  readonly url: string
  readonly cookies: Jar
}
const CURP = 'PEGJ900512HJCRRS04'
const vista = {
  curp: CURP,
  nombres: 'JOSÉ <DE> JESÚS',
  primerApellido: 'PEÑA',
  segundoApellido: null,
  sexo: 'H',
  fechaNacimiento: '1990-05-12',
  lugarNacimiento: null,
  entidadRegistro: '14',
  municipioRegistro: 'Tepatitlán',
  oficialia: '0001',
  libro: null,
  numeroActa: '00512',
  fechaRegistro: '1990-06-01',
} as const
let counter = 0

/** What a search found, for a person who stands before the payment. */
async function found(): Promise<string> {
  counter += 1
  const busqueda = `b_prueba_${counter}`
  const expiresAt = app.clock.now().add({ hours: 1 })
  const row = { entidad: '14', referencia: `r${counter}`, version: 'v', anio: 1990, vista, centavos: 9_800 }
  const kept = { ...row, idHash: hashOf(busqueda), vigenteDesde: '2000-01-01', expiresAt, deTitular: false }
  await app.db.tx(async (tx) => await insertBusqueda(tx, kept))
  return busqueda
}

async function withDraft(url: string, more: object = {}): Promise<Visit> {
  const id = await openDraft(app)
  await saveDraft(app, id, { curp: CURP, ...more })
  return { url, cookies: { [DRAFT_COOKIE]: id } }
}

/** An order that waits for its money at a bank, on the device that placed it. */
async function placed(): Promise<{ folio: string; acceso: string }> {
  const edges = { ...(await withEdges(app)), bank: { url: 'http://127.0.0.1:9', secret: 'x' } }
  return await placeOrder(edges, { busqueda: await found(), medioDePago: 'referencia', correo: 'ana@ejemplo.mx' })
}

async function ownOrder(url: (folio: string) => string): Promise<Visit> {
  const { folio, acceso } = await placed()
  return { url: url(folio), cookies: { [orderCookie(folio)]: acceso } }
}

/** An order whose mail came back, so that its page asks for another address. */
async function undelivered(): Promise<Visit> {
  const at = await ownOrder(paths.order)
  const folio = at.url.split('/').at(-1)!
  const address = createHmac('sha256', app.secrets.blind).update('correo|ana@ejemplo.mx').digest()
  const now = app.clock.now()
  await app.db.query(
    `insert into mailer.envio (id, asunto, sobre, destinatario, trabajo, entrada, estado, creado_at, cerrado_at, problema)
     values ($1, $1, $1, $2, 'orders.mail', 0, 'devuelto', $3, $3, 'no-existe')`,
    [folio, address, now],
  )
  return at
}

/** A link of a mail that no longer opens. */
async function expiredLink(): Promise<Visit> {
  const { folio } = await placed()
  const past = app.clock.now().subtract({ hours: 1 })
  return { url: paths.orderEnter(folio, linkToken(app, folio, past)), cookies: {} }
}

/** The form after this one, reached as a person reaches it: with answers that are accepted. */
async function after(first: Promise<Visit>, answers: Readonly<Record<string, string>>): Promise<Visit> {
  const { page, cookies } = await visit(await first)
  const form = formsIn(page.body)[0]!
  const fields = filled(form, '', false).map(([name, value], i): [string, string] => [
    name,
    answers[name] ?? (value || (name === 'correo' ? '' : `Texto ${'abcdefgh'[i % 8]}`)),
  ])
  const answer = await send(form, fields, '', cookies)
  assert.equal(answer.statusCode, 303, `${form.action}: ${answer.body.match(/<div class="resumen"[\s\S]{0,400}/)?.[0]}`)
  return { url: String(answer.headers.location), cookies: cookiesOf(answer, cookies) }
}

/** A code whose groups are well written, of a copy that nobody issued. */
const CODIGO = '12340 12340 12340 12340 12340 12340'
const refused = async (): Promise<Visit> => ({ url: paths.refused, cookies: {} })
const whichData = async (): Promise<Visit> => ({ url: paths.reportData, cookies: {} })
const itsWords = async (): Promise<Visit> => await after(whichData(), {})
const itsActa = async (): Promise<Visit> => await after(itsWords(), {})
const itsSending = async (): Promise<Visit> => await after(itsActa(), { folio: (await placed()).folio })

async function reported(): Promise<Visit> {
  const payload = { tipo: 'datos', entidad: '14', texto: 'La fecha está mal.' }
  const answer = await server.inject({
    method: 'POST',
    url: '/api/v1/reportes',
    payload,
    remoteAddress: network(),
  })
  const { folio, acceso } = answer.json<{ folio: string; acceso: string }>()
  const { cookies } = await visit({ url: paths.reportEnter(folio, acceso), cookies: {} })
  return { url: paths.reportFollow(folio), cookies }
}

async function invited(): Promise<Visit> {
  const { folio, acceso } = await placed()
  const order = await readOrder(app, folio, acceso)
  const en = String(app.clock.now())
  const invitation = await inviter(app)({ ...order, estado: 'vencida', historial: [{ estado: 'vencida', en }] })
  assert.ok(invitation)
  return { url: new URL(invitation.url, 'http://x').pathname, cookies: {} }
}

/** Where each form is found, with what a person needs to see it. Made anew for each sending: no case spoils another. */
const PLACES: Readonly<Record<string, () => Promise<Visit>>> = {
  curp: async () => ({ url: paths.curp, cookies: {} }),
  datos: async () => ({ url: paths.person, cookies: {} }),
  entidad: async () => await withDraft(paths.entidad),
  filiacion: async () => await withDraft(paths.filiation),
  resultado: async () => await withDraft(paths.result, { resultado: { busquedas: [await found()] } }),
  'resultado de varias': async () =>
    await withDraft(paths.result, { resultado: { busquedas: [await found(), await found()] } }),
  'pedir que la busquen': async () =>
    await withDraft(paths.captureRequest, {
      entidadRegistro: '14',
      resultado: { error: { kind: 'notFound', codigo: 'acta-no-encontrada' } },
    }),
  'qué dato está mal': whichData,
  'qué dice y qué debe decir': itsWords,
  'de qué acta': itsActa,
  'a quién se avisa': itsSending,
  'ya pagué': async () => await ownOrder(paths.orderPaid),
  'otro correo': undelivered,
  'liga vencida': expiredLink,
  recuperar: async () => ({ url: paths.recover, cookies: {} }),
  verificar: async () => ({ url: paths.verify, cookies: {} }),
  reportes: async () => ({ url: `${paths.report}?tipo=otro`, cookies: {} }),
  'reportes de pago': async () => ({ url: `${paths.report}?tipo=pago`, cookies: {} }),
  seguimiento: reported,
  rechazo: refused,
  'dónde la rechazaron': async () => await after(refused(), { copia: CODIGO }),
  encuesta: invited,
  'mi acta': async () => await signedIn(paths.holder),
  avísame: async () => await signedIn(paths.holderNotices),
  'avísame cuando vuelva': async () => ({ url: paths.tellMe('14'), cookies: {} }),
  'avísame cuando abra': async () => ({ url: paths.tellMe('21'), cookies: {} }),
  'curp de un estado': async () => ({ url: paths.curpIn('14'), cookies: {} }),
  candado: async () => await signedIn(paths.holderLock),
  'confirmar correo': givenAddress,
}

/** A holder, who comes from one network all the time: elsewhere the session would end. */
const HOLDER_NETWORK = '10.255.255.1'
let holders = 0

async function signedIn(url: string): Promise<Visit> {
  holders += 1
  const came = { curp: `${CURP}-${holders}`, state: `estado-${holders}`, secondAt: Temporal.Now.instant() }
  const device = { ip: HOLDER_NETWORK, headers: { 'user-agent': 'lightMyRequest' } }
  const secret = await openHolderSession(app, came, device)
  return { url, cookies: { [holderCookie(app.config).name]: secret! } }
}

/** An address that waits for its link to be opened. */
async function givenAddress(): Promise<Visit> {
  const { cookies } = await signedIn(paths.holder)
  const request = { cookies, ip: HOLDER_NETWORK, headers: { 'user-agent': 'lightMyRequest' } }
  const { id } = (await currentHolder(app, request))!
  const correo_nuevo = `ana${holders}@ejemplo.mx`
  await app.db.query('update holders.titular set correo_nuevo = $2 where id = $1', [id, correo_nuevo])
  const clave = confirmationToken(app, { id, correo_nuevo }, app.clock.now().add({ hours: 1 }))
  return { url: paths.holderMailConfirm(clave), cookies: {} }
}

const networkOf = (cookies: Jar): string => (holderCookie(app.config).name in cookies ? HOLDER_NETWORK : network())

/** Limits by network are met elsewhere; here each request comes from another one. */
let networks = 0
function network(): string {
  networks += 1
  return `10.${networks >> 16}.${(networks >> 8) & 255}.${networks & 255}`
}

interface Shown {
  readonly page: LightMyRequestResponse
  readonly cookies: Jar
}

/** A page as a browser shows it: where an address leads on, it follows, and keeps the cookies that it got on the way. */
async function visit({ url, cookies }: Visit, most = 4): Promise<Shown> {
  const page = await server.inject({
    method: 'GET',
    url,
    headers: { accept: 'text/html' },
    cookies: { ...cookies },
    remoteAddress: networkOf(cookies),
  })
  const kept = cookiesOf(page, cookies)
  const { location } = page.headers
  if (page.statusCode !== 303 || !location?.startsWith('/') || most === 0) return { page, cookies: kept }
  return await visit({ url: location, cookies: kept }, most - 1)
}

function cookiesOf(answer: LightMyRequestResponse, jar: Jar): Jar {
  return { ...jar, ...Object.fromEntries(answer.cookies.map((one) => [one.name, one.value])) }
}

/** What a form sends with one text in every field, or only in those that are typed, the rest as a person leaves it. */
function filled(form: Form, text: string, everywhere: boolean): [string, string][] {
  return form.fields
    .filter((field) => field.kind !== 'file')
    .map((field): [string, string] => [field.name, everywhere || field.kind === 'text' ? text : field.value])
}

const BOUNDARY = '----prueba'
function multipart(fields: readonly [string, string][], form: Form, text: string): Buffer {
  const files = form.fields.filter((one) => one.kind === 'file').map((one) => one.name)
  const name = text.replace(/[\r\n"\0]/g, '_').slice(0, 200)
  const parts = [
    ...fields.map(([key, value]) => `content-disposition: form-data; name="${key}"\r\n\r\n${value}`),
    ...files.map(
      (key) =>
        `content-disposition: form-data; name="${key}"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n%PDF-${text}`,
    ),
  ]
  return Buffer.from(`${parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('')}--${BOUNDARY}--\r\n`)
}

async function send(
  form: Form,
  fields: [string, string][],
  text: string,
  cookies: Jar,
): Promise<LightMyRequestResponse> {
  return await server.inject({
    method: 'POST',
    url: form.action,
    headers: {
      accept: 'text/html',
      'sec-fetch-site': 'same-origin',
      'content-type': form.multipart
        ? `multipart/form-data; boundary=${BOUNDARY}`
        : 'application/x-www-form-urlencoded',
    },
    cookies: { ...cookies },
    payload: form.multipart
      ? multipart(fields, form, text)
      : fields.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&'),
    remoteAddress: networkOf(cookies),
  })
}

/** As a browser encodes it; half a surrogate becomes the sign for what cannot be shown. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed())

/** What is wrong with an answer to `text`: a failure of ours, the text as markup, or a header that it made. */
function wrongWith(answer: LightMyRequestResponse, text: string): string[] {
  const problems: string[] = []
  if (answer.statusCode >= 500 && answer.headers['retry-after'] === undefined) problems.push(`${answer.statusCode}`)
  if (/<[a-z!/?]/i.test(text) && answer.body.includes(text.toWellFormed())) problems.push('raw text in the page')
  if (String(answer.headers['content-type']).startsWith('text/html')) problems.push(...strangeMarkup(answer.body))
  if (answer.statusCode === 422) problems.push(...errorsMissaid(answer.body))
  if (answer.headers['x-otro'] !== undefined || answer.cookies.some((one) => one.name === 'a'))
    problems.push('a header that was typed')
  const { location } = answer.headers
  if (location !== undefined && !/^(\/|http:\/\/127\.0\.0\.1)[\x21-\x7e]*$/.test(location))
    problems.push(`leads to ${location}`)
  return problems
}

async function atOnce<T>(work: readonly T[], few: number, run: (one: T) => Promise<void>): Promise<void> {
  const queue = [...work]
  await Promise.all(
    Array.from({ length: few }, async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) await run(one)
    }),
  )
}

test(
  'whatever is typed into a form of the citizen’s side, no page breaks and none of it becomes markup',
  { timeout: EVERYTHING ? 1_500_000 : 240_000 },
  async (t) => {
    const met = new Set<string>()
    const problems: string[] = []
    let sent = 0
    let mended = 0
    const cases: { place: string; index: number; text: string; everywhere: boolean }[] = []
    for (const [n, [place, open]] of Object.entries(PLACES).entries()) {
      const { page } = await visit(await open())
      assert.ok(page.statusCode < 500, `${place}: ${page.body.slice(0, 300)}`)
      const forms = formsIn(page.body)
      assert.ok(forms.length > 0, `${place} has no form`)
      for (const index of forms.keys())
        for (const [i, text] of strings(n + index).entries())
          for (const everywhere of EVERYTHING && i < OWN.length ? [true, false] : [(n + i) % 2 === 0])
            cases.push({ place, index, text, everywhere })
    }
    await atOnce(cases, 24, async ({ place, index, text, everywhere }) => {
      const { page, cookies } = await visit(await PLACES[place]!())
      const form = formsIn(page.body)[index]!
      const answer = await send(form, filled(form, text, everywhere), text, cookies)
      sent += 1
      if (answer.statusCode === 422) mended += 1
      met.add(patternOf(form.action))
      const told = (one: LightMyRequestResponse, where: string): void => {
        for (const what of wrongWith(one, text))
          problems.push(`${place} ${where}: ${what}: ${JSON.stringify(text).slice(0, 60)}`)
      }
      told(answer, form.action)
      const { location } = answer.headers
      if (answer.statusCode === 303 && location?.startsWith('/'))
        told((await visit({ url: location, cookies: cookiesOf(answer, cookies) })).page, location)
    })
    assert.ok(mended > 100, `only ${mended} pages asked to mend something`)
    t.diagnostic(
      `${sent} forms sent, of ${Object.keys(PLACES).length} places, with ${EVERYTHING ? ALL.length : 'a sample of'} texts`,
    )
    assert.deepEqual([...new Set(problems)].slice(0, 20), [])
    const unmet = [...posts].filter((url) => !met.has(url))
    assert.deepEqual(unmet, [], 'forms that nobody filled in')
  },
)

/** The route of an address: its folios and tokens as parameters. */
function patternOf(action: string): string {
  const path = action.replace(/[?#].*$/, '')
  const parts = path.split('/')
  return (
    [...posts].find((url) => {
      const wanted = url.split('/')
      return wanted.length === parts.length && wanted.every((one, i) => one.startsWith(':') || one === parts[i])
    }) ?? path
  )
}
