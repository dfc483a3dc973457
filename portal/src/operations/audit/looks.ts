// Which pages of the console show what belongs to one person or one case, and how a look at them is put on record.
import type { App } from '#context'
import { withoutReach } from '#db'
import { orderOfCase } from '#helpdesk'
import { noteLook } from '#holders'
import { append, entidadesOf } from '#journal'
import { recordOfOrder } from '#orders'
import type { Right, Staff } from '#staff'

/** Why somebody reads what belongs to no single case. No free text: nobody may write a person's data into the journal. */
export const REASONS = ['atencion', 'queja', 'supervision', 'auditoria'] as const
export type Reason = (typeof REASONS)[number]

/** What is looked at: a case, whose own folio is the reason, or a list, whose reader states one. */
export type Look =
  | {
      readonly que: 'reporte' | 'rechazo' | 'solicitud' | 'incidencia' | 'entidad' | 'cuenta' | 'emergencia'
      readonly param: string
    }
  /** `shownTo`: only these read people's data there; to the others the list says no more than folios. */
  | { readonly que: 'busquedas'; readonly shownTo: readonly Right[] }

/** The property of each line of access.ts that shows a case. A form that is shown again, with its case, is a look too. */
const LOOKS: Readonly<Record<string, Look>> = {
  'GET /consola/mesa/:folio': { que: 'reporte', param: 'folio' },
  'POST /consola/mesa/:folio/:paso': { que: 'reporte', param: 'folio' },
  'GET /consola/mesa/busquedas': { que: 'busquedas', shownTo: ['reporte.n1', 'reporte.n2'] },
  'GET /consola/solicitudes/:folio': { que: 'solicitud', param: 'folio' },
  'GET /consola/aceptacion/:folio': { que: 'rechazo', param: 'folio' },
  'POST /consola/aceptacion/:folio/:paso': { que: 'rechazo', param: 'folio' },
  'GET /consola/incidencias/:incidencia': { que: 'incidencia', param: 'incidencia' },
  'POST /consola/incidencias/:incidencia/:paso': { que: 'incidencia', param: 'incidencia' },
  'GET /consola/entidades/:clave': { que: 'entidad', param: 'clave' },
  'GET /consola/integracion/:clave': { que: 'entidad', param: 'clave' },
  'POST /consola/integracion/:clave/:paso': { que: 'entidad', param: 'clave' },
  'GET /consola/emergencias/:emergencia': { que: 'emergencia', param: 'emergencia' },
  'POST /consola/emergencias/:emergencia/:paso': { que: 'emergencia', param: 'emergencia' },
  'GET /consola/cuentas/:cuenta': { que: 'cuenta', param: 'cuenta' },
  'POST /consola/cuentas/:cuenta/baja': { que: 'cuenta', param: 'cuenta' },
}

/** Acts of offices, which name entidades and folios and no person. */
export const SHOWS_NOBODY: readonly string[] = [
  'GET /consola/piloto/decisiones/:id',
  'GET /consola/actos/:acto',
  'GET /consola/mantenimientos/:aviso',
]

/** Put on record by the room itself, which alone knows the order behind the file: `ticket.receiptRead`, `staff.looked`. */
export const TOLD_BY_ITS_ROOM: readonly string[] = [
  'GET /consola/mesa/comprobantes/:id',
  'GET /consola/actos/exenciones/:acto/copia.pdf',
]

/** What a request looks at; undefined for a page that shows no case. A HEAD shows nothing. */
export function lookOf(method: string, pattern: string): Look | undefined {
  const key = `${method} ${pattern}`
  return Object.hasOwn(LOOKS, key) ? LOOKS[key] : undefined
}

/** A page that was shown: an answer, or a form given back with its errors. What was refused or led elsewhere shows nothing. */
export function wasShown(method: string, status: number): boolean {
  return status === 200 || (method === 'POST' && (status === 409 || status === 422))
}

export interface Seen {
  readonly staff: Staff
  /** `exencion`: a counter looked for the acta to ask for a copy without payment; `copia`: it opened the file of one. */
  readonly que: Look['que'] | 'exencion' | 'copia'
  readonly asunto: string
  readonly motivo: 'caso' | Reason
}

/** Looks of which the holder of the record is told, if the holder asked for that. */
const ABOUT_A_RECORD: ReadonlySet<Seen['que']> = new Set(['solicitud', 'reporte', 'exencion', 'copia'])

interface Batch {
  readonly seen: Seen[]
  readonly kept: Promise<void>
}

/**
 * Puts looks on record, each awaited by its own page: what nobody recorded is not shown. Those that come while one batch
 * is written go together in the next, in one transaction.
 */
export function keepLooks(app: App): (seen: Seen) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  let next: Batch | null = null
  return async (one) => {
    // With borrowed rights: refused once they are over, and then the looks of others must not fail with it.
    if (one.staff.emergencia) return await write(app, [one])
    if (next === null) {
      const seen: Seen[] = []
      // A batch holds looks of several offices and facts about federal ones: it is the program that writes it.
      const kept = withoutReach(() =>
        last.then(async () => {
          next = null
          await write(app, seen)
        }),
      )
      last = kept.catch(() => undefined)
      next = { seen, kept }
    }
    next.seen.push(one)
    await next.kept
  }
}

/** One look that its room puts on record itself, before it shows what is looked at. */
export async function keepOneLook(app: App, seen: Seen): Promise<void> {
  await withoutReach(async () => await write(app, [seen]))
}

async function write(app: App, seen: readonly Seen[]): Promise<void> {
  await app.db.tx(async (tx) => {
    const whose = await entidadesOf(tx, [...new Set(seen.map((one) => one.asunto))])
    for (const { staff, que, asunto, motivo } of seen) {
      await append(app, tx, {
        event: 'staff.looked',
        actor: staff.id,
        subject: asunto,
        entidad: staff.entidad ?? (que === 'entidad' ? asunto : (whose.get(asunto) ?? null)),
        data: { que, motivo, rol: staff.rol, oficina: staff.entidad },
      })
      if (!ABOUT_A_RECORD.has(que)) continue
      const folio = que === 'reporte' ? await orderOfCase(tx, asunto) : asunto
      const record = folio === null ? null : await recordOfOrder(tx, folio)
      await noteLook(app, tx, record, { que: 'oficina', rol: staff.rol, oficina: staff.entidad, sobre: que })
    }
  })
}
