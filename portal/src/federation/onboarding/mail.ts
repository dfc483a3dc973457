// The words of the report of what is pending, as text and as HTML.
import type { Config } from '#config'
import { html, render } from '#ui/html'
import { catalogue, longInstant } from '#ui/messages'
import es from './es-MX-mail.json' with { type: 'json' }
import type { Estado, Severidad } from './observation.ts'

const t = catalogue(es)

/** A report as it was when it was ordered. */
export interface ReportContent {
  readonly entidad: string
  readonly pendientes: readonly {
    readonly id: string
    readonly codigo: string
    readonly perfil: string
    readonly severidad: Severidad
    readonly titulo: string
    readonly esperado: string
    readonly paso: string
    readonly estado: Estado
    readonly vence: string
    readonly sintetico: boolean
  }[]
  /** Pending in the report before, and closed since. */
  readonly cerradas: readonly string[]
}

interface Person {
  readonly nombre: string
  readonly correo: string
}

export interface ReportMail {
  readonly numero: number
  readonly contenido: ReportContent
  readonly destinatario: string
  /** Gob.mx's liaison, through whom it is sent. */
  readonly enlace: Person | null
  /** The liaison of the Ventanilla Única Nacional. */
  readonly contacto: Person | null
  readonly liga: string
}

/** Subject, text and HTML of a report, with the same words. */
export function composeReport(
  app: { readonly config: Pick<Config, 'demonstration'> },
  v: ReportMail,
): { subject: string; text: string; html: string } {
  const { entidad, pendientes, cerradas } = v.contenido
  const subject = t('asunto', { numero: v.numero, entidad })
  const opening = [
    ...(app.config.demonstration ? [t('demostracion')] : []),
    t('saludo', { nombre: v.destinatario }),
    t('entrada', { entidad, n: pendientes.length, numero: v.numero }),
    ...(v.enlace ? [t('a-traves', { ...v.enlace })] : []),
  ]
  const items = pendientes.map((one, i) => ({
    titulo: t('punto', { i: i + 1, id: one.id, codigo: one.codigo, titulo: one.titulo }),
    lines: [
      t('severidad', { perfil: one.perfil, severidad: t(`severidad.${one.severidad}`) }),
      t('esperado', { esperado: one.esperado }),
      t('paso', { paso: one.paso }),
      t('vence', { vence: longInstant(one.vence) }),
    ],
  }))
  const ending = [
    ...(cerradas.length > 0 ? [t('cerradas', { lista: cerradas.join(', ') })] : []),
    ...(pendientes.some((one) => one.sintetico) ? [t('sintetico')] : []),
  ]
  const contact = v.contacto ? [t('dudas', { ...v.contacto })] : []
  return {
    subject,
    text: [
      ...opening,
      ...items.map((one) => [one.titulo, ...one.lines.map((line) => `   ${line}`)].join('\n')),
      ...ending,
      `${t('acuse')}\n${v.liga}`,
      ...contact,
      t('pie'),
    ].join('\n\n'),
    html: render(html`<!doctype html>
<html lang="es-MX">
<head><meta charset="utf-8"><title>${subject}</title></head>
<body>
<h1>${subject}</h1>
${opening.map((one) => html`<p>${one}</p>`)}
${items.map(
  (one) => html`<h2>${one.titulo}</h2>
<ul>${one.lines.map((line) => html`<li>${line}</li>`)}</ul>`,
)}
${ending.map((one) => html`<p>${one}</p>`)}
<p>${t('acuse')} <a href="${v.liga}">${t('acuse-liga')}</a></p>
${contact.map((one) => html`<p>${one}</p>`)}
<p>${t('pie')}</p>
</body>
</html>`),
  }
}
