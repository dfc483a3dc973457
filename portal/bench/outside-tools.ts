// Packages that only measurements need (peers and judges): installed by npm into a folder of their own, versions pinned here.
// They stay out of the lock file on purpose: together they are more than half of everything else that is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const PEERS = { 'govuk-frontend': '6.6.0', '@uswds/uswds': '3.14.0', '@gouvfr/dsfr': '1.15.3' } as const
export const JUDGE = { lighthouse: '13.5.0' } as const

/** The `node_modules` that holds these packages, installed at the first use on this machine. @throws when npm cannot */
export function installOutside(packages: Readonly<Record<string, string>>): string {
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`)
  const key = createHash('sha256').update(wanted.join(' ')).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), `actas-comparados-${key}`)
  const modules = join(folder, 'node_modules')
  if (existsSync(join(folder, 'listo'))) return modules
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
  process.stderr.write(`  installing ${wanted.join(' ')} …\n`)
  const done = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...wanted],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  if (done.status !== 0) throw new Error(`npm could not install ${wanted.join(' ')}`)
  writeFileSync(join(folder, 'listo'), '')
  return modules
}
