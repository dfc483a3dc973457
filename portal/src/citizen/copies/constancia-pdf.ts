// The constancia: one page that says which copy was verified, when, how and with what result, and what to compare.
import { createHash } from 'node:crypto'
import type { ActaParaComparar } from '@actas/node-kit/contract/acta.ts'
import { formatCodigo } from '@actas/node-kit/contract/damm.ts'
import { entidadByClave } from '@actas/node-kit/contract/entidad.ts'
import { wire } from '#clock'
import { ORIGINAL, speaking } from '#ui/languages'
import { catalogue, longDay, longInstant } from '#ui/messages'
import es from './copy-es-MX.json' with { type: 'json' }
import { drawLine, drawQr, finishSheet, INK, leading, openSheet, ornament, tagged, wrapText } from './pdf-sheet.ts'
import type { Sheet } from './pdf-sheet.ts'
import { drawBand, drawDemonstrationMark, drawEmblem, drawGround } from './sheet-frame.ts'

export interface ConstanciaInput {
  readonly id: string
  readonly veredicto: 'valida' | 'superada' | 'cancelada'
  readonly medio: 'codigo' | 'qr' | 'pdf'
  /** When it was verified. */
  readonly en: Temporal.Instant
  readonly acta: ActaParaComparar
  readonly copia: {
    readonly codigoVerificacion: string
    readonly identificadorElectronico: string
    readonly emitidaEn: string
    readonly entidadRegistro: string
  }
  /** Where the same copy can be verified again. */
  readonly url: string
  readonly demostracion: boolean
}

const t = catalogue(es)
const NOT_RECORDED = '---------------'
const LEFT = 56
const RIGHT = 556
const VALUES = 200
const QR = { side: 92, x: 454, y: 622 } as const
/** Verdict by shape and colour; the word is always beside it. The shapes are those of the verification page, in a square of 24. */
const VERDICTS = {
  valida: { ink: '#1c5a3c', path: 'M4 12l5 6L20 5' },
  superada: { ink: '#7a4a00', path: 'M12 21V4M5 11l7-7 7 7' },
  cancelada: { ink: '#8c1d18', path: 'M12 2a10 10 0 100 20 10 10 0 000-20zM5 5l14 14' },
} as const

/** Sizes of the rows, and the white above and below each in units of that size. */
const LARGEST = 10
const SMALLEST = 3
const MIN_PADDING = 0.4
const MAX_PADDING = 0.8

interface Row {
  readonly label: string
  readonly value: string
}

/**
 * Composes the constancia: same input, same bytes, in Spanish whatever language its reader chose for the pages.
 * @throws MissingGlyph when a character cannot be printed
 */
export async function composeConstancia(input: ConstanciaInput): Promise<Buffer> {
  return await speaking(ORIGINAL, async () => await compose(input))
}

async function compose(input: ConstanciaInput): Promise<Buffer> {
  const sheet = await openSheet({
    title: t('constancia-archivo', { id: input.id }),
    subject: t('constancia-asunto'),
    at: input.en,
    fileId: createHash('sha256').update(input.id).digest().subarray(0, 16),
  })
  drawGround(sheet, input.demostracion)
  drawHeader(sheet, input)
  drawVerdict(sheet, input)
  drawBand(sheet, t('constancia-compara'), 238)
  tagged(sheet, 'P', () => drawLine(sheet, t('constancia-compara-texto'), 308, 254, { size: 8, color: INK.label }))
  drawRows(sheet, dataRows(input.acta), { top: 260, bottom: 505, right: RIGHT })
  drawBand(sheet, t('constancia-copia'), 524)
  drawRows(sheet, copyRows(input), { top: 530, bottom: 592, right: RIGHT })
  drawBand(sheet, t('constancia-acto'), 606)
  drawRows(sheet, actRows(input), { top: 612, bottom: 690, right: QR.x - 30 })
  drawAgain(sheet, input.url)
  return await finishSheet(sheet)
}

function drawHeader(sheet: Sheet, input: ConstanciaInput): void {
  drawEmblem(sheet, 78, 82)
  tagged(sheet, 'P', () =>
    drawLine(sheet, t('constancia-emisor'), 132, 62, { size: 10, face: 'bold', color: INK.accent, align: 'left' }),
  )
  tagged(sheet, 'H1', () => drawLine(sheet, t('constancia-titulo'), 132, 86, { size: 19, face: 'bold', align: 'left' }))
  tagged(sheet, 'P', () => {
    drawLine(sheet, t('constancia-subtitulo'), 132, 101, { size: 9.6, color: INK.label, align: 'left' })
    drawLine(sheet, t('constancia-numero', { id: input.id }), 132, 114, { size: 7.6, color: INK.label, align: 'left' })
  })
  if (input.demostracion) drawDemonstrationMark(sheet, 490, 40)
}

