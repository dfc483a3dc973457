// The system's own programs that judge PDFs, codes and pages: there, or skipped loudly; with CI=true their absence fails.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'node:test'

/** Whether a program is in the PATH (Debian packages: debian-packages.txt). Skips the test, or with CI=true fails it, when not. */
export function needsProgram(t: TestContext, name: string): boolean {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, name)))
  if (found) return true
  if (process.env['CI'] === 'true')
    throw new Error(`${name} is missing and CI=true: install the packages of debian-packages.txt`)
  t.skip(`SKIPPED: ${name} is not installed (see debian-packages.txt)`)
  return false
}
