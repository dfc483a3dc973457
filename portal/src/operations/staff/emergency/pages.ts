// The pages of emergency accesses: the form that asks, the list with its filters, and one with what may be done about it.
import { facts, radios, select, textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { chosenQuery, consoleFilters } from '../console-filters.ts'
import type { ConsoleFilter } from '../console-filters.ts'
import { consolePage } from '../console-page.ts'
import { consoleTable } from '../console-table.ts'
import { EMERGENCIES, may } from '../policy.ts'
import type { Staff } from '../staff.ts'
import { nameOfRole } from '../role-names.ts'
import { EMERGENCY, HALLAZGOS, isLive, reasonsOf } from './emergency.ts'
import type { EmergencyRow, NoticeRow } from './emergency.ts'
import { reasonWord, rightsWords, t } from './words.ts'

interface Shown {
  readonly site: Site
  readonly staff: Staff
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly now: Temporal.Instant
  readonly errors?: readonly FieldError[]
}

const SITUATIONS = ['abierto', 'por_revisar', 'fuera_de_plazo', 'justificado', 'no_justificado'] as const
type Situation = (typeof SITUATIONS)[number]

/** Where one stands. What is late stays late in sight until somebody reviews it. */
export function situationOf(row: EmergencyRow, now: Temporal.Instant): Situation {
  if (row.hallazgo !== null) return row.hallazgo
  if (isLive(row, now)) return 'abierto'
  return Temporal.Instant.compare(row.review_due_at, now) <= 0 ? 'fuera_de_plazo' : 'por_revisar'
}

const nameOf = (v: Shown, clave: string): string => v.entidades.find((one) => one.clave === clave)?.nombre ?? clave

/** All of them within the reader's reach, and the form for whoever may ask. */
export function emergenciesPage(
  v: Shown & {
    readonly rows: readonly EmergencyRow[]
    readonly chosen: Readonly<Record<string, string>>
    readonly values?: Readonly<Record<string, string>>
  },
): string {
  const { staff, chosen } = v
  const watches = may(staff, 'emergencia.vigilar', staff.entidad)
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleEmergencies,
    question: t('pregunta'),
    errors: v.errors ?? [],
    body: html`<p>${t('texto', { minutos: EMERGENCY.minutes })} ${t('texto.quien')}</p><p class="nota">${t('texto.nuestro')}</p>
${may(staff, 'emergencia.pedir', staff.entidad) && !staff.emergencia ? asking(v, v.values ?? {}) : ''}${watches ? consoleFilters({ action: paths.consoleEmergencies, filters: emergencyFilters(staff, v.entidades), chosen }) : ''}${consoleTable(
      {
        caption: t(watches ? 'tabla' : 'tabla.propios'),
        head: [t('col.folio'), t('col.quien'), t('col.estado'), t('col.motivo'), t('col.inicio'), t('col.situacion')],
        rows: v.rows.map((one) => [
          html`<a href="${paths.consoleEmergency(one.id)}">${one.id}</a>`,
          one.nombre,
          nameOf(v, one.entidad),
          reasonWord(one.motivo),
          longInstant(one.opened_at),
          t(`situacion.${situationOf(one, v.now)}`),
        ]),
        csv: `${paths.consoleEmergenciesCsv}${chosenQuery(chosen)}`,
        empty: t('vacia'),
      },
    )}`,
  })
}

function asking(v: Shown, values: Readonly<Record<string, string>>): Html {
  const errors = v.errors ?? []
  const choices = reasonsOf(v.staff).map((motivo) => ({
    value: motivo,
    text: reasonWord(motivo),
    hint: t('motivo.presta', { derechos: rightsWords(motivo, v.staff.rol) }),
  }))
  return html`<details${errors.length > 0 ? html` open` : ''}><summary>${t('pedir')}</summary>
<p>${t('pedir.texto', { minutos: EMERGENCY.minutes, maximo: EMERGENCY.mostInADay })} ${t('pedir.factor')}</p>
<form method="post" action="${paths.consoleEmergencies}">${radios({ campo: 'motivo', label: t('motivo'), value: values['motivo'] ?? '', choices, errors })}${
    v.staff.entidad === null
      ? select({
          campo: 'entidad',
          label: t('entidad'),
          value: values['entidad'] ?? '',
          choices: v.entidades.map((one) => ({ value: one.clave, text: one.nombre })),
          errors,
        })
      : html`<p>${t('entidad.propia', { estado: nameOf(v, v.staff.entidad) })}</p>`
  }${textField({ campo: 'asunto', label: t('asunto'), hint: t('asunto.pista'), value: values['asunto'] ?? '', width: 20, code: true, autocapitalize: 'characters', errors })}<button class="boton" type="submit">${t('pedir.boton')}</button></form></details>
`
}

