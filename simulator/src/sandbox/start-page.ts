// The first page of the sandbox and the page of its clock: everything a visitor can try, one click away.
import { cardList } from '../bank/bank-pages.ts'
import type { LifeState } from '../life/life.ts'
import { samplePeople, type PopulationPlan } from '../population/population.ts'
import { facts, textField } from '../web/fields.ts'
import { moment } from '../web/format.ts'
import type { FieldError, Frame, Sites } from '../web/frame.ts'
import { html, safeHref } from '../web/html.ts'
import { catalogue } from '../web/messages.ts'
import type { Reply } from '../web/origin.ts'
import { entidadText } from './people-pages.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** The entidades of the pilot, where copies can be ordered from the first day. */
const PILOT = ['01', '06', '13', '14', '15']
const FORWARD = ['PT1H', 'PT24H', 'PT72H'] as const

/** What programs may call, with a word on each. */
const CALLS = [
  ['GET /personas?entidad=14&n=5&caso=normal', 'llamada.personas', ''],
  ['GET /personas/casos', 'llamada.casos', ''],
  ['GET /entidades', 'llamada.entidades', ''],
  ['PUT /entidades/14/temperamento', 'llamada.temperamento', '{"tipo":"lenta","ms":4000}'],
  ['GET /temperamentos', 'llamada.temperamentos', ''],
  ['POST /banco/tarjeta/{cobro}', 'llamada.tarjeta', '{"numero":"4111111111111111","resultado":"aprobado"}'],
  ['POST /banco/ventanilla', 'llamada.ventanilla', '{"lineaDeCaptura":"…","importeCentavos":10000}'],
  ['POST /banco/archivo', 'llamada.archivo', '{"entidad":"14","fecha":"2017-08-04"}'],
  ['PUT /entidades/14/finanzas', 'llamada.finanzas', '{"retrasoHoras":80}'],
  ['GET /reloj', 'llamada.reloj', ''],
  ['PUT /reloj', 'llamada.mover', '{"avanza":"PT72H"}'],
  ['PUT /mundo/vida', 'llamada.vida', '{"vivo":false}'],
  ['GET /mensajes?para=ana@ejemplo.mx', 'llamada.mensajes', ''],
] as const

export function startPage(frame: Frame, plan: PopulationPlan, sites: Sites, life: LifeState): Reply {
  const people = PILOT.flatMap((entidad) => samplePeople(plan, entidad, 'normal', 1))
  return frame({
    title: t('inicio.titulo'),
    body: html`<p>${t('inicio.texto')}</p>
<h2>${t('inicio.que-hay')}</h2>
<ul>${sites.portal === null ? '' : html`<li><a href="${safeHref(`${sites.portal}/`)}">${t('inicio.portal')}</a></li>`}
<li><a href="/personas/casos">${t('inicio.casos')}</a></li>
<li><a href="/entidades">${t('inicio.entidades')}</a></li>
<li><a href="/temperamentos">${t('inicio.temperamentos')}</a></li>
<li><a href="/reloj">${t('inicio.reloj')}</a></li>
<li><a href="${safeHref(`${sites.banco}/`)}">${t('inicio.banco')}</a></li>
<li><a href="${safeHref(`${sites.buzon}/mensajes`)}">${t('inicio.buzon')}</a></li></ul>
<h2>${t('vida.titulo')}</h2>
<p>${t(life.vivo ? 'vida.vivo' : 'vida.quieto', { segundos: life.cadaS })}</p>
<form method="post" action="/mundo/vida"><p class="botones"><button class="boton otro" name="vivo" value="${life.vivo ? 'false' : 'true'}">${t(life.vivo ? 'vida.pausar' : 'vida.seguir')}</button></p></form>
<h2>${t('inicio.personas')}</h2>
<p>${t('inicio.personas-texto')}</p>
${people.map(
  (one) => html`<h3>${entidadText(one.entidadRegistro)}</h3>
${facts([
  [t('persona.curp'), html`<span class="clave">${one.curp ?? t('persona.sin-curp')}</span>`],
  [t('persona.filiacion'), one.filiacion.join(' · ')],
  [t('persona.nombre'), [one.nombres, one.primerApellido, one.segundoApellido].filter(Boolean).join(' ')],
])}`,
)}
<h2>${t('inicio.tarjetas')}</h2>
${cardList()}
<h2>${t('inicio.programas')}</h2>
<p>${t('inicio.programas-texto')}</p>
${facts(CALLS.map(([call, what, ejemplo]) => [html`<code>${call}</code>`, t(what, { ejemplo })] as const))}`,
  })
}

/** The clock. `steps` is how many instants the last move stopped at. */
export function clockPage(
  frame: Frame,
  clock: { ahora: string; velocidad: number },
  said: { steps?: string | null; typed?: Readonly<Record<string, unknown>>; errors?: readonly FieldError[] } = {},
): Reply {
  const errors = said.errors ?? []
  const text = (campo: string): string =>
    typeof said.typed?.[campo] === 'string' ? (said.typed[campo] as string).slice(0, 60) : ''
  return frame({
    title: t('reloj.titulo'),
    errors,
    status: errors.length > 0 ? 422 : 200,
    body: html`${said.steps ? html`<div class="estado"><p>${t('reloj.movido', { pasos: said.steps })}</p></div>` : ''}<p>${t('reloj.texto')}</p>
${facts([
  [t('reloj.ahora'), moment(clock.ahora)],
  [t('reloj.utc'), html`<code>${clock.ahora}</code>`],
  [t('reloj.velocidad'), t('reloj.veces', { velocidad: clock.velocidad })],
])}
<h2>${t('reloj.avanzar')}</h2>
<form method="post" action="/reloj"><p class="botones">${FORWARD.map((one) => html`<button class="boton otro" name="avanza" value="${one}">${t(`reloj.avanza.${one}`)}</button>`)}</p></form>
<form method="post" action="/reloj">${textField({ campo: 'avanza', label: t('reloj.otra'), hint: t('reloj.otra-pista'), value: text('avanza'), errors })}<p class="botones"><button class="boton">${t('reloj.avanza')}</button></p></form>
<h2>${t('reloj.velocidad')}</h2>
<form method="post" action="/reloj">${textField({ campo: 'velocidad', label: t('reloj.velocidad'), hint: t('reloj.velocidad-pista'), value: text('velocidad') || String(clock.velocidad), numeric: true, errors })}<p class="botones"><button class="boton">${t('reloj.cambiar-velocidad')}</button></p></form>`,
  })
}
