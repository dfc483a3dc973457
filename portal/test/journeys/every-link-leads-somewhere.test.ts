// From the start and from the console, every link of every page is followed, as somebody without scripts would.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { complaintsOf } from '../html-judge.ts'
import { openBrowser, signIn } from '../staff.ts'
import type { StaffSession } from '../staff.ts'
import { getCopy, person, startWorld } from '../world.ts'
import type { World } from '../world.ts'

let world: World | undefined
after(async () => await world?.end())

/** The doors of staff and of holders, by which a walk would sign in at another site: it only looks whether they open. */
const isDoor = (address: string): boolean => /^\/(consola|mi-acta)\/entrar/.test(address)

/** A list whose pages are alike is followed this far. */
const OF_ONE_KIND = 3

interface Walk {
  /** Pages read, by address. */
  readonly pages: Map<string, string>
  readonly links: number
  readonly fragments: number
  readonly dead: string[]
}

/** Follows every link of this site from some addresses on. What chooses a language is looked at, but not chosen. */
async function walk(base: string, session: StaffSession, ...starts: string[]): Promise<Walk> {
  const answers = new Map<string, { status: number; text: string }>()
  const kinds = new Map<string, number>()
  const dead: string[] = []
  let [links, fragments] = [0, 0]
  const open = async (address: string): Promise<{ status: number; text: string }> => {
    const known = answers.get(address)
    if (known) return known
    const answer = address.startsWith('/idioma/')
      ? await lookAtChoice(base, address)
      : isDoor(address)
        ? { status: (await fetch(`${base}${address}`, { redirect: 'manual' })).status, text: '' }
        : await session.get(address)
    answers.set(address, answer)
    return answer
  }
  const queue = [...starts]
  const queued = new Set(queue)
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const { text } = await open(at)
    if (!text.startsWith('<!doctype html>')) continue
    for (const [, href = ''] of text.matchAll(/<(?:a|link)\b[^>]*? href="([^"]*)"/g)) {
      const url = new URL(href.replaceAll('&amp;', '&'), `${base}${at}`)
      if (url.origin !== base) continue
      links += 1
      const address = `${url.pathname}${url.search}`
      const { status, text: target } = await open(address)
      if (status >= 400) dead.push(`${at} → ${address}: ${status}`)
      if (url.hash !== '') {
        fragments += 1
        if (!target.includes(` id="${decodeURIComponent(url.hash.slice(1))}"`))
          dead.push(`${at} → ${address}${url.hash}`)
      }
      const kind = url.pathname.replace(/\/[^/]*\d[^/]*/g, '/…')
      if (queued.has(address) || url.pathname.startsWith('/idioma/')) continue
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      if (kinds.get(kind)! > OF_ONE_KIND) continue
      queued.add(address)
      queue.push(address)
    }
  }
  const pages = new Map(
    [...answers].flatMap(([at, { text }]) => (text.startsWith('<!doctype html>') ? [[at, text]] : [])),
  )
  return { pages, links, fragments, dead: [...new Set(dead)] }
}

/** A link that chooses a language leads back to the address it names, and is not followed: the walk keeps its language. */
async function lookAtChoice(base: string, address: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${base}${address}`, { redirect: 'manual' })
  const back = new URL(address, base).searchParams.get('volver')
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, back])
  return { status: answer.status, text: '' }
}

async function judged(walked: Walk): Promise<string[]> {
  const found: string[] = []
  for (const [at, text] of walked.pages) found.push(...(await complaintsOf(at, text)))
  return found
}

/** A person with a copy, whose order and verification are pages too. */
async function starts(one: World): Promise<string[]> {
  const { order, view } = await getCopy(one, await person(one, '14'))
  return ['/', `/solicitudes/${order.folio}/entrar?acceso=${order.acceso}`, `/v/${view['copia'].codigoVerificacion}`]
}

for (const [codigo, language] of [
  ['es-MX', 'Spanish'],
  ['en', 'English'],
] as const) {
  test(`every link of the citizen's pages in ${language} leads to a page, and each of them is valid HTML`, async (t) => {
    world ??= await startWorld()
    const session = openBrowser(world)
    await session.get(`/idioma/${codigo}?volver=/`)
    const walked = await walk(world.url, session, ...(await starts(world)))
    t.diagnostic(`${walked.pages.size} pages, ${walked.links} links, ${walked.fragments} to a part of a page`)
    assert.ok(walked.pages.size >= 25 && walked.links >= 300 && walked.fragments >= 15, 'the site was not seen')
    assert.deepEqual(walked.dead, [])
    for (const [at, text] of walked.pages) {
      const own = at.startsWith('/consola') || at.endsWith('/fundamento') ? 'es-MX' : codigo
      assert.match(text, new RegExp(`<html lang="${own}"`), at)
    }
    assert.deepEqual(await judged(walked), [])
  })
}

test('every link of the console leads to a page, and each of them is valid HTML', async (t) => {
  world ??= await startWorld()
  const seen: string[] = []
  for (const account of ['ugd', 'enlace-14', 'auditor']) {
    const walked = await walk(world.url, await signIn(world, account), '/consola')
    const own = [...walked.pages.keys()].filter((at) => at.startsWith('/consola'))
    seen.push(...own)
    t.diagnostic(`${account}: ${own.length} pages of the console, ${walked.links} links`)
    assert.ok(own.length >= 6, `${account} saw only ${own.join(' ')}`)
    assert.deepEqual(walked.dead, [], account)
    assert.deepEqual(await judged(walked), [], account)
  }
  assert.ok(seen.length >= 25)
})