/** By which the list may be cut; the control body of an entidad sees its own only. */
export function emergencyFilters(staff: Staff, entidades: Shown['entidades']): ConsoleFilter[] {
  const choices = SITUATIONS.map((value) => ({ value, text: t(`situacion.${value}`) }))
  const situacion = { campo: 'situacion', label: t('filtro.situacion'), choices }
  if (staff.entidad !== null) return [situacion]
  const all = entidades.map((one) => ({ value: one.clave, text: one.nombre }))
  return [situacion, { campo: 'estado', label: t('entidad'), choices: all }]
}

/** One of them. */
export function emergencyPage(
  v: Shown & { readonly row: EmergencyRow; readonly notices: readonly NoticeRow[] },
): string {
  const { row, staff, now } = v
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleEmergencies,
    question: t('uno.pregunta', { id: row.id }),
    trail: [{ text: t('pregunta'), href: paths.consoleEmergencies }],
    errors: v.errors ?? [],
    body: html`${facts([
      { name: t('col.situacion'), value: t(`situacion.${situationOf(row, now)}`) },
      { name: t('uno.quien'), value: `${row.nombre} (${row.account}), ${nameOfRole(row.rol)}` },
      { name: t('entidad'), value: nameOf(v, row.entidad) },
      { name: t('motivo'), value: reasonWord(row.motivo) },
      { name: t('uno.caso'), value: caseLink(row) },
      { name: t('uno.derechos'), value: rightsWords(row.motivo, row.rol) },
      { name: t('uno.inicio'), value: longInstant(row.opened_at) },
      { name: t('uno.fin'), value: endWords(row, now) },
      { name: t('uno.revision'), value: reviewWords(row) },
    ])}${may(staff, 'bitacora.ver', staff.entidad) ? html`<p><a href="${paths.consoleJournal}?emergencia=${row.id}">${t('uno.bitacora')}</a></p>` : ''}
${forms(v)}${consoleTable({
      caption: t('uno.avisos'),
      head: [t('col.cuenta'), t('col.quien'), t('col.aviso')],
      rows: v.notices.map((one) => [
        one.account,
        one.nombre,
        one.acusado_at === null
          ? t('uno.aviso.pendiente')
          : t('uno.aviso.leido', { cuando: longInstant(one.acusado_at) }),
      ]),
    })}`,
  })
}

function caseLink({ motivo, asunto }: EmergencyRow): Html {
  const report = EMERGENCIES[motivo]?.asunto === 'REP'
  return html`<a href="${report ? paths.consoleTicket(asunto) : paths.consoleIncident(asunto)}">${asunto}</a>`
}

function endWords(row: EmergencyRow, now: Temporal.Instant): string {
  if (row.ended_at !== null)
    return t('uno.fin.quien', { cuando: longInstant(row.ended_at), cuenta: row.ended_by ?? '' })
  return isLive(row, now) ? t('uno.fin.hasta', { cuando: longInstant(row.ends_at) }) : longInstant(row.ends_at)
}

function reviewWords(row: EmergencyRow): string {
  const { hallazgo, reviewed_at: at, reviewed_by: cuenta } = row
  if (hallazgo === null || at === null) return t('uno.revision.vence', { cuando: longInstant(row.review_due_at) })
  return t('uno.revision.hecha', { hallazgo: t(`hallazgo.${hallazgo}`), cuando: longInstant(at), cuenta: cuenta ?? '' })
}

/** What its reader may do about it. */
function forms(v: Shown & { readonly row: EmergencyRow; readonly notices: readonly NoticeRow[] }): Html {
  const { row, staff, notices, now } = v
  const to = (paso: string): string => `${paths.consoleEmergency(row.id)}/${paso}`
  const unread = notices.some((one) => one.account === staff.id && one.acusado_at === null)
  const ends = isLive(row, now) && (row.account === staff.id || may(staff, 'emergencia.terminar', row.entidad))
  const reviews = !isLive(row, now) && row.hallazgo === null && may(staff, 'emergencia.revisar', row.entidad)
  return html`${unread ? html`<form method="post" action="${to('acuse')}"><button class="boton" type="submit">${t('uno.leido')}</button></form>` : ''}${
    ends
      ? html`<h2>${t('uno.terminar')}</h2><p>${t('uno.terminar.texto')}</p>
<form method="post" action="${to('fin')}"><button class="boton" type="submit">${t('uno.terminar')}</button></form>`
      : ''
  }${
    reviews
      ? html`<h2>${t('uno.revisar')}</h2><p>${t('uno.revisar.texto')}</p>
<form method="post" action="${to('revision')}">${radios({
          campo: 'hallazgo',
          label: t('uno.hallazgo'),
          choices: HALLAZGOS.map((value) => ({ value, text: t(`hallazgo.${value}`) })),
          errors: v.errors ?? [],
        })}<button class="boton" type="submit">${t('uno.revisar.boton')}</button></form>`
      : ''
  }
`
}
