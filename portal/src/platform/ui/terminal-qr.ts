// An address as a code that a phone reads from a terminal.
import encodeQR from 'qr'

/** With colours the code is right on any background; without them it is drawn for light letters on a dark one. */
export function terminalQr(address: string, colours: boolean): string {
  return `${encodeQR(address, colours ? 'term' : 'ascii').trimEnd()}\n`
}
