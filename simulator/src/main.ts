// TEMPORARY stand-in for trying the portal; replaced by the world itself.
import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { SMTPServer } from 'smtp-server'
import { simpleParser } from 'mailparser'
import { startNode } from '@actas/node-kit/src/node.ts'
import { initNode } from '@actas/node-kit/src/init.ts'
import { openActaStore, insertActas, closeActaStore } from '@actas/node-kit/src/acta-store.ts'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import { actasOf, samplePeople, CASES } from './population/population.ts'
const data = process.env['ACTAS_DATA'] + '/mundo', secret = process.env['MUNDO_SECRETO']!
const plan = { seed: process.env['ACTAS_SEED'] ?? '1', personas: Number(process.env['MUNDO_PERSONAS'] ?? 1000) }
let base = { real: Date.now(), shown: Date.now(), speed: 1 }, portal = ''
const nowMs = () => base.shown + (Date.now() - base.real) * base.speed
const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Math.round(nowMs())) }
const iso = () => clock.now().round('second').toString()
const temp: Record<string, any> = {}
const altas: string[] = []
const portalCa = readFileSync(process.env['MUNDO_PORTAL_CA']!, 'utf8')
const nodes: any[] = []
for (const e of ENTIDADES) {
  const dir = `${data}/nodos/${e.clave}`
  if (!existsSync(dir + '/hecho')) {
    mkdirSync(dir, { recursive: true })
    await initNode({ entidad: e.clave, data: dir, clock } as any)
    const s = openActaStore(dir, { clock }); insertActas(s, actasOf(plan, e.clave)); closeActaStore(s); writeFileSync(dir + '/hecho', '')
  }
  nodes.push(await startNode({ data: dir, port: 0, portalCa, clock, interfere: async () => {
    const t = temp[e.clave]; if (!t) return
    if (t.tipo === 'caida') return 'cut'
    if (t.tipo === 'lenta') await new Promise((d) => setTimeout(d, t.ms))
    return
  } }))
  altas.push(dir + '/alta.json')
}
const cobros = new Map<string, any>()
const read = (r: any) => new Promise<any>((d) => { let s = ''; r.on('data', (c: any) => s += c); r.on('end', () => { try { d(JSON.parse(s || '{}')) } catch { d(Object.fromEntries(new URLSearchParams(s))) } }) })
async function notify(c: any, n = 0): Promise<void> {
  const body = JSON.stringify({ tipo: 'cobro.capturado', cobro: c.cobro, referencia: c.referencia, importeCentavos: c.importeCentavos, moneda: 'MXN' }), ev = randomUUID(), en = clock.now().toString()
  const r = await fetch(c.urlAviso, { method: 'POST', headers: { 'banco-evento': ev, 'banco-en': en, 'banco-firma': createHmac('sha256', secret).update(`${ev}.${en}.${body}`).digest('hex'), 'content-type': 'application/json' }, body }).catch(() => null)
  if (!r || r.status >= 300) { if (n < 30) setTimeout(() => void notify(c, n + 1), 1000) }
}
function pay(c: any, numero: string, resultado = 'aprobado') {
  if (resultado === 'rechazado') { c.estado = 'rechazado'; return }
  if (resultado === 'sin_respuesta') { c.estado = 'en_proceso'; c.listo = nowMs() + 60000; return }
  if (c.estado === 'capturado') return
  c.estado = 'capturado'; c.en = clock.now().toString(); void notify(c)
}
const mails: any[] = []
const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], onData(s, _se, cb) { simpleParser(s as any).then((m: any) => { mails.push({ id: mails.length, para: m.to.text, de: m.from.text, asunto: m.subject, texto: m.text, html: m.html, en: iso() }); cb() }, cb) } })
const web = createServer(async (q, p) => {
  const u = new URL(q.url!, 'http://x'), send = (s: number, b: any, h: any = {}) => { p.writeHead(s, { 'content-type': 'application/json', ...h }); p.end(typeof b === 'string' ? b : JSON.stringify(b)) }
  const m = q.method + ' ' + u.pathname
  if (m === 'GET /personas/casos') return send(200, CASES)
  if (m === 'GET /personas') { const e = u.searchParams.get('entidad') ?? '14'; return send(200, samplePeople(plan, e, u.searchParams.get('caso') ?? 'normal', Number(u.searchParams.get('n') ?? 1))) }
  if (m === 'GET /mensajes') return send(200, mails.filter((x) => !u.searchParams.get('para') || x.para.includes(u.searchParams.get('para'))))
  let k
  if (m === 'POST /banco/cobros') { const b = await read(q); let c = [...cobros.values()].find((x) => x.referencia === b.referencia); if (!c) { c = { ...b, cobro: 'c_' + randomUUID(), moneda: 'MXN', estado: 'abierto', en: clock.now().toString() }; c.url = `${self}/banco/pagar/${c.cobro}`; cobros.set(c.cobro, c) } return send(201, c) }
  if ((k = u.pathname.match(/^\/banco\/cobros\/([^/]+)\/devolucion$/))) { const c = cobros.get(k[1]!); c.estado = 'devuelto'; return send(200, { estado: 'devuelto', en: iso() }) }
  if ((k = u.pathname.match(/^\/banco\/cobros\/([^/]+)$/))) { const c = cobros.get(k[1]!); if (c.listo && nowMs() >= c.listo && c.estado === 'en_proceso') { c.estado = 'capturado'; c.en = clock.now().toString() } return send(200, c) }
  if ((k = u.pathname.match(/^\/banco\/tarjeta\/([^/]+)$/))) { const b = await read(q); const c = cobros.get(k[1]!); pay(c, b.numero, b.resultado); return send(200, { estado: c.estado }) }
  if ((k = u.pathname.match(/^\/banco\/pagar\/([^/]+)$/))) { const c = cobros.get(k[1]!); if (q.method === 'POST') { await read(q); pay(c, ''); return send(303, '', { location: c.urlRetorno }) } return send(200, `<!doctype html><title>Banco</title><form method=post><label>Tarjeta <input name=numero></label><button>Pagar</button></form>`, { 'content-type': 'text/html' }) }
  if ((k = u.pathname.match(/^\/entidades\/(\d\d)\/temperamento$/))) { temp[k[1]!] = await read(q); return send(200, {}) }
  if (m === 'PUT /reloj') {
    const b = await read(q); const hasta = b.avanza ? clock.now().add(Temporal.Duration.from(b.avanza)) : Temporal.Instant.from(b.ahora)
    const H = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
    let n = 0
    for (;;) { const r: any = await (await fetch(`${portal}/interno/reloj/proximo?hasta=${hasta}`, { headers: H })).json(); base = { real: Date.now(), shown: Temporal.Instant.from(r.proximo).epochMilliseconds, speed: base.speed }
      const z = await fetch(`${portal}/interno/reloj`, { method: 'PUT', headers: H, body: JSON.stringify({ ahora: r.proximo }) }); if (z.status !== 200) return send(500, await z.text()); n++
      if (Temporal.Instant.compare(Temporal.Instant.from(r.proximo), hasta) >= 0) break }
    return send(200, { ahora: iso(), velocidad: base.speed, pasos: n })
  }
  send(404, { codigo: 'x' })
})
await new Promise<void>((d) => web.listen(0, '127.0.0.1', d)); await new Promise<void>((d) => smtp.listen(0, '127.0.0.1', d))
const self = `http://127.0.0.1:${(web.address() as any).port}`
process.on('message', (x: any) => { portal = x.url; base = { real: Date.now(), shown: Temporal.Instant.from(x.reloj.ahora).epochMilliseconds, speed: x.reloj.velocidad } })
process.on('disconnect', () => process.exit(0)); process.on('SIGTERM', () => process.exit(0))
process.send!({ tipo: 'listo', sandbox: self, buzon: self, banco: self + '/banco', smtp: { host: '127.0.0.1', port: (smtp.server.address() as any).port }, altas })
