// A node with its certificate and signing key: whoever answers for an entidad from now on.
import { listEntidades, placeNode, readAlta } from '#directory'
import type { Alta } from '#directory'
import { entidadOf, mend } from '../kind.ts'
import type { Kind } from '../kind.ts'

export interface KeyAct {
  readonly alta: Alta
  /** Fingerprint of the certificate: what both people compare. */
  readonly huella: string
}

/** `node-kit serve` writes some two kilobytes. */
const LONGEST = 20_000

export const key: Kind<KeyAct> = {
  async draft({ app, staff, field }) {
    const entidad = entidadOf(
      { staff, field },
      (await listEntidades(app)).map((one) => one.clave),
    )
    const alta = parseAlta(field('alta'))
    if (alta === null) mend([{ campo: 'alta', codigo: 'alta-ilegible' }])
    // Another's alta is refused as one that does not hold, whoever brings it.
    if (alta!.entidad !== entidad) mend([{ campo: 'alta', codigo: 'alta-de-otra' }])
    const { huella } = readAlta(alta!)
    return { entidad, asunto: entidad, contenido: { alta: alta!, huella } }
  },

  async carryOut({ app, tx, contenido, actor }) {
    await placeNode(app, tx, contenido.alta, { origen: 'alta', actor })
  },
}

/** Only what an alta has: nothing else that was pasted is kept. */
function parseAlta(text: string): Alta | null {
  if (text.length > LONGEST) return null
  try {
    const read = JSON.parse(text) as Partial<Record<keyof Alta, unknown>> | null
    const part = (name: keyof Alta): string => (typeof read?.[name] === 'string' ? read[name] : '')
    const [entidad, url, certificado] = [part('entidad'), part('url'), part('certificado')]
    return { entidad, url, certificado, llaveFirma: part('llaveFirma'), kid: part('kid') }
  } catch {
    return null
  }
}
