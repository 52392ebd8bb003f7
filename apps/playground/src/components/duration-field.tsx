import type { VNode } from 'preact'
import { DURATION_UNITS } from '../values/read-duration.ts'

interface DurationFieldProps {
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly disabled?: boolean
}

/** An amount and a unit, which `readDuration` reads from the form. */
export function DurationField({ id, label, hint, disabled = false }: DurationFieldProps): VNode {
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
          disabled={disabled}
        />
        <select name="ttl-unit" aria-label={`Unit of ${label.toLowerCase()}`} disabled={disabled}>
          {Object.keys(DURATION_UNITS).map((unit) => (
            <option key={unit} value={unit}>
              {unit}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}
