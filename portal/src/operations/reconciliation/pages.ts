// The page of payments in the console: the indicator, the ages, the files, what did not match, and where a file is uploaded.
import { consolePage, consoleTable } from '#staff'
import type { Rol } from '#staff'
import { facts, fileField, select } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { catalogue, longInstant, money } from '#ui/messages'
import { paths } from '#ui/paths'
import type { PaymentsBoard } from './board.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** A key of the wire in words; one that has no words yet is shown as it is. */
function said(kind: 'archivo' | 'linea' | 'motivo' | 'veredicto' | 'devolucion', key: string): string {
  const name = `${kind}.${key}`
  return Object.hasOwn(es, name) ? t(name as keyof typeof es) : key
}

export interface PaymentsView {
  readonly site: Site
  readonly staff: { readonly nombre: string; readonly rol: Rol; readonly entidad: string | null }
  readonly board: PaymentsBoard
  /** Whether this person may upload a file, and for which entidades. */
  readonly upload: readonly { readonly clave: string; readonly nombre: string }[]
  readonly chosen?: string
  /** What became of the file that was just uploaded. */
  readonly done?: string
  readonly errors?: readonly FieldError[]
}

/** C09: payments by age, files, what did not match, refunds. */
export function paymentsPage(v: PaymentsView): string {
  const { board } = v
  const name = (clave: string): string => `${clave} ${board.names.get(clave) ?? ''}`.trim()
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('pregunta'),
    live: true,
    board: paths.consolePayments,
    ...(v.errors ? { errors: v.errors } : {}),
    body: html`${v.done ? html`<p class="nota importa">${v.done}</p>` : ''}${indicatorPart(board)}
${consoleTable({
  caption: t('edades'),
  head: [t('entidad'), t('edades.24'), t('edades.48'), t('edades.72'), t('edades.mas'), t('edades.antiguo')],
  rows: board.ageing.map((one) => [
    name(one.entidad),
    String(one.h24),
    String(one.h48),
    String(one.h72),
    String(one.beyond),
    longInstant(one.oldest),
  ]),
  csv: paths.consolePaymentsAgeing,
  empty: t('edades.ninguno'),
})}
${consoleTable({
  caption: t('archivos'),
  head: [
    t('archivos.numero'),
    t('entidad'),
    t('archivos.dia'),
    t('archivos.secuencia'),
    t('archivos.registros'),
    t('importe'),
    t('estado'),
    t('archivos.recibido'),
  ],
  rows: board.files.map((one) => [
    String(one.id),
    name(one.entidad),
    one.day ?? '—',
    one.sequence === null ? '—' : String(one.sequence),
    String(one.lines),
    money(one.centavos),
    one.reason ? `${said('archivo', one.state)}: ${said('motivo', one.reason)}` : said('archivo', one.state),
    longInstant(one.received_at),
  ]),
  csv: paths.consolePaymentsFiles,
  empty: t('archivos.ninguno'),
})}
${consoleTable({
  caption: t('lineas'),
  head: [
    t('lineas.linea'),
    t('entidad'),
    t('importe'),
    t('estado'),
    t('lineas.motivo'),
    t('folio'),
    t('lineas.archivo'),
  ],
  rows: board.lines.map((one) => [
    one.linea,
    name(one.entidad),
    money(one.centavos),
    said('linea', one.estado),
    one.reason ? said('motivo', one.reason) : '—',
    one.folio ?? '—',
    `${one.file}/${one.n}`,
  ]),
  csv: paths.consolePaymentsLines,
  empty: t('lineas.ninguna'),
})}
${consoleTable({
  caption: t('devoluciones'),
  head: [t('folio'), t('entidad'), t('importe'), t('lineas.motivo'), t('devoluciones.vence')],
  rows: board.refunds.map((one) => [
    one.folio,
    name(one.entidad),
    money(one.centavos),
    said('devolucion', one.reason),
    longInstant(one.due_at),
  ]),
  csv: paths.consolePaymentsRefunds,
  empty: t('devoluciones.ninguna'),
})}
${v.upload.length > 0 ? uploadPart(v) : ''}`,
  })
}

function indicatorPart({ indicator: one, desde, hasta }: PaymentsBoard): Html {
  const hours = (value: number | null): string => (value === null ? '—' : t('horas', { n: String(value) }))
  return html`<p>${t('indicador.ventana', { desde: longInstant(desde), hasta: longInstant(hasta) })}</p>
${facts([
  { name: t('indicador.veredicto'), value: said('veredicto', one.veredicto) },
  { name: t('indicador.valor'), value: one.valor === null ? t('indicador.sin-datos') : `${one.valor.toFixed(2)} %` },
  { name: t('indicador.cierto'), value: String(one.cierto) },
  { name: t('indicador.falla'), value: String(one.falla) },
  { name: t('indicador.indeterminado'), value: String(one.indeterminado) },
  { name: t('indicador.pendiente'), value: String(one.pendiente) },
  { name: t('indicador.p50'), value: hours(one.p50) },
  { name: t('indicador.p95'), value: hours(one.p95) },
  { name: t('indicador.maximo'), value: hours(one.maximo) },
  { name: t('indicador.responsable'), value: one.responsable.join('; ') },
])}
<p><a href="${one.evidencia}">${t('indicador.evidencia')}</a></p>`
}

function uploadPart(v: PaymentsView): Html {
  const errors = v.errors ?? []
  const only = v.upload.length === 1 ? v.upload[0] : undefined
  return html`<h2>${t('subir')}</h2>
<form method="post" action="${paths.consolePaymentsFile}" enctype="multipart/form-data" novalidate>
${
  only
    ? html`<input type="hidden" name="entidad" value="${only.clave}">`
    : select({
        campo: 'entidad',
        label: t('entidad'),
        value: v.chosen ?? '',
        errors,
        choices: v.upload.map((one) => ({ value: one.clave, text: `${one.clave} ${one.nombre}` })),
      })
}${fileField({ campo: 'archivo', label: t('subir.archivo'), hint: t('subir.pista'), accept: '.txt,text/plain', errors })}<button class="boton" type="submit">${t('subir.boton')}</button>
</form>`
}
