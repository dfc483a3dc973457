// The pages about the entidades: their list, one of them with the form that changes its temperament, and the temperaments.
import type { ListedEntidad } from '../entidades/entidades.ts'
import { describeTemperament, listTemperaments, type ListedParameter } from '../entidades/temperaments.ts'
import { facts, radios, select, table, textField } from '../web/fields.ts'
import type { FieldError, Frame } from '../web/frame.ts'
import { html, type Html } from '../web/html.ts'
import { catalogue } from '../web/messages.ts'
import type { Reply } from '../web/origin.ts'
import { entidadText, peoplePath } from './people-pages.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export function entidadesPage(frame: Frame, entidades: readonly ListedEntidad[]): Reply {
  const rows = entidades.map((one) => [
    one.clave,
    html`<a href="/entidades/${one.clave}">${one.nombre}</a>`,
    describeTemperament(one.temperamento),
    html`<code>${one.url}</code>`,
  ])
  const head = [t('entidades.clave'), t('entidades.nombre'), t('entidades.temperamento'), t('entidades.direccion')]
  return frame({
    title: t('entidades.titulo'),
    body: html`<p>${t('entidades.texto')}</p>
${table({ caption: t('entidades.tabla'), head, rows })}`,
  })
}

/** One entidad. `typed` is what a form sent that could not be used. */
export function entidadPage(
  frame: Frame,
  one: ListedEntidad,
  typed: Readonly<Record<string, unknown>> = {},
  errors: readonly FieldError[] = [],
): Reply {
  const text = (campo: string): string =>
    typeof typed[campo] === 'string' ? (typed[campo] as string).slice(0, 60) : ''
  const lies = listTemperaments().flatMap((kind) => kind.parametros.flatMap((parameter) => parameter.valores ?? []))
  return frame({
    title: entidadText(one.clave),
    errors,
    status: errors.length > 0 ? 422 : 200,
    body: html`${facts([
      [t('entidad.ahora'), describeTemperament(one.temperamento)],
      [t('entidades.direccion'), html`<code>${one.url}</code>`],
      [
        t('entidades.personas'),
        html`<a href="${peoplePath({ entidad: one.clave, caso: 'normal', n: 5 })}">${t('personas.ver')}</a>`,
      ],
    ])}
<h2>${t('entidad.cambiar')}</h2>
<form method="post" action="/entidades/${one.clave}/temperamento">
${radios({ campo: 'tipo', label: t('entidad.tipo'), value: text('tipo') || one.temperamento.tipo, errors, choices: listTemperaments().map((kind) => ({ value: kind.tipo, text: kind.tipo, hint: kind.descripcion })) })}
${textField({ campo: 'numero', label: t('entidad.numero'), hint: t('entidad.numero-pista'), value: text('numero'), numeric: true, errors })}
${select({ campo: 'mentira', label: t('entidad.mentira'), hint: t('entidad.mentira-pista'), value: text('mentira'), errors, choices: lies.map((lie) => ({ value: lie.valor, text: `${lie.valor}: ${lie.descripcion}` })) })}<p class="botones"><button class="boton">${t('entidad.guardar')}</button></p></form>
<p><a href="/entidades">${t('entidad.todas')}</a></p>`,
  })
}

export function temperamentsPage(frame: Frame): Reply {
  return frame({
    title: t('temperamentos.titulo'),
    body: html`<p>${t('temperamentos.texto')}</p>
${listTemperaments().map(
  (one) => html`<h2>${one.tipo}</h2>
<p>${one.descripcion}</p>
${one.parametros.map(parameter)}`,
)}`,
  })
}

function parameter({ nombre, descripcion, defecto, minimo, maximo, valores }: ListedParameter): Html {
  const said =
    minimo === undefined || maximo === undefined
      ? t('temperamentos.lista', { nombre, descripcion, defecto })
      : t('temperamentos.parametro', { nombre, descripcion, defecto, minimo, maximo })
  return html`<p>${said}</p>${valores ? facts(valores.map((one) => [one.valor, one.descripcion] as const)) : ''}`
}
