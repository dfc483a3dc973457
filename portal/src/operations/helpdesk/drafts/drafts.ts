// Keeps what a person typed between the pages of one case, so that going back loses nothing and no address carries it.
import { createHash, randomBytes } from 'node:crypto'
import type { App } from '#context'
import * as store from './store.ts'

const LIFE = { hours: 24 }
const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest()

/** Opens a draft; its name goes into a cookie and is not stored. */
export async function openDraft(app: App, content: object): Promise<string> {
  const id = randomBytes(18).toString('base64url')
  await saveDraft(app, id, content)
  return id
}

/** What was typed so far, in the form in which this room wrote it; null when there is none or a day has passed. */
export async function readDraft<T extends object>(app: App, id: string | undefined): Promise<T | null> {
  if (!id) return null
  return ((await store.selectDraft(app.db, hashOf(id), app.clock.now())) as T | undefined) ?? null
}

/** Keeps what was typed for another day. */
export async function saveDraft(app: App, id: string, content: object): Promise<void> {
  await store.upsertDraft(app.db, hashOf(id), content, app.clock.now().add(LIFE))
}

/** Forgets what nobody finished. */
export async function forgetDrafts(app: App): Promise<void> {
  await store.deleteExpired(app.db, app.clock.now())
}
