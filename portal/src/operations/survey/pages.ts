// The pages of the survey: three faces with words, the thanks, and what the console shows of the answers.
import { facts, radios, textArea } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import type { Indicador } from '#modelo'
import { consolePage, consoleTable } from '#staff'
import type { Staff } from '#staff'
import { catalogue, longDay, keyName } from '#ui/messages'
import { paths } from '#ui/paths'
import { FACES } from './invitation.ts'
import type { CellRow } from './store.ts'
import type { Encuesta } from './survey.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

type Key = keyof typeof es & string
const t = catalogue(es, { en })
const word = (kind: string, key: string): string => t(`${kind}.${key}` as Key)
const paragraph = (text: string): Html => html`<p>${text}</p>
`

export interface SurveyForm {
  readonly site: Site
  readonly token: string
  readonly cara?: string
  readonly comentario?: string
  readonly errors?: readonly FieldError[]
}

/** P19: one tap and one button; the faces from sad to happy, always with their word. */
export function surveyPage(v: SurveyForm): string {
  const errors = v.errors ?? []
  return page({
    site: v.site,
    question: t('pregunta'),
    noindex: true,
    errors,
    trail: [{ text: t('pregunta') }],
    body: html`${paragraph(t('texto'))}<form method="post" action="${paths.survey(v.token)}" novalidate>
${radios({ campo: 'cara', label: t('caras'), value: v.cara ?? '', errors, choices: FACES.map((one) => ({ value: one, text: word('cara', one) })) })}${textArea({ campo: 'comentario', label: t('comentario'), hint: t('comentario.pista'), value: v.comentario ?? '', errors, rows: 3 })}<button class="boton" type="submit">${t('enviar')}</button>
</form>
<p><a href="${paths.start}">${t('saltar')}</a></p>`,
  })
}

/** After the face: thanks, and once more room for words if there were none. */
export function thanksPage(v: SurveyForm & { readonly mayComment: boolean }): string {
  const errors = v.errors ?? []
  return page({
    site: v.site,
    question: t('gracias.pregunta'),
    noindex: true,
    errors,
    trail: [{ text: t('gracias.pregunta') }],
    body: html`${paragraph(t('gracias.texto'))}${
      v.mayComment
        ? html`${paragraph(t('gracias.palabras'))}<form method="post" action="${paths.survey(v.token)}" novalidate>
${textArea({ campo: 'comentario', label: t('comentario'), hint: t('comentario.pista'), value: v.comentario ?? '', errors, rows: 3 })}<button class="boton otro" type="submit">${t('gracias.agregar')}</button>
</form>`
        : ''
    }<p><a href="${paths.start}">${t('gracias.inicio')}</a></p>`,
  })
}

/** An invitation that cannot be answered: used up, or not there. */
export function noInvitationPage(v: { readonly site: Site; readonly why: 'usada' | 'no-hay' }): string {
  return page({
    site: v.site,
    question: word(v.why, 'pregunta'),
    noindex: true,
    trail: [{ text: word(v.why, 'pregunta') }],
    body: html`${paragraph(word(v.why, 'texto'))}<p><a href="${paths.start}">${t('gracias.inicio')}</a></p>`,
  })
}

export interface BoardView {
  readonly site: Site
  readonly staff: Staff
  readonly names: ReadonlyMap<string, string>
  readonly days: number
  readonly base: number
  readonly indicator: { readonly encuesta: Encuesta; readonly quejas: Indicador }
  readonly cells: readonly CellRow[]
  readonly comments: readonly { dia: string; entidad: string; cara: string | null; comentario: string }[]
}

/** Fewer answers than this say little (experience C10). */
const FEW = 30

/** C10: the share against the base, how sure it is, and the words. */
export function surveyBoard(v: BoardView): string {
  const { encuesta, quejas } = v.indicator
  const { mostradas = 0, bien = 0 } = encuesta.cuentas
  const percent = (value: number): string => value.toFixed(2)
  const range = (one: readonly [number, number] | null): string =>
    one === null ? t('consola.sin') : t('consola.intervalo.texto', { bajo: percent(one[0]), alto: percent(one[1]) })
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('consola.pregunta'),
    board: paths.consoleSurvey,
    body: html`<h2>${t('consola.periodo', { dias: v.days })}</h2>
${facts([
  {
    name: t('consola.valor'),
    value:
      encuesta.valor === null
        ? t('consola.sin')
        : t('consola.valor.texto', { valor: percent(encuesta.valor), bien, n: encuesta.n }),
  },
  { name: t('consola.base'), value: t('consola.base.texto', { base: percent(v.base / 100) }) },
  { name: t('consola.literal'), value: keyName('servicio', encuesta.literal) },
  { name: t('consola.estricta'), value: keyName('servicio', encuesta.estricta) },
  { name: t('consola.intervalo'), value: range(encuesta.intervalo) },
  { name: t('consola.mostradas'), value: String(mostradas) },
  {
    name: t('consola.respuesta'),
    value:
      mostradas === 0
        ? t('consola.sin')
        : t('consola.respuesta.texto', { parte: percent(Math.floor((encuesta.n * 10_000) / mostradas) / 100) }),
  },
  { name: t('consola.cotas'), value: range(encuesta.cotas) },
  {
    name: t('consola.quejas'),
    value:
      quejas.valor === null
        ? t('consola.sin')
        : t('consola.quejas.texto', {
            valor: percent(quejas.valor),
            quejas: quejas.cuentas['quejas'] ?? 0,
            servicios: quejas.n,
          }),
  },
])}
${encuesta.n < FEW ? html`<p class="nota">${t('consola.pocas')}</p>` : ''}${consoleTable({
      caption: t('consola.tabla'),
      head: [t('col.dia'), t('col.entidad'), t('col.canal'), t('col.resultado'), t('col.cara'), t('col.n')],
      rows: v.cells.map((one) => [
        longDay(one.dia),
        v.names.get(one.entidad) ?? one.entidad,
        word('canal', one.canal),
        word('resultado', one.resultado),
        word('cuenta', one.cara),
        String(one.n),
      ]),
      csv: encuesta.evidencia,
    })}${consoleTable({
      caption: t('consola.palabras'),
      head: [t('col.dia'), t('col.entidad'), t('col.cara'), t('col.palabras')],
      rows: v.comments.map((one) => [
        longDay(one.dia),
        v.names.get(one.entidad) ?? one.entidad,
        one.cara === null ? t('sin-cara') : word('cuenta', one.cara),
        one.comentario,
      ]),
    })}`,
  })
}
