// Check digits by Damm's algorithm, and the código de verificación whose every group checks itself.
import { randomInt } from 'node:crypto'

// The order-10 totally anti-symmetric quasigroup of H. M. Damm's 2004 thesis.
const TABLE = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
]

/** The check digit of a text of digits: any single wrong digit and any swap of neighbours changes it. */
export function dammDigit(digits: string): string {
  let interim = 0
  for (const digit of digits) interim = TABLE[interim]?.[Number(digit)] ?? 0
  return String(interim)
}

/** What reading a typed código gives; `grupos` are the wrong groups, counted from 1. */
export type CheckedCodigo =
  | { ok: true; codigo: string }
  | { ok: false; motivo: 'longitud' }
  | { ok: false; motivo: 'grupo'; grupos: number[] }

/**
 * A new código de verificación: 30 digits, of which each fifth checks the four before it. With no argument the
 * other 24 come from the system's secure source (79.7 bits). Throws when `random24` is not 24 digits.
 */
export function newCodigoVerificacion(random24?: string): string {
  const digits = random24 ?? Array.from({ length: 24 }, () => randomInt(10)).join('')
  if (!/^\d{24}$/.test(digits)) throw new Error('A código de verificación is made from 24 digits')
  return (digits.match(/\d{4}/g) as string[]).map((four) => four + dammDigit(four)).join('')
}

/** Reads a código as typed or scanned; spaces and hyphens are ignored. Never throws. */
export function checkCodigo(text: string): CheckedCodigo {
  const codigo = text.slice(0, 200).replace(/[\s\-‐‑‒–—]/gu, '')
  if (!/^\d{30}$/.test(codigo)) return { ok: false, motivo: 'longitud' }
  const groups = codigo.match(/\d{5}/g) as string[]
  const grupos = groups.flatMap((group, i) => (dammDigit(group) === '0' ? [] : [i + 1]))
  return grupos.length === 0 ? { ok: true, codigo } : { ok: false, motivo: 'grupo', grupos }
}

/** The código as it is printed: six groups of five. */
export function formatCodigo(codigo: string): string {
  return (codigo.match(/.{1,5}/g) ?? []).join(' ')
}