function drawVerdict(sheet: Sheet, input: ConstanciaInput): void {
  const { ink, path } = VERDICTS[input.veredicto]
  const { doc } = sheet
  ornament(sheet, () => {
    doc.rect(40, 134, 540, 84).fill('#f5f7f8')
    doc.rect(40, 134, 6, 84).fill(ink)
    doc.translate(62, 152).scale(2).lineWidth(3).lineCap('round').lineJoin('round').strokeColor(ink).path(path).stroke()
  })
  tagged(sheet, 'H2', () =>
    drawLine(sheet, t(`veredicto-${input.veredicto}`), 128, 162, { size: 17, face: 'bold', color: ink, align: 'left' }),
  )
  const lines = wrapText(sheet, t(`veredicto-${input.veredicto}-texto`), 'regular', (RIGHT - 128) / 9.4)
  tagged(sheet, 'P', () =>
    lines.forEach((line, i) => drawLine(sheet, line, 128, 178 + i * leading(9.4), { size: 9.4, align: 'left' })),
  )
  tagged(sheet, 'P', () =>
    drawLine(sheet, t('verificada-el', { cuando: longInstant(input.en) }), 128, 207, {
      size: 9.4,
      face: 'bold',
      align: 'left',
    }),
  )
}

function row(label: string, value: string | null): Row {
  return { label, value: value === null || value === '' ? NOT_RECORDED : value }
}

function dataRows(acta: ActaParaComparar): Row[] {
  const registro = {
    municipio: acta.municipioRegistro,
    entidad: entidadByClave(acta.entidadRegistro)?.nombre ?? acta.entidadRegistro,
  }
  return [
    row(t('dato-nombre'), [acta.nombres, acta.primerApellido, acta.segundoApellido ?? ''].filter(Boolean).join(' ')),
    row(t('dato-curp'), acta.curp),
    row(t('dato-sexo'), t(`sexo-${acta.sexo}`)),
    row(t('dato-fechaNacimiento'), longDay(acta.fechaNacimiento)),
    row(t('dato-lugarNacimiento'), acta.lugarNacimiento),
    row(t('dato-padres'), acta.padres.join('\n')),
    row(t('dato-registro'), t('dato-registro-valor', registro)),
    row(
      t('dato-acta'),
      t('dato-acta-valor', {
        oficialia: acta.oficialia,
        libro: acta.libro ?? NOT_RECORDED,
        numeroActa: acta.numeroActa,
      }),
    ),
    row(t('dato-fechaRegistro'), longDay(acta.fechaRegistro)),
  ]
}

function copyRows({ copia }: ConstanciaInput): Row[] {
  return [
    row(t('dato-codigo'), formatCodigo(copia.codigoVerificacion)),
    row(t('dato-identificador'), copia.identificadorElectronico),
    row(t('dato-emitida'), longInstant(copia.emitidaEn)),
  ]
}

function actRows(input: ConstanciaInput): Row[] {
  return [
    row(
      t('dato-verificada'),
      t('instante', { local: longInstant(input.en), utc: wire(input.en).replace(/[TZ]/g, ' ').trim() }),
    ),
    row(t('dato-medio'), t(`medio-${input.medio}`)),
    row(t('dato-numero'), input.id),
  ]
}

/** Rows of label and value, as large as they all fit, spread over their room; long values take several lines. */
function drawRows(sheet: Sheet, rows: readonly Row[], room: { top: number; bottom: number; right: number }): void {
  const height = room.bottom - room.top
  const setAt = (size: number): string[][] =>
    rows.map(({ value }) => wrapText(sheet, value, 'bold', (room.right - VALUES) / size))
  const textHeight = (lines: readonly string[][], size: number): number => lines.flat().length * leading(size)
  let size = LARGEST
  while (size > SMALLEST && textHeight(setAt(size), size) + 2 * MIN_PADDING * size * rows.length > height) size -= 0.2
  const set = setAt(size)
  const padding = Math.min(MAX_PADDING * size, Math.max(0, (height - textHeight(set, size)) / (2 * rows.length)))
  let y = room.top
  rows.forEach(({ label }, n) => {
    const base = y + padding + 0.86 * size
    tagged(sheet, 'P', () => {
      drawLine(sheet, label, LEFT, base, { size: Math.min(size, 8.4), color: INK.label, align: 'left' })
      set[n]!.forEach((line, i) =>
        drawLine(sheet, line, VALUES, base + i * leading(size), { size, face: 'bold', align: 'left' }),
      )
    })
    y += set[n]!.length * leading(size) + 2 * padding
    const at = y
    ornament(sheet, () =>
      sheet.doc.lineWidth(0.4).strokeColor(INK.line).moveTo(LEFT, at).lineTo(room.right, at).stroke(),
    )
  })
}

/** Where to ask again, and what this paper is not. */
function drawAgain(sheet: Sheet, url: string): void {
  drawQr(sheet, url, QR, t('constancia-alt-qr', { direccion: url }))
  const width = QR.x - 30 - LEFT
  const size = 8.2
  const text = [t('constancia-vale'), url]
  let y = 706
  for (const [i, one] of text.entries()) {
    const face = i === 0 ? 'regular' : 'bold'
    const lines = wrapText(sheet, one, face, width / size)
    const from = y
    tagged(sheet, 'P', () =>
      lines.forEach((line, n) => drawLine(sheet, line, LEFT, from + n * leading(size), { size, face, align: 'left' })),
    )
    y += lines.length * leading(size)
  }
  tagged(sheet, 'P', () => drawLine(sheet, t('constancia-no-es-copia'), 306, 757, { size: 7.6, color: INK.label }))
}
