// The two levels of the help desk at work: tickets are taken, answered or escalated, mostly in time and a few too late.
import { chanceOf } from '../population/chance.ts'
import { catalogue } from '../web/messages.ts'
import { textOf, type Page } from './browser.ts'
import { choicesOf, formFor, namesBelow, send } from './forms.ts'
import { openPatience, type IsTime, type Span } from './patience.ts'
import { NotThere, type Duty, type Worker } from './duty.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

const DESK = '/consola/mesa'
/** So many tickets in one turn. */
const MOST_A_TURN = 4
const ESCALATED_SHARE = 0.3
const GIVEN_BACK_SHARE = 0.05

/** Minutes until somebody turns to it; the second span for those few that wait too long. */
const LEVEL_1: readonly [Span, Span] = [
  [0.5, 7],
  [12, 30],
]
const ACKNOWLEDGES: readonly [Span, Span] = [
  [3, 25],
  [40, 90],
]
const LEVEL_2: readonly [Span, Span] = [
  [20, 600],
  [1_500, 2_000],
]

/** Which kind of answer fits a kind of report, by the words in which the page names the kind. */
const FITTING: readonly (readonly [RegExp, string])[] = [
  [/pago/i, 'pago-localizado'],
  [/rechaz|acept/i, 'copia-valida'],
  [/encuentr|encontr/i, 'busqueda'],
  [/dato/i, 'correccion'],
]
const USUAL_ANSWER = 'como-pedirla'

/** Level 1, at the desk of gob.mx. */
export function levelOneDuty(): Duty {
  const isTime = openPatience()
  return {
    name: 'mesa-n1',
    accounts: () => ['mesa-1'],
    everyS: 30,
    async work(worker) {
      let done = 0
      for (const folio of await queue(worker)) {
        if (done >= MOST_A_TURN) return
        if (!isTime(worker, folio, LEVEL_1)) continue
        if (await attendFirst(worker, folio)) done += 1
      }
    },
  }
}

async function attendFirst(worker: Worker, folio: string): Promise<boolean> {
  let page = await worker.open(`${DESK}/${folio}`)
  if (page === null) return false
  const take = formFor(page, 'toma')
  if (take) {
    page = await send(worker.browser, page, take)
    if (page === null) return false
    worker.did('toma')
  }
  const escalate = formFor(page, 'reescalamiento') ?? formFor(page, 'escalamiento')
  const again = formFor(page, 'reescalamiento') !== undefined
  if (escalate && (again || chanceOf('escala', folio).happens(ESCALATED_SHARE))) {
    const packet = { intentado: t('intentado'), evidencia: t('evidencia'), consentimiento: 'si' }
    if ((await send(worker.browser, page, escalate, packet)) === null) return false
    worker.did('escalamiento')
    return true
  }
  return await answer(worker, page, 'solucion')
}

/** Level 2, at the desk of each entidad. */
export function levelTwoDuty(): Duty {
  const isTime = openPatience()
  return {
    name: 'mesa-n2',
    accounts: (entidades) => entidades.map((clave) => `mesa-${clave}`),
    everyS: 60,
    async work(worker) {
      let done = 0
      for (const folio of await queue(worker)) {
        if (done >= MOST_A_TURN) return
        if (!isTime(worker, `${folio} acuse`, ACKNOWLEDGES)) continue
        const page = await worker.open(`${DESK}/${folio}`)
        if (page !== null && (await attendSecond(worker, page, folio, isTime))) done += 1
      }
    },
  }
}

async function attendSecond(worker: Worker, page: Page, folio: string, isTime: IsTime): Promise<boolean> {
  const acknowledge = formFor(page, 'acuse')
  if (acknowledge) {
    if ((await send(worker.browser, page, acknowledge)) === null) return false
    worker.did('acuse-n2')
    return true
  }
  const giveBack = formFor(page, 'devolucion')
  if (giveBack && chanceOf('devuelve', folio).happens(GIVEN_BACK_SHARE)) {
    if ((await send(worker.browser, page, giveBack, { nota: t('nota') })) === null) return false
    worker.did('devolucion')
    return true
  }
  if (!isTime(worker, `${folio} respuesta`, LEVEL_2)) return false
  const take = formFor(page, 'toma-n2')
  const taken = take ? await send(worker.browser, page, take) : page
  if (taken === null) return false
  if (take) worker.did('toma-n2')
  return await answer(worker, taken, 'solucion-n2')
}

async function answer(worker: Worker, page: Page, step: string): Promise<boolean> {
  const form = formFor(page, step)
  if (!form) return false
  const codes = choicesOf(form, 'codigo')
  const kind = textOf(/<dl\b[\s\S]*?<\/dd>/i.exec(page.html)?.[0] ?? '')
  const fitting = FITTING.find(([word]) => word.test(kind))?.[1] ?? USUAL_ANSWER
  const codigo = codes.includes(fitting) ? fitting : (codes.find((one) => one !== '') ?? fitting)
  const key = `respuesta.${codigo}`
  const words = { codigo, respuesta: key in es ? t(key as keyof typeof es) : t('respuesta.como-pedirla') }
  if ((await send(worker.browser, page, form, words)) === null) return false
  worker.did(step)
  return true
}

/** The tickets that this account may open, what falls due first on top. */
async function queue(worker: Worker): Promise<string[]> {
  const page = await worker.open(DESK)
  if (page === null) throw new NotThere('the desk')
  return namesBelow(page, DESK)
}
