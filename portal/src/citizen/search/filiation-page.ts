// The question that is asked before anything is said about an acta: who is registered beside the person.
import { answerWords, maintenanceWords, nowWords } from '#guide'
import type { RegistryState } from '#guide'
import { facts, textField } from '#ui/fields'
import type { Fact, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longDay } from '#ui/messages'
import { paths } from '#ui/paths'
import { button, searchTrail } from './pages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

interface Basics {
  readonly site: Site
  readonly errors?: readonly FieldError[]
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
  /** How the registry that will be asked serves now. */
  readonly registro: RegistryState | undefined
}

/** P08: asked before anything is said about whether an acta exists. */
export function filiationPage(v: FiliationView): string {
  return page({
    site: v.site,
    question: t('filiacion.pregunta'),
    step: t('paso', { n: 2 }),
    trail: [searchTrail(), { text: t('filiacion.pregunta') }],
    noindex: true,
    solvesReto: true,
    errors: v.errors ?? [],
    body: html`<p>${t('filiacion.por-que')}</p>
<form method="post" action="${paths.filiation}" novalidate data-reto="${paths.reto}">
${textField({ campo: 'filiacion', label: t('filiacion.campo'), hint: t('filiacion.pista'), value: v.filiacion, errors: v.errors ?? [], autocapitalize: 'words' })}<input type="hidden" name="formulario" value="${v.token}"><input type="hidden" name="altcha" value="">
<h2>${t('filiacion.leimos')}</h2>
${facts(questionFacts(v.question))}
${button(t('filiacion.buscar'))}
<p class="pista">${t('filiacion.espera')} ${t('filiacion.servicio', { estado: v.question.estado, ahora: nowWords(v.registro), tiempo: answerWords(v.registro) })} ${maintenanceWords(v.registro?.mantenimientos)}</p>
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
