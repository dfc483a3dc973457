// The mails to a holder: each look when it is asked for, each change of what the holder set, and the link to an address.
import type { App } from '#context'
import { listEntidades } from '#directory'
import { readFact } from '#journal'
import type { RecordedFact } from '#journal'
import type { JobPayload } from '#jobs'
import { postMail } from '#mailer'
import type { Letter, Mailing, Part } from '#mailer'
import { offeredLanguage, speaking } from '#ui/languages'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { lookWords } from './look-words.ts'
import { confirmationToken } from './notices.ts'
import type { Look } from './record.ts'
import * as store from './store.ts'
import type { HolderRow } from './store.ts'
import en from './en-mail.json' with { type: 'json' }
import es from './es-MX-mail.json' with { type: 'json' }

const t = catalogue(es, { en })

export type HolderLetter =
  | { readonly kind: 'vista'; readonly look: Look; readonly ultimo: boolean }
  | { readonly kind: 'liga'; readonly liga: string; readonly horas: number }
  | { readonly kind: 'cambio'; readonly que: Change; readonly en: Temporal.Instant }

type Change = 'candado' | 'sin-candado' | 'aviso' | 'sin-aviso' | 'otro-correo'

const CHANGES: Readonly<Record<string, Change>> = {
  'holder.lockSet': 'candado',
  'holder.lockOpened': 'sin-candado',
  'holder.noticesOn': 'aviso',
  'holder.noticesOff': 'sin-aviso',
  'holder.addressGiven': 'otro-correo',
}

/** Words of a mail to a holder. Nothing in it says whose acta it is. */
export function holderLetter(one: HolderLetter, publicUrl: string): Letter {
  const page: Part = { link: `${publicUrl}${paths.holder}`, label: t('ver') }
  const why = t('porque')
  if (one.kind === 'liga') {
    const parts = [t('liga.entrada'), { link: one.liga, label: t('liga.ver') }, t('liga.dura', { horas: one.horas })]
    return { subject: t('liga.asunto'), parts: [...parts, t('liga.no-fui')], why: t('liga.porque') }
  }
  if (one.kind === 'cambio') {
    const parts = [t(`${one.que}.entrada`, { cuando: longInstant(one.en) }), t('no-fui'), page]
    return { subject: t(`${one.que}.asunto`), parts, why }
  }
  const said = t('vista.entrada', { cuando: longInstant(one.look.en) })
  const parts = [said, lookWords(one.look), ...(one.ultimo ? [t('vista.ultimo')] : []), t('vista.candado'), page]
  return { subject: t('vista.asunto'), parts, why }
}

/** Reaction to what happens to a holder: one mail for each fact and address. Safe to repeat. */
export async function sendHolderMail(app: Mailing, payload: JobPayload): Promise<void> {
  const [holder, fact] = await Promise.all([store.selectHolder(app.db, payload.subject), readFact(app, payload.entry)])
  if (!holder || !fact) return
  const letters = await lettersOf(app, holder, fact)
  for (const { name, to, letter } of letters) {
    await speaking(offeredLanguage(holder.idioma), async () => {
      const id = `${holder.id}.${name}.${payload.entry}`.toLowerCase()
      await postMail(
        app,
        { ...payload, job: 'holders.mail' },
        { id, to, letter: holderLetter(letter, app.config.publicUrl) },
      )
    })
  }
}

interface Addressed {
  readonly name: string
  readonly to: string
  readonly letter: HolderLetter
}

async function lettersOf(app: App, holder: HolderRow, { event, at, data }: RecordedFact): Promise<Addressed[]> {
  const found: Addressed[] = []
  if (event === 'holder.noticeOwed') {
    if (holder.correo === null || !holder.avisa) return []
    const look = await lookIn(app, at, data)
    return [{ name: 'vista', to: holder.correo, letter: { kind: 'vista', look, ultimo: data['ultimo'] === true } }]
  }
  const que = CHANGES[event]
  if (que !== undefined && holder.correo !== null)
    found.push({ name: que, to: holder.correo, letter: { kind: 'cambio', que, en: at } })
  if (event === 'holder.addressGiven' && holder.correo_nuevo !== null) {
    const horas = app.config.mail.linkHours
    const clave = confirmationToken(app, holder, at.add({ hours: horas }))
    const liga = `${app.config.publicUrl}${paths.holderMailConfirm(clave)}`
    found.push({ name: 'liga', to: holder.correo_nuevo, letter: { kind: 'liga', liga, horas } })
  }
  return found
}

async function lookIn(app: App, en: Temporal.Instant, data: RecordedFact['data']): Promise<Look> {
  const { que, rol, sobre, medio, oficina } = data as Record<string, string | null | undefined>
  if (que !== 'oficina') return { en, que, ...(medio ? { medio } : {}) } as Look
  const estado = (await listEntidades(app)).find((one) => one.clave === oficina)?.nombre ?? ''
  return { en, que, rol: rol ?? '', estado, sobre: sobre ?? '' }
}
