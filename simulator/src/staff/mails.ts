// Liaisons read their mail: what asks for an acknowledgement is opened and acknowledged, after a while.
import { chanceOf } from '../population/chance.ts'
import { send } from './forms.ts'
import type { Duty, Worker } from './duty.ts'

/** Where the mail of those who work for the service goes; citizens have other addresses. */
const ADDRESSES = ['@entidad.invalid', '@gob.invalid']
const ACKNOWLEDGES = /\/acuse\//
const MINUTE_MS = 60_000
const READ_AFTER_MIN = [5, 240] as const
const MOST_A_TURN = 4

interface Mail {
  readonly id: string
  readonly texto: string
}

export function mailDuty(): Duty {
  /** By address of the acknowledgement: when it will be opened, or that it is done. */
  const readAt = new Map<string, number>()
  return {
    name: 'correo',
    accounts: () => ['correo'],
    everyS: 120,
    async work(worker) {
      let done = 0
      for (const link of await linksIn(worker)) {
        const chance = chanceOf('lee', link)
        const minutes = READ_AFTER_MIN[0] + chance.next() * (READ_AFTER_MIN[1] - READ_AFTER_MIN[0])
        const at = readAt.get(link) ?? worker.now() + minutes * MINUTE_MS
        readAt.set(link, at)
        if (worker.now() < at || done >= MOST_A_TURN) continue
        readAt.set(link, Infinity)
        await acknowledge(worker, link)
        done += 1
      }
    },
  }
}

async function linksIn(worker: Worker): Promise<string[]> {
  const { sites, signal } = worker
  const found: string[] = []
  for (const para of ADDRESSES) {
    const response = await fetch(`${sites.buzon}/mensajes?${new URLSearchParams({ para }).toString()}`, {
      headers: { accept: 'application/json' },
      signal,
    })
    for (const { texto } of (await response.json()) as Mail[])
      found.push(...(texto.match(/https?:\/\/[^\s<>"']+/g) ?? []).filter((link) => ACKNOWLEDGES.test(link)))
  }
  // Only what leads to the portal itself: a mail can say anything.
  return [...new Set(found)].filter((link) => link.startsWith(`${String(sites.portal)}/`))
}

async function acknowledge(worker: Worker, link: string): Promise<void> {
  const page = await worker.browser.open(link)
  const form = page.forms.find((one) => one.method === 'POST')
  if (page.status !== 200 || !form) return
  if ((await send(worker.browser, page, form)) !== null) worker.did('acuse')
}
