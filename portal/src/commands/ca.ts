// `actas ca`: prints the certificate of the portal's client CA, which an entidad gives to its node.
import { join } from 'node:path'
import { machineNow } from '#clock'
import { openKeyring, readClientCa } from '#keys'
import type { CommandInput } from './commands.ts'

export async function ca({ config, json }: CommandInput): Promise<number> {
  const dir = join(config.dataDir, 'llaves')
  await openKeyring(dir, machineNow())
  const pem = await readClientCa(dir)
  process.stdout.write(json ? `${JSON.stringify({ ca: pem })}\n` : pem)
  return 0
}
