// Cases of refusal: the agency is told, answers after days, and the case is decided and closed.
import { chanceOf } from '../population/chance.ts'
import { formFor, namesBelow, send } from './forms.ts'
import { openPatience, type Span } from './patience.ts'
import { NotThere, type Duty } from './duty.ts'

const BOARD = '/consola/aceptacion'
const MOST_A_TURN = 6
const CORRECTED_SHARE = 0.8

/** The steps of a case in their order, each with its usual minutes and those of the late. */
const STEPS: readonly (readonly [string, Span, Span])[] = [
  ['notificacion', [30, 600], [1_500, 3_000]],
  ['respuesta', [1_440, 7_200], [8_000, 15_000]],
  ['correccion', [60, 600], [1_000, 3_000]],
  ['improcedencia', [60, 600], [1_000, 3_000]],
  ['cierre', [60, 600], [1_000, 3_000]],
]

export function refusalDuty(): Duty {
  const isTime = openPatience()
  const over = new Set<string>()
  return {
    name: 'aceptacion',
    accounts: () => ['mesa-1'],
    everyS: 300,
    async work(worker) {
      const board = await worker.open(BOARD)
      if (board === null) throw new NotThere('the refusals')
      for (const folio of namesBelow(board, BOARD)
        .filter((one) => !over.has(one))
        .slice(0, MOST_A_TURN)) {
        const page = await worker.open(`${BOARD}/${folio}`)
        const open = page === null ? undefined : STEPS.find(([name]) => formFor(page, name))
        if (page === null || !open) {
          over.add(folio)
          continue
        }
        if (!isTime(worker, `${folio} ${open[0]}`, [open[1], open[2]])) continue
        const corrected = chanceOf('rechazo', folio).happens(CORRECTED_SHARE)
        const name = open[0] === 'correccion' && !corrected ? 'improcedencia' : open[0]
        const form = formFor(page, name)
        if (form && (await send(worker.browser, page, form))) worker.did(name)
      }
    },
  }
}
