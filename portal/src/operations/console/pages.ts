// The pages that belong to no board: the search and what it found, and the keys.
import { boardKeys, consolePage, consoleTable } from '#staff'
import type { Staff } from '#staff'
import { facts, textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { catalogue, listOf, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import type { FoundOrder } from '#orders'
import type { OrderShown } from './search.ts'
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es)

interface Common {
  readonly site: Site
  readonly staff: Staff
}

export interface SearchView extends Common {
  /** What was typed. */
  readonly q: string
  readonly errors?: readonly FieldError[]
  /** Null before anything was asked. */
  readonly orders: readonly FoundOrder[] | null
  readonly names: ReadonlyMap<string, string>
  readonly findsOrders: boolean
}

/** The search with its answer. */
export function searchPage(v: SearchView): string {
  const kinds = [...(v.findsOrders ? ['ACT-'] : []), 'REP-', 'REC-', 'INC-']
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('buscar'),
    search: false,
    ...(v.errors ? { errors: v.errors } : {}),
    body: html`<search><form method="post" action="${paths.consoleSearch}" novalidate>
${textField({
  campo: 'buscar',
  name: 'q',
  label: t('buscar.campo'),
  hint: `${t('buscar.pista', { clases: listOf(kinds) })}${v.findsOrders ? ` ${t('buscar.pista.curp')}` : ''}`,
  value: v.q,
  width: 36,
  code: true,
  autocapitalize: 'characters',
  ...(v.errors ? { errors: v.errors } : {}),
})}
<button class="boton" type="submit">${t('buscar.boton')}</button></form></search>
${v.orders === null ? '' : answer(v, v.orders)}`,
  })
}

function answer(v: SearchView, orders: readonly FoundOrder[]): Html {
  if (orders.length === 0)
    return html`<div class="estado cuidado" role="status"><p class="palabra">${t('buscar.nada')}</p><p>${t('buscar.nada.texto')}</p></div>`
  return consoleTable({
    caption: t('solicitudes'),
    head: [t('col.folio'), t('col.estado'), t('col.entidad'), t('col.cuando')],
    rows: orders.map((one) => [
      html`<a class="folio" href="${paths.consoleOrder(one.folio)}">${one.folio}</a>`,
      spoken(one.estado),
      v.names.get(one.entidad) ?? one.entidad,
      longInstant(one.placedAt),
    ]),
  })
}

/** A state as it is read: its wire name has no spaces. */
export function spoken(estado: string): string {
  const key = `palabra.${estado}`
  return Object.hasOwn(es, key) ? t(key as keyof typeof es) : estado.replaceAll('_', ' ')
}

/** One order as a desk needs it on the telephone: where it is, since when, and what was reported about it. */
export function orderPage(
  v: Common & { readonly order: OrderShown; readonly names: ReadonlyMap<string, string> },
): string {
  const { order } = v
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('solicitud', { folio: order.folio }),
    trail: [{ text: t('buscar'), href: paths.consoleSearch }],
    body: html`${facts([
      { name: t('col.estado'), value: spoken(order.estado) },
      { name: t('col.entidad'), value: v.names.get(order.entidad) ?? order.entidad },
      { name: t('col.cuando'), value: longInstant(order.placedAt) },
    ])}
${consoleTable({
  caption: t('solicitud.reportes'),
  head: [t('col.folio'), t('col.estado')],
  rows: order.reportes.map((one) => [
    html`<a class="folio" href="${paths.consoleTicket(one.folio)}">${one.folio}</a>`,
    spoken(one.estado),
  ]),
  empty: t('solicitud.sin-reportes'),
})}
<p>${t('solicitud.rastro')}</p>`,
  })
}

/** The keys, as a page: it is read without a script, and switched off with one. */
export function keysPage(v: Common): string {
  const rows: [Html, string | Html][] = [
    [html`<kbd>/</kbd>`, t('tecla.buscar')],
    ...boardKeys(v.staff).map(({ tecla, nombre, href }): [Html, Html] => [
      html`<kbd>g</kbd> <kbd>${tecla}</kbd>`,
      html`<a href="${href}">${t('tecla.tablero', { nombre })}</a>`,
    ]),
    [html`<kbd>?</kbd>`, t('tecla.ayuda')],
  ]
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('teclas'),
    body: html`<p>${t('teclas.texto')} ${t('teclas.escribir')} ${t('teclas.sin-enviar')}</p>
${consoleTable({ caption: t('teclas.tabla'), head: [t('col.tecla'), t('col.hace')], rows, csv: null })}
<p>${t('teclas.numeros')}</p>
<h2>${t('teclas.apagar')}</h2>
<p role="status" data-dicho data-si="${t('teclas.encendidas')}" data-no="${t('teclas.apagadas')}" data-falla="${t('teclas.no-se-guarda')}">${t('teclas.sin-guion')}</p>
<button class="boton otro" type="button" data-teclas data-si="${t('teclas.apaga')}" data-no="${t('teclas.enciende')}" hidden>${t('teclas.apaga')}</button>`,
  })
}
