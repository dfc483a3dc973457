// Who is looked for and where: the pages of the CURP, of the person's data and of the entidad.
import type { RegistryState } from '#guide'
import { dateField, dateParts, radios, select, textField } from '#ui/fields'
import type { DateParts, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

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

/** Where every page of a search stands, with its way back to the first question. */
export const searchTrail = (): { text: string; href: string } => ({ text: t('tramite'), href: paths.curp })
export const button = (text: string): Html => html`<button class="boton" type="submit">${text}</button>`

export interface CurpView extends Basics {
  readonly curp: string
  /** The answers of before were not found: the person is told why instead of starting again without a word. */
  readonly lostSession?: boolean
  /** The entidad whose registry is asked, whatever the CURP says: known from the address by which the person came. */
  readonly chosen?: Pick<EntidadChoice, 'clave' | 'nombre'>
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
    }${
      v.chosen
        ? html`<p>${t('curp.en', { estado: v.chosen.nombre })}</p>
`
        : ''
    }<form method="post" action="${paths.curp}" novalidate>
${v.chosen ? html`<input type="hidden" name="entidadRegistro" value="${v.chosen.clave}">` : ''}${textField({ campo: 'curp', label: t('curp.campo'), hint: t('curp.pista'), value: v.curp, errors: v.errors ?? [], code: true, width: 20, autocapitalize: 'characters' })}${button(t('continuar'))}
</form>
<p><a href="${v.chosen ? paths.personIn(v.chosen.clave) : paths.person}">${t('curp.no-se')}</a></p>`,
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
  readonly registros: Registries
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
    trail: [searchTrail(), { text: t('curp.no-se') }],
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
    )}${entidadSelect(v.entidades, v.registros, v.typed.entidadRegistro, errors)}${button(t('continuar'))}
</form>
<p><a href="${paths.curp}">${t('persona.si-curp')}</a></p>`,
  })
}

type Registries = ReadonlyMap<string, RegistryState>

/** All 32; whoever is not open yet or does not answer now says so before it is chosen. */
function entidadSelect(
  entidades: readonly EntidadChoice[],
  registros: Registries,
  value: string,
  errors: readonly FieldError[],
): Html {
  const named = (one: EntidadChoice): string => {
    if (!one.abierta) return t('entidad.cerrada', { estado: one.nombre })
    return registros.get(one.clave)?.ahora === 'DOWN' ? t('entidad.caida', { estado: one.nombre }) : one.nombre
  }
  return select({
    campo: 'entidadRegistro',
    label: t('entidad.campo'),
    hint: t('entidad.pista'),
    value,
    errors,
    choices: entidades.map((one) => ({ value: one.clave, text: named(one) })),
  })
}

export interface EntidadView extends Basics {
  readonly entidades: readonly EntidadChoice[]
  readonly registros: Registries
  readonly entidadRegistro: string
  readonly bornAbroad: boolean
}

/** P04: where the birth was registered, asked only when the CURP cannot say it or the person wants another. */
export function entidadPage(v: EntidadView): string {
  return page({
    site: v.site,
    question: t('entidad.pregunta'),
    step: t('paso', { n: 1 }),
    trail: [searchTrail(), { text: t('dato.estado') }],
    noindex: true,
    errors: v.errors ?? [],
    body: html`${
      v.bornAbroad
        ? html`<p>${t('entidad.extranjero')}</p>
`
        : ''
    }<form method="post" action="${paths.entidad}" novalidate>
${entidadSelect(v.entidades, v.registros, v.entidadRegistro, v.errors ?? [])}${button(t('continuar'))}
</form>
<p><a href="${paths.entidades}">${t('inicio.precio.liga')}</a></p>`,
  })
}

/** The boxes of a stored date. */
export const boxesOf = dateParts
