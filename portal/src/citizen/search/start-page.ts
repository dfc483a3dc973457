// The start page: what the service is, what it needs, what it costs, and one button.
import { briefWords, maintenanceList } from '#guide'
import type { RegistryState } from '#guide'
import { html, safeHref } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, listOf, money } from '#ui/messages'
import { paths } from '#ui/paths'
import type { EntidadChoice } from './pages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

/** A way into the console by one click, in the demonstration. */
export interface StaffDoor {
  readonly nombre: string
  readonly href: string
}

/** An entidad from which copies can be ordered, with its price. */
export interface OpenEntidad extends EntidadChoice {
  readonly derechosCentavos: number
}

export interface StartView {
  readonly site: Site
  readonly prices: { readonly lowest: number; readonly highest: number } | null
  readonly open: readonly OpenEntidad[]
  readonly registros: ReadonlyMap<string, RegistryState>
  /** Where the simulated world can be visited; null outside the demonstration. */
  readonly demo: {
    readonly sandboxUrl: string | null
    readonly buzonUrl: string | null
    readonly doors: readonly StaffDoor[]
  } | null
}

/** P00: what it is, what it needs, what it costs, and one button. */
export function startPage(v: StartView): string {
  const names = v.open.map((one) => one.nombre)
  return page({
    site: v.site,
    question: t('inicio.pregunta'),
    body: html`<div class="columnas"><div>
<p>${t('inicio.resumen')}</p>
<p>${t('inicio.vale')}</p>
<p><a class="boton" href="${paths.curp}">${t('inicio.empezar')}</a></p>
<p>${names.length > 0 ? t('inicio.estados', { estados: listOf(names) }) : t('inicio.ninguno')}</p>
<h2>${t('inicio.necesitas')}</h2>
<ul><li>${t('inicio.necesitas.1')}</li><li>${t('inicio.necesitas.2')}</li><li>${t('inicio.necesitas.3')}</li></ul>
<h2>${t('inicio.precio')}</h2>
${
  v.prices
    ? html`<p>${t('inicio.precio.texto', { desde: money(v.prices.lowest), hasta: money(v.prices.highest) })}</p>
`
    : ''
}${todayTable(v)}${maintenanceList(v.open.map(({ clave, nombre }) => ({ ...v.registros.get(clave), nombre })))}<p><a href="${paths.entidades}">${t('inicio.precio.liga')}</a>. ${t('inicio.precio.aviso')}</p>
<h2>${t('inicio.pasos')}</h2>
<ol class="pasos"><li>${t('inicio.pasos.1')}</li><li>${t('inicio.pasos.2')}</li><li>${t('inicio.pasos.3')}</li><li>${t('inicio.pasos.4')}</li><li>${t('inicio.pasos.5')}</li></ol>
<p><a class="boton" href="${paths.curp}">${t('inicio.empezar')}</a></p>
</div><div>
<div class="caja"><h2>${t('inicio.tambien')}</h2>
<ul class="acciones"><li><a href="${paths.verify}">${t('inicio.verificar')}</a></li><li><a href="${paths.recover}">${t('inicio.recuperar')}</a></li><li><a href="${paths.recover}">${t('inicio.revisar')}</a></li></ul></div>
${v.demo ? demoBox(v.demo, v.open) : ''}</div></div>`,
  })
}

/** More rows than this hide the button below; from then on only those that do not answer are told here. */
const MOST_ROWS = 8

/** Price and present service of each open entidad, before anyone types a thing. */
function todayTable({ open, registros }: StartView): Html {
  const shown = open.length <= MOST_ROWS ? open : open.filter((one) => registros.get(one.clave)?.ahora === 'DOWN')
  if (shown.length === 0) return html``
  return html`<section class="rollo" aria-label="${t('inicio.hoy')}" tabindex="0"><table><caption>${t('inicio.hoy')}</caption>
<thead><tr><th scope="col">${t('inicio.hoy.estado')}</th><th scope="col" class="numero">${t('inicio.hoy.precio')}</th><th scope="col">${t('inicio.hoy.ahora')}</th></tr></thead>
<tbody>${shown.map((one) => {
    const state = registros.get(one.clave)
    return html`<tr><th scope="row">${one.nombre}</th><td class="numero">${money(one.derechosCentavos)}</td><td>${briefWords(state)}</td></tr>
`
  })}</tbody></table></section>
`
}

const CARDS = [
  ['4111 1111 1111 1111', 'aprobada'],
  ['4000 0000 0000 0002', 'rechazada'],
  ['4000 0000 0000 0119', 'muda'],
] as const

function demoBox(demo: NonNullable<StartView['demo']>, open: readonly EntidadChoice[]): Html {
  const sandbox = demo.sandboxUrl
  return html`<div class="caja prueba"><h2>${t('inicio.prueba')}</h2><p>${t('inicio.prueba.texto')}</p>
<ul class="acciones">${
    sandbox
      ? html`<li><a href="${safeHref(`${sandbox}/personas/casos`)}">${t('inicio.prueba.casos')}</a></li>
${open.map(
  (
    one,
  ) => html`<li><a href="${safeHref(`${sandbox}/personas?entidad=${one.clave}&n=5`)}">${t('inicio.prueba.personas', { estado: one.nombre })}</a></li>
`,
)}`
      : ''
  }${
    demo.buzonUrl
      ? html`<li><a href="${safeHref(demo.buzonUrl)}">${t('inicio.prueba.buzon')}</a></li>
`
      : ''
  }</ul>
<h3>${t('inicio.prueba.consola')}</h3>
<ul class="acciones">${demo.doors.map(
    (one) => html`<li><a href="${one.href}">${one.nombre}</a></li>
`,
  )}<li><a href="${paths.consoleEnter}">${t('inicio.prueba.cuentas')}</a></li></ul>
<h3>${t('inicio.prueba.tarjetas')}</h3>
<ul>${CARDS.map(([number, what]) => html`<li><code>${number}</code> ${t(`inicio.prueba.${what}`)}</li>`)}</ul></div>
`
}
