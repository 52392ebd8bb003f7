import type { VNode } from 'preact'

interface CountFieldProps {
  /** Of the field, and its name in the form. */
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly max?: number
  readonly initial: number | undefined
}

/** A positive whole number, or nothing. */
export function CountField({ id, label, hint, max, initial }: CountFieldProps): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={id}
        type="number"
        min={1}
        max={max}
        inputMode="numeric"
        placeholder={hint}
        defaultValue={initial === undefined ? '' : String(initial)}
      />
    </div>
  )
}
