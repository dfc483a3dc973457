// What somebody typed into the search of the console, read as the names that things have. Pure.
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { parseFolio } from '#orders'

export type Asked =
  | { readonly por: 'folio'; readonly act: string | null; readonly rep: string | null; readonly rec: string | null }
  | { readonly por: 'incidencia'; readonly id: string }
  | { readonly por: 'curp'; readonly curp: string }
  | { readonly por: 'nada'; readonly codigo: 'vacio' | 'no-se-entiende' }

const INCIDENT = /^INC-(?:\d\d|MX)-\d{12}$/
const MOST = 100

/** A folio without its beginning may be any of the three; an address never holds a CURP, and whoever asks here checks that. */
export function readAsked(text: string): Asked {
  const given = text.trim()
  if (given === '') return { por: 'nada', codigo: 'vacio' }
  if (given.length > MOST) return { por: 'nada', codigo: 'no-se-entiende' }
  const id = given.toUpperCase().replace(/\s/g, '')
  if (INCIDENT.test(id)) return { por: 'incidencia', id }
  const kind = /^(ACT|REP|REC)-/.exec(id)?.[1]
  const [act, rep, rec] = (['ACT', 'REP', 'REC'] as const).map((one) =>
    kind === undefined || kind === one ? parseFolio(given, one) : null,
  )
  if (act ?? rep ?? rec) return { por: 'folio', act: act ?? null, rep: rep ?? null, rec: rec ?? null }
  const curp = parseCurp(given)
  return curp.ok ? { por: 'curp', curp: curp.curp } : { por: 'nada', codigo: 'no-se-entiende' }
}
