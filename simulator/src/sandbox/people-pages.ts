// The pages with sample people: the list of cases, and persons with exactly what a visitor has to type.
import { ENTIDADES, entidadByClave } from '@actas/node-kit/contract/entidad.ts'
import { describeCase, listCases } from '../population/case-list.ts'
import { isFindable, type PopulationPlan, type SamplePerson } from '../population/population.ts'
import { facts, select, table, textField } from '../web/fields.ts'
import type { Frame } from '../web/frame.ts'
import { html, type Html } from '../web/html.ts'
import { catalogue } from '../web/messages.ts'
import type { Reply } from '../web/origin.ts'
import type { PeopleQuestion } from './people.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)
const SHOWN = 5

/** The address of sample people. */
export function peoplePath({ entidad, caso, n }: PeopleQuestion): string {
  return `/personas?entidad=${entidad}&caso=${encodeURIComponent(caso)}&n=${n}`
}

/** All cases, each with the way to its people. */
export function casesPage(frame: Frame, plan: PopulationPlan, entidad: string): Reply {
  const rows = listCases(plan).map((one) => [
    html`<a href="${peoplePath({ entidad, caso: one.caso, n: SHOWN })}">${one.caso}</a>`,
    one.descripcion,
    one.seEncuentra ? t('casos.si') : t('casos.no'),
  ])
  return frame({
    title: t('casos.titulo'),
    body: html`<p>${t('casos.texto')}</p>
${table({ caption: t('casos.tabla'), head: [t('casos.caso'), t('casos.que'), t('casos.encuentra')], rows })}`,
  })
}

/** People of one case. */
export function peoplePage(
  frame: Frame,
  plan: PopulationPlan,
  question: PeopleQuestion,
  people: readonly SamplePerson[],
): Reply {
  return frame({
    title: t('personas.titulo', { caso: question.caso }),
    body: html`<p>${describeCase(question.caso)}</p>
${isFindable(question.caso) ? '' : html`<div class="estado mal"><p>${t('personas.no-se-encuentra')}</p></div>`}
${
  people.length === 0
    ? html`<p>${t('personas.ninguna')}</p>`
    : people.map(
        (one, i) => html`<h2>${t('persona.persona', { numero: i + 1 })}</h2>
${personFacts(one)}`,
      )
}
<h2>${t('personas.otras')}</h2>
<form method="get" action="/personas">${select({ campo: 'entidad', label: t('personas.entidad'), value: question.entidad, choices: ENTIDADES.map((one) => ({ value: one.clave, text: entidadText(one.clave) })) })}
${select({ campo: 'caso', label: t('personas.caso'), value: question.caso, choices: listCases(plan).map((one) => ({ value: one.caso, text: one.caso })) })}
${textField({ campo: 'n', label: t('personas.cuantas'), value: String(question.n), numeric: true })}<p class="botones"><button class="boton">${t('personas.ver')}</button></p></form>`,
  })
}

/** What a visitor types to find a person. */
export function personFacts(one: SamplePerson): Html {
  const clave = (text: string): Html => html`<span class="clave">${text}</span>`
  return facts([
    [t('persona.curp'), one.curp === null ? t('persona.sin-curp') : clave(one.curp)],
    [t('persona.filiacion'), html`<ul>${one.filiacion.map((name) => html`<li>${name}</li>`)}</ul>`],
    [t('persona.nombres'), one.nombres],
    [t('persona.primerApellido'), one.primerApellido],
    [t('persona.segundoApellido'), one.segundoApellido ?? t('persona.sin-segundo')],
    [t('persona.sexo'), t(`persona.sexo.${one.sexo}`)],
    [t('persona.fechaNacimiento'), one.fechaNacimiento.split('-').reverse().join('/')],
    [t('persona.entidadRegistro'), entidadText(one.entidadRegistro)],
    ...(one.otraEntidadRegistro === undefined
      ? []
      : [[t('persona.otra'), entidadText(one.otraEntidadRegistro)] as const]),
  ])
}

/** An entidad as people read it. */
export function entidadText(clave: string): string {
  return t('persona.entidad', { nombre: entidadByClave(clave)?.nombre ?? clave, clave })
}
