// For tests only: a sign-in that is begun by hand, up to the address at which the provider leads back.
import assert from 'node:assert/strict'
import type { World } from './world.ts'

/** Asks as a browser that follows nothing. */
export async function ask(url: string, cookie?: string, init: RequestInit = {}): Promise<Response> {
  const headers = { accept: 'text/html', ...(cookie ? { cookie } : {}), ...init.headers }
  return await fetch(url, { ...init, redirect: 'manual', headers })
}

/** The cookie that the portal left at the beginning, and the address that the provider leads back to. */
export async function walkToReturn(
  world: Pick<World, 'url'>,
  path: string,
  returnPath: string,
): Promise<{ readonly pending: string; readonly back: string }> {
  const begun = await ask(`${world.url}${path}`)
  assert.equal(begun.status, 303)
  const pending = begun.headers.getSetCookie()[0]!.split(';')[0]!
  const jar = new Map<string, string>()
  let url = begun.headers.get('location')!
  for (let i = 0; i < 6 && !url.startsWith(world.url); i += 1) {
    const answer = await ask(url, [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    for (const one of answer.headers.getSetCookie()) {
      const [, name, value] = one.match(/^([^=]+)=([^;]*)/)!
      jar.set(name!, value!)
    }
    url = new URL(answer.headers.get('location')!, url).href
  }
  assert.ok(url.startsWith(`${world.url}${returnPath}?`), url)
  return { pending, back: url }
}
