// Where somebody is led who asked for a page that they may see only after saying who they are.
import { paths } from '#ui/paths'
import { accessOf } from './access.ts'

interface Asked {
  readonly method: string
  readonly url: string
  /** The pattern of the address, for whoever sent a form to one that is no page. */
  readonly pattern: string
}

/** The page to lead to, or null when the refusal is final. */
export function wayIn(codigo: string, asked: Asked): string | null {
  if (codigo === 'sin-sesion')
    return asked.method === 'GET' ? `${paths.consoleEnter}?vuelve=${encodeURIComponent(asked.url)}` : paths.consoleEnter
  if (codigo === 'falta-segundo-factor' || codigo === 'falta-confirmar')
    return `${paths.consoleFactor}?vuelve=${encodeURIComponent(pageOf(asked))}`
  return null
}

/** The page that a form stands on: the longest beginning of its address that is a page itself. */
function pageOf({ method, url, pattern }: Asked): string {
  if (method === 'GET') return url
  const [parts, steps] = [pattern.split('/'), (url.split('?')[0] ?? '').split('/')]
  for (let length = parts.length; length > 1; length -= 1)
    if (accessOf('GET', parts.slice(0, length).join('/')) !== undefined) return steps.slice(0, length).join('/')
  return paths.console
}
