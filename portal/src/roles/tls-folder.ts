// Where the certificate of the portal's own TLS lies: also for those who only pass it on.
import { join } from 'node:path'
import type { Config } from '#config'

export function tlsFolder(config: Pick<Config, 'dataDir'>): string {
  return join(config.dataDir, 'tls')
}
