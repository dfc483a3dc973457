// Writes portal/assets/servicio-cerrado.html, which a server in front shows while the portal is down.
// Usage: node scripts/closed-page.ts [--oficial]; with --oficial it goes to stdout and without the word DEMOSTRACIÓN.
import { closedPage } from '../portal/src/citizen/guide/closed-page.ts'
import { writeDocument } from './generated-doc.ts'

export const CLOSED = 'portal/assets/servicio-cerrado.html'

if (import.meta.main) {
  if (process.argv.includes('--oficial')) process.stdout.write(closedPage({ demonstration: false }))
  else writeDocument(CLOSED, closedPage({ demonstration: true }))
}
