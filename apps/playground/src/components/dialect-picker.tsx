import type { VNode } from 'preact'
import { DIALECTS, isDialectName } from '../code/dialects.ts'
import { dialect } from '../state/dialect.ts'

/** In whose API the program is written. */
export function DialectPicker(): VNode {
  return (
    <fieldset class="segments dialects">
      <legend class="visually-hidden">API</legend>
      {Object.entries(DIALECTS).map(([name, { title }]) => (
        <label key={name}>
          <input
            type="radio"
            name="dialect"
            value={name}
            checked={name === dialect.value}
            onChange={() => isDialectName(name) && (dialect.value = name)}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  )
}
