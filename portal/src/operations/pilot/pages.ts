// The pages of the pilot: the board with its six indicators, the minutes of a decision, the announcement, the receipt.
import type { EntidadView } from '#directory'
import { consolePage, consoleTable, may } from '#staff'
import type { Staff } from '#staff'
import { checkboxes, radios, textArea, textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, listOf, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { ROWS, verdictCell } from './cells.ts'
import type { IndicatorTable } from './indicators.ts'
import type { NoticeView } from './notice.ts'
import type { Evaluation, PilotBoard } from './pilot.ts'
import es from './es-MX.json' with { type: 'json' }

type Key = keyof typeof es & string
const t = catalogue(es)

function indicatorTable(tabla: IndicatorTable, names: ReadonlyMap<string, string>): Html {
  // Keys that look like numbers come out of an object before the others; people read them in their order.
  const claves = Object.keys(tabla.entidades).sort()
  return consoleTable({
    caption: t('tabla'),
    head: [
      t('col.indicador'),
      t('col.responsable'),
      ...claves.map((clave) => html`<a href="${paths.consoleEntidad(clave)}">${names.get(clave) ?? clave}</a>`),
      t('col.juntas'),
    ],
    rows: ROWS.map(({ key, of }) => [
      t(key),
      of(tabla.total).responsable.join(' · '),
      ...claves.map((clave) => verdictCell(of(tabla.entidades[clave]!))),
      verdictCell(of(tabla.total)),
    ]),
    csv: `${paths.indicatorsCsv}?desde=${encodeURIComponent(tabla.desde)}&hasta=${encodeURIComponent(tabla.hasta)}`,
  })
}

export interface BoardView {
  readonly site: Site
  readonly staff: Staff
  readonly board: PilotBoard
  readonly evaluation: Evaluation | null
  readonly entidades: readonly EntidadView[]
  readonly notices: readonly NoticeView[]
  readonly errors?: readonly FieldError[]
  readonly typed?: Readonly<Record<string, string | undefined>>
}

/** C01, C12 and C13 in one: figures, recommendation, groups, announcement, comunicado. */
export function boardPage(v: BoardView): string {
  const names = new Map(v.entidades.map((one) => [one.clave, one.nombre]))
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('piloto'),
    live: true,
    board: paths.consolePilot,
    ...(v.errors ? { errors: v.errors } : {}),
    body: html`<p>${t('piloto.texto')} <a href="${paths.consoleHeat}">${t('mapa.liga')}</a></p>
${v.evaluation ? evaluationPart(v, v.evaluation, names) : html`<p>${t('piloto.sin')}</p>`}
${iterationsPart(v)}${decisionsPart(v)}${groupsPart(v, names)}${announcementsPart(v)}${noticesPart(v)}`,
  })
}

function evaluationPart(
  v: BoardView,
  { iteracion, tabla, recomendacion, definitiva }: Evaluation,
  names: ReadonlyMap<string, string>,
): Html {
  const group = v.board.groups.find((one) => one.id === iteracion.grupo)!
  const proposes = definitiva && iteracion.estado === 'evaluada' && may(v.staff, 'piloto.proponer', null)
  return html`<h2>${t('iteracion', { numero: iteracion.numero, grupo: group.nombre })}: ${t(`estado.${iteracion.estado}` as Key)}</h2>
<p>${t('iteracion.cuando', { desde: longInstant(iteracion.desde), hasta: longInstant(iteracion.hasta) })} ${t(definitiva ? 'definitiva.si' : 'definitiva.no')}</p>
<p>${t('iteracion.modelo', { version: tabla.modelo.version, huella: tabla.modelo.sha256.slice(0, 12) })}</p>
${indicatorTable(tabla, names)}
<h2>${t('recomendacion')}: ${t(`decision.${recomendacion.decision}`)}</h2>
${recommendationPart(recomendacion, names)}
${
  proposes
    ? html`<h3>${t('proponer')}</h3><form method="post" action="${paths.consolePilot}/decisiones" novalidate><input type="hidden" name="iteracion" value="${iteracion.id}">
${radios({
  campo: 'decision',
  label: t('proponer.decision'),
  value: v.typed?.['decision'] ?? recomendacion.decision,
  choices: (['repetir_mismas', 'liberar_grupo', 'suspender'] as const).map((value) => ({
    value,
    text: t(`decision.${value}`),
  })),
  ...(v.errors ? { errors: v.errors } : {}),
})}${textField({ campo: 'entidades', label: t('proponer.entidades'), value: v.typed?.['entidades'] ?? (recomendacion.grupo ?? group.entidades).join(', ') })}${textArea({ campo: 'motivo', label: t('proponer.motivo'), hint: t('proponer.motivo.pista'), value: v.typed?.['motivo'] ?? '', ...(v.errors ? { errors: v.errors } : {}) })}
<button class="boton" type="submit">${t('proponer')}</button></form>`
    : ''
}`
}

