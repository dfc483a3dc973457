// Searches that outlive their request: a page waits three seconds for one, the search itself goes on and leaves its result.
import { createHash } from 'node:crypto'
import { monotonicMs, sleep, wire } from '#clock'
import type { App } from '#context'
import { isDomainError } from '#errors'
import type { EntidadGateway } from '#gateway'
import { proveHuman, saveDraft, readDraft, searchActas } from './search.ts'
import type { Criteria, Proof, Requester } from './search.ts'
import { withoutResult } from './page-draft.ts'
import type { Outcome, PageDraft } from './page-draft.ts'

export interface WaitingSearches {
  /** Starts a search for a draft, or joins the identical one under way: a double click must not count as two tries. */
  start(draftId: string, draft: PageDraft, criteria: Criteria, proof: Proof, who: Requester): Promise<void>
  /** The outcome if it comes within `ms`; null when the search is still going on. */
  outcome(draftId: string, ms: number): Promise<Outcome | null>
  isUnderWay(draftId: string): boolean
}

interface UnderWay {
  readonly key: string
  readonly done: Promise<Outcome>
}

type Searching = App & { readonly entidades: EntidadGateway }

/** The searches of one process. A crash loses at most the search: the answers are kept and the page says so. */
export function createWaitingSearches(app: Searching): WaitingSearches {
  const underWay = new Map<string, UnderWay>()

  async function run(draftId: string, criteria: Criteria, proof: Proof, who: Requester): Promise<Outcome> {
    const outcome = await look(app, criteria, proof, who)
    // Read again: the person may have answered something else on another page meanwhile.
    const draft: PageDraft = (await readDraft(app, draftId)) ?? {}
    const left: PageDraft = {
      ...draft,
      resultado: outcome,
      ...('error' in outcome ? { filiacion: criteria.filiacion } : {}),
    }
    await saveDraft(app, draftId, left)
    return outcome
  }

  return {
    async start(draftId, draft, criteria, proof, who) {
      const key = createHash('sha256')
        .update(JSON.stringify([criteria, who.holder]))
        .digest('hex')
      if (underWay.get(draftId)?.key === key) return
      const begun: PageDraft = { ...withoutResult(draft), buscandoDesde: wire(app.clock.now()) }
      const done = saveDraft(app, draftId, begun).then(() => run(draftId, criteria, proof, who))
      const entry = { key, done }
      underWay.set(draftId, entry)
      const leave = (): void => {
        if (underWay.get(draftId) === entry) underWay.delete(draftId)
      }
      done.then(leave, (error: unknown) => {
        leave()
        app.log.error('search.lost', error)
      })
    },
    async outcome(draftId, ms) {
      const search = underWay.get(draftId)
      if (!search) return (await readDraft(app, draftId))?.resultado ?? null
      const abort = new AbortController()
      const limit = sleep(Math.max(0, ms), abort.signal).then(
        () => null,
        () => null,
      )
      try {
        return await Promise.race([search.done, limit])
      } finally {
        abort.abort()
      }
    },
    isUnderWay: (draftId) => underWay.has(draftId),
  }
}

async function look(app: Searching, criteria: Criteria, proof: Proof, who: Requester): Promise<Outcome> {
  try {
    await proveHuman(app, proof, who)
    const found = await searchActas(app, criteria, who)
    return { busquedas: found.map((one) => one.busqueda) }
  } catch (error) {
    if (!isDomainError(error)) {
      app.log.error('search.failed', error)
      return { error: { kind: 'unavailable', codigo: 'error-interno' } }
    }
    const { kind, codigo, details } = error
    const until =
      details.retryAfterS === undefined
        ? {}
        : { params: { hasta: wire(app.clock.now().add({ seconds: details.retryAfterS })) } }
    return { error: { kind, codigo, ...until } }
  }
}

/** How long a page waits before it shows that it is waiting (the letter's 3 s), counted from the request's start. */
export const PATIENCE_MS = 3_000

export function patienceLeft(startedMs: number): number {
  return PATIENCE_MS - (monotonicMs() - startedMs)
}
