// For the tests only: a small world in this process, with a portal's CA of its own and a fake portal that it has met.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { makePortal, type TestPortal } from '../../node-kit/test/portal-double.ts'
import { openWorld, type World, type WorldReady } from '../src/world.ts'
import { startFakePortal, type FakePortal } from './fake-portal.ts'

export interface TestWorld extends WorldReady {
  world: World
  portal: FakePortal
  client: TestPortal
  folder: string
  /** Ends the world and starts it again on the same folder. */
  restart(): Promise<void>
  /** Ends everything and removes the folder. */
  end(): Promise<void>
}

/** A world of few entidades and people; those of the pilot with the given claves. */
export async function startTestWorld(claves: readonly string[] = ['13', '14'], personas = 60): Promise<TestWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'actas-mundo-'))
  const [client, portal] = await Promise.all([makePortal(), startFakePortal()])
  const open = async (): Promise<World> => {
    const plan = { seed: '1', personas }
    const world = await openWorld({
      folder,
      plan,
      host: '127.0.0.1',
      portalCa: client.ca,
      secret: portal.secret,
      childEnv: process.env,
      claves,
    })
    await world.meetPortal({ tipo: 'portal', url: portal.url, reloj: { ahora: portal.now().toString(), velocidad: 1 } })
    return world
  }
  const world = await open()
  const test: TestWorld = {
    ...world.ready,
    world,
    portal,
    client,
    folder,
    async restart() {
      await test.world.close()
      test.world = await open()
      Object.assign(test, test.world.ready)
    },
    async end() {
      await test.world.close()
      await portal.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return test
}

export interface Answer {
  status: number
  body: any
  headers: Headers
}

/** One call as a program makes it. */
export async function call(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

/** One look as a browser takes it; with fields, a form that is sent. */
export async function look(
  url: string,
  form?: Record<string, string>,
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    redirect: 'manual',
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-site': 'same-origin' },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

/** Waits until `seen` gives something other than undefined. */
export async function until<T>(
  what: string,
  seen: () => T | undefined | Promise<T | undefined>,
  limitMs = 15_000,
): Promise<T> {
  const end = performance.now() + limitMs
  for (;;) {
    const found = await seen()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms for ${what}`)
    await delay(20)
  }
}

/** Opens a charge at the bank, as the portal does. */
export async function openCharge(world: TestWorld, referencia: string, extra: object = {}): Promise<Answer['body']> {
  const body = {
    referencia,
    importeCentavos: 9_800,
    urlRetorno: `${world.portal.url}/regreso`,
    urlAviso: `${world.portal.url}/avisos/banco`,
    ...extra,
  }
  const made = await call('POST', `${world.banco}/cobros`, body, {
    authorization: `Bearer ${world.portal.secret}`,
    'idempotency-key': referencia,
  })
  if (made.status !== 201) throw new Error(`charge: ${made.status} ${JSON.stringify(made.body)}`)
  return made.body
}
