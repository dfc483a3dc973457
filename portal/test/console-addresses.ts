// For tests only: every page of the console by a real address, as there is one in a planted world.
import { seedPilot } from '#pilot'
import { CONSOLE_LINES } from '#staff'
import type { ConsoleWorld } from './console-world.ts'
import { plantDecision, plantEmergency, plantReceipt } from './planted.ts'

/** Files, and the way in, which is nobody's yet. */
const NO_PAGE = /\.csv$|\.pdf$|^\/consola\/entrar|comprobantes\/:id$|^\/consola\/segundo-factor$/

/** Plants what the pages of Jalisco still lack, and gives their addresses. */
export async function plantConsolePages({ app, jalisco }: ConsoleWorld): Promise<readonly string[]> {
  await seedPilot(app)
  await plantReceipt(app, '14')
  const decision = await plantDecision(app)
  const emergency = await plantEmergency(app, '14', jalisco.ticket)
  const { order, refusal, ticket, incident, notice, acts } = jalisco
  const patterns = CONSOLE_LINES.filter((one) => one.startsWith('GET ')).map((one) => one.slice('GET '.length))
  const found = patterns
    .filter((one) => !NO_PAGE.test(one))
    .map((one) =>
      one
        .replace('/solicitudes/:folio', `/solicitudes/${order}`)
        .replace('/aceptacion/:folio', `/aceptacion/${refusal}`)
        .replace('/mesa/:folio', `/mesa/${ticket}`)
        .replace('/decisiones/:id', `/decisiones/${decision}`)
        .replace(':incidencia', incident)
        .replace(':acto', acts.derecho)
        .replace(':aviso', notice)
        .replace(':emergencia', emergency)
        .replace(':clave', '14')
        .replace(':cuenta', 'finanzas-14')
        .replace(/\/mesa\/busquedas$/, '/mesa/busquedas?motivo=atencion')
        .replace(/\/bitacora$/, `/bitacora?folio=${ticket}`),
    )
  const missing = found.filter((one) => one.includes(':'))
  if (missing.length > 0) throw new Error(`a page needs a real address here: ${missing.join(', ')}`)
  return found
}
