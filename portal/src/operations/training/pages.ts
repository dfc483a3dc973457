// The page of training: one's own drills with how to record them, what waits to be confirmed, and everybody within reach.
import { chosenQuery, consoleFilters, consolePage, consoleTable, leads, may } from '#staff'
import type { ConsoleFilter, Staff } from '#staff'
import { textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { catalogue, longDay } from '#ui/messages'
import { paths } from '#ui/paths'
import { STANDINGS } from './drill.ts'
import type { Drill } from './drill.ts'
import type { Line } from './training.ts'
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es)

export interface TrainingView {
  readonly site: Site
  readonly staff: Staff
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly drills: readonly Drill[]
  /** All lines within reach, and those that the filters leave. */
  readonly lines: readonly Line[]
  readonly shown: readonly Line[]
  readonly chosen: Readonly<Record<string, string>>
  readonly roleName: (rol: Staff['rol']) => string
  readonly errors?: readonly FieldError[]
  readonly values?: Readonly<Record<string, string>>
}

const dayOf = (at: Temporal.Instant): string =>
  longDay(at.toZonedDateTimeISO('America/Mexico_City').toPlainDate().toString())

export function trainingPage(v: TrainingView): string {
  const { staff } = v
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleTraining,
    question: t('pregunta'),
    errors: v.errors ?? [],
    body: html`<p>${t('texto')}</p><p class="nota">${t('texto.nuestro')}</p>
<h2>${t('tuyos')}</h2>${own(v)}${may(staff, 'capacitacion.atestar', staff.entidad) ? waiting(v) : ''}
${consoleFilters({ action: paths.consoleTraining, filters: trainingFilters(staff, v.drills, v.entidades), chosen: v.chosen })}${consoleTable(
      {
        caption: t('tabla'),
        head: [
          t('col.cuenta'),
          t('col.nombre'),
          t('col.rol'),
          ...(staff.entidad === null ? [t('col.entidad')] : []),
          t('col.simulacro'),
          t('col.situacion'),
          t('col.hecho'),
          t('col.vale'),
          t('col.prueba'),
        ],
        rows: v.shown.map((one) => row(v, one)),
        csv: `${paths.consoleTrainingCsv}${chosenQuery(v.chosen)}`,
        empty: t('vacia'),
      },
    )}`,
  })
}

function own(v: TrainingView): Html {
  const mine = v.lines.filter((one) => one.staff.id === v.staff.id)
  if (mine.length === 0) return html`<p>${t('tuyos.ninguno')}</p>`
  return html`${mine.map((one) => ownDrill(v, one))}`
}

function ownDrill(v: TrainingView, { drill, place }: Line): Html {
  const { done, until, record, standing } = place
  const said =
    done !== null && until !== null
      ? t('tuyo.desde', { dia: dayOf(done), hasta: dayOf(until) })
      : record !== null && standing === 'por_atestar'
        ? t('tuyo.espera', { dia: dayOf(record.hecho_at) })
        : ''
  const campo = `${drill.prueba === 'programa' ? 'asunto' : 'dia'}_${drill.id}`
  const kind = drill.prueba === 'programa' ? 'asunto' : 'dia'
  const errors = v.errors ?? []
  return html`<h3>${drill.nombre}</h3><p><strong>${t(`estado.${standing}`)}</strong>${said ? html`. ${said}` : '.'}</p>
<details${errors.some((one) => one.campo === campo) ? html` open` : ''}><summary>${t('tuyo.registrar')}<span class="oculto">: ${drill.nombre}</span></summary>
<form method="post" action="${paths.consoleDrill(drill.id)}">${textField({ campo, label: t(kind), hint: t(`${kind}.pista`), value: v.values?.[campo] ?? '', width: 20, errors })}<button class="boton otro" type="submit">${t('tuyo.registrar')}<span class="oculto">: ${drill.nombre}</span></button></form></details>
`
}

/** What others said that they did, for whoever leads them. */
function waiting(v: TrainingView): Html {
  const open = v.lines.filter(
    ({ staff, place }) => place.standing === 'por_atestar' && staff.id !== v.staff.id && leads(v.staff, staff.rol),
  )
  if (open.length === 0) return html``
  return html`<h2>${t('confirmar')}</h2><ul>${open.map(({ staff, drill, place }) => {
    const record = place.record!
    const words = t('confirmar.linea', {
      nombre: staff.nombre,
      cuenta: staff.id,
      simulacro: drill.nombre,
      dia: dayOf(record.hecho_at),
    })
    return html`<li><p>${words}</p>${judge(record.id, 'atestacion', t('confirmar.si'), words)} ${judge(record.id, 'correccion', t('confirmar.no'), words)}</li>`
  })}</ul>`
}

/** Named by an attribute: hidden words in a table that scrolls would widen the page. */
function judge(id: string, paso: string, text: string, about: string): Html {
  return html`<form method="post" action="${paths.consoleDrillRecord(id, paso)}"><button class="boton otro" type="submit" aria-label="${text}: ${about}">${text}</button></form>`
}

/** By which the list may be cut; an office has its own people only. */
export function trainingFilters(
  staff: Staff,
  drills: readonly Drill[],
  entidades: TrainingView['entidades'],
): ConsoleFilter[] {
  const filters = [
    {
      campo: 'situacion',
      label: t('col.situacion'),
      choices: STANDINGS.map((value) => ({ value, text: t(`estado.${value}`) })),
    },
    {
      campo: 'simulacro',
      label: t('col.simulacro'),
      choices: drills.map((one) => ({ value: one.id, text: one.nombre })),
    },
  ]
  if (staff.entidad !== null) return filters
  const choices = entidades.map((one) => ({ value: one.clave, text: one.nombre }))
  return [...filters, { campo: 'estado', label: t('col.entidad'), choices }]
}

function row(v: TrainingView, { staff, drill, place }: Line): (string | Html)[] {
  const { record, done, until, standing } = place
  const voids =
    done !== null && record !== null && staff.id !== v.staff.id && may(v.staff, 'capacitacion.atestar', staff.entidad)
  const proof =
    done === null || record === null
      ? t('sin-datos')
      : record.asunto === null
        ? t('prueba.persona', { cuenta: record.atestado_por ?? '' })
        : t('prueba.caso', { asunto: record.asunto })
  return [
    staff.id,
    staff.nombre,
    v.roleName(staff.rol),
    ...(v.staff.entidad === null
      ? [v.entidades.find((one) => one.clave === staff.entidad)?.nombre ?? t('federal')]
      : []),
    drill.nombre,
    t(`estado.${standing}`),
    done === null ? t('sin-datos') : dayOf(done),
    until === null ? t('sin-datos') : dayOf(until),
    voids && leads(v.staff, staff.rol)
      ? html`${proof}${judge(record.id, 'correccion', t('anular'), `${staff.id}, ${drill.nombre}`)}`
      : proof,
  ]
}
