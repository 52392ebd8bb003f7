import type { ComponentChildren, VNode } from 'preact'

interface CheckProps {
  readonly name: string
  /** Undefined where the form alone keeps it. */
  readonly checked?: boolean
  readonly onChange?: (checked: boolean) => void
  readonly children: ComponentChildren
}

/** Something that is so or not. */
export function Check({ name, checked, onChange, children }: CheckProps): VNode {
  return (
    <label class="check">
      <input
        type="checkbox"
        name={name}
        checked={checked}
        onChange={(event) => onChange?.(event.currentTarget.checked)}
      />
      {children}
    </label>
  )
}
