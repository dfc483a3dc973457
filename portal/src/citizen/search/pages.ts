// The pages from the start to the found acta: pure functions from what is to be shown to the whole text of a page.
import type { VistaPrevia } from '@actas/node-kit/contract/acta.ts'
import { dateField, dateParts, facts, radios, select, textField } from '#ui/fields'
import type { DateParts, Fact, FieldError } from '#ui/fields'
import { html, safeHref } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, keyName, listOf, longDay, longInstant, money } from '#ui/messages'
import { paths } from '#ui/paths'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** An entidad as these pages need it. */
export interface EntidadChoice {
  readonly clave: string
  readonly nombre: string
  readonly fase: string
  readonly abierta: boolean
}

interface Basics {
  readonly site: Site
  readonly errors?: readonly FieldError[]
}

const TRAIL = { text: t('tramite'), href: paths.curp }
const button = (text: string): Html => html`<button class="boton" type="submit">${text}</button>`

/** A way into the console by one click, in the demonstration. */
export interface StaffDoor {
  readonly nombre: string
  readonly href: string
}

export interface StartView extends Basics {
  readonly prices: { readonly lowest: number; readonly highest: number } | null
  readonly open: readonly EntidadChoice[]
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
}<p><a href="${paths.entidades}">${t('inicio.precio.liga')}</a>. ${t('inicio.precio.aviso')}</p>
<h2>${t('inicio.pasos')}</h2>
<ol class="pasos"><li>${t('inicio.pasos.1')}</li><li>${t('inicio.pasos.2')}</li><li>${t('inicio.pasos.3')}</li><li>${t('inicio.pasos.4')}</li><li>${t('inicio.pasos.5')}</li></ol>
<p><a class="boton" href="${paths.curp}">${t('inicio.empezar')}</a></p>
</div><div>
<div class="caja"><h2>${t('inicio.tambien')}</h2>
<ul class="acciones"><li><a href="${paths.verify}">${t('inicio.verificar')}</a></li><li><a href="${paths.recover}">${t('inicio.recuperar')}</a></li><li><a href="${paths.recover}">${t('inicio.revisar')}</a></li></ul></div>
${v.demo ? demoBox(v.demo, v.open) : ''}</div></div>`,
  })
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

export interface CurpView extends Basics {
  readonly curp: string
  /** The answers of before were not found: the person is told why instead of starting again without a word. */
  readonly lostSession?: boolean
}

/** P02: the one question that most people can answer at once. */
export function curpPage(v: CurpView): string {
  return page({
    site: v.site,
    question: t('curp.pregunta'),
    step: t('paso', { n: 1 }),
    trail: [{ text: t('tramite') }],
    noindex: true,
    errors: v.errors ?? [],
    body: html`${
      v.lostSession
        ? html`<div class="nota importa"><p>${t('curp.sin-sesion')}</p><p>${t('curp.sin-sesion.texto')}</p></div>
`
        : ''
    }<form method="post" action="${paths.curp}" novalidate>
${textField({ campo: 'curp', label: t('curp.campo'), hint: t('curp.pista'), value: v.curp, errors: v.errors ?? [], code: true, width: 20, autocapitalize: 'characters' })}${button(t('continuar'))}
</form>
<p><a href="${paths.person}">${t('curp.no-se')}</a></p>`,
  })
}

/** What was typed about a person; the date as it stands in its boxes. */
export interface PersonTyped {
  readonly nombres: string
  readonly primerApellido: string
  readonly segundoApellido: string
  readonly fechaNacimiento: DateParts | undefined
  readonly sexo: string
  readonly entidadRegistro: string
}

export interface PersonView extends Basics {
  readonly typed: PersonTyped
  readonly entidades: readonly EntidadChoice[]
}

/** P03: the same search without a CURP. */
export function personPage(v: PersonView): string {
  const errors = v.errors ?? []
  const name = (campo: 'nombres' | 'primerApellido' | 'segundoApellido', hint?: string): Html =>
    textField({
      campo,
      label: t(`persona.${campo}`),
      value: v.typed[campo],
      errors,
      width: 36,
      autocapitalize: 'words',
      ...(hint ? { hint } : {}),
    })
  return page({
    site: v.site,
    question: t('persona.pregunta'),
    step: t('paso', { n: 1 }),
    trail: [TRAIL, { text: t('curp.no-se') }],
    noindex: true,
    errors,
    body: html`<p>${t('persona.pista')}</p>
