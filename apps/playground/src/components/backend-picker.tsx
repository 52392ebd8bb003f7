import type { VNode } from 'preact'
import { openSession } from '../actions/open-session.ts'
import { choice, CHOICES } from '../state/settings.ts'

export function BackendPicker(): VNode {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">Backend</legend>
      {CHOICES.map((option) => (
        <label key={option.choice} title={option.hint}>
          <input
            type="radio"
            name="backend"
            value={option.choice}
            checked={choice.value === option.choice}
            onChange={() => void openSession(option.choice)}
          />
          <span>{option.title}</span>
        </label>
      ))}
    </fieldset>
  )
}
