// For tests only: an order that ended with a copy, as rows, for rooms that only ask about it.
import { createHash, randomBytes } from 'node:crypto'
import { paraComparar } from '@actas/node-kit/contract/acta.ts'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import type { Db } from '#db'
import { newFolio } from '#orders'
import { sampleActa } from './sample-copy.ts'

export interface IssuedCopy {
  readonly folio: string
  readonly codigo: string
}

/** Puts an issued order of `entidad` with its copy into the database; the file itself is not a PDF. */
export async function addIssuedCopy(
  db: Db,
  entidad: string,
  at: string,
  correo: string | null = null,
): Promise<IssuedCopy> {
  const folio = newFolio()
  const codigo = newCodigoVerificacion()
  const identificador = String(randomBytes(8).readBigUInt64BE()).padStart(20, '0')
  await db.query(
    `insert into orders.solicitud (folio, state, version, placed_at, entidad, importe_centavos, derecho_desde, plantilla,
       referencia, acta_version, anio, medio, paid_at, codigo, identificador)
     values ($1, 'issued', 2, $2, $3, 9800, '2017-01-01', 'copia-2026-1', 'r', 'v', 1990, 'tarjeta', $2, $4, $5)`,
    [folio, at, entidad, codigo, identificador],
  )
  await db.query(
    `insert into orders.transicion (folio, version, from_state, event, to_state, at, recorded_at)
     values ($1, 1, null, 'placed', 'quoted', $2, $2), ($1, 2, 'issuing', 'copyStored', 'issued', $2, $2)`,
    [folio, at],
  )
  if (correo !== null) await db.query('insert into orders.contacto (folio, correo) values ($1, $2)', [folio, correo])
  const pdf = Buffer.from(folio)
  await db.query(
    `insert into copies.copia (folio, codigo, identificador, entidad, referencia, acta_version, sha256, pdf, acta, estado, issued_at)
     values ($1, $2, $3, $4, 'r', 'v', $5, $6, $7, 'vigente', $8)`,
    [
      folio,
      codigo,
      identificador,
      entidad,
      createHash('sha256').update(pdf).digest(),
      pdf,
      JSON.stringify(paraComparar(sampleActa({ entidadRegistro: entidad }))),
      at,
    ],
  )
  return { folio, codigo }
}
