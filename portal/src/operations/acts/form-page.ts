// The form of each kind of act: what is proposed, why, and who signs.
import type { DueRow } from '#payments'
import type { ReviewRow } from '#orders'
import { consolePage } from '#staff'
import { dateField, radios, select, textArea, textField } from '#ui/fields'
import type { DateParts, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { longInstant, money } from '#ui/messages'
import { paths } from '#ui/paths'
import { KINDS } from './act.ts'
import type { ActKind } from './act.ts'
import { FUNDAMENTOS } from './kinds/exemption.ts'
import { nameOfDue } from './kinds/refund.ts'
import type { Shown } from './pages.ts'
import type { ActRules } from './rules.ts'
import { t } from './words.ts'

export interface FormView extends Shown {
  readonly que: ActKind
  readonly rules: ActRules
  readonly values: Readonly<Record<string, string>>
  readonly date?: DateParts
  /** What there is to choose from, where the kind chooses. */
  readonly reviews?: readonly ReviewRow[]
  readonly dues?: readonly DueRow[]
}

/** What was typed is shown again with what must be mended. */
export function formPage(v: FormView): string {
  const { que, staff, rules } = v
  const nothing = nothingToChoose(v)
  return consolePage({
    site: v.site,
    staff,
    board: paths.consoleActs,
    question: t(`nuevo.${que}`),
    trail: [{ text: t('pregunta'), href: paths.consoleActs }],
    errors: v.errors ?? [],
    body: nothing
      ? html`<p>${nothing}</p>`
      : html`<p>${t('nuevo.espera', { horas: rules.waitHours[que] })}</p>${que === 'devolucion' ? html`<p>${t('nuevo.devolucion.una', { importe: money(rules.refundTogetherFrom - 1) })}</p>` : ''}${que === 'exencion' ? html`<p>${t('nuevo.exencion.tope', { n: rules.quotas.exencion })}</p>` : ''}
<form method="post" action="${paths.consoleActKind(KINDS[que].camino)}" novalidate>${FIELDS[que](v)}${textArea({
          campo: 'motivo',
          label: t('campo.motivo'),
          hint: t('campo.motivo.pista'),
          rows: 2,
          ...given(v, 'motivo'),
        })}<button class="boton" type="submit">${t(que === 'devolucion' ? 'nuevo.boton.devolucion' : 'nuevo.boton')}</button></form>`,
  })
}

const given = (v: FormView, campo: string): { value: string; errors: readonly FieldError[] } => ({
  value: v.values[campo] ?? '',
  errors: v.errors ?? [],
})

function nothingToChoose(v: FormView): string | null {
  if (v.que === 'revision' && (v.reviews ?? []).length === 0) return t('nuevo.nada.revision')
  if (v.que === 'devolucion' && (v.dues ?? []).length === 0) return t('nuevo.nada.devolucion')
  return null
}

/** Only whoever sees all entidades says which. */
function entidadField(v: FormView): Html {
  if (v.staff.entidad !== null)
    return html`<p>${t('campo.entidad.propia', { entidad: v.names.get(v.staff.entidad) ?? v.staff.entidad })}</p>`
  const choices = [...v.names].map(([value, text]) => ({ value, text }))
  return select({ campo: 'entidad', label: t('campo.entidad'), choices, ...given(v, 'entidad') })
}

const FIELDS: Readonly<Record<ActKind, (v: FormView) => Html>> = {
  derecho: (v) =>
    html`${entidadField(v)}${textField({ campo: 'importe', label: t('campo.importe'), hint: t('campo.importe.pista'), width: 20, ...given(v, 'importe') })}${dateField(
      {
        campo: 'desde',
        label: t('campo.desde'),
        hint: t('campo.desde.pista'),
        ...(v.date ? { value: v.date } : {}),
        errors: v.errors ?? [],
      },
    )}${textField({ campo: 'fuente', label: t('campo.fuente'), hint: t('campo.fuente.pista'), ...given(v, 'fuente') })}`,
  llave: (v) =>
    html`${entidadField(v)}${textArea({ campo: 'alta', label: t('campo.alta'), hint: t('campo.alta.pista'), rows: 8, ...given(v, 'alta') })}`,
  suspension: (v) =>
    html`${entidadField(v)}${radios({
      campo: 'accion',
      label: t('campo.accion'),
      choices: (['suspender', 'reanudar'] as const).map((value) => ({ value, text: t(`accion.${value}`) })),
      ...given(v, 'accion'),
    })}`,
  revision: (v) =>
    html`${radios({
      campo: 'folio',
      label: t('campo.folio'),
      choices: (v.reviews ?? []).map((one) => ({
        value: one.folio,
        text: t('campo.folio.opcion', {
          folio: one.folio,
          precio: money(one.importe_centavos),
          cuando: longInstant(one.since),
        }),
      })),
      ...given(v, 'folio'),
    })}${radios({
      campo: 'decision',
      label: t('campo.decision'),
      choices: (['aceptar', 'no-aceptar'] as const).map((value) => ({ value, text: t(`decision.${value}`) })),
      ...given(v, 'decision'),
    })}`,
  devolucion: (v) =>
    html`${radios({
      campo: 'devolucion',
      label: t('campo.devolucion'),
      choices: (v.dues ?? []).map((one) => ({
        value: nameOfDue(one),
        text: t('campo.devolucion.opcion', {
          importe: money(one.centavos),
          folio: one.folio,
          cuando: longInstant(one.due_at),
        }),
      })),
      ...given(v, 'devolucion'),
    })}${textField({ campo: 'rastreo', label: t('campo.rastreo'), hint: t('campo.rastreo.pista'), code: true, autocapitalize: 'characters', ...given(v, 'rastreo') })}`,
  exencion: (v) =>
    html`${entidadField(v)}${textField({ campo: 'curp', label: t('campo.curp'), code: true, width: 20, autocapitalize: 'characters', ...given(v, 'curp') })}${textField({ campo: 'filiacion', label: t('campo.filiacion'), hint: t('campo.filiacion.pista'), autocapitalize: 'words', ...given(v, 'filiacion') })}${radios(
      {
        campo: 'fundamento',
        label: t('campo.fundamento'),
        hint: t('campo.fundamento.pista'),
        choices: FUNDAMENTOS.map((value) => ({ value, text: t(`fundamento.${value}`) })),
        ...given(v, 'fundamento'),
      },
    )}${textField({ campo: 'correo', label: t('campo.correo'), hint: t('campo.correo.pista'), type: 'email', ...given(v, 'correo') })}`,
}
