// The last look before paying: the acta as it was found, its price, and how to pay.
import type { VistaPrevia } from '@actas/node-kit/contract/acta.ts'
import { bankWords } from '#guide'
import type { RegistryState } from '#guide'
import { facts, inSpanish, radios, textField } from '#ui/fields'
import type { Fact, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longDay, money } from '#ui/messages'
import { paths } from '#ui/paths'
import { searchTrail } from './pages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

interface Basics {
  readonly site: Site
  readonly errors?: readonly FieldError[]
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
  /** How the registry of the first acta serves: how long a payment at a bank takes there to be seen. */
  readonly registro: RegistryState | undefined
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
    trail: [searchTrail(), { text: question }],
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
          {
            value: 'referencia',
            text: t('resultado.medio.referencia'),
            hint: `${t('resultado.medio.referencia.pista')} ${t('resultado.medio.referencia.tarda', { estado: first.estado, tiempo: bankWords(v.registro) })}`,
          },
        ],
      },
    )}<button class="boton" type="submit" id="pagar">${several ? t('resultado.pagar-varias') : t('resultado.pagar', { precio: money(first.derechosCentavos) })}</button>
<p class="pista">${t('resultado.banco')}</p>
</form>
<h2>${t('resultado.no-es')}</h2>
<p>${t('resultado.no-es.texto')}</p>
<p><a href="${paths.dataWrong}">${t('resultado.datos-mal')}</a></p>
<p><a href="${paths.curp}">${t('resultado.otra')}</a></p>`,
  })
}

function previewFacts(found: FoundView): Fact[] {
  const { vistaPrevia: acta } = found
  const none = t('sin-dato')
  const name = [acta.nombres, acta.primerApellido, acta.segundoApellido ?? ''].filter(Boolean).join(' ')
  return [
    { name: t('dato.nombre'), value: inSpanish(name) },
    { name: t('dato.curp'), value: acta.curp ? html`<span class="clave">${acta.curp}</span>` : none },
    { name: t('dato.sexo'), value: t(`sexo.${acta.sexo}`) },
    { name: t('dato.fecha'), value: longDay(acta.fechaNacimiento) },
    { name: t('dato.lugar'), value: acta.lugarNacimiento === null ? none : inSpanish(acta.lugarNacimiento) },
    { name: t('dato.estado'), value: inSpanish(found.estado) },
    { name: t('dato.municipio'), value: inSpanish(acta.municipioRegistro) },
    { name: t('dato.oficialia'), value: acta.oficialia },
    { name: t('dato.libro'), value: acta.libro ?? none },
    { name: t('dato.numeroActa'), value: acta.numeroActa },
    { name: t('dato.fechaRegistro'), value: longDay(acta.fechaRegistro) },
  ]
}