<form method="post" action="${paths.person}" novalidate>
${name('nombres')}${name('primerApellido')}${name('segundoApellido', t('persona.segundoApellido.pista'))}${dateField({ campo: 'fechaNacimiento', label: t('persona.fechaNacimiento'), hint: t('persona.fechaNacimiento.pista'), errors, ...(v.typed.fechaNacimiento ? { value: v.typed.fechaNacimiento } : {}) })}${radios(
      {
        campo: 'sexo',
        label: t('persona.sexo'),
        hint: t('persona.sexo.pista'),
        value: v.typed.sexo,
        errors,
        choices: [
          { value: 'M', text: t('sexo.M') },
          { value: 'H', text: t('sexo.H') },
          { value: 'X', text: t('sexo.X') },
        ],
      },
    )}${entidadSelect(v.entidades, v.typed.entidadRegistro, errors)}${button(t('continuar'))}
</form>
<p><a href="${paths.curp}">${t('persona.si-curp')}</a></p>`,
  })
}

function entidadSelect(entidades: readonly EntidadChoice[], value: string, errors: readonly FieldError[]): Html {
  return select({
    campo: 'entidadRegistro',
    label: t('entidad.campo'),
    hint: t('entidad.pista'),
    value,
    errors,
    choices: entidades.map((one) => ({
      value: one.clave,
      text: one.abierta ? one.nombre : t('entidad.cerrada', { estado: one.nombre }),
    })),
  })
}

export interface EntidadView extends Basics {
  readonly entidades: readonly EntidadChoice[]
  readonly entidadRegistro: string
  readonly bornAbroad: boolean
}

/** P04: where the birth was registered, asked only when the CURP cannot say it or the person wants another. */
export function entidadPage(v: EntidadView): string {
  return page({
    site: v.site,
    question: t('entidad.pregunta'),
    step: t('paso', { n: 1 }),
    trail: [TRAIL, { text: t('dato.estado') }],
    noindex: true,
    errors: v.errors ?? [],
    body: html`${
      v.bornAbroad
        ? html`<p>${t('entidad.extranjero')}</p>
`
        : ''
    }<form method="post" action="${paths.entidad}" novalidate>
${entidadSelect(v.entidades, v.entidadRegistro, v.errors ?? [])}${button(t('continuar'))}
</form>`,
  })
}

/** What is going to be looked for, as we understood it. */
export interface QuestionView {
  readonly curp?: string
  readonly nombreCompleto?: string
  readonly fechaNacimiento?: string
  readonly sexo?: string
  readonly estado: string
}

export interface FiliationView extends Basics {
  readonly question: QuestionView
  readonly filiacion: string
  /** Single-use token of this form; it does the work of the challenge where there is no JavaScript. */
  readonly token: string
}

/** P08: asked before anything is said about whether an acta exists. */
export function filiationPage(v: FiliationView): string {
  return page({
    site: v.site,
    question: t('filiacion.pregunta'),
    step: t('paso', { n: 2 }),
    trail: [TRAIL, { text: t('filiacion.pregunta') }],
    noindex: true,
    solvesReto: true,
    errors: v.errors ?? [],
    body: html`<p>${t('filiacion.por-que')}</p>
<form method="post" action="${paths.filiation}" novalidate data-reto="${paths.reto}">
${textField({ campo: 'filiacion', label: t('filiacion.campo'), hint: t('filiacion.pista'), value: v.filiacion, errors: v.errors ?? [], autocapitalize: 'words' })}<input type="hidden" name="formulario" value="${v.token}"><input type="hidden" name="altcha" value="">
<h2>${t('filiacion.leimos')}</h2>
${facts(questionFacts(v.question))}
${button(t('filiacion.buscar'))}
<p class="pista">${t('filiacion.espera')}</p>
</form>`,
  })
}

function questionFacts(q: QuestionView): Fact[] {
  const person = { href: paths.person, what: t('cambiar.persona') }
  const sexo = q.sexo === 'H' || q.sexo === 'M' || q.sexo === 'X' ? t(`sexo.${q.sexo}`) : undefined
  return [
    ...(q.curp
      ? [
          {
            name: t('dato.curp'),
            value: html`<span class="clave">${q.curp}</span>`,
            change: { href: paths.curp, what: t('cambiar.curp') },
          },
        ]
      : []),
    ...(q.nombreCompleto ? [{ name: t('dato.nombre'), value: q.nombreCompleto, change: person }] : []),
    ...(q.fechaNacimiento ? [{ name: t('dato.fecha'), value: longDay(q.fechaNacimiento) }] : []),
    ...(sexo && !q.curp ? [{ name: t('dato.sexo'), value: sexo }] : []),
    { name: t('dato.estado'), value: q.estado, change: { href: paths.entidad, what: t('cambiar.estado') } },
  ]
}

export interface SearchingView extends Basics {
  readonly estado: string
}

/** P05: the search goes on; this page asks for its end every three seconds and keeps the person's place. */
export function searchingPage(v: SearchingView): string {
  return page({
    site: v.site,
    question: t('buscando.pregunta'),
    step: t('paso', { n: 2 }),
    trail: [TRAIL, { text: t('buscando.pregunta') }],
    noindex: true,
    body: html`<p>${t('buscando.texto', { estado: v.estado })}</p>
