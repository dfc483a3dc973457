// C02: one entidad on one page, each part with the way to its board.
import type { Veredicto } from '#modelo'
import { indicatorRows, verdictCell, verdictWord } from '#pilot'
import { consolePage, consoleTable } from '#staff'
import type { Staff } from '#staff'
import { facts } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { longDay, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { lineChart } from './chart.ts'
import type { EntidadBoard } from './entidad.ts'
import { spoken, t } from './pages.ts'

export function entidadPage(v: { readonly site: Site; readonly staff: Staff; readonly board: EntidadBoard }): string {
  const { board } = v
  const { entidad } = board
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: entidad.nombre,
    live: true,
    body: html`${facts([
      { name: t('entidad.fase'), value: spoken(entidad.fase) },
      { name: t('entidad.abierta'), value: t(entidad.abierta ? 'si' : 'no') },
      { name: t('entidad.servicio'), value: verdictWord(entidad.servicio as Veredicto) },
    ])}
${indicators(board)}${answers(board)}${incidents(board)}${tickets(board)}${payments(board)}${integration(board)}`,
  })
}

function indicators({ indicadores, ventana, dias }: EntidadBoard): Html {
  if (indicadores === null) return html``
  return html`<h2>${t('entidad.indicadores')}</h2>
<p>${t('entidad.ventana', { dias, desde: longInstant(ventana.desde), hasta: longInstant(ventana.hasta) })}</p>
${consoleTable({
  caption: t('entidad.indicadores.tabla'),
  head: [t('col.indicador'), t('col.veredicto'), t('col.responsable')],
  rows: indicatorRows(indicadores).map(({ nombre, indicador }) => [
    nombre,
    verdictCell(indicador),
    indicador.responsable.join(' · '),
  ]),
})}`
}

function answers({ respuesta }: EntidadBoard): Html {
  if (respuesta === null) return html``
  const { dias, optimoMs, limiteMs } = respuesta
  const seconds = (ms: number): string => t('segundos', { valor: (ms / 1000).toFixed(2) })
  const measured = dias.filter((one) => one.p95Ms !== null).length
  const bands = [
    { upTo: optimoMs, name: t('banda.optimo', { valor: seconds(optimoMs) }) },
    { upTo: limiteMs, name: t('banda.limite', { valor: seconds(limiteMs) }) },
  ]
  return html`<h2>${t('entidad.respuesta')}</h2>
<p>${t('entidad.respuesta.texto')}</p>
${
  measured === 0
    ? html`<p>${t('sin-datos')}</p>`
    : html`<figure>${lineChart({
        label: t('entidad.respuesta.dibujo', { n: measured }),
        values: dias.map((one) => one.p95Ms),
        ends: [longDay(dias[0]!.dia), longDay(dias.at(-1)!.dia)],
        bands,
      })}</figure>
<details><summary>${t('entidad.respuesta.tabla')}</summary>${consoleTable({
        caption: t('entidad.respuesta.tabla'),
        head: [t('col.dia'), t('col.p95'), t('col.n')],
        rows: dias.map((one) => [
          longDay(one.dia),
          one.p95Ms === null ? t('sin-datos') : seconds(one.p95Ms),
          String(one.n),
        ]),
      })}</details>`
}`
}

function incidents({ incidencias }: EntidadBoard): Html {
  return html`<h2>${t('entidad.incidencias')}</h2>
${consoleTable({
  caption: t('entidad.incidencias.tabla'),
  head: [t('col.incidencia'), t('col.severidad'), t('col.estado'), t('col.desde'), t('col.vencidas')],
  rows: incidencias.map((one) => [
    html`<a href="${paths.consoleIncident(one.id)}">${one.id}</a>`,
    one.severidad,
    spoken(one.estado),
    longInstant(one.inicio),
    String(one.vencidas),
  ]),
  empty: t('entidad.sin-incidencias'),
})}`
}

function tickets({ reportes }: EntidadBoard): Html {
  return html`<h2>${t('entidad.reportes')}</h2>
${consoleTable({
  caption: t('entidad.reportes.tabla'),
  head: [t('col.folio'), t('col.nivel'), t('col.abierto'), t('col.vence')],
  rows: reportes.map((one) => [
    one.abre ? html`<a href="${paths.consoleTicket(one.folio)}">${one.folio}</a>` : one.folio,
    t(one.reloj === null ? 'nivel.ninguno' : one.reloj === 'frN1' ? 'nivel.1' : 'nivel.2'),
    longInstant(one.opened_at),
    one.due_at === null ? t('sin-plazo') : longInstant(one.due_at),
  ]),
  empty: t('entidad.sin-reportes'),
})}<p><a href="${paths.consoleDesk}">${t('entidad.mesa')}</a></p>`
}

function payments({ pagos }: EntidadBoard): Html {
  if (pagos === null) return html``
  return html`<h2>${t('entidad.pagos')}</h2>
${consoleTable({
  caption: t('entidad.pagos.tabla'),
  head: [t('edad.24'), t('edad.48'), t('edad.72'), t('edad.mas'), t('col.antiguo')],
  rows: pagos.map((one) => [
    String(one.h24),
    String(one.h48),
    String(one.h72),
    String(one.beyond),
    longInstant(one.oldest),
  ]),
  empty: t('entidad.sin-pagos'),
})}<p><a href="${paths.consolePayments}">${t('entidad.tablero-pagos')}</a></p>`
}

function integration({ integracion, entidad }: EntidadBoard): Html {
  if (integracion === null) return html``
  const { entry, enlaces } = integracion
  return html`<h2>${t('entidad.integracion')}</h2>
<p>${t('entidad.observaciones', { abiertas: entry.abiertas, vencidas: entry.vencidas, impiden: entry.impiden })} <a href="${paths.consoleOnboardingOf(entidad.clave)}">${t('entidad.ver-integracion')}</a></p>
${consoleTable({
  caption: t('entidad.enlaces'),
  head: [t('col.enlace'), t('col.tipo'), t('col.correo')],
  rows: enlaces.map((one) => [one.nombre, t(`enlace.${one.tipo}`), one.correo]),
  empty: t('entidad.sin-enlaces'),
})}
<p>${t('entidad.version')}</p>`
}
