// P13, «avisar que ya pagué»: day, bank and receipt; and the receipts in the console, which are only ever downloaded.
import { dateField, facts, fileField, textField } from '#ui/fields'
import type { DateParts, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { consolePage, consoleTable } from '#staff'
import type { Staff } from '#staff'
import { longDay, longInstant, money } from '#ui/messages'
import { paths } from '#ui/paths'
import { t as desk } from '../words.ts'
import { ACCEPT } from './receipt.ts'
import type { ReceiptRow } from './store.ts'
import { forDesk, t } from './words.ts'

const paragraph = (text: string): Html => html`<p>${text}</p>
`

export interface ReceiptForm {
  readonly site: Site
  readonly folio: string
  readonly importeCentavos: number
  readonly banco: string
  readonly fecha?: DateParts
  readonly errors?: readonly FieldError[]
}

/** The form. A browser never sends a file twice by itself, so after an error the page says to choose it again. */
export function receiptPage(v: ReceiptForm): string {
  const errors = v.errors ?? []
  const hint = errors.length > 0 ? `${t('archivo.pista')} ${t('archivo.otra-vez')}` : t('archivo.pista')
  return page({
    site: v.site,
    question: t('pregunta'),
    folio: v.folio,
    noindex: true,
    errors,
    trail: [{ text: t('solicitud'), href: paths.order(v.folio) }, { text: t('pregunta') }],
    body: html`${paragraph(t('texto'))}${paragraph(t('tarda'))}${facts([
      { name: t('solicitud'), value: html`<strong class="folio">${v.folio}</strong>` },
      { name: t('importe'), value: money(v.importeCentavos) },
    ])}
<form method="post" action="${paths.orderPaid(v.folio)}" enctype="multipart/form-data" novalidate>
${dateField({ campo: 'fecha', label: t('fecha'), hint: t('fecha.pista'), errors, ...(v.fecha ? { value: v.fecha } : {}) })}${textField({ campo: 'banco', label: t('banco'), hint: t('banco.pista'), value: v.banco, errors, width: 36, autocapitalize: 'words' })}${fileField({ campo: 'archivo', label: t('archivo'), hint, accept: ACCEPT, errors })}<button class="boton" type="submit">${t('enviar')}</button>
</form>
<p><a href="${paths.order(v.folio)}">${t('volver')}</a></p>`,
  })
}

/** Receipts as rows: what they are for, and a link that downloads. */
export function receiptTable(
  rows: readonly ReceiptRow[],
  names: ReadonlyMap<string, string>,
  opens: (row: ReceiptRow) => boolean,
): Html {
  return html`${consoleTable({
    caption: forDesk('mesa.tabla'),
    head: [
      forDesk('col.archivo'),
      forDesk('col.reporte'),
      forDesk('col.solicitud'),
      forDesk('col.entidad'),
      forDesk('col.fecha'),
      forDesk('col.banco'),
      forDesk('col.llego'),
    ],
    rows: rows.map((row) => [
      html`<a href="${paths.consoleReceipt(row.id)}" download>${forDesk('descargar', { tipo: forDesk(`tipo.${row.tipo}`), kb: row.kb })}</a>`,
      opens(row) ? html`<a href="${paths.consoleTicket(row.folio)}">${row.folio}</a>` : row.folio,
      row.solicitud,
      row.entidad === null ? desk('sin-entidad') : (names.get(row.entidad) ?? row.entidad),
      longDay(row.fecha),
      row.banco,
      longInstant(row.at),
    ]),
    empty: forDesk('mesa.vacia'),
  })}${rows.length > 0 ? paragraph(forDesk('mesa.aviso')) : ''}`
}

/** All receipts that this person may see. */
export function receiptsPage(v: {
  readonly site: Site
  readonly staff: Staff
  readonly rows: readonly ReceiptRow[]
  readonly names: ReadonlyMap<string, string>
  readonly opens: (row: ReceiptRow) => boolean
}): string {
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: forDesk('mesa.pregunta'),
    board: paths.consoleDesk,
    trail: [{ text: desk('mesa.pregunta'), href: paths.consoleDesk }],
    body: receiptTable(v.rows, v.names, v.opens),
  })
}