<p>${t('buscando.sola')}</p>
<p><a class="boton otro" href="${paths.searching}">${t('buscando.liga')}</a></p>`,
  })
}

/** An acta that was found, with the name of its entidad. */
export interface FoundView {
  readonly busqueda: string
  readonly estado: string
  readonly anioRegistro: number
  readonly vistaPrevia: VistaPrevia
  readonly derechosCentavos: number
}

export interface ResultView extends Basics {
  readonly actas: readonly FoundView[]
  readonly correo: string
  readonly elegida?: string
}

/** P09: the last look before paying; with several actas, the choice among them. */
export function resultPage(v: ResultView): string {
  const errors = v.errors ?? []
  const several = v.actas.length > 1
  const first = v.actas[0]!
  const noCurp = v.actas.some((one) => one.vistaPrevia.curp === null)
  const question = several ? t('resultado.pregunta-varias') : t('resultado.pregunta')
  return page({
    site: v.site,
    question,
    step: t('paso', { n: 3 }),
    trail: [TRAIL, { text: question }],
    noindex: true,
    errors,
    body: html`<p>${several ? `${t('resultado.varias', { n: v.actas.length })} ` : ''}${t('resultado.revisa')}</p>
${v.actas.map(
  (one) => html`${
    several
      ? html`<h2>${t('resultado.acta-n', { estado: one.estado, anio: String(one.anioRegistro) })}</h2>
`
      : ''
  }${facts(previewFacts(one))}
`,
)}<form method="post" action="${paths.pay}" novalidate>
${
  several
    ? radios({
        campo: 'busqueda',
        label: t('resultado.campo'),
        errors,
        ...(v.elegida ? { value: v.elegida } : {}),
        choices: v.actas.map((one) => ({
          value: one.busqueda,
          text: t('resultado.opcion', {
            estado: one.estado,
            municipio: one.vistaPrevia.municipioRegistro,
            anio: String(one.anioRegistro),
          }),
          hint: t('resultado.opcion.pista', {
            numero: one.vistaPrevia.numeroActa,
            oficialia: one.vistaPrevia.oficialia,
            precio: money(one.derechosCentavos),
          }),
        })),
      })
    : html`<input type="hidden" name="busqueda" value="${first.busqueda}">
<p class="precio">${t('resultado.precio')} <strong>${money(first.derechosCentavos)}</strong> ${t('resultado.precio.texto', { estado: first.estado })}</p>
`
}${textField({ campo: 'correo', label: t('resultado.correo'), hint: noCurp ? `${t('resultado.correo.pista')} ${t('resultado.correo.sin-curp')}` : t('resultado.correo.pista'), value: v.correo, errors, type: 'email', width: 36, autocomplete: 'email', autocapitalize: 'none', inputmode: 'email' })}${radios(
      {
        campo: 'medioDePago',
        label: t('resultado.medio'),
        value: 'tarjeta',
        choices: [
          { value: 'tarjeta', text: t('resultado.medio.tarjeta'), hint: t('resultado.medio.tarjeta.pista') },
          { value: 'referencia', text: t('resultado.medio.referencia'), hint: t('resultado.medio.referencia.pista') },
        ],
      },
    )}<button class="boton" type="submit" id="pagar">${several ? t('resultado.pagar-varias') : t('resultado.pagar', { precio: money(first.derechosCentavos) })}</button>
