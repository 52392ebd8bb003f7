import type { VNode } from 'preact'
import { changeQuery } from '../actions/list-page.ts'
import { PAGE_SIZES, query } from '../state/listing.ts'

export function ListControls(): VNode {
  const { prefix, order, delimiter, reverse, limit } = query.value
  return (
    <search class="controls">
      <div class="field grow">
        <label for="prefix">Prefix</label>
        <input
          id="prefix"
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder="Every key"
          value={prefix}
          onInput={(event) => void changeQuery({ prefix: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for="order">Order by</label>
        <select
          id="order"
          value={order}
          onChange={(event) =>
            void changeQuery({ order: event.currentTarget.value === 'revision' ? 'revision' : 'key' })
          }
        >
          <option value="key">key</option>
          <option value="revision">revision</option>
        </select>
      </div>
      <div class="field delimiter">
        <label for="delimiter">Folders by</label>
        <input
          id="delimiter"
          class="code-input"
          autocomplete="off"
          spellcheck={false}
          placeholder="none"
          value={delimiter}
          disabled={order === 'revision'}
          onInput={(event) => void changeQuery({ delimiter: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for="page-size">Page size</label>
        <select
          id="page-size"
          value={limit}
          onChange={(event) => void changeQuery({ limit: Number(event.currentTarget.value) })}
        >
          {PAGE_SIZES.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={reverse}
          onChange={(event) => void changeQuery({ reverse: event.currentTarget.checked })}
        />
        Reverse
      </label>
    </search>
  )
}
