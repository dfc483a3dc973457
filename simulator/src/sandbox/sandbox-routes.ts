// The addresses of the sandbox: what it hands out, and what may be asked of the world.
import type { Bank } from '../bank/bank.ts'
import type { Counter } from '../bank/counter.ts'
import type { Entidades, ListedEntidad } from '../entidades/entidades.ts'
import { listTemperaments, readFinance, readTemperament } from '../entidades/temperaments.ts'
import type { Life } from '../life/life.ts'
import { listCases } from '../population/case-list.ts'
import type { PopulationPlan } from '../population/population.ts'
import { styleRoute, type Frame, type Sites } from '../web/frame.ts'
import { json, seeOther, type Call, type Reply, type Route } from '../web/origin.ts'
import { isProblem, problem, type WorldProblem } from '../web/problems.ts'
import { entidadesPage, entidadPage, temperamentsPage } from './entidades-pages.ts'
import { peopleOf, readPeopleQuestion } from './people.ts'
import { casesPage, peoplePage } from './people-pages.ts'
import { clockPage, startPage } from './start-page.ts'
import type { ClockDrive } from './walk.ts'

export interface SandboxPlan {
  readonly plan: PopulationPlan
  readonly entidades: Entidades
  readonly bank: Bank
  readonly counter: Counter
  readonly drive: ClockDrive
  readonly life: Life
  readonly sites: Sites
  readonly frame: Frame
}

/** All routes of the sandbox but those of the mailbox. */
export function sandboxRoutes(o: SandboxPlan): Route[] {
  const { plan, frame, bank, drive } = o
  return [
    styleRoute,
    { on: 'GET /', answer: () => startPage(frame, plan, o.sites, o.life.state()) },
    { on: 'GET /personas/casos', answer: (call) => answerCases(o, call) },
    {
      on: 'GET /personas',
      answer: (call) => {
        const question = readPeopleQuestion(call.query)
        const people = peopleOf(plan, question)
        return call.page ? peoplePage(frame, plan, question, people) : json(people)
      },
    },
    ...entidadRoutes(o),
    { on: 'GET /temperamentos', answer: (call) => (call.page ? temperamentsPage(frame) : json(listTemperaments())) },
    { on: 'POST /banco/tarjeta/:cobro', answer: ({ params, fields }) => json(bank.pay(params['cobro'] ?? '', fields)) },
    { on: 'POST /banco/ventanilla', answer: ({ fields }) => json(o.counter.pay(fields), 201) },
    { on: 'POST /banco/archivo', answer: async ({ fields }) => json(await o.counter.closeDay(fields)) },
    {
      on: 'GET /reloj',
      answer: (call) => (call.page ? clockPage(frame, drive.read(), { steps: stepsOf(call) }) : json(drive.read())),
    },
    { on: 'PUT /reloj', answer: async (call) => json(await drive.change(call.fields)) },
    { on: 'POST /reloj', answer: (call) => changeClockByForm(o, call) },
    { on: 'GET /mundo/vida', answer: () => json(o.life.state()) },
    { on: 'PUT /mundo/vida', answer: ({ fields }) => json(o.life.change(fields)) },
    {
      on: 'POST /mundo/vida',
      answer: ({ fields }) => {
        o.life.change(fields)
        return seeOther('/')
      },
    },
  ]
}

function entidadRoutes(o: SandboxPlan): Route[] {
  const { frame, entidades } = o
  const wanted = (call: Call): ListedEntidad => {
    const clave = call.params['clave'] ?? ''
    const one = entidades.list().find((each) => each.clave === clave)
    if (!one) throw problem(404, 'entidad-desconocida', { entidad: clave.slice(0, 20) })
    return one
  }
  return [
    {
      on: 'GET /entidades',
      answer: (call) => (call.page ? entidadesPage(frame, entidades.list()) : json(entidades.list())),
    },
    {
      on: 'GET /entidades/:clave',
      answer: (call) => (call.page ? entidadPage(frame, wanted(call)) : json(wanted(call))),
    },
    { on: 'GET /entidades/:clave/temperamento', answer: (call) => json(wanted(call).temperamento) },
    {
      on: 'PUT /entidades/:clave/temperamento',
      answer: async (call) => json(await entidades.setTemperament(wanted(call).clave, readTemperament(call.fields))),
    },
    { on: 'GET /entidades/:clave/finanzas', answer: (call) => json(wanted(call).finanzas) },
    {
      on: 'PUT /entidades/:clave/finanzas',
      answer: async (call) => json(await entidades.setFinance(wanted(call).clave, readFinance(call.fields))),
    },
    { on: 'POST /entidades/:clave/temperamento', answer: (call) => changeTemperamentByForm(o, wanted(call), call) },
  ]
}

/** A form has one box for the number, whatever the temperament calls it. */
async function changeTemperamentByForm(o: SandboxPlan, one: ListedEntidad, { fields }: Call): Promise<Reply> {
  try {
    const { numero } = fields
    const changed = await o.entidades.setTemperament(
      one.clave,
      readTemperament({ ...fields, ms: numero, cada: numero }),
    )
    return seeOther(`/entidades/${changed.clave}`)
  } catch (error) {
    const said = mendable(error)
    const campo = said.campo === 'ms' || said.campo === 'cada' ? 'numero' : (said.campo ?? 'tipo')
    return entidadPage(o.frame, one, fields, [{ campo, mensaje: said.message }])
  }
}

async function changeClockByForm(o: SandboxPlan, { fields }: Call): Promise<Reply> {
  try {
    const { pasos } = await o.drive.change(fields)
    return seeOther(`/reloj?pasos=${pasos}`)
  } catch (error) {
    const said = mendable(error)
    return clockPage(o.frame, o.drive.read(), {
      typed: fields,
      errors: [{ campo: said.campo ?? 'avanza', mensaje: said.message }],
    })
  }
}

/** A problem that whoever filled in the form can mend; any other is thrown on. */
function mendable(error: unknown): WorldProblem {
  if (isProblem(error) && error.status === 422) return error
  throw error
}

function answerCases({ plan, frame }: SandboxPlan, call: Call): Reply {
  if (!call.page) return json(listCases(plan))
  return casesPage(
    frame,
    plan,
    readPeopleQuestion(new URLSearchParams({ entidad: call.query.get('entidad') ?? '' })).entidad,
  )
}

function stepsOf(call: Call): string | null {
  const steps = call.query.get('pasos')
  return steps !== null && /^\d{1,6}$/.test(steps) ? steps : null
}
