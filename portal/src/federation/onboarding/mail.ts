// The words of the report of what is pending.
import type { Letter } from '#mailer'
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

/** The words of a report. */
export function reportLetter(v: ReportMail): Letter {
  const { entidad, pendientes, cerradas } = v.contenido
  return {
    subject: t('asunto', { numero: v.numero, entidad }),
    parts: [
      t('saludo', { nombre: v.destinatario }),
      t('entrada', { entidad, n: pendientes.length, numero: v.numero }),
      ...(v.enlace ? [t('a-traves', { ...v.enlace })] : []),
      ...pendientes.flatMap((one, i) => [
        { heading: t('punto', { i: i + 1, id: one.id, codigo: one.codigo, titulo: one.titulo }) },
        {
          list: [
            t('severidad', { perfil: one.perfil, severidad: t(`severidad.${one.severidad}`) }),
            t('esperado', { esperado: one.esperado }),
            t('paso', { paso: one.paso }),
            t('vence', { vence: longInstant(one.vence) }),
          ],
        },
      ]),
      ...(cerradas.length > 0 ? [t('cerradas', { lista: cerradas.join(', ') })] : []),
      ...(pendientes.some((one) => one.sintetico) ? [t('sintetico')] : []),
      t('acuse'),
      { link: v.liga, label: t('acuse-liga') },
      ...(v.contacto ? [t('dudas', { ...v.contacto })] : []),
    ],
    why: t('porque', { entidad }),
  }
}
