import type { VNode } from 'preact'
import { DURATION_UNITS, toAmount } from '../values/read-duration.ts'

interface DurationFieldProps {
  readonly id: string
  readonly label: string
  readonly hint: string
  /** Milliseconds. */
  readonly initial?: number | undefined
  readonly disabled?: boolean
}

/** An amount and a unit, which `readDuration` reads from the form. */
export function DurationField({ id, label, hint, initial, disabled = false }: DurationFieldProps): VNode {
  const { amount, unit } = initial === undefined ? { amount: '', unit: 'seconds' } : toAmount(initial)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="joined">
        <input
          id={id}
          name="ttl"
          type="number"
          step="any"
          inputMode="decimal"
          placeholder={hint}
          defaultValue={amount}
          disabled={disabled}
        />
        <select name="ttl-unit" aria-label={`Unit of ${label.toLowerCase()}`} disabled={disabled}>
          {Object.keys(DURATION_UNITS).map((each) => (
            <option key={each} value={each} selected={each === unit}>
              {each}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}
