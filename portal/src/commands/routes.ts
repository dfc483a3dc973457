// `actas routes`: every address that the program serves, as the program itself registers them.
import { listRoutes } from '../roles/web.ts'
import type { CommandInput } from './commands.ts'

export async function routes({ config, json }: CommandInput): Promise<number> {
  const all = await listRoutes(config)
  process.stdout.write(
    json ? `${JSON.stringify(all)}\n` : `${all.map((one) => `${one.method.padEnd(7)} ${one.url}`).join('\n')}\n`,
  )
  return 0
}
