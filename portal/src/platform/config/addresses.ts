// Where this machine can be reached: which addresses are only its own, and which one a phone on the same network can open.
import type { NetworkInterfaceInfo } from 'node:os'

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** Bridges and tunnels of other programs: an address of theirs leads nobody here. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|utun|wg|zt|cni|flannel)/
const HOME = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/

/** Whether a listening address can only be reached from this machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** The IPv4 addresses by which others reach this machine, the likeliest for a phone first. */
function reachable(interfaces: Interfaces): string[] {
  const rank = (name: string, address: string): number => (VIRTUAL.test(name) ? 2 : HOME.test(address) ? 0 : 1)
  return Object.entries(interfaces)
    .flatMap(([name, own]) => (own ?? []).map((one) => ({ ...one, rank: rank(name, one.address) })))
    .filter((one) => one.family === 'IPv4' && !one.internal && !one.address.startsWith('169.254.'))
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.address)
}

/** What to write in an address for a listening host: a wildcard stands for the likeliest address of this machine. */
export function announcedHost(host: string, interfaces: Interfaces): string {
  if (isWildcard(host)) return reachable(interfaces)[0] ?? 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/** Every name and address by which the portal may be opened, for its certificate; the announced one first. */
export function certifiedNames(
  config: { readonly host: string; readonly publicUrl: string },
  interfaces: Interfaces,
  machine: string,
): string[] {
  const own = isWildcard(config.host) ? reachable(interfaces) : [config.host]
  const called = machine.toLowerCase()
  const local = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/.test(called)
    ? [called, ...(called.includes('.') ? [] : [`${called}.local`])]
    : []
  const announced = new URL(config.publicUrl).hostname.replace(/^\[|\]$/g, '')
  return [...new Set([announced, ...own, ...local, 'localhost', '127.0.0.1', '::1'])]
}