/** Every iteration, so that a past one can be looked at again. */
function iterationsPart(v: BoardView): Html {
  return html`<h2>${t('iteraciones')}</h2>
<ul>${v.board.iterations.map((one) => {
    const group = v.board.groups.find((other) => other.id === one.grupo)!
    const name = t('iteracion', { numero: one.numero, grupo: group.nombre })
    return html`<li><a href="${paths.consolePilot}?iteracion=${encodeURIComponent(one.id)}">${name}</a>: ${t(`estado.${one.estado}` as Key)}</li>`
  })}</ul>`
}

function recommendationPart(one: Evaluation['recomendacion'], names: ReadonlyMap<string, string>): Html {
  if (one.razones.length === 0) return html`<p>${t('razones.ninguna')}</p>`
  const claves = [...new Set(one.razones.map((reason) => reason.entidad))].sort()
  return html`<h3>${t('razones')}</h3>
<ul>${claves.map((clave) => {
    const own = one.razones.filter((reason) => reason.entidad === clave)
    const words = own.map((reason) => `${rowName(reason.indicador)} (${t(`veredicto.${reason.veredicto}` as Key)})`)
    return html`<li><strong>${names.get(clave) ?? clave}</strong>: ${listOf(words)}.</li>`
  })}</ul>
<details><summary>${t('contrafactuales')}</summary><ul>${[...one.contrafactuales].sort().map((text) => html`<li>${text}</li>`)}</ul></details>`
}

function rowName(indicador: string): string {
  return Object.hasOwn(es, indicador) ? t(indicador as Key) : indicador
}

function decisionsPart(v: BoardView): Html {
  if (v.board.decisions.length === 0) return html``
  return html`<h2>${t('decisiones')}</h2>
${consoleTable({
  caption: t('decisiones'),
  head: [t('col.decision'), t('col.estado'), t('col.propone'), t('col.cuando')],
  rows: v.board.decisions.map((one) => [
    html`<a href="${paths.consoleDecision(one.id)}">${t(`decision.${one.decision}`)}</a>`,
    t(`estado.${one.estado}` as Key),
    one.propone,
    longInstant(one.propuesta_at),
  ]),
})}`
}

function groupsPart(v: BoardView, names: ReadonlyMap<string, string>): Html {
  const signs = (one: PilotBoard['groups'][number]): boolean =>
    one.estado === 'en_acuerdo' &&
    may(v.staff, 'piloto.aprobar', null) &&
    (v.staff.entidad === null || one.entidades.includes(v.staff.entidad))
  const ready = v.entidades.filter((one) => one.fase === 'lista')
  return html`<h2>${t('grupos')}</h2>
${consoleTable({
  caption: t('grupos'),
  head: [t('col.grupo'), t('col.estado'), t('col.entidades'), t('col.inicio'), t('col.faltan')],
  rows: v.board.groups.map((one) => [
    one.nombre,
    t(`estado.${one.estado}` as Key),
    listOf(one.entidades.map((clave) => names.get(clave) ?? clave)),
    longInstant(one.inicio),
    one.faltan.length === 0 ? t('nadie') : listOf(one.faltan.map((who) => names.get(who) ?? who)),
  ]),
})}
${v.board.groups.filter(signs).map((one) => html`<form method="post" action="${paths.consolePilot}/grupos/${one.id}/firmas"><button class="boton" type="submit">${t('firmar', { grupo: one.nombre })}</button></form>`)}
${
  may(v.staff, 'piloto.proponer', null)
    ? html`<h3>${t('grupo.nuevo')}</h3>
${
  ready.length === 0
    ? html`<p>${t('grupo.sin-listas')}</p>`
    : html`<form method="post" action="${paths.consolePilot}/grupos" novalidate>
${textField({ campo: 'nombre', label: t('grupo.nombre'), value: v.typed?.['nombre'] ?? '' })}${checkboxes({ campo: 'claves', label: t('grupo.entidades'), choices: ready.map((one) => ({ value: one.clave, text: one.nombre })), ...(v.errors ? { errors: v.errors } : {}) })}${textField({ campo: 'inicio', label: t('grupo.inicio'), hint: t('grupo.inicio.pista'), value: v.typed?.['inicio'] ?? '', width: 20, ...(v.errors ? { errors: v.errors } : {}) })}
<button class="boton" type="submit">${t('grupo.boton')}</button></form>`
}`
    : ''
}`
}

function announcementsPart(v: BoardView): Html {
  const mine = v.board.groups.filter((one) => v.staff.entidad === null || one.entidades.includes(v.staff.entidad))
  return html`${mine.map((group) => {
    const text = v.board.announcements.find((one) => one.grupo === group.id)
    const base = `${paths.consolePilot}/grupos/${group.id}/anuncio`
    const writes = may(v.staff, 'piloto.proponer', null) && text?.estado !== 'publicado'
    const signs = text?.estado === 'en_consenso' && may(v.staff, 'anuncio.firmar', v.staff.entidad)
    if (!text && !writes) return html``
    return html`<h2>${t('anuncio', { grupo: group.nombre })}${text ? html`: ${t(`estado.${text.estado}` as Key)}` : ''}</h2>
${text && !writes ? html`<p>${text.texto}</p>` : ''}${text && text.faltan.length > 0 ? html`<p>${t('col.faltan')}: ${listOf([...text.faltan])}.</p>` : ''}
${writes ? html`<form method="post" action="${base}" novalidate>${textArea({ campo: `texto-${group.id}`, label: t('anuncio.texto'), hint: t('anuncio.pista'), value: text?.texto ?? '' })}<button class="boton otro" type="submit">${t('anuncio.guardar')}</button></form>` : ''}
${signs ? html`<form method="post" action="${base}/firmas"><button class="boton" type="submit">${t('anuncio.firmar')}</button></form>` : ''}
${text?.estado === 'consensuado' && may(v.staff, 'piloto.proponer', null) ? html`<form method="post" action="${base}/publicacion"><button class="boton" type="submit">${t('anuncio.publicar')}</button></form>` : ''}`
  })}`
}

