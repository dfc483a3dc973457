// How the pages of the world write money and moments for people.

const PESOS = new Intl.NumberFormat('es-MX', { style: 'currency', currency: 'MXN' })
const ZONE = 'America/Mexico_City'
const MOMENT = new Intl.DateTimeFormat('es-MX', { dateStyle: 'medium', timeStyle: 'medium', timeZone: ZONE })

/** Centavos as pesos. */
export function pesos(centavos: number): string {
  return PESOS.format(centavos / 100)
}

/** An instant in the time of the centre. */
export function moment(instant: Temporal.Instant | string): string {
  const at = typeof instant === 'string' ? Temporal.Instant.from(instant) : instant
  return MOMENT.format(at.epochMilliseconds)
}

/** An instant as it goes over the wire: UTC, whole seconds. */
export function wireInstant(instant: Temporal.Instant): string {
  return instant.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString()
}
