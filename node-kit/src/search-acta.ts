// The search that tells nothing but the truth to those who know the filiation, and nothing at all to anybody else.
import { registrationYear, vistaPrevia, type Acta } from '../contract/acta.ts'
import { filiacionMatches, type FiliationPerson } from '../contract/filiacion.ts'
import type { SearchAnswer, SearchCall } from '../contract/wire.ts'
import type { ActaSource, SourceActa } from './acta-source.ts'
import type { TriesStore } from './tries-store.ts'

/** Failed tries after which an acta answers nobody until the next local day. */
export const MOST_TRIES = 5

// Compared when nobody was found, so that "no such person" costs what "wrong filiation" costs.
const NOBODY: FiliationPerson[] = [
  { nombres: 'MARÍA ELENA', primerApellido: 'GÜEMES', segundoApellido: 'GARCÍA' },
  { nombres: 'JOSÉ', primerApellido: 'DE LA CRUZ', segundoApellido: 'PÉREZ' },
]
const NOBODY_REFERENCE = '-'

/**
 * Answers a search. Filiation is compared before anything else is decided, and the steps taken are the same when
 * there is no such person, the acta is reserved, the filiation is wrong or the tries are used up: one indexed
 * look-up, one reading of the count, one comparison, one writing of the count, and an empty list.
 * `day` is the local day of the entidad, AAAA-MM-DD.
 */
export async function searchActa(
  source: ActaSource,
  tries: TriesStore,
  call: Pick<SearchCall, 'curp' | 'datos' | 'filiacion'>,
  day: string,
): Promise<SearchAnswer> {
  const found = call.curp !== undefined ? await source.byCurp(call.curp) : await byData(source, call)
  // From here on nothing waits, so that two tries at the same moment cannot share one count.
  const looked = found.length > 0 ? found.map((acta) => look(tries, acta, call, day)) : [lookAtNobody(tries, call, day)]
  const open = looked.filter((one) => one.opens)
  if (open.length === 0) for (const { referencia } of looked) tries.addFailed(referencia, day)
  return { actas: open.flatMap(({ acta }) => (acta === null ? [] : [asFound(acta)])) }
}

interface Looked {
  referencia: string
  opens: boolean
  acta: SourceActa | null
}

function look(tries: TriesStore, acta: SourceActa, call: { filiacion: string }, day: string): Looked {
  const failed = tries.failed(acta.referencia, day)
  const matches = filiacionMatches(call.filiacion, filiationOf(acta.acta))
  return { referencia: acta.referencia, acta, opens: matches && !acta.reservada && failed < MOST_TRIES }
}

function lookAtNobody(tries: TriesStore, call: { filiacion: string }, day: string): Looked {
  tries.failed(NOBODY_REFERENCE, day)
  filiacionMatches(call.filiacion, NOBODY)
  return { referencia: NOBODY_REFERENCE, acta: null, opens: false }
}

/** Whose names open an acta: the registered parents and the person who registered. */
export function filiationOf(acta: Acta): FiliationPerson[] {
  return acta.presentante === null ? acta.padres : [...acta.padres, acta.presentante]
}

async function byData(source: ActaSource, call: Pick<SearchCall, 'datos'>): Promise<SourceActa[]> {
  return call.datos === undefined ? [] : source.byData(call.datos)
}

function asFound(found: SourceActa): SearchAnswer['actas'][number] {
  return {
    referencia: found.referencia,
    version: found.version,
    anioRegistro: registrationYear(found.acta),
    vistaPrevia: vistaPrevia(found.acta),
  }
}
