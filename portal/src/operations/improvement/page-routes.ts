// The console page of the áreas de mejora, and its rows as CSV. Staff of an entidad see only their own.
import type { FastifyPluginAsync } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { readModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { consolePage, consoleTable, requireStaff, scopeOf } from '#staff'
import { csv, csvHeaders } from '#ui/csv'
import { facts } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { sendPage } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import { readImprovements } from './improvement.ts'
import type { Improvement, Step } from './improvement.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)
const HIDDEN = { schema: { hide: true } }

export function improvementPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    server.get(paths.consoleImprovement, HIDDEN, async (request, reply) => {
      const { staff, read } = await readAll(request)
      const body = html`<p>${t('texto')}</p>${read.map(({ quien, one }) => part(quien, one))}<p><a href="${paths.consoleImprovement}/pasos.csv">${t('col.paso')} (CSV)</a></p>`
      return await sendPage(
        reply,
        consolePage({ site: app.config, staff, question: t('pregunta'), board: paths.consoleImprovement, body }),
      )
    })
    server.get(`${paths.consoleImprovement}/pasos.csv`, HIDDEN, async (request, reply) => {
      const { read } = await readAll(request)
      const rows = read.flatMap(({ clave, one }) =>
        one.pasos.map((step) => [
          clave,
          step.paso,
          step.entran,
          step.siguen,
          step.errores,
          step.reportes,
          step.p50,
          step.p95,
        ]),
      )
      return await reply
        .headers(csvHeaders('pasos'))
        .send(csv(['entidad', 'paso', 'entran', 'siguen', 'errores', 'reportes', 'p50', 'p95'], rows))
    })
  }

  async function readAll(request: Parameters<typeof requireStaff>[1]) {
    const anyone = await requireStaff(app, request, 'tableros')
    const staff = await requireStaff(app, request, 'indicadores', scopeOf(anyone))
    const scope = scopeOf(staff)
    const ventana = await lastDays(app)
    const open = (await listEntidades(app)).filter((one) => one.abierta && (scope === null || one.clave === scope))
    const asked: { clave: string | null; quien: string }[] = [
      ...(scope === null ? [{ clave: null, quien: t('quien.todas') }] : []),
      ...open.map(({ clave, nombre }) => ({ clave, quien: nombre })),
    ]
    const found = await readImprovements(
      app,
      ventana,
      asked.map((one) => one.clave),
    )
    return { staff, read: asked.map(({ clave, quien }, i) => ({ clave: clave ?? 'total', quien, one: found[i]! })) }
  }
}

/** The length of an iteration, up to now. */
async function lastDays(app: App): Promise<Ventana> {
  const { contenido: modelo } = await readModelo(app)
  const hasta = app.clock.now()
  return { desde: hasta.subtract({ hours: 24 * modelo.piloto.dias.valor }), hasta }
}

function part(quien: string, one: Improvement): Html {
  return html`<h2>${quien}</h2>
${consoleTable({
  caption: t('tabla', { quien }),
  head: (['paso', 'entran', 'siguen', 'abandono', 'tiempo', 'errores', 'reportes'] as const).map((key) =>
    t(`col.${key}`),
  ),
  rows: one.pasos.map((step) => [
    t(`paso.${step.paso}`),
    number(step.entran),
    number(step.siguen),
    number(dropped(step)),
    step.p50 === null ? t('sin-dato') : `${seconds(step.p50)} · ${seconds(step.p95)}`,
    String(step.errores),
    String(step.reportes),
  ]),
})}
<p class="nota">${t('filiacion.nota')}</p>
<h3>${t('eficacia')}</h3>
${facts([
  { name: t('terminan'), value: one.terminan === null ? t('sin-dato') : t('porcentaje', { n: one.terminan }) },
  {
    name: t('copia'),
    value: one.copiaP50 === null ? t('sin-dato') : `${seconds(one.copiaP50)} · ${seconds(one.copiaP95)}`,
  },
  {
    name: t('satisfaccion'),
    value: one.satisfaccion === null ? t('sin-dato') : t('porcentaje', { n: one.satisfaccion }),
  },
])}
<h3>${t('palabras')}</h3>
${one.palabras.length === 0 ? html`<p>${t('palabras.ninguna')}</p>` : html`<ul>${one.palabras.map((word) => html`<li>${t('palabra', { ...word })}</li>`)}</ul>`}`
}

const number = (value: number | null): string => (value === null ? t('sin-dato') : String(value))
const dropped = ({ entran, siguen }: Step): number | null =>
  entran === null || siguen === null ? null : Math.max(0, entran - siguen)
const seconds = (value: number | null): string =>
  value === null ? t('sin-dato') : t('segundos', { n: Math.round(value) })
