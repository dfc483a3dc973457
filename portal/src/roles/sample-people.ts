// People of the demonstration who may enter as holders by one click: one of each open entidad, as the first page of the world
// names them. Their accounts are names of the world's provider, never a CURP: an address must not carry one.
import type { App } from '#context'
import { listEntidades } from '#directory'

export async function samplePeople(app: App): Promise<readonly { readonly cuenta: string; readonly estado: string }[]> {
  if (app.config.world === 'ninguno') return []
  const open = (await listEntidades(app)).filter((one) => one.abierta)
  return open.map(({ clave, nombre }) => ({ cuenta: `titular-${clave}-1`, estado: nombre }))
}
