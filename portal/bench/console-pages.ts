// Every address of the console that a role may read, with real things of the database in the place of its parameters.
import type { Db } from '#db'
import { CONSOLE_LINES } from '#staff'
import type { Rol } from '#staff'
import { answers } from '../src/operations/staff/access.ts'

export interface Reader {
  readonly account: string
  readonly rol: Rol
  readonly entidad: string | null
}

/** One of each kind: two federal desks, whoever audits, and the offices of one entidad. */
export const readersOf = (entidad: string): readonly Reader[] => [
  { account: 'ugd', rol: 'ugd', entidad: null },
  { account: 'mesa-1', rol: 'mesa_n1', entidad: null },
  { account: 'auditor', rol: 'auditor', entidad: null },
  { account: `enlace-${entidad}`, rol: 'enlace', entidad },
  { account: `finanzas-${entidad}`, rol: 'finanzas', entidad },
  { account: `mesa-${entidad}`, rol: 'mesa_entidad', entidad },
]

export interface ConsoleAddress {
  /** The line of access.ts, without its method. */
  readonly pattern: string
  readonly url: string
}

/** Lines that no page is read at: the way in, which the sign-in provider answers, and the way out of it. */
const NO_PAGE = [
  // The file of a copy: the year has no sealed one.
  '/consola/actos/exenciones/:acto/copia.pdf',
  '/consola/entrar/inicio',
  '/consola/entrar/regreso',
  '/consola/entrar',
  '/consola/segundo-factor',
]
/** The same lines as people really ask them. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  '/consola/buscar': ['', '?q={solicitud}'],
  '/consola/bitacora': ['', '?hecho=staff.looked', '?folio={solicitud}', '?hecho=incident.closed', '?hecho=order'],
  '/consola/niveles': ['', '?desde={haceTresMeses}'],
}

/** A thing of each kind that this reader may see, the newest ones, or null where there is none. */
export async function thingsFor(owner: Db, entidad: string): Promise<Readonly<Record<string, string | null>>> {
  const one = async (text: string): Promise<string | null> =>
    (await owner.query<{ id: string }>(text, [entidad]))[0]?.id ?? null
  return {
    solicitud: await one(
      `select folio as id from orders.solicitud where entidad = $1 and state = 'delivered' order by placed_at desc limit 1`,
    ),
    reporte: await one(
      `select folio as id from helpdesk.reporte where entidad = $1 and state = 'solvedAtLevel2' order by opened_at desc limit 1`,
    ),
    rechazo: await one(`select folio as id from helpdesk.rechazo where entidad = $1 order by opened_at desc limit 1`),
    incidencia: await one(`select id from incidents.incidencia where entidad = $1 order by inicio desc limit 1`),
    comprobante: await one(
      `select c.id::text from helpdesk.comprobante c join helpdesk.reporte r using (folio) where entidad = $1 order by at desc limit 1`,
    ),
    acto: await one(`select folio as id from acts.acto where entidad = $1 order by propuesto_at desc limit 1`),
    aviso: await one(`select folio as id from maintenance.aviso where entidad = $1 order by inicio desc limit 1`),
    ...(await emergenciesFor(owner, entidad)),
    decision: await one(`select id from pilot.decision where $1 <> '' order by propuesta_at desc limit 1`),
    haceTresMeses: Temporal.Now.plainDateISO('UTC').subtract({ days: 90 }).toString(),
  }
}

/** Of rights that were lent an office sees its own; the federal bodies see them all. */
async function emergenciesFor(owner: Db, entidad: string): Promise<Record<string, string | null>> {
  const found = readersOf(entidad).map(async ({ account, rol, entidad: of }) => {
    const [row] = await owner.query<{ id: string }>(
      'select id from staff.emergencia where account = $1 order by opened_at desc limit 1',
      [of === null ? 'mesa-1' : account],
    )
    return [`emergencia_${rol}`, row?.id ?? null] as const
  })
  return Object.fromEntries(await Promise.all(found))
}

/** What this reader may ask for by GET, each as a page would lead to it. */
export function addressesFor(
  reader: Reader,
  entidad: string,
  things: Readonly<Record<string, string | null>>,
): ConsoleAddress[] {
  return CONSOLE_LINES.filter((line) => line.startsWith('GET '))
    .map((line) => line.slice(4))
    .filter((pattern) => !NO_PAGE.includes(pattern) && answers(reader, 'GET', pattern) !== null)
    .flatMap((pattern) =>
      (ASKED[pattern] ?? ['']).map((query) => {
        const filled = `${pattern}${query}`
          .replace('/solicitudes/:folio', '/solicitudes/{solicitud}')
          .replace('/mesa/:folio', '/mesa/{reporte}')
          .replace('/aceptacion/:folio', '/aceptacion/{rechazo}')
          .replace(':incidencia', '{incidencia}')
          .replace('/comprobantes/:id', '/comprobantes/{comprobante}')
          .replace('/decisiones/:id', '/decisiones/{decision}')
          .replace(':acto', '{acto}')
          .replace(':aviso', '{aviso}')
          .replace(':emergencia', `{emergencia_${reader.rol}}`)
          .replace(':clave', entidad)
          .replace(':cuenta', `finanzas-${entidad}`)
        const url = filled.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
          const thing = things[name]
          if (!thing) throw new Error(`${reader.rol}: nothing stands for ${name} in ${pattern}`)
          return thing
        })
        if (url.includes(':')) throw new Error(`nobody said what stands for the parameters of ${pattern}`)
        return { pattern: `${pattern}${query}`, url }
      }),
    )
}