function noticesPart(v: BoardView): Html {
  return html`<h2>${t('comunicados')}</h2>
${v.notices.length === 0 ? html`<p>${t('comunicado.ninguno')}</p>` : ''}
${v.notices.map(
  (
    one,
  ) => html`<p>${t('comunicado.linea', { asunto: one.asunto, cuando: longInstant(one.at), enviados: one.enviados, destinatarios: one.destinatarios, acusados: one.acusados })}</p>
<details><summary>${t('comunicado.ver')}</summary>${one.texto.split('\n\n').map((text) => html`<p>${text}</p>`)}</details>
${consoleTable({
  caption: one.asunto,
  head: [t('col.enlace'), t('col.enviado'), t('col.acuse')],
  rows: one.entregas.map((line) => [
    line.nombre,
    line.sent_at ? longInstant(line.sent_at) : t('no-todavia'),
    line.acusado_at ? longInstant(line.acusado_at) : t('no-todavia'),
  ]),
})}`,
)}
${may(v.staff, 'comunicado.enviar', null) ? v.board.groups.map((one) => html`<form method="post" action="${paths.consolePilot}/grupos/${one.id}/comunicados"><button class="boton otro" type="submit">${t('comunicado.enviar', { grupo: one.nombre })}</button></form>`) : ''}`
}

/** The minutes of a decision: what was decided, on which figures, by whom. Prints on paper. */
export function decisionPage(v: {
  readonly site: Site
  readonly staff: Staff
  readonly decision: PilotBoard['decisions'][number]
  readonly names: ReadonlyMap<string, string>
}): string {
  const { decision } = v
  const approves = decision.estado === 'propuesta' && may(v.staff, 'piloto.aprobar', null) && v.staff.entidad === null
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('acta'),
    trail: [{ text: t('piloto'), href: paths.consolePilot }],
    body: html`<p>${t('acta.texto', { decision: t(`decision.${decision.decision}`), propone: decision.propone, cuando: longInstant(decision.propuesta_at) })}</p>
<p>${t(`acta.estado.${decision.estado}`, { cuando: decision.decidida_at ? longInstant(decision.decidida_at) : '' })}</p>
${decision.entidades.length > 0 ? html`<p>${t('col.entidades')}: ${listOf(decision.entidades.map((clave) => v.names.get(clave) ?? clave))}.</p>` : ''}
${decision.motivo ? html`<p>${t('acta.motivo', { motivo: decision.motivo })}</p>` : ''}
<h2>${t('recomendacion')}: ${t(`decision.${(decision.recomendacion as Evaluation['recomendacion']).decision}`)}</h2>
${recommendationPart(decision.recomendacion as Evaluation['recomendacion'], v.names)}
${indicatorTable(decision.evidencia as IndicatorTable, v.names)}
<h2>${t('acta.firmas')}</h2>
${decision.firmas.length === 0 ? html`<p>${t('acta.sin-firmas')}</p>` : html`<ul>${decision.firmas.map((one) => html`<li>${one.cuenta}, ${longInstant(one.at)}</li>`)}</ul>`}
<p>${t('acta.huella', { huella: decision.sha256 })}</p>
${approves ? html`<form method="post" action="${paths.consoleDecision(decision.id)}/aprobaciones"><button class="boton" type="submit">${t('aprobar')}</button></form>` : ''}`,
  })
}

/** A published announcement, for everyone. */
export function announcementPage(v: { readonly site: Site; readonly texto: string }): string {
  return page({
    site: v.site,
    question: t('anuncio.publicado'),
    trail: [{ text: t('anuncio.publicado') }],
    body: html`${v.texto.split('\n\n').map((text) => html`<p>${text}</p>`)}`,
  })
}

/** The receipt of the comunicado: a mail program that only looks at links must not acknowledge for anybody. */
export function receiptPage(v: { readonly site: Site; readonly at: Temporal.Instant | null }): string {
  const question = v.at ? t('acuse.pregunta') : t('acuse.confirmar')
  return page({
    site: v.site,
    question,
    noindex: true,
    trail: [{ text: question }],
    body: v.at
      ? html`<p>${t('acuse.texto', { cuando: longInstant(v.at) })}</p>`
      : html`<form method="post"><button class="boton" type="submit">${t('acuse.boton')}</button></form>`,
  })
}