<p class="pista">${t('resultado.banco')}</p>
</form>
<h2>${t('resultado.no-es')}</h2>
<p>${t('resultado.no-es.texto')}</p>
<p><a href="${paths.report}?tipo=datos">${t('resultado.datos-mal')}</a></p>
<p><a href="${paths.curp}">${t('resultado.otra')}</a></p>`,
  })
}

function previewFacts(found: FoundView): Fact[] {
  const { vistaPrevia: acta } = found
  const none = t('sin-dato')
  const name = [acta.nombres, acta.primerApellido, acta.segundoApellido ?? ''].filter(Boolean).join(' ')
  return [
    { name: t('dato.nombre'), value: name },
    { name: t('dato.curp'), value: acta.curp ? html`<span class="clave">${acta.curp}</span>` : none },
    { name: t('dato.sexo'), value: t(`sexo.${acta.sexo}`) },
    { name: t('dato.fecha'), value: longDay(acta.fechaNacimiento) },
    { name: t('dato.lugar'), value: acta.lugarNacimiento ?? none },
    { name: t('dato.estado'), value: found.estado },
    { name: t('dato.municipio'), value: acta.municipioRegistro },
    { name: t('dato.oficialia'), value: acta.oficialia },
    { name: t('dato.libro'), value: acta.libro ?? none },
    { name: t('dato.numeroActa'), value: acta.numeroActa },
    { name: t('dato.fechaRegistro'), value: longDay(acta.fechaRegistro) },
  ]
}

/** P06: one and the same page for every reason; nothing in it depends on the record. */
export function notFoundPage(v: Basics): string {
  return page({
    site: v.site,
    question: t('no-encontrada.pregunta'),
    trail: [TRAIL, { text: t('no-encontrada.pregunta') }],
    noindex: true,
    body: html`<p>${t('no-encontrada.texto')}</p>
<ul><li>${t('no-encontrada.1')}</li><li>${t('no-encontrada.2')}</li><li>${t('no-encontrada.3')}</li><li>${t('no-encontrada.4')}</li><li>${t('no-encontrada.5')}</li></ul>
<h2>${t('no-encontrada.que-hacer')}</h2>
<p><a class="boton" href="${paths.filiation}">${t('no-encontrada.otra-vez')}</a></p>
<ul class="acciones"><li><a href="${paths.entidad}">${t('no-encontrada.estado')}</a></li><li><a href="${paths.person}">${t('no-encontrada.datos')}</a></li></ul>
<p>${t('no-encontrada.limite')}</p>
<p><a class="boton otro" href="${paths.report}?tipo=no-encontrada">${t('no-encontrada.registro')}</a></p>`,
  })
}

/** The result was kept for half an hour only. */
export function expiredSearchPage(v: Basics): string {
  return page({
    site: v.site,
    question: t('vencida.pregunta'),
    trail: [TRAIL, { text: t('vencida.pregunta') }],
    noindex: true,
    body: html`<p>${t('vencida.texto')}</p>
<p><a class="boton" href="${paths.filiation}">${t('vencida.otra-vez')}</a></p>`,
  })
}

export interface TooManyView extends Basics {
  /** When the record can be asked for again; null when it is the network that searches too much. */
  readonly until: Temporal.Instant | null
}

/** The limit of tries was reached: until when, and never a word on what was right. */
export function tooManyPage(v: TooManyView): string {
  const question = v.until ? t('espera.pregunta') : t('espera.red.pregunta')
  return page({
    site: v.site,
    question,
    trail: [TRAIL, { text: question }],
    noindex: true,
    body: html`<p>${v.until ? t('espera.texto') : t('espera.red.texto')}</p>
${
  v.until
    ? html`<p>${t('espera.cuando', { cuando: longInstant(v.until) })}</p>
`
    : ''
}<p><a href="${paths.curp}">${t('espera.otra')}</a></p>`,
  })
}

export type OutOfServiceView = Basics & { readonly estado: string; readonly abiertos: readonly string[] } & (
    | { readonly why: 'down'; readonly since: string | null }
    | { readonly why: 'closed'; readonly fase: string }
  )

/** P18: which registry does not answer or is not open yet, and that the others are untouched. */
export function outOfServicePage(v: OutOfServiceView): string {
  const question =
    v.why === 'down' ? t('caida.pregunta', { estado: v.estado }) : t('cerrada.pregunta', { estado: v.estado })
  const others = v.abiertos.filter((name) => name !== v.estado)
  return page({
    site: v.site,
    question,
    trail: [TRAIL, { text: question }],
    noindex: true,
    body: html`${
      v.why === 'down'
        ? html`<p>${t('caida.texto')}${v.since ? ` ${t('caida.desde', { cuando: longInstant(v.since) })}` : ''}</p>
<p>${t('caida.guardado')}</p>
<p><a class="boton" href="${paths.filiation}">${t('caida.otra-vez')}</a></p>
<p>${t('caida.demas')} <a href="${paths.status}">${t('caida.estado')}</a>.</p>`
        : html`<p>${v.fase === 'suspendida' ? t('cerrada.suspendida') : t('cerrada.texto', { fase: keyName('fase', v.fase) })}</p>
<p>${t('cerrada.registro', { estado: v.estado })}</p>
<p><a class="boton otro" href="${paths.entidad}">${t('cerrada.otro')}</a></p>`
    }
${others.length > 0 ? html`<p>${t('cerrada.abiertos', { estados: listOf(others) })}</p>` : ''}`,
  })
}

/** The boxes of a stored date. */
export const boxesOf = dateParts
