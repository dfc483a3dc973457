// The bitácora: what is on record and who looked at what, with its filters; calm, newest first, a page at a time.
import type { Entry } from '#journal'
import { consolePage, consoleTable } from '#staff'
import type { ConsoleView } from '#staff'
import { select, textField } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { paths } from '#ui/paths'
import { filtersQuery } from './filters.ts'
import type { Asked, Filters } from './filters.ts'
import { GROUPS, actorWord, detailWords, eventWord, t } from './words.ts'

export interface JournalView {
  readonly site: ConsoleView['site']
  readonly staff: ConsoleView['staff']
  readonly asked: Asked
  readonly entries: readonly Entry[]
  /** The number from which the next page goes on; null when there is nothing more. */
  readonly next: number | null
  readonly names: ReadonlyMap<string, string>
  readonly csvRows: number
}

const NONE: Filters = { folio: '', cuenta: '', hecho: '', entidad: '', desde: '', hasta: '', emergencia: '' }

export function journalPage(v: JournalView): string {
  const { filters, search, errors, week } = v.asked
  const own = v.staff.entidad
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('bitacora.pregunta'),
    board: paths.consoleJournal,
    ...(errors.length > 0 ? { errors } : {}),
    body: html`<p>${t('bitacora.texto')}${own === null ? '' : html` ${t('bitacora.propia', { estado: nameOf(v, own) })}`}</p>
${form(v)}
${
  errors.length > 0
    ? ''
    : html`${week ? html`<p class="nota">${t('bitacora.semana')}</p>` : ''}${consoleTable({
        caption: t('bitacora.tabla'),
        head: [
          t('col.cuando'),
          t('col.hecho'),
          t('col.quien'),
          t('col.asunto'),
          ...(own === null ? [t('col.entidad')] : []),
          t('col.detalle'),
        ],
        rows: v.entries.map((one) => row(v, one)),
        csv: `${paths.consoleJournalCsv}${filtersQuery(filters)}`,
        csvText: t('bitacora.csv', { n: v.csvRows }),
        empty: t('bitacora.vacia'),
      })}
${
  v.next === null && search.antes === undefined
    ? ''
    : html`<ul class="acciones">${v.next === null ? '' : html`<li><a href="${paths.consoleJournal}${filtersQuery(filters, { antes: String(v.next) })}">${t('bitacora.anteriores')}</a></li>`}${
        search.antes === undefined
          ? ''
          : html`<li><a href="${paths.consoleJournal}${filtersQuery(filters)}">${t('bitacora.recientes')}</a></li>`
      }</ul>`
}`
}`,
  })
}

function form({ asked: { filters, errors }, staff, names }: JournalView): Html {
  const choices = GROUPS.some((one) => one.value === filters.hecho)
    ? GROUPS
    : [...GROUPS, ...(filters.hecho === '' ? [] : [{ value: filters.hecho, text: eventWord(filters.hecho) }])]
  const text = (campo: 'folio' | 'cuenta' | 'desde' | 'hasta' | 'emergencia', hint: string): Html =>
    textField({ campo, label: t(`filtro.${campo}`), hint, value: filters[campo], errors, width: 20 })
  return html`<details${errors.length > 0 ? html` open` : ''}><summary>${t('filtros', { n: Object.values(filters).filter((one) => one !== '').length })}</summary>
<form method="get" action="${paths.consoleJournal}">${text('folio', t('filtro.folio.pista'))}${text('cuenta', t('filtro.cuenta.pista'))}${select({ campo: 'hecho', label: t('filtro.hecho'), value: filters.hecho, choices, errors })}${
    staff.entidad === null
      ? select({
          campo: 'entidad',
          label: t('filtro.entidad'),
          value: filters.entidad,
          choices: [...names].map(([value, name]) => ({ value, text: name })),
          errors,
        })
      : ''
  }${text('emergencia', t('filtro.emergencia.pista'))}${text('desde', t('filtro.dia.pista'))}${text('hasta', t('filtro.dia.pista'))}
<p><button class="boton" type="submit">${t('bitacora.buscar')}</button> <a href="${paths.consoleJournal}">${t('bitacora.limpiar')}</a></p></form></details>`
}

function row(v: JournalView, one: Entry): (string | Html)[] {
  const by = (more: Partial<Filters>): string => `${paths.consoleJournal}${filtersQuery({ ...NONE, ...more })}`
  return [
    t('cuando', { dia: centralTime(one.at) }),
    html`<a href="${by({ hecho: one.event })}">${eventWord(one.event)}</a>`,
    actorWord(one.actor, v.names) ?? html`<a href="${by({ cuenta: one.actor })}">${one.actor}</a>`,
    html`<a href="${by({ folio: one.subject })}">${one.subject}</a>`,
    ...(v.staff.entidad === null ? [one.entidad === null ? t('sin-entidad') : nameOf(v, one.entidad)] : []),
    short(detailWords(one)),
  ]
}

const nameOf = (v: Pick<JournalView, 'names'>, clave: string): string => v.names.get(clave) ?? clave

/** To the second, and written as the filters ask for a day. */
function centralTime(at: Temporal.Instant): string {
  const [day, time = ''] = at.toZonedDateTimeISO('America/Mexico_City').toPlainDateTime().toString().split('T')
  return `${day} ${time.slice(0, 8)}`
}

/** A page shows as much as helps to tell one fact from another; the CSV holds all of it. */
function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
