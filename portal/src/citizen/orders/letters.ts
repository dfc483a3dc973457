// The words of the mails of an order: one letter for each thing that happens to it. Pure, so that each can be read by itself.
import type { Letter, Part } from '#mailer'
import { formatLinea } from '#payments'
import { catalogue, longInstant, money } from '#ui/messages'
import en from './en-mail.json' with { type: 'json' }
import es from './es-MX-mail.json' with { type: 'json' }
import { lastDay } from './slip-page.ts'

const t = catalogue(es, { en })

/** What happened, as the mails tell it. */
export type LetterKind =
  | 'registro'
  | 'pagada'
  | 'revision'
  | 'demora'
  | 'lista'
  | 'reembolso'
  | 'devuelto'
  | 'vencida'
  | 'sin-copia'
  | 'liga-nueva'
  | 'correccion'

export interface LetterFacts {
  readonly folio: string
  /** Name of the entidad whose acta it is. */
  readonly entidad: string
  readonly importeCentavos: number
  /** The step of the order's table that led here. */
  readonly by: string | null
  readonly at: Temporal.Instant
  /** When the present state ends by itself. */
  readonly deadlineAt: Temporal.Instant | null
  readonly reference: { readonly lineaDeCaptura: string; readonly venceEn: Temporal.Instant } | null
  readonly capture: { readonly centavos: number; readonly channel: string; readonly paidAt: Temporal.Instant } | null
  /** Opens the order, and dies after `horas`. */
  readonly liga: string
  readonly horas: number
  readonly recuperar: string
  readonly verificar: string
}

/** The letter of a kind. */
export function orderLetter(kind: LetterKind, v: LetterFacts): Letter {
  const { folio } = v
  return {
    subject: t(`${kind}.asunto`, { folio }),
    parts: [
      ...BODIES[kind](v),
      { link: v.liga, label: kind === 'lista' ? t('lista.descargar') : t('abrir') },
      ...(AFTER[kind]?.(v) ?? []),
      t('liga', { horas: v.horas }),
      { link: v.recuperar, label: t('recuperar') },
    ],
    why: t('porque', { folio }),
  }
}

const BODIES: Readonly<Record<LetterKind, (v: LetterFacts) => Part[]>> = {
  registro: placed,
  pagada: paid,
  revision: (v) => [
    t('revision.entrada', {
      pagado: money(v.capture?.centavos ?? 0),
      precio: money(v.importeCentavos),
      faltan: money(v.importeCentavos - (v.capture?.centavos ?? 0)),
    }),
    t('revision.sigue'),
  ],
  demora: (v) => [t('demora.entrada', { entidad: v.entidad }), t('demora.sigue'), ...promise(v)],
  lista: (v) => [t('lista.entrada', { folio: v.folio }), t('lista.abre')],
  reembolso: refundDue,
  devuelto: (v) => [
    t('devuelto.entrada', { folio: v.folio, pagado: paidMoney(v), cuando: longInstant(v.at) }),
    t('devuelto.sigue'),
  ],
  vencida: (v) => [t('vencida.entrada', { folio: v.folio }), t('vencida.si-pagaste'), t('vencida.otra')],
  'sin-copia': (v) => [t('sin-copia.entrada', { folio: v.folio, entidad: v.entidad }), t('sin-copia.sigue')],
  'liga-nueva': (v) => [t('liga-nueva.entrada', { folio: v.folio })],
  correccion: (v) => [t('correccion.entrada', { folio: v.folio })],
}

/** What is better read after the link. */
const AFTER: Partial<Record<LetterKind, (v: LetterFacts) => Part[]>> = {
  registro: () => [t('registro.cobro')],
  lista: (v) => [t('lista.imprime'), t('lista.comprobar'), { link: v.verificar, label: t('lista.verificar') }],
}

function placed(v: LetterFacts): Part[] {
  const { folio, entidad, reference, deadlineAt } = v
  const precio = money(v.importeCentavos)
  const order = [
    { name: t('folio'), value: folio },
    { name: t('registro-civil'), value: entidad },
    { name: t('precio'), value: precio },
  ]
  if (reference === null) {
    return [
      t('registro.entrada', { folio }),
      { facts: order },
      ...(deadlineAt ? [t('registro.tarjeta', { cuando: longInstant(deadlineAt) })] : []),
    ]
  }
  return [
    t('registro.entrada', { folio }),
    {
      facts: [
        ...order,
        { name: t('linea'), value: formatLinea(reference.lineaDeCaptura) },
        { name: t('ultimo-dia'), value: lastDay(reference.venceEn.toString()) },
        { name: t('cobra'), value: t('cobra.valor', { entidad }) },
      ],
    },
    t('registro.linea', { precio, cuando: longInstant(reference.venceEn) }),
    t('registro.tarda'),
  ]
}

function paid(v: LetterFacts): Part[] {
  const opening = v.by === 'paidLate' ? 'pagada.tarde' : v.by === 'completed' ? 'pagada.completo' : 'pagada.entrada'
  return [
    t(opening),
    {
      facts: [
        { name: t('folio'), value: v.folio },
        { name: t('pagado'), value: paidMoney(v) },
        ...(v.capture ? [{ name: t('fecha-de-pago'), value: longInstant(v.capture.paidAt) }] : []),
      ],
    },
    t('pagada.sigue', { entidad: v.entidad }),
    ...promise(v),
  ]
}

const WHY_REFUND: Readonly<Record<string, keyof typeof es>> = {
  refundFell: 'reembolso.sin-respuesta',
  entidadRefused: 'reembolso.cambio',
  'no-se-entrega': 'reembolso.no-se-entrega',
  paidTooLate: 'reembolso.tarde',
  reviewRefused: 'reembolso.no-alcanza',
}

function refundDue(v: LetterFacts): Part[] {
  const why = WHY_REFUND[v.by ?? '']
  return [
    t('reembolso.entrada', { folio: v.folio }),
    ...(why ? [t(why, { entidad: v.entidad })] : []),
    t(v.capture?.channel === 'referencia' ? 'reembolso.cuenta' : 'reembolso.tarjeta', { pagado: paidMoney(v) }),
  ]
}

const promise = (v: LetterFacts): Part[] =>
  v.deadlineAt ? [t('pagada.plazo', { cuando: longInstant(v.deadlineAt) })] : []

const paidMoney = (v: LetterFacts): string => money(v.capture?.centavos ?? v.importeCentavos)
