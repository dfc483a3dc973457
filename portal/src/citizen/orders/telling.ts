// What the page of an order is told, and how one state is told: its question, its word, and what comes after.
import type { RegistryState } from '#guide'
import type { Money } from '#payments'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import type { ContactView } from './contact-pages.ts'

export interface OrderPageView extends ContactView {
  readonly site: Site
  readonly estado: string
  readonly importeCentavos: number
  /** Name of the entidad whose acta it is. */
  readonly entidad: string
  readonly historial: readonly { readonly estado: string; readonly en: string }[]
  readonly pago: {
    readonly medio?: string
    readonly url?: string
    readonly lineaDeCaptura?: string
    readonly venceEn?: string
  } | null
  readonly copia?: { readonly identificadorElectronico: string; readonly codigoVerificacion: string }
  readonly venceEn?: string
  /** The person has just come back from the bank, which has not confirmed anything yet. */
  readonly fromBank?: boolean
  readonly dinero?: Money
  /** How the registry serves: how long a payment at a bank takes there to be seen. */
  readonly registro?: RegistryState | undefined
  /** Size of the finished file. */
  readonly bytes?: number | null
  /** Where to say in one tap how it went; once the order has ended, for a day. */
  readonly encuesta?: { readonly url: string }
}

/** How one state is told: its question, its one word and colour, and what comes after. */
export interface Telling {
  readonly question: string
  readonly word: string
  readonly tone: 'bien' | 'cuidado' | 'mal'
  readonly body: Html
  readonly step?: number
}

export const paragraph = (text: string): Html => html`<p>${text}</p>
`
export const link = (
  href: string,
  text: string,
  kind = 'boton',
): Html => html`<p><a class="${kind}" href="${href}">${text}</a></p>
`
