// Where a person stands on the way to an acta: the answers given so far, and the page that comes next.
import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import type { EntidadView } from '#directory'
import { DRAFT_COOKIE, draftCookieOptions, paths } from '#ui/paths'
import { entidadOf, hasPerson } from './page-draft.ts'
import type { Outcome, PageDraft } from './page-draft.ts'
import { openDraft, readDraft, saveDraft } from './search.ts'

export interface Answers {
  readonly id: string | null
  readonly draft: PageDraft
}

/** The answers that this device's cookie names; none when they expired or never were. */
export async function answersOf(app: App, request: FastifyRequest): Promise<Answers> {
  const id = request.cookies[DRAFT_COOKIE]
  const draft = id ? await readDraft(app, id) : null
  return draft ? { id: id!, draft } : { id: null, draft: {} }
}

/** Keeps the answers for a day and gives their cookie; returns their name. */
export async function keep(app: App, reply: FastifyReply, id: string | null, draft: PageDraft): Promise<string> {
  const kept = id ?? (await openDraft(app))
  await saveDraft(app, kept, draft)
  reply.setCookie(DRAFT_COOKIE, kept, draftCookieOptions(app.config))
  return kept
}

/** Where a person with these answers stands: the first thing that is still to be asked. */
export function nextStep(draft: PageDraft, entidades: readonly EntidadView[]): string {
  if (!hasPerson(draft)) return `${paths.curp}?aviso=sesion`
  const entidad = entidades.find((one) => one.clave === entidadOf(draft))
  if (!entidad) return paths.entidad
  return entidad.abierta ? paths.filiation : paths.outOfService
}

/** Which page tells the end of a search. Every reason for "no acta" has one and the same. */
export function pageOf(outcome: Outcome): string {
  if (!('error' in outcome)) return paths.result
  const { kind } = outcome.error
  if (kind === 'notFound') return paths.notFound
  return kind === 'tooMany'
    ? paths.tooManyTries
    : kind === 'invalid'
      ? `${paths.filiation}?revisa=prueba`
      : paths.outOfService
}

export function nameOf(
  entidades: readonly { readonly clave: string; readonly nombre: string }[],
  clave: string | undefined,
): string {
  return entidades.find((one) => one.clave === clave)?.nombre ?? ''
}
