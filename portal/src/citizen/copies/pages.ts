// The pages of verification: three ways to ask, and a verdict by word, shape and colour with the data to compare.
import type { ActaParaComparar } from '@actas/node-kit/contract/acta.ts'
import { formatCodigo } from '@actas/node-kit/contract/damm.ts'
import { facts, fileField, inSpanish, textArea, textField } from '#ui/fields'
import type { Fact, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longDay, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import type { Verdict } from './verification.ts'

const t = catalogue(es, { en })

export interface VerifyView {
  readonly site: Site
  readonly codigo: string
  readonly identificador: string
  readonly qr: string
  readonly errors?: readonly FieldError[]
}

/** V00: the code first, because it is what is on the paper; then camera, phone and file; what few need is folded. */
export function verifyPage(v: VerifyView): string {
  const errors = v.errors ?? []
  const has = (campo: string): boolean => errors.some((one) => one.campo === campo)
  const button = (text: string): Html => html`<button class="boton" type="submit">${text}</button>`
  return page({
    site: v.site,
    question: t('verificar'),
    trail: [{ text: t('verificar') }],
    errors,
    body: html`<p>${t('verificar.texto')}</p>
<form method="post" action="${paths.verify}" novalidate>
${textField({ campo: 'codigoVerificacion', label: t('codigo.campo'), hint: t('codigo.pista'), value: v.codigo, errors, code: true, width: 36, inputmode: 'numeric' })}${folded(
      t('identificador.agregar'),
      v.identificador !== '' || has('identificadorElectronico'),
      html`${textField({ campo: 'identificadorElectronico', label: t('identificador.campo'), hint: t('identificador.pista'), value: v.identificador, errors, code: true, width: 36, inputmode: 'numeric' })}`,
    )}${button(t('boton'))}
</form>
<h2>${t('camara.titulo')}</h2>
<p>${t('camara.texto')}</p>
<p><a class="boton otro" href="${paths.camera}">${t('camara.boton')}</a></p>
<p>${t('telefono.texto')}</p>
<h2>${t('pdf.titulo')}</h2>
<form method="post" action="${paths.verifyFile}" enctype="multipart/form-data" novalidate>
${fileField({ campo: 'archivo', label: t('pdf.campo'), hint: t('pdf.pista'), errors, accept: 'application/pdf,.pdf' })}<button class="boton otro" type="submit">${t('pdf.boton')}</button>
</form>
${folded(
  t('firmado.agregar'),
  v.qr !== '' || has('qr'),
  html`<form method="post" action="${paths.verifySigned}" novalidate>
${textArea({ campo: 'qr', label: t('firmado.campo'), hint: t('firmado.pista'), value: v.qr, errors })}${button(t('boton'))}
</form>`,
)}<p><a href="${paths.official}">${t('oficial')}</a></p>`,
  })
}

/** What few need, one press away; open when there is something in it to see. */
function folded(summary: string, open: boolean, inner: Html): Html {
  return html`<details${open ? html` open` : ''}><summary>${summary}</summary>
${inner}</details>
`
}

export interface VerdictView {
  readonly site: Site
  readonly veredicto: Verdict
  /** Why, as a sentence, for a verdict that needs one. */
  readonly motivo?: string
  readonly medio: 'codigo' | 'qr' | 'pdf'
  readonly en: string
  readonly acta?: ActaParaComparar
  readonly copia?: {
    readonly codigoVerificacion: string
    readonly identificadorElectronico: string
    readonly emitidaEn: string
    readonly entidadRegistro: string
  }
  /** Name of the entidad that registered the birth. */
  readonly entidad?: string
  readonly constancia?: string
}

const SHAPES: Readonly<Record<Verdict, { readonly tone: 'bien' | 'cuidado' | 'mal'; readonly path: string }>> = {
  valida: { tone: 'bien', path: 'M4 12l5 6L20 5' },
  superada: { tone: 'cuidado', path: 'M12 21V4M5 11l7-7 7 7' },
  cancelada: { tone: 'mal', path: 'M12 2a10 10 0 100 20 10 10 0 000-20zM5 5l14 14' },
  no_emitida: { tone: 'mal', path: 'M5 5l14 14M19 5L5 19' },
  alterada: { tone: 'mal', path: 'M12 3v12M12 19v2' },
}

/** V02 and V03: the verdict first, then what to compare, then the proof to keep. */
export function verdictPage(v: VerdictView): string {
  const { tone, path } = SHAPES[v.veredicto]
  const why = v.veredicto === 'valida' ? t(`explica.valida.${v.medio}`) : v.motivo
  const doubtful = v.veredicto === 'no_emitida' || v.veredicto === 'alterada'
  return page({
    site: v.site,
    question: t('resultado.pregunta'),
    trail: [{ text: t('verificar'), href: paths.verify }, { text: t('resultado.pregunta') }],
    noindex: true,
    printedPath: v.copia ? paths.code(v.copia.codigoVerificacion) : paths.verify,
    body: html`<div class="estado ${tone}"><p class="palabra"><svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3"><path d="${path}"/></svg> ${t(v.veredicto)}</p>
${
  why
    ? html`<p>${why}</p>
`
    : ''
}${
      v.veredicto === 'superada'
        ? html`<p>${t('explica.superada')}</p>
`
        : ''
    }${
      v.veredicto === 'valida'
        ? ''
        : html`<p>${t(`explica.que-hacer.${v.veredicto}`)}</p>
`
    }<p>${t('verificado', { cuando: longInstant(v.en) })}</p></div>
${v.veredicto === 'no_emitida' ? reasons(v.medio) : ''}${doubtful ? suspicion() : ''}${v.acta ? comparison(v.acta, v.entidad ?? '', v.medio) : ''}${v.copia ? copyFacts(v.copia) : ''}${
      v.constancia
        ? html`<p><a class="boton" href="${v.constancia}">${t('constancia')}</a></p>
<p class="no-papel">${t('constancia.texto')} ${t('constancia.imprimir')}</p>
`
        : ''
    }<p class="no-papel"><a href="${paths.verify}">${t('otra')}</a></p>`,
  })
}

/** Why there may be no copy: what it means, without accusing anybody. */
function reasons(medio: VerdictView['medio']): Html {
  return html`<h2>${t('explica.razones.no_emitida')}</h2>
<ul><li>${t(`explica.no_emitida.${medio}.1`)}</li><li>${t(`explica.no_emitida.${medio}.2`)}</li><li>${t(`explica.no_emitida.${medio}.3`)}</li></ul>
`
}

/** Who holds a false paper may tell us, and may doubt this site too. */
function suspicion(): Html {
  return html`<p class="no-papel">${t('reportar.texto')}</p>
<p class="no-papel"><a class="boton otro" href="${paths.report}?tipo=otro">${t('reportar')}</a></p>
<p class="no-papel"><a href="${paths.official}">${t('oficial')}</a></p>
`
}

/** V02: too many tries that found nothing. The paper in somebody's hand is not judged by it. */
export function tooManyPage(v: { readonly site: Site }): string {
  return page({
    site: v.site,
    question: t('demasiadas'),
    trail: [{ text: t('verificar'), href: paths.verify }, { text: t('demasiadas') }],
    noindex: true,
    body: html`<p>${t('demasiadas.texto')}</p>
<p>${t('demasiadas.espera')}</p>
<p>${t('demasiadas.mientras')}</p>
<p><a href="${paths.verify}">${t('verificar')}</a></p>`,
  })
}

function comparison(acta: ActaParaComparar, entidad: string, medio: VerdictView['medio']): Html {
  const none = t('sin-dato')
  const written = (text: string | null): Html | string => (text === null ? none : inSpanish(text))
  const code = (text: string | null): Html | string => (text ? html`<span class="clave">${text}</span>` : none)
  const rows: Fact[] = [
    {
      name: t('dato.nombre'),
      value: written([acta.nombres, acta.primerApellido, acta.segundoApellido ?? ''].filter(Boolean).join(' ')),
    },
    { name: t('dato.curp'), value: code(acta.curp) },
    { name: t('dato.sexo'), value: t(`sexo.${acta.sexo}`) },
    { name: t('dato.fechaNacimiento'), value: longDay(acta.fechaNacimiento) },
    { name: t('dato.lugarNacimiento'), value: written(acta.lugarNacimiento) },
    {
      name: t('dato.padres'),
      value:
        acta.padres.length > 0
          ? html`${acta.padres.map((one, i) => html`${i > 0 ? html`<br>` : ''}${inSpanish(one)}`)}`
          : none,
    },
    { name: t('dato.entidad'), value: written(entidad) },
    { name: t('dato.municipio'), value: written(acta.municipioRegistro) },
    { name: t('dato.oficialia'), value: acta.oficialia },
    { name: t('dato.libro'), value: acta.libro ?? none },
    { name: t('dato.numeroActa'), value: acta.numeroActa },
    { name: t('dato.fechaRegistro'), value: longDay(acta.fechaRegistro) },
  ]
  return html`<h2>${t('compara')}</h2>
<p>${t(medio === 'pdf' ? 'compara.texto.pdf' : 'compara.texto')}</p>
<ul class="revisa"><li>${t('compara.1')}</li><li>${t('compara.2')}</li><li>${t('compara.3')}</li><li>${t('compara.4')}</li></ul>
<p class="nota importa">${t('compara.si-no')}</p>
<h2>${t('datos')}</h2>
${facts(rows)}
`
}

function copyFacts(copy: NonNullable<VerdictView['copia']>): Html {
  return html`<h2>${t('copia')}</h2>
${facts([
  { name: t('dato.emitida'), value: longInstant(copy.emitidaEn) },
  { name: t('dato.codigo'), value: html`<span class="clave">${formatCodigo(copy.codigoVerificacion)}</span>` },
  { name: t('dato.identificador'), value: html`<span class="clave">${copy.identificadorElectronico}</span>` },
])}
`
}
