// The pages of announced maintenance: the form, the list with its filters, and one with the way to call it off.
import { chosenQuery, consoleFilters, consolePage, consoleTable, may } from '#staff'
import type { ConsoleFilter, Staff } from '#staff'
import { facts, select, textArea, textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { SITUATIONS, situationOf } from './maintenance.ts'
import type { AvisoRow, Rules } from './maintenance.ts'
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es)

interface Shown {
  readonly site: Site
  readonly staff: Staff
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly now: Temporal.Instant
  readonly errors?: readonly FieldError[]
  readonly values?: Readonly<Record<string, string>>
}

export interface ListView extends Shown {
  readonly rules: Rules
  readonly rows: readonly AvisoRow[]
  readonly chosen: Readonly<Record<string, string>>
}

const nameOf = (v: Shown, clave: string): string => v.entidades.find((one) => one.clave === clave)?.nombre ?? clave

export function listPage(v: ListView): string {
  const { staff, chosen, rules } = v
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleMaintenance,
    question: t('pregunta'),
    errors: v.errors ?? [],
    body: html`<p>${t('texto')}</p><p class="nota importa">${t('texto.cuenta')}</p><p>${t('texto.aviso', { horas: rules.avisoHoras })}</p>
${may(staff, 'mantenimiento.anunciar', staff.entidad) ? announcing(v) : ''}${consoleFilters({ action: paths.consoleMaintenance, filters: maintenanceFilters(staff, v.entidades), chosen })}${consoleTable(
      {
        caption: t('tabla'),
        head: [t('col.folio'), t('entidad'), t('col.inicio'), t('col.fin'), t('col.situacion'), t('col.aviso')],
        rows: v.rows.map((one) => [
          html`<a href="${paths.consoleMaintenanceOf(one.folio)}">${one.folio}</a>`,
          nameOf(v, one.entidad),
          longInstant(one.inicio),
          longInstant(one.fin),
          t(`situacion.${situationOf(one, v.now)}`),
          noticeWords(one),
        ]),
        csv: `${paths.consoleMaintenanceCsv}${chosenQuery(chosen)}`,
        empty: t('vacia'),
      },
    )}`,
  })
}

function announcing(v: ListView): Html {
  const errors = v.errors ?? []
  const given = (campo: string): { campo: string; value: string; errors: readonly FieldError[] } => ({
    campo,
    value: v.values?.[campo] ?? '',
    errors,
  })
  const { entidad } = v.staff
  return html`<details${errors.length > 0 ? html` open` : ''}><summary>${t('anunciar')}</summary>
<p>${t('anunciar.fijo')}</p>
<form method="post" action="${paths.consoleMaintenance}" novalidate>${
    entidad === null
      ? select({
          ...given('entidad'),
          label: t('entidad'),
          choices: v.entidades.map((one) => ({ value: one.clave, text: one.nombre })),
        })
      : html`<p>${t('entidad.propia', { estado: nameOf(v, entidad) })}</p>`
  }${textField({ ...given('inicio'), label: t('inicio'), hint: t('inicio.pista'), width: 20 })}${textField({ ...given('fin'), label: t('fin'), hint: t('fin.pista', { horas: v.rules.maximoHoras }), width: 20 })}${textArea({ ...given('que'), label: t('que'), hint: t('que.pista'), rows: 3 })}${textField({ ...given('responde'), label: t('responde'), hint: t('responde.pista') })}<button class="boton" type="submit">${t('anunciar.boton')}</button></form></details>
`
}

export function noticeWords(one: Pick<AvisoRow, 'corto' | 'aviso_horas'>): string {
  return one.corto ? t('aviso.corto', { horas: one.aviso_horas }) : t('aviso.a-tiempo')
}

/** By which the list may be cut; an office has its own only. Other names than those of the form above it. */
export function maintenanceFilters(staff: Staff, entidades: Shown['entidades']): ConsoleFilter[] {
  const filters = [
    {
      campo: 'situacion',
      label: t('col.situacion'),
      choices: SITUATIONS.map((value) => ({ value, text: t(`situacion.${value}`) })),
    },
    {
      campo: 'aviso',
      label: t('col.aviso'),
      choices: [
        { value: 'a-tiempo', text: t('aviso.a-tiempo') },
        { value: 'corto', text: t('aviso.corto.filtro') },
      ],
    },
  ]
  if (staff.entidad !== null) return filters
  return [
    ...filters,
    {
      campo: 'estado',
      label: t('entidad'),
      choices: entidades.map((one) => ({ value: one.clave, text: one.nombre })),
    },
  ]
}

export function onePage(v: Shown & { readonly row: AvisoRow }): string {
  const { row, staff } = v
  const situation = situationOf(row, v.now)
  const open = situation === 'anunciado' || situation === 'en_curso'
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleMaintenance,
    question: t('uno.pregunta', { folio: row.folio }),
    trail: [{ text: t('pregunta'), href: paths.consoleMaintenance }],
    errors: v.errors ?? [],
    body: html`${facts([
      { name: t('col.situacion'), value: t(`situacion.${situation}`) },
      { name: t('entidad'), value: nameOf(v, row.entidad) },
      { name: t('col.inicio'), value: longInstant(row.inicio) },
      { name: t('col.fin'), value: longInstant(row.fin) },
      { name: t('col.aviso'), value: noticeWords(row) },
      { name: t('que'), value: row.que },
      { name: t('responde'), value: row.responde },
      { name: t('uno.anuncio'), value: whoWords(row.anuncio, row.anunciado_at) },
      ...(row.cancelo === null || row.cancelado_at === null
        ? []
        : [
            { name: t('uno.cancelo'), value: whoWords(row.cancelo, row.cancelado_at) },
            { name: t('uno.motivo'), value: row.motivo ?? '' },
          ]),
    ])}${may(staff, 'bitacora.ver', staff.entidad) ? html`<p><a href="${paths.consoleJournal}?folio=${row.folio}">${t('uno.bitacora')}</a></p>` : ''}
<p class="nota">${t('texto.cuenta')}</p>
${open && may(staff, 'mantenimiento.anunciar', row.entidad) ? callingOff(v) : ''}`,
  })
}

const whoWords = (cuenta: string, at: Temporal.Instant): string => t('uno.quien', { cuenta, cuando: longInstant(at) })

function callingOff(v: Shown & { readonly row: AvisoRow }): Html {
  return html`<h2>${t('cancelar')}</h2><p>${t('cancelar.texto')}</p>
<form method="post" action="${paths.consoleMaintenanceOff(v.row.folio)}" novalidate>${textArea({ campo: 'motivo', label: t('cancelar.motivo'), rows: 2, value: v.values?.['motivo'] ?? '', errors: v.errors ?? [] })}<button class="boton" type="submit">${t('cancelar.boton')}</button></form>`
}
