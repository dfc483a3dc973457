// The public page of the service state: what was seen, of whom, over which days; what nobody saw never looks good.
import { maintenanceList } from '#guide'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import type { Estado, EstadoDay, EstadoRow } from './estado.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

/** One sign for each day; what nobody saw looks like nothing else. */
const SIGN = { good: '█', bad: '▄', partly: '▒', unseen: '░' } as const

export function estadoPage(v: { readonly site: Site; readonly estado: Estado }): string {
  const { estado } = v
  const dias = estado.filas[0]?.dias.length ?? 0
  return page({
    site: v.site,
    question: t('estado.pregunta'),
    trail: [{ text: t('estado.pregunta') }],
    body: html`<p>${t('estado.cuando', { cuando: longInstant(estado.en) })}</p>
<p>${t('estado.texto')}</p>
<p class="nota">${t('estado.sin-datos')}</p>
<p>${t('estado.zona', { zona: estado.zona })}<br>${t('estado.signos', SIGN)}</p>
${maintenanceList(estado.filas)}<section class="rollo" aria-label="${t('estado.tabla', { dias })}" tabindex="0"><table><caption>${t('estado.tabla', { dias })}</caption>
<thead><tr><th scope="col">${t('col.quien')}</th><th scope="col">${t('col.ahora')}</th><th scope="col">${t('col.dias', { dias })}</th><th scope="col">${t('col.disponibilidad')}</th><th scope="col">${t('col.respuesta')}</th><th scope="col">${t('col.error')}</th><th scope="col">${t('col.cobertura')}</th></tr></thead>
<tbody>${estado.filas.map((one) => line(one, estado.zona))}</tbody></table></section>
<p><a href="${paths.apiStatus}">${t('estado.json')}</a></p>`,
  })
}

function line(one: EstadoRow, zona: string): Html {
  const figure = ({ valor, veredicto }: EstadoRow['respuesta']): string =>
    valor === null || veredicto === 'SIN_DATOS' ? t('sin-valor') : percent(valor)
  return html`<tr><th scope="row">${one.nombre ?? t('estado.portal')}</th><td>${t(`ahora.${one.ahora}`)}${one.caida ? html`<br>${t('caida', { cuando: shortInstant(one.caida.desde, zona) })}` : ''}</td><td><span role="img" aria-label="${spoken(one.dias)}">${one.dias.map(signOf).join('')}</span></td><td>${figure(one.disponibilidad)}</td><td>${figure(one.respuesta)}</td><td>${figure(one.error)}</td><td>${percent(one.cobertura / 100)}</td></tr>
`
}

/** Day and minute in the zone that the page names: `2017-08-03 10:04`. */
function shortInstant(at: Temporal.Instant, zona: string): string {
  return at.toZonedDateTimeISO(zona).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')
}

function percent(valor: number): string {
  return t('porciento', { valor: valor.toFixed(2) })
}

export function signOf(day: EstadoDay): string {
  if (day.down > 0) return SIGN.bad
  if (day.up === 0) return SIGN.unseen
  return day.visto ? SIGN.good : SIGN.partly
}

/** The same in words, for whoever does not see the signs. */
export function spoken(days: readonly EstadoDay[]): string {
  const of = (sign: string): number => days.filter((one) => signOf(one) === sign).length
  return t('barras', {
    buenos: of(SIGN.good),
    malos: of(SIGN.bad),
    minutos: days.reduce((sum, one) => sum + one.down, 0),
    enparte: of(SIGN.partly),
    desconocidos: of(SIGN.unseen),
  })
}
