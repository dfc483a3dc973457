// A value of the printed page with its label: at its place, made to fit, in dashes when it is not recorded.
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { entidadByClave } from '@actas/node-kit/contract/entidad.ts'
import { catalogue } from '#ui/messages'
import type { Entry } from './continuation-sheet.ts'
import es from './copy-es-MX.json' with { type: 'json' }
import { drawLine, fitText, INK, leading, tagged } from './pdf-sheet.ts'
import type { Fitted, Sheet } from './pdf-sheet.ts'

const t = catalogue(es)
const NOT_RECORDED = '---------------'
export const LABEL = { size: 6.6, color: INK.label } as const

export interface CopyInput {
  readonly acta: Acta
  readonly identificadorElectronico: string
  readonly codigoVerificacion: string
  /** The entidad's signature over the acta: base64, 88 characters. */
  readonly firma: string
  /** Text of the code that the entidad signed. */
  readonly qr: string
  /** Short address of this copy, `https://host/v/{codigo}`. */
  readonly verificarUrl: string
  readonly emitidaEn: Temporal.Instant
  /** What is printed under "Director General del Registro Civil". */
  readonly titular: string
  readonly demostracion: boolean
}

/** A value with its label. `x` is the centre of both; `y` and `labelY` are baselines, measured from the top. */
export interface Field {
  readonly label: keyof typeof es | null
  readonly value: string | null
  readonly x: number
  readonly y: number
  readonly labelY: number
  readonly width: number
  /** Between these lines the value may grow to several lines. */
  readonly top: number
  readonly bottom: number
  readonly size: number
  readonly labelSize?: number
}

/** What was drawn so far, and what must go on to another sheet. */
export interface Page {
  readonly sheet: Sheet
  readonly input: CopyInput
  readonly rest: Entry[]
}

/** Draws one field; what cannot be read in its room even when small goes on to another sheet, and the room says so. */
export function drawField({ sheet, rest }: Page, field: Field): void {
  const value = field.value === null || field.value === '' ? NOT_RECORDED : field.value
  const room = {
    width: field.width,
    height: field.bottom - field.top,
    size: field.size,
    minSingle: 6.6,
    minSize: 4.8,
    face: 'bold' as const,
  }
  let fitted = fitText(sheet, value, room)
  if (fitted === null) {
    rest.push({ heading: field.label === null ? t('lugarNacimiento') : t(field.label), text: value })
    fitted = { size: 7, lines: [t('ver-continuacion')] }
  }
  const shown = fitted
  tagged(sheet, 'P', () => {
    if (field.label !== null)
      drawLine(sheet, t(field.label), field.x, field.labelY, { ...LABEL, size: field.labelSize ?? LABEL.size })
    baselines(shown, field).forEach((y, i) =>
      drawLine(sheet, shown.lines[i]!, field.x, y, { size: shown.size, face: 'bold' }),
    )
  })
}

/** One line stands on the field's own baseline; several are spread around it, inside the field's room. */
function baselines({ size, lines }: Fitted, { y, top, bottom }: Field): number[] {
  if (lines.length === 1) return [y]
  const step = leading(size)
  const last = Math.min(bottom - 0.24 * size, y + ((lines.length - 1) * step) / 2)
  const first = Math.max(last - (lines.length - 1) * step, top + 0.76 * size)
  return lines.map((_line, i) => first + i * step)
}

/** An entidad as it is printed. */
export function entidadName(clave: string): string {
  return entidadByClave(clave)?.nombre ?? clave
}

/** AAAA-MM-DD → DD/MM/AAAA */
export function printedDate(day: string): string {
  return day.split('-').reverse().join('/')
}
