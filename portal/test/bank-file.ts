// For tests only: a bank's file as the agreement lays it out, written apart from the code that reads it.

export interface SampleLine {
  readonly linea: string
  readonly centavos: number
  /** AAAAMMDD, and HHMMSS or empty. */
  readonly day: string
  readonly hour: string
  readonly autorizacion: string
}

/** The text of a file of this account; header and trailer agree with the lines. */
export function bankFile(entidad: string, lines: readonly SampleLine[], sequence = 1, day = '20170804'): string {
  const pad = (value: number, width: number): string => String(value).padStart(width, '0')
  const sum = pad(
    lines.reduce((total, one) => total + one.centavos, 0),
    14,
  )
  const count = pad(lines.length, 6)
  const rows = lines.map(
    (one, i) =>
      `D${pad(i + 1, 6)}${one.linea.padEnd(20)}${pad(one.centavos, 12)}${one.day}${one.hour.padEnd(6)}00001${one.autorizacion}`,
  )
  const head = `EANCHO-FIJO-1990990${entidad}0000000000001${day}${pad(sequence, 4)}${count}${sum}`
  return [head, ...rows, `T${count}${sum}`.padEnd(66)].map((row) => `${row}\n`).join('')
}
