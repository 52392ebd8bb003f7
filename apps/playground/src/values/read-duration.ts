/** The units that a visitor may choose for a duration, in milliseconds. */
export const DURATION_UNITS: Readonly<Record<string, number>> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
}

/** The milliseconds that a duration field holds; undefined when it is empty. */
export function readDuration(form: FormData): number | undefined {
  const amount = String(form.get('ttl') ?? '')
  return amount === '' ? undefined : Number(amount) * (DURATION_UNITS[String(form.get('ttl-unit'))] ?? 1000)
}

/** A duration in the largest unit that it is a whole number of. */
export function toAmount(millis: number): { readonly amount: string; readonly unit: string } {
  const whole = Object.entries(DURATION_UNITS).findLast(([, each]) => millis % each === 0)
  return whole === undefined || millis === 0
    ? { amount: String(millis / 1000), unit: 'seconds' }
    : { amount: String(millis / whole[1]), unit: whole[0] }
}
