// The process that reads uploaded files: it is told which seals to trust, can reach nothing, and answers one file at a time.
import { readSeals } from '#keys'
import type { SealRecord, SealTrust } from '#keys'
import { inspectCopy } from './strict-verifier.ts'

/** What a verdict needs of an inspection. */
export interface Findings {
  readonly ours: 'yes' | 'no' | 'altered'
  readonly reason?: string
  readonly hints: { readonly codigoVerificacion?: string }
}

/** Whoever started it says first whom to trust, then sends files. */
export type ToInspect = { readonly seals: readonly SealRecord[] } | { readonly pdf: Buffer }

let trust: SealTrust = { seals: [] }

process.on('message', (asked: ToInspect) => {
  if ('seals' in asked) {
    trust = readSeals(asked.seals)
    return
  }
  const { ours, reason, hints } = inspectCopy(asked.pdf, trust)
  process.send!({ ours, hints, ...(reason === undefined ? {} : { reason }) } satisfies Findings)
})
