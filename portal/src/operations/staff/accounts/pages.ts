// Who works here, as a table; one account with how it ends; and the form that invites.
import { ROLES, may } from '../policy.ts'
import type { Rol } from '../policy.ts'
import { consolePage } from '../console-page.ts'
import { consoleTable } from '../console-table.ts'
import { nameOfRole } from '../role-names.ts'
import type { Staff } from '../staff.ts'
import { facts, select, textArea, textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { mayGive, mayTake } from './accounts.ts'
import type { WorkerRow } from './accounts.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** What was typed and what was wrong with it, shown once more. */
export interface Given {
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
}

interface Shown {
  readonly site: Site & { readonly world?: string }
  readonly staff: Staff
  readonly entidades: readonly { readonly clave: string; readonly nombre: string }[]
  readonly given?: Given
}

const NOTHING: Given = { errors: [], values: {} }

function nameOfEntidad(v: Shown, clave: string | null): string {
  if (clave === null) return t('federal')
  return v.entidades.find((one) => one.clave === clave)?.nombre ?? clave
}

const stateOf = (one: WorkerRow): string =>
  one.active ? t('activa') : t('baja', { cuando: one.left_at === null ? '' : longInstant(one.left_at) })

const enteredOf = (one: WorkerRow): string => (one.entered_at === null ? t('nunca') : longInstant(one.entered_at))

/** All accounts within the reader's reach. */
export function accountsPage(v: Shown & { readonly accounts: readonly WorkerRow[] }): string {
  return consolePage({
    site: v.site,
    staff: v.staff,
    board: paths.consoleAccounts,
    question: t('pregunta'),
    errors: v.given?.errors ?? [],
    body: html`<p>${t('texto')}</p>
${may(v.staff, 'cuentas.administrar', v.staff.entidad) && rolesToGive(v.staff).length > 0 ? invitation(v) : ''}${consoleTable(
      {
        caption: t('tabla'),
        head: [t('cuenta'), t('nombre'), t('rol'), t('entidad'), t('entrada'), t('estado')],
        rows: v.accounts.map((one) => [
          html`<a href="${paths.consoleAccount(one.id)}">${one.id}</a>`,
          one.nombre,
          nameOfRole(one.rol),
          nameOfEntidad(v, one.entidad),
          enteredOf(one),
          stateOf(one),
        ]),
        csv: paths.consoleAccountsCsv,
        empty: t('sin-cuentas'),
      },
    )}`,
  })
}

const rolesToGive = (staff: Staff): Rol[] => (Object.keys(ROLES) as Rol[]).filter((rol) => mayGive(staff, rol))

function invitation(v: Shown): Html {
  const { errors, values } = v.given ?? NOTHING
  const field = (campo: 'cuenta' | 'nombre' | 'correo', more = {}): Html =>
    textField({ campo, label: t(campo), value: values[campo] ?? '', errors, ...more })
  const roles = rolesToGive(v.staff)
  return html`<details${v.given ? html` open` : ''}><summary>${t('invitar')}</summary><p>${t('invitar.texto')}</p>${v.site.demonstration ? html`<p class="nota">${t('invitar.prueba')}</p>` : ''}
<form method="post" action="${paths.consoleAccounts}">${field('cuenta', { hint: t('cuenta.pista'), autocapitalize: 'none' })}${field('nombre')}${field('correo', { type: 'email' })}${select(
    {
      campo: 'rol',
      label: t('rol'),
      value: values['rol'] ?? '',
      errors,
      choices: roles.map((rol) => ({ value: rol, text: nameOfRole(rol) })),
    },
  )}${
    v.staff.entidad === null
      ? select({
          campo: 'entidad',
          label: t('entidad'),
          hint: t('entidad.pista'),
          value: values['entidad'] ?? '',
          errors,
          choices: v.entidades.map((one) => ({ value: one.clave, text: one.nombre })),
        })
      : html`<p>${t('entidad.propia', { entidad: nameOfEntidad(v, v.staff.entidad) })}</p>`
  }${reason(v.given)}<button class="boton" type="submit">${t('invitar.boton')}</button></form></details>
`
}

function reason(given: Given | undefined): Html {
  const { errors, values } = given ?? NOTHING
  return textArea({
    campo: 'motivo',
    label: t('motivo'),
    hint: t('motivo.pista'),
    rows: 2,
    value: values['motivo'] ?? '',
    errors,
  })
}

/** One account. */
export function accountPage(v: Shown & { readonly account: WorkerRow }): string {
  const { account, staff } = v
  const ends = may(staff, 'cuentas.administrar', account.entidad) && mayTake(staff, account) && account.id !== staff.id
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleAccounts,
    question: account.nombre,
    trail: [{ text: t('pregunta'), href: paths.consoleAccounts }],
    errors: v.given?.errors ?? [],
    body: html`${facts([
      { name: t('cuenta'), value: account.id },
      { name: t('correo'), value: account.correo },
      { name: t('rol'), value: nameOfRole(account.rol) },
      { name: t('entidad'), value: nameOfEntidad(v, account.entidad) },
      { name: t('alta'), value: longInstant(account.created_at) },
      { name: t('entrada'), value: enteredOf(account) },
      { name: t('estado'), value: stateOf(account) },
    ])}${ends && account.active ? leaving(v, account) : ''}${ends && !account.active ? html`<p>${t('una.vuelve')}</p>` : ''}`,
  })
}

function leaving(v: Shown, account: WorkerRow): Html {
  return html`<h2>${t('una.baja')}</h2><p>${t('una.baja.texto')}</p>
<form method="post" action="${paths.consoleAccountLeaving(account.id)}">${reason(v.given)}<button class="boton" type="submit">${t('una.baja.boton')}</button></form>`
}
