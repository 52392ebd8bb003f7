import type { VNode } from 'preact'

interface TextFieldProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly rows: number
  readonly initial: string
  readonly example: string
  /** What is wrong with what was typed. */
  readonly fault: string | undefined
  readonly autofocus?: boolean
}

/** A field for code, with what is wrong with it. */
export function TextField({
  id,
  name,
  label,
  rows,
  initial,
  example,
  fault,
  autofocus = false,
}: TextFieldProps): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        name={name}
        rows={rows}
        class="code-input"
        autocomplete="off"
        spellcheck={false}
        placeholder={example}
        defaultValue={initial}
        autofocus={autofocus}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
      />
      {fault !== undefined && (
        <p id={`${id}-fault`} class="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}
