// What a session knows its device by: the browser's own name and the network it asks from, as a keyed hash.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { App } from '#context'

/** Where a request came from, as the socket says. What a header claims about it counts for nothing. */
export interface Device {
  readonly ip?: string
  readonly headers?: {
    readonly 'user-agent'?: string | undefined
    readonly 'actas-refresco'?: string | string[] | undefined
  }
}

/** Nobody goes back from it to an address without the key of this installation. Each kind of session has its own. */
export function deviceHash(app: Pick<App, 'secrets'>, device: Device, kind = 'consola'): Buffer {
  const key = hkdfSync('sha256', app.secrets.formToken, '', `${kind}.dispositivo`, 32)
  const name = `${networkOf(device.ip ?? '')}\n${device.headers?.['user-agent'] ?? ''}`
  return createHmac('sha256', Buffer.from(key)).update(name).digest()
}

export function isSameDevice(app: Pick<App, 'secrets'>, kept: Buffer, device: Device, kind = 'consola'): boolean {
  return timingSafeEqual(kept, deviceHash(app, device, kind))
}

/** An IPv4 address whole; of IPv6 the first 64 bits, for a machine changes the rest of it by itself every day. */
export function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIPv4(plain) || !isIPv6(plain)) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const parts = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const [before, after] = [parts(head), parts(tail ?? '')]
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  const whole = tail === undefined ? before : [...before, ...zeros, ...after]
  return whole
    .slice(0, 4)
    .map((one) => Number.parseInt(one, 16).toString(16))
    .join(':')
}
