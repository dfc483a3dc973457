// Incidents: each role does its own actions of the protocol, in their order and with evidence, and another one validates them.
import { catalogue } from '../web/messages.ts'
import { textOf, type Form, type Page } from './browser.ts'
import { formFor, formsFor, namesBelow, send } from './forms.ts'
import { openPatience, type IsTime, type Span } from './patience.ts'
import { NotThere, type Duty, type Worker } from './duty.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

const BOARD = '/consola/incidencias'
const PUBLIC = '/incidencias'
/** The newest incidents are looked after; an older one has been, or never will be. */
const MOST_A_TURN = 6

/** What people who work by the protocol know of it: what comes before, and in how many minutes they usually get to it. */
interface Learned {
  readonly after: readonly string[]
  readonly usual: Span
  readonly late: Span
}
const LEARNED: Readonly<Record<string, Learned>> = {
  A01: { after: [], usual: [0.5, 2.5], late: [8, 20] },
  A02: { after: ['A01'], usual: [1, 6], late: [15, 45] },
  A03: { after: ['A01'], usual: [1, 8], late: [20, 50] },
  A04: { after: ['A01'], usual: [2, 9], late: [20, 60] },
  A05: { after: ['A03'], usual: [2, 9], late: [30, 90] },
  A06: { after: ['A02'], usual: [10, 45], late: [70, 180] },
  A07: { after: ['A02'], usual: [10, 25], late: [40, 90] },
  A08: { after: ['A03'], usual: [10, 45], late: [70, 120] },
  A09: { after: ['A02'], usual: [2, 20], late: [60, 200] },
  A11: { after: ['A05', 'A09'], usual: [5, 45], late: [70, 200] },
  A12: { after: ['A11'], usual: [300, 2_400], late: [4_500, 6_000] },
  A13: { after: ['A12'], usual: [30, 600], late: [1_000, 3_000] },
  A14: { after: ['A13'], usual: [60, 900], late: [1_500, 4_000] },
}
/** What needs the word of the probe first, and what is done only once the service is back. */
const AFTER_THE_PROBE = ['A11', 'A12', 'A13', 'A14']
const MITIGATION = 'A09'
const NOTICE = 'A05'
const RESOLVED = /resuelt|revisi[oó]n/i
const VALIDATES: readonly [Span, Span] = [
  [10, 300],
  [600, 1_500],
]
const USUAL: readonly [Span, Span] = [
  [2, 15],
  [30, 60],
]

/** By the beginning of an account: the role that the protocol knows it by. */
const ROLES: Readonly<Record<string, string>> = { enlace: 'enlace', ugd: 'ugd', mesa: 'mesa_n1', renapo: 'renapo' }

export function incidentDuties(): readonly Duty[] {
  const isTime = openPatience()
  const work = (worker: Worker): Promise<void> => look(worker, isTime)
  return [
    { name: 'incidencias-mesa', accounts: () => ['mesa-1'], everyS: 60, work },
    { name: 'incidencias-federal', accounts: () => ['ugd', 'renapo'], everyS: 60, work },
    { name: 'incidencias-enlace', accounts: (all) => all.map((clave) => `enlace-${clave}`), everyS: 30, work },
  ]
}

async function look(worker: Worker, isTime: IsTime): Promise<void> {
  const board = await worker.open(BOARD)
  if (board === null) throw new NotThere('the incidents')
  for (const id of namesBelow(board, BOARD).slice(0, MOST_A_TURN)) {
    const page = await worker.open(`${BOARD}/${id}`)
    // One thing in one turn for each incident: people do not do six things in the same second.
    if (page !== null) await attend(worker, isTime, id, page)
  }
}

async function attend(worker: Worker, isTime: IsTime, id: string, page: Page): Promise<void> {
  const rol = ROLES[worker.account.split('-')[0] ?? ''] ?? ''
  const facts = textOf(/<dl\b[\s\S]*?<\/dl>/i.exec(page.html)?.[0] ?? '')
  const open = openActions(page)
  for (const { accion, vez, roles, form } of open) {
    const learned = LEARNED[accion]
    if (!learned || !roles.includes(rol) || learned.after.some((one) => open.some((other) => other.accion === one)))
      continue
    if (AFTER_THE_PROBE.includes(accion) && !RESOLVED.test(facts)) continue
    if (accion === MITIGATION && !isBack(page)) continue
    if (!isTime(worker, `${id} ${accion} ${vez}`, [learned.usual, learned.late])) continue
    const done = accion === NOTICE ? await publish(worker, page) : await deliver(worker, page, form)
    if (done) worker.did(accion)
    return
  }
  await finish(worker, isTime, id, page, open.length)
}

interface OpenAction {
  readonly accion: string
  readonly vez: string
  /** The roles that the checklist names. */
  readonly roles: readonly string[]
  readonly form: Form
}

/** What is still to be done, in the order of the checklist. */
function openActions(page: Page): OpenAction[] {
  const rows = [...page.html.matchAll(/<tr><th scope="row">([\s\S]*?)<\/tr>/g)].map(([, row = '']) => row)
  return formsFor(page, 'entregar').flatMap((form) => {
    const { accion = '', vez = '' } = form.fields
    const row = rows.find((one) => one.includes(`href="#${accion}_${vez}"`))
    if (accion === '' || row === undefined) return []
    // Each word of the row's cells; the names of roles are such words.
    return [{ accion, vez, roles: textOf(row).split(/[\s,]+/), form }]
  })
}

/** Whether the service answers again, or nobody ever measured that it did not. */
function isBack(page: Page): boolean {
  return /ve bien desde|una persona/i.test(textOf(/<dl\b[\s\S]*?<\/dl>/i.exec(page.html)?.[0] ?? ''))
}

async function deliver(worker: Worker, page: Page, form: Form): Promise<boolean> {
  const url = new URL(PUBLIC, page.url).href
  return (await send(worker.browser, page, form, { texto: t('hecho'), url })) !== null
}

/** First the draft is kept, then it is published. */
async function publish(worker: Worker, page: Page): Promise<boolean> {
  const draft = formFor(page, 'borrador')
  const kept = draft ? await send(worker.browser, page, draft, { texto: t('aviso') }) : null
  const form = kept ? formFor(kept, 'publicar') : undefined
  return kept !== null && form !== undefined && (await send(worker.browser, kept, form)) !== null
}

/** Asks for the probe, validates what another did, and closes what is done. */
async function finish(worker: Worker, isTime: IsTime, id: string, page: Page, open: number): Promise<void> {
  const probe = formFor(page, 'comprobar')
  if (probe && worker.account.startsWith('enlace') && isTime(worker, `${id} comprobar`, USUAL)) {
    if (await send(worker.browser, page, probe)) worker.did('comprobar')
    return
  }
  const seen = formFor(page, 'validar')
  if (seen && isTime(worker, `${id} validar ${seen.fields['accion'] ?? ''} ${seen.fields['vez'] ?? ''}`, VALIDATES)) {
    if (await send(worker.browser, page, seen)) worker.did('validar')
    return
  }
  const close = formFor(page, 'cerrar')
  if (
    close &&
    open === 0 &&
    !seen &&
    isTime(worker, `${id} cerrar`, USUAL) &&
    (await send(worker.browser, page, close))
  )
    worker.did('cerrar')
}
