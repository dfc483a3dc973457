// A copy that is ready: the page that hands it over, and the sheet that says to whoever receives it why it is valid.
import { formatCodigo } from '@actas/node-kit/contract/damm.ts'
import { facts } from '#ui/fields'
import type { Fact } from '#ui/fields'
import { html } from '#ui/html'
import { ORIGINAL, speaking } from '#ui/languages'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { link, paragraph } from './telling.ts'
import type { OrderPageView, Telling } from './telling.ts'

const t = catalogue(es, { en })

/** P15: the file, how to print it, why it is valid, and what to do when somebody refuses it. */
export function tellReady(v: OrderPageView): Telling {
  const { copia } = v
  return {
    question: t('lista.pregunta'),
    word: t('lista.palabra'),
    tone: 'bien',
    step: 5,
    body: html`${link(paths.copyFile(v.folio), v.bytes ? t('lista.descargar-peso', { kb: kilobytes(v.bytes) }) : t('lista.descargar'))}${v.correo && !v.correoProblema ? paragraph(t('lista.correo', { correo: v.correo })) : ''}${paragraph(t('lista.guarda'))}<h2>${t('lista.imprimir')}</h2>
<ul><li>${t('lista.imprimir.1')}</li><li>${t('lista.imprimir.2')}</li><li>${t('lista.imprimir.3')}</li></ul>
<h2>${t('lista.vale')}</h2>
${paragraph(t('lista.vale.texto'))}${paragraph(t('lista.vale.comprobar'))}${
      copia
        ? html`${facts(codes(copia))}
${link(paths.orderValidity(v.folio), t('lista.fundamento'), 'boton otro')}${link(paths.code(copia.codigoVerificacion), t('lista.vale.liga'), '')}${link(`${paths.refused}?copia=${copia.codigoVerificacion}`, t('lista.rechazada'), '')}${link(paths.orderDataWrong(v.folio), t('lista.datos-mal'), '')}`
        : ''
    }${paragraph(t('lista.vence'))}`,
  }
}

/** Whole kilobytes, rounded up: what a person with little data left decides by. */
function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1000)
}

export interface ValidityView {
  readonly site: Site
  readonly folio: string
  readonly entidad: string
  readonly copia: { readonly identificadorElectronico: string; readonly codigoVerificacion: string }
}

/**
 * The second sheet: for whoever receives the copy, on what it stands and how to verify it without asking anybody. It is
 * handed over with the paper, so that it is in Spanish whatever language its bearer chose.
 */
export function validityPage(v: ValidityView): string {
  return speaking(ORIGINAL, () => validitySheet(v))
}

function validitySheet(v: ValidityView): string {
  return page({
    site: v.site,
    question: t('fundamento.pregunta'),
    folio: v.folio,
    noindex: true,
    trail: [{ text: t('solicitud'), href: paths.order(v.folio) }, { text: t('fundamento.migas') }],
    printedPath: paths.verify,
    body: html`${paragraph(t('fundamento.para'))}<p class="nota importa no-papel">${t('fundamento.imprime')}</p>
<h2>${t('fundamento.titulo')}</h2>
<ul><li>${t('fundamento.1')}</li><li>${t('fundamento.2')}</li></ul>
<h2>${t('fundamento.verificar')}</h2>
<ol><li>${t('fundamento.paso.1', { direccion: `${v.site.publicUrl}${paths.verify}` })}</li><li>${t('fundamento.paso.2')}</li><li>${t('fundamento.paso.3')}</li></ol>
${facts([...codes(v.copia), { name: t('fundamento.emitio'), value: t('fundamento.emitio.valor', { estado: v.entidad }) }])}
<h2>${t('fundamento.vigencia')}</h2>
${paragraph(t('lista.vence'))}<p><a href="${paths.order(v.folio)}">${t('ficha.volver')}</a></p>`,
  })
}

function codes(copia: ValidityView['copia']): Fact[] {
  return [
    { name: t('lista.codigo'), value: html`<span class="clave">${formatCodigo(copia.codigoVerificacion)}</span>` },
    { name: t('lista.identificador'), value: html`<span class="clave">${copia.identificadorElectronico}</span>` },
  ]
}
