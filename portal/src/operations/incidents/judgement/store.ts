// SQL of indicator 2: the view that judges each action, counted and listed.
import { groupsOf } from '#db'
import type { Claves, Queryable } from '#db'
import type { Estado } from '../incident.ts'

export interface Counts {
  incidencias: number
  noDeclaradas: number
  debidas: number
  cumplidas: number
  criticasDebidas: number
  criticasCumplidas: number
  ejecutadas: number
  delProtocolo: number
}

/** An action is due once its deadline has passed; without a deadline, once it was done or the incident was closed. */
const DEBIDA = `(exigible and (due_at <= $3 or (due_at is null and (ejecutada or cerrada_at <= $3))))`
const CUMPLIDA = `(ejecutada and en_tiempo and rol_correcto and en_orden and not no_declarada)`
const WINDOW = `inicio >= $1 and inicio < $2 and ($4::text is null or entidad = $4)`
const COUNTS = `count(distinct incidencia)::int as incidencias,
       count(distinct incidencia) filter (where no_declarada)::int as "noDeclaradas",
       count(*) filter (where ${DEBIDA})::int as debidas,
       count(*) filter (where ${DEBIDA} and ${CUMPLIDA})::int as cumplidas,
       count(*) filter (where ${DEBIDA} and critica)::int as "criticasDebidas",
       count(*) filter (where ${DEBIDA} and critica and ${CUMPLIDA})::int as "criticasCumplidas",
       count(*) filter (where ejecutada)::int as ejecutadas,
       count(*) filter (where ejecutada and protocolo)::int as "delProtocolo"`

interface Asked {
  readonly desde: Temporal.Instant
  readonly hasta: Temporal.Instant
  readonly now: Temporal.Instant
  readonly entidad: string | null
}

/**
 * What indicator 2 is made of, counted in the rows of incidents that began in the window: of each of these entidades that
 * has any, and with null of all together (`entidad` is then null).
 */
export async function countActions(
  db: Queryable,
  { desde, hasta, now, claves }: Omit<Asked, 'entidad'> & { readonly claves: Claves },
): Promise<(Counts & { entidad: string | null })[]> {
  const of = groupsOf(claves, 4)
  return await db.query(
    `select ${of.entidad} as entidad, ${COUNTS} from incidents.juicio
      where inicio >= $1 and inicio < $2 ${of.where} group by ${of.by}`,
    [desde, hasta, now, ...of.values],
  )
}

export interface JudgedRow {
  incidencia: string
  entidad: string
  severidad: string
  inicio: Temporal.Instant
  no_declarada: boolean
  accion: string
  vez: number
  nombre: string
  protocolo: boolean
  critica: boolean
  estado: string
  due_at: Temporal.Instant | null
  ocurrio_at: Temporal.Instant | null
  registrada_at: Temporal.Instant | null
  rol: string | null
  clase: string | null
  sha256: string | null
  ejecutada: boolean
  en_tiempo: boolean | null
  rol_correcto: boolean | null
  en_orden: boolean
  debida: boolean
  cumplida: boolean
}

/** The rows behind `countActions`, each with its judgement. */
export async function selectJudged(db: Queryable, asked: Asked): Promise<JudgedRow[]> {
  return await db.query<JudgedRow>(
    `select incidencia, entidad, severidad, inicio, no_declarada, accion, vez, nombre, protocolo, critica, estado, due_at,
       ocurrio_at, registrada_at, rol, clase, sha256, ejecutada, en_tiempo, rol_correcto, en_orden,
       ${DEBIDA} as debida, (${DEBIDA} and ${CUMPLIDA}) as cumplida
       from incidents.juicio where ${WINDOW} order by inicio, incidencia, accion, vez`,
    [asked.desde, asked.hasta, asked.now, asked.entidad],
  )
}

/** The judgement of the actions of one incident, for its page. */
export async function selectJudgedOf(db: Queryable, incidencia: string, now: Temporal.Instant): Promise<JudgedRow[]> {
  return await db.query<JudgedRow>(
    `select incidencia, entidad, severidad, inicio, no_declarada, accion, vez, nombre, protocolo, critica, estado, due_at,
       ocurrio_at, registrada_at, rol, clase, sha256, ejecutada, en_tiempo, rol_correcto, en_orden,
       ${DEBIDA} as debida, (${DEBIDA} and ${CUMPLIDA}) as cumplida
       from incidents.juicio where incidencia = $4 and $1::timestamptz is null and $2::timestamptz is null order by accion, vez`,
    [null, null, now, incidencia],
  )
}

export interface StepRow {
  incidencia: string
  version: number
  from_state: Estado | null
  event: string
  to_state: Estado
  /** Whether the version before is missing. */
  gap: boolean
}

export async function selectAllSteps(db: Queryable): Promise<StepRow[]> {
  return await db.query<StepRow>(
    `select incidencia, version, from_state, event, to_state,
       version <> coalesce(lag(version) over (partition by incidencia order by version), 0) + 1
         or from_state is distinct from lag(to_state) over (partition by incidencia order by version) as gap
       from incidents.transicion order by incidencia, version`,
    [],
  )
}

/** Incidents of an entidad that nobody declared and that no clock waits for, and closed ones with an action still open. */
export async function selectForgotten(db: Queryable): Promise<{ id: string; what: string }[]> {
  return await db.query<{ id: string; what: string }>(
    `select i.id, 'sin reloj' as what from incidents.incidencia i
      where i.entidad is not null and i.estado = 'detectado' and not i.no_declarada
        and not exists (select from incidents.plazo p where p.incidencia = i.id and p.evento = 'sin_declarar')
     union all
     select i.id, a.accion from incidents.incidencia i join incidents.accion a on a.incidencia = i.id
      where i.estado = 'cerrado' and a.protocolo and a.estado in ('pendiente', 'en_curso', 'rechazada')
     order by 1, 2`,
    [],
  )
}
