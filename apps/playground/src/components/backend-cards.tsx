import type { VNode } from 'preact'
import type { BackendOption, Choice } from '../state/settings.ts'

interface BackendCardsProps {
  readonly legend: string
  readonly options: readonly BackendOption[]
  readonly chosen: Choice
  readonly isDisabled?: boolean
  readonly onChoose: (choice: Choice) => void
}

/** Backends to choose from, each with what it is for; on a phone that of the chosen one only. */
export function BackendCards({ legend, options, chosen, isDisabled, onChoose }: BackendCardsProps): VNode {
  return (
    <fieldset class="backends" disabled={isDisabled}>
      <legend class="visually-hidden">{legend}</legend>
      <div class="backend-cards" style={{ '--cards': options.length }}>
        {options.map(({ choice, title, hint }) => (
          <label key={choice} class="backend-card">
            <input
              type="radio"
              name="backend"
              value={choice}
              checked={chosen === choice}
              aria-labelledby={`backend-${choice}`}
              aria-describedby={`backend-${choice}-hint`}
              onChange={() => onChoose(choice)}
            />
            <span class="backend-title" id={`backend-${choice}`}>
              {title}
            </span>
            <span class="backend-hint" id={`backend-${choice}-hint`}>
              {hint}
            </span>
          </label>
        ))}
      </div>
      <p class="chosen-hint">{options.find(({ choice }) => choice === chosen)?.hint}</p>
    </fieldset>
  )
}
