// The pages and mails of the waitlist in every state, with synthetic and with hostile data.
import type { RegistryState } from '#guide'
import type { Letter } from '#mailer'
import { waitLetter } from '../src/citizen/waitlist/mail.ts'
import * as waitlist from '../src/citizen/waitlist/pages.ts'

const site = { demonstration: true, publicUrl: 'http://127.0.0.1:8080', theme: 'demostracion' } as const
const desde = Temporal.Instant.from('2017-08-03T15:15:00Z')
const jalisco = { site, clave: '14', estado: 'Jalisco' }
const form = { ...jalisco, registro: undefined, token: 'a.b.c', correo: '' }

/** Its own pages, by name. */
export function waitlistSamples(hostile: string, down: RegistryState): Record<string, string> {
  const errors = [{ campo: 'correo', mensaje: `Revisa el correo ${hostile}` }]
  const intento = String(desde)
  return {
    'avisame-vuelta': waitlist.tellMePage({ ...form, que: 'vuelta', registro: down }),
    'avisame-apertura': waitlist.tellMePage({ ...form, que: 'apertura' }),
    'avisame-error': waitlist.tellMePage({
      ...form,
      que: 'vuelta',
      estado: hostile,
      token: hostile,
      correo: hostile,
      intento,
      errors,
    }),
    'avisame-pedido': waitlist.askedPage({ ...jalisco, que: 'vuelta', until: '2017-09-02' }),
    'avisame-pedido-apertura': waitlist.askedPage({
      ...jalisco,
      estado: hostile,
      que: 'apertura',
      until: '2018-08-03',
    }),
    'avisame-ya-responde': waitlist.alreadyPage({ ...jalisco, steady: desde }),
    'avisame-ya-abierto': waitlist.alreadyPage({ ...jalisco, estado: hostile, steady: null }),
  }
}

export const WAIT_LETTERS: readonly [name: string, letter: () => Letter][] = (['vuelta', 'apertura'] as const).map(
  (que) => [`espera-${que}`, () => waitLetter({ que, clave: '14', estado: 'Jalisco', desde }, site.publicUrl)],
)
