// Suspending an entidad (no new orders; paid ones go on), or resuming it.
import { listEntidades, suspendOrResume } from '#directory'
import { DomainError } from '#errors'
import { entidadOf, mend } from '../kind.ts'
import type { Kind } from '../kind.ts'

export interface SuspensionAct {
  readonly accion: 'suspender' | 'reanudar'
}

export const suspension: Kind<SuspensionAct> = {
  async draft({ app, staff, field }) {
    const all = await listEntidades(app)
    const entidad = entidadOf(
      { staff, field },
      all.map((one) => one.clave),
    )
    const accion = field('accion')
    if (accion !== 'suspender' && accion !== 'reanudar') mend([{ campo: 'accion', codigo: 'accion-falta' }])
    const { abierta, fase } = all.find((one) => one.clave === entidad)!
    if (accion === 'suspender' ? !abierta : fase !== 'suspendida')
      throw new DomainError('conflict', accion === 'suspender' ? 'entidad-no-suspendible' : 'entidad-no-suspendida', {
        params: { entidad },
      })
    return { entidad, asunto: entidad, contenido: { accion: accion as SuspensionAct['accion'] } }
  },

  async carryOut({ app, tx, act, contenido, actor }) {
    await suspendOrResume(app, tx, act.entidad, contenido.accion === 'suspender', actor)
  },
}
