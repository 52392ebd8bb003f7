import type { VNode } from 'preact'

interface ChoicesProps {
  readonly legend: string
  readonly name: string
  readonly choices: readonly { readonly value: string; readonly title: string }[]
  readonly initial: string
  readonly isDisabled?: boolean
}

/** A few choices side by side, one of which is taken. */
export function Choices({ legend, name, choices, initial, isDisabled = false }: ChoicesProps): VNode {
  return (
    <fieldset class="segments" disabled={isDisabled}>
      <legend>{legend}</legend>
      {choices.map(({ value, title }) => (
        <label key={value}>
          <input type="radio" name={name} value={value} defaultChecked={value === initial} />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  )
}
