// The signed trust list, put together from the directory's keys and the seal's certificates.
import { join } from 'node:path'
import type { App } from '#context'
import { listEntidades, listSigningKeys } from '#directory'
import { readTrustMaterial } from '#keys'
import { signTrustList } from '#trust-list'

/** The trust list as of now: every key ever accepted, with its validity and state. */
export async function readTrustList(app: App): Promise<object> {
  const [entidades, keys, material] = await Promise.all([
    listEntidades(app),
    listSigningKeys(app),
    readTrustMaterial(join(app.config.dataDir, 'llaves')),
  ])
  return await signTrustList(material, {
    emitidaEn: app.clock.now(),
    entidades: entidades
      .map(({ clave, nombre }) => ({
        clave,
        nombre,
        llaves: keys.filter((key) => key.clave === clave).map(({ clave: _clave, ...key }) => key),
      }))
      .filter((one) => one.llaves.length > 0),
  })
}
