// The lines that outsiders wait for (outside face §2), then what a first visitor needs: people, a card, accounts.
import type { Config } from '#config'
import { httpCall } from '#http'
import { demonstrationDoors } from '#staff'
import { t } from '../commands/sentences.ts'
import type { Base } from '../app.ts'
import { certificateNow } from './web-tls.ts'

interface Person {
  readonly curp: string | null
  readonly nombres: string
  readonly primerApellido: string
  readonly entidadRegistro: string
  readonly filiacion: readonly string[]
}

const SAMPLED = ['01', '06', '13', '14', '15']
const SAMPLE = { method: 'GET', limitMs: 10_000, mostBytes: 64 * 1024 } as const

export async function announcement({ app }: Base, colors: boolean): Promise<string> {
  const { config } = app
  const { publicUrl, sandboxUrl, buzonUrl } = config
  const lines = [`actas ready ${publicUrl}`, `consola ${publicUrl}/consola`]
  if (sandboxUrl) lines.push(`sandbox ${sandboxUrl}`)
  if (buzonUrl) lines.push(`buzon ${buzonUrl}`)
  if (sandboxUrl) {
    lines.push('', t('personas'), ...(await people(sandboxUrl)))
    lines.push('', t('tarjetas'), '  4111111111111111', '', t('cuentas'))
    const doors = await demonstrationDoors(app)
    lines.push(...doors.map((one) => `  ${one.id.padEnd(14)}  ${one.nombre}  ·  ${publicUrl}${one.href}`), '')
  }
  if (config.tls) lines.push(...(await forPhones(config, colors)))
  return `${lines.join('\n')}\n`
}

/** One sample person of each pilot entidad; a world that does not answer has none to show. */
async function people(sandbox: string): Promise<string[]> {
  const rows: string[] = []
  for (const entidad of SAMPLED) {
    const reply = await httpCall(`${sandbox}/personas?entidad=${entidad}&n=1`, SAMPLE)
    if ('failure' in reply || reply.status !== 200) continue
    const [person] = JSON.parse(reply.body.toString('utf8')) as Person[]
    if (!person) continue
    const { curp, nombres, primerApellido, filiacion } = person
    rows.push(
      `  ${curp ?? '—'}  ${entidad}  ${nombres} ${primerApellido}  ·  ${t('filiacion')}: ${filiacion[0] ?? '—'}`,
    )
  }
  return rows
}

/** How a phone on the same network gets here, last of all so that the code is still on the screen. */
async function forPhones(config: Config, colors: boolean): Promise<string[]> {
  const { terminalQr } = await import('#ui/terminal-qr')
  const { fingerprint } = await certificateNow(config)
  const code = terminalQr(config.publicUrl, colors)
  const world = config.sandboxUrl ? [t('red-mundo')] : []
  return ['', t('red', { url: config.publicUrl }), '', code, t('red-huella'), `  ${fingerprint}`, ...world]
}
