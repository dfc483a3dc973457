// P07, «los datos están mal»: which data, what they say and should say, of which acta, and one look before it is sent.
import { checkboxes, facts, select, textField } from '#ui/fields'
import type { Choice, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { consoleTable } from '#staff'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import { word as deskWord, t as desk } from '../words.ts'
import { DATOS } from './correction.ts'
import type { Correction, Dato, Known } from './correction.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es, { en })
export const datoName = (dato: string): string => t(`dato.${dato}` as keyof typeof es)
export const sexName = (sexo: string): string => t(`sexo.${sexo}` as keyof typeof es)
const paragraph = (text: string): Html => html`<p>${text}</p>
`

/** What was typed for each datum. */
export type Words = Readonly<Partial<Record<Dato, { readonly dice: string; readonly debeDecir: string }>>>

interface Step {
  readonly site: Site
  readonly errors?: readonly FieldError[]
  /** How many pages it takes: one more when the acta has to be asked for. */
  readonly steps: number
}

function frame(v: Step, n: number, question: string, body: Html): string {
  return page({
    site: v.site,
    question,
    step: t('paso', { n, de: v.steps }),
    noindex: true,
    errors: v.errors ?? [],
    trail: [{ text: t('datos'), href: paths.reportData }, { text: question }],
    body,
  })
}

/** Both buttons send what was typed: whoever goes back finds it again. */
const buttons = (text: string): Html =>
  html`<p><button class="boton" type="submit">${text}</button></p>
<p><button class="boton otro" type="submit" name="ir" value="atras">${t('volver')}</button></p>`

/** A search found several actas: which one is meant, by links that say no more than entidad and year. */
export function whichActaPage(v: {
  readonly site: Site
  readonly actas: readonly { readonly href: string; readonly estado: string; readonly anio: number }[]
}): string {
  const question = t('cual.pregunta')
  return page({
    site: v.site,
    question,
    noindex: true,
    trail: [{ text: question }],
    body: html`<ul class="acciones">${v.actas.map((one) => html`<li><a href="${one.href}">${t('cual.acta', { estado: one.estado, anio: String(one.anio) })}</a></li>`)}</ul>`,
  })
}

/** First page: which data are wrong, each with what the acta says where we know it. */
export function whichDataPage(v: Step & { readonly chosen: readonly Dato[]; readonly known: Known }): string {
  const choices = DATOS.map((dato) => {
    const dice = v.known[dato]
    return { value: dato, text: dice ? t('elige.opcion', { dato: datoName(dato), dice }) : datoName(dato) }
  })
  const fields = checkboxes({
    campo: 'dato',
    label: t('elige.campo'),
    choices,
    values: v.chosen,
    errors: v.errors ?? [],
  })
  return frame(
    v,
    1,
    t('elige.pregunta'),
    html`${paragraph(t('elige.texto'))}<form method="post" action="${paths.reportData}" novalidate>
${fields}<button class="boton" type="submit">${t('continuar')}</button>
</form>`,
  )
}

/** Second page: for each datum what the acta says and what it should say. */
export function wordsPage(
  v: Step & { readonly chosen: readonly Dato[]; readonly known: Known; readonly words: Words },
): string {
  const errors = v.errors ?? []
  const knows = v.chosen.some((dato) => v.known[dato] !== undefined)
  const field = (dato: Dato, kind: 'dice' | 'debeDecir', value: string): Html =>
    textField({ campo: `${kind}-${dato}`, label: t(kind, { dato: datoName(dato) }), value, errors })
  return frame(
    v,
    2,
    t('palabras.pregunta'),
    html`${paragraph(t('palabras.texto'))}${knows ? paragraph(t('palabras.sabemos')) : ''}<p class="pista">${t('palabras.pista')}</p>
<form method="post" action="${paths.reportDataWords}" novalidate>
${v.chosen.map(
  (dato) => html`<h2>${datoName(dato)}</h2>
${field(dato, 'dice', v.words[dato]?.dice ?? v.known[dato] ?? '')}${field(dato, 'debeDecir', v.words[dato]?.debeDecir ?? '')}`,
)}${buttons(t('continuar'))}
</form>`,
  )
}

/** Third page, only when nobody knows it yet: of which acta. */
export function actaPage(
  v: Step & { readonly folio: string; readonly entidad: string; readonly entidades: readonly Choice[] },
): string {
  const errors = v.errors ?? []
  return frame(
    v,
    3,
    t('acta.pregunta'),
    html`${paragraph(t('acta.texto'))}<form method="post" action="${paths.reportDataActa}" novalidate>
${textField({ campo: 'folio', label: desk('campo.folio'), hint: desk('campo.folio.pista'), value: v.folio, errors, code: true, width: 20, autocapitalize: 'characters' })}${select({ campo: 'entidad', label: desk('campo.entidad'), value: v.entidad, choices: v.entidades, errors })}${buttons(t('continuar'))}
</form>`,
  )
}

/** Last page: everything in one table, an address if wanted, and the button. */
export function sendPage(
  v: Step & {
    readonly corrections: readonly Correction[]
    readonly registro: string | null
    readonly solicitud: string | null
    readonly correo: string
    readonly token: string
  },
): string {
  const errors = v.errors ?? []
  return frame(
    v,
    v.steps,
    t('envio.pregunta'),
    html`${correctionList(v.corrections)}${facts([
      { name: t('envio.registro'), value: v.registro ?? t('envio.sin-registro') },
      ...(v.solicitud ? [{ name: t('envio.solicitud'), value: v.solicitud }] : []),
    ])}
${paragraph(t('envio.texto'))}${paragraph(t('envio.no-cobra'))}<form method="post" action="${paths.reportDataSend}" novalidate>
<input type="hidden" name="formulario" value="${v.token}">
${textField({ campo: 'correo', label: desk('campo.correo'), value: v.correo, errors, type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'none' })}${buttons(t('envio.boton'))}
</form>`,
  )
}

/** The same data of the same acta are already being looked at. */
export function knownPage(v: {
  readonly site: Site
  readonly folio: string
  readonly estado: string
  readonly tipo: string
}): string {
  const question = t('ya.pregunta')
  return page({
    site: v.site,
    question,
    folio: v.folio,
    noindex: true,
    trail: [{ text: t('datos'), href: paths.reportData }, { text: question }],
    body: html`${paragraph(t('ya.texto'))}${facts([
      { name: desk('folio'), value: html`<strong class="folio">${v.folio}</strong>` },
      { name: desk('tipo'), value: deskWord('tipo', v.tipo) },
      { name: desk('estado'), value: deskWord('estado', v.estado) },
    ])}
<p><a class="boton" href="${paths.reportFollow(v.folio)}">${t('ya.seguir')}</a></p>
${paragraph(t('ya.correo'))}<p><a href="${paths.reportData}">${t('ya.otro')}</a></p>`,
  })
}

/** The same for the person: one datum under the other, which no narrow screen cuts off. */
export function correctionList(list: readonly Correction[]): Html {
  if (list.length === 0) return html``
  return html`<h2>${t('tabla')}</h2>
${list.map(
  (one) => html`<h3>${datoName(one.dato)}</h3>
${facts([
  { name: t('tabla.dice'), value: one.dice || t('tabla.nada') },
  { name: t('tabla.debeDecir'), value: html`<strong>${one.debeDecir}</strong>` },
])}
`,
)}`
}

/** Dato, dice, debe decir: for the desk that works on it. */
export function correctionTable(list: readonly Correction[]): Html {
  if (list.length === 0) return html``
  return consoleTable({
    caption: t('tabla'),
    head: [t('tabla.dato'), t('tabla.dice'), t('tabla.debeDecir')],
    rows: list.map((one) => [datoName(one.dato), one.dice || t('tabla.nada'), one.debeDecir]),
  })
}

/** The corrections as one text, for the mail and for whoever reads the history. */
export function correctionText(list: readonly Correction[]): string {
  return list
    .map((one) =>
      t('cuerpo', { dato: datoName(one.dato), dice: one.dice || t('tabla.nada'), debeDecir: one.debeDecir }),
    )
    .join('\n')
}
