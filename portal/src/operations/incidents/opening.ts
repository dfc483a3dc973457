// How an incident begins: one of an entidad with the actions that the protocol asks for, or a national one that gathers several.
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import { incidentId } from './incident.ts'
import type { Causa } from './incident.ts'
import { PROBE, insertActions, loadProtocol, note, refreshDeadlines } from './life.ts'
import type { Protocol, Severidad } from './protocol.ts'
import * as store from './store.ts'
import type { IncidentRow } from './store.ts'

export interface NewIncident {
  readonly entidad: string | null
  readonly causa: Causa
  readonly origen: 'sonda' | 'persona'
  readonly severidad: Severidad
  readonly inicio: Temporal.Instant
  readonly detectada: Temporal.Instant
  readonly enlazada: string | null
  readonly version: string
  readonly sha256: string
}

/** Opens an incident with the actions that the protocol asks for. @throws conflict `incidencia-abierta` when it is there */
export async function openNew(app: App, tx: Tx, protocol: Protocol, one: NewIncident): Promise<IncidentRow> {
  const row: IncidentRow = {
    id: incidentId(one.entidad, one.inicio),
    entidad: one.entidad,
    padre: null,
    enlazada: one.enlazada,
    causa: one.causa,
    origen: one.origen,
    severidad: one.severidad,
    estado: 'detectado',
    version: 0,
    inicio: one.inicio,
    detectada_at: one.detectada,
    declarada_at: null,
    no_declarada: false,
    arriba_desde: null,
    resuelta_at: null,
    cerrada_at: null,
    recaidas: 0,
    protocolo_version: one.version,
    protocolo_sha256: one.sha256,
    borrador: '',
    texto_publico: null,
    publicado_at: null,
  }
  if (!(await store.insertIncident(tx, row)))
    throw new DomainError('conflict', 'incidencia-abierta', { params: { incidencia: row.id } })
  const how = { actor: one.origen === 'sonda' ? PROBE : 'sistema', at: one.inicio, data: { causa: one.causa } }
  const noted = await note(app, tx, row, 'detectar', how, null)
  if (one.entidad === null) return noted
  await insertActions(tx, noted, protocol)
  await refreshDeadlines(tx, noted)
  const undeclared = one.detectada.add({ minutes: protocol.declaracionMinutos })
  await store.upsertDeadline(tx, noted.id, 'sin_declarar', undeclared)
  return noted
}

/** Several entidades down at once are one national incident with a child for each. */
export async function gatherNational(app: App, tx: Tx, protocol: Protocol): Promise<void> {
  const down = await store.selectDown(tx)
  if (down.length < protocol.nacionalDesde) return
  const { version, sha256 } = await loadProtocol(app)
  const known = down.find((one) => one.padre !== null)?.padre
  const parent =
    known ??
    (
      await openNew(app, tx, protocol, {
        entidad: null,
        causa: 'nacional',
        origen: 'sonda',
        severidad: 'S1',
        inicio: down.at(-1)!.inicio,
        detectada: app.clock.now(),
        enlazada: null,
        version,
        sha256,
      })
    ).id
  for (const one of down) if (one.padre === null) await store.updateIncident(tx, { ...one, padre: parent })
}
