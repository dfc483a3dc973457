// For the tests only: what the world sees of a portal, a clock with deadlines and an address for the bank's notices.
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A notice as it arrived, and whether its signature and time are right. */
export interface HeardNotice {
  evento: string
  en: string
  body: { tipo: string; cobro: string; referencia: string; importeCentavos: number; moneda: string }
  genuine: boolean
}

export interface FakePortal {
  url: string
  /** The secret that it shares with the world. */
  secret: string
  /** Its deadlines: at each of these instants something is due until it was swept. */
  deadlines: Temporal.Instant[]
  /** At which instants it swept, in order. */
  swept: string[]
  heard: HeardNotice[]
  /** Called at each sweep, when the clock has come to an instant. */
  onSweep: (at: string) => Promise<void>
  /** How long it takes to hear of a change of its clock. */
  lagMs: number
  /** With which status it answers notices. */
  noticeStatus: number
  now(): Temporal.Instant
  close(): Promise<void>
}

export async function startFakePortal(): Promise<FakePortal> {
  const secret = 'secreto-de-prueba'
  let base = { real: Date.now(), shown: Date.now(), speed: 1 }
  const now = (): Temporal.Instant =>
    Temporal.Instant.fromEpochMilliseconds(Math.round(base.shown + (Date.now() - base.real) * base.speed))
  const portal: FakePortal = {
    url: '',
    secret,
    deadlines: [],
    swept: [],
    heard: [],
    onSweep: async () => undefined,
    lagMs: 0,
    noticeStatus: 204,
    now,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const due = (until: Temporal.Instant): Temporal.Instant => {
    const next = portal.deadlines.toSorted(Temporal.Instant.compare)[0]
    const soonest = next && Temporal.Instant.compare(next, until) < 0 ? next : until
    return Temporal.Instant.compare(soonest, now()) < 0 ? now() : soonest
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void answer(Buffer.concat(chunks).toString('utf8')).then(([status, body]) => {
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(body === null ? undefined : JSON.stringify(body))
      })
    })
    const answer = async (text: string): Promise<[number, object | null]> => {
      const url = new URL(request.url ?? '/', 'http://portal')
      if (url.pathname === '/avisos/banco') {
        hear(text)
        return [portal.noticeStatus, null]
      }
      if (request.headers.authorization !== `Bearer ${secret}`) return [403, { codigo: 'no-autorizado' }]
      if (url.pathname === '/interno/reloj/proximo') {
        return [200, { proximo: due(Temporal.Instant.from(url.searchParams.get('hasta') ?? '')).toString() }]
      }
      if (request.method === 'PUT') await move(JSON.parse(text) as { ahora?: string; velocidad?: number })
      return [
        200,
        { ahora: now().round({ smallestUnit: 'second', roundingMode: 'floor' }).toString(), velocidad: base.speed },
      ]
    }
    const hear = (text: string): void => {
      const header = (name: string): string => String(request.headers[name] ?? '')
      const [evento, en] = [header('banco-evento'), header('banco-en')]
      const expected = createHmac('sha256', secret).update(`${evento}.${en}.${text}`).digest('hex')
      const near = Math.abs(Temporal.Instant.from(en).epochMilliseconds - now().epochMilliseconds) < 10 * 60_000
      const genuine = header('banco-firma') === expected && near
      portal.heard.push({ evento, en, body: JSON.parse(text) as HeardNotice['body'], genuine })
    }
  })
  const move = async ({ ahora, velocidad }: { ahora?: string; velocidad?: number }): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, portal.lagMs))
    const shown = ahora === undefined ? now().epochMilliseconds : Temporal.Instant.from(ahora).epochMilliseconds
    base = { real: Date.now(), shown, speed: velocidad ?? base.speed }
    if (ahora === undefined) return
    const at = Temporal.Instant.from(ahora)
    portal.deadlines = portal.deadlines.filter((one) => Temporal.Instant.compare(one, at) > 0)
    portal.swept.push(ahora)
    await portal.onSweep(ahora)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  portal.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return portal
}
