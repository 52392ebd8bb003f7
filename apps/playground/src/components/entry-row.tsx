import type { Entry } from 'kvasir'
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { deleteEntry } from '../actions/delete-entry.ts'
import { incrementEntry } from '../actions/increment-entry.ts'
import { editing } from '../state/editing.ts'
import { typeName } from '../values/type-name.ts'
import { writeLine } from '../values/write-literal.ts'
import { Countdown } from './countdown.tsx'
import { Icon } from './icon.tsx'
import { usePassFocusOn } from './use-pass-focus-on.ts'

const PREVIEW = 140
/** About what two lines of a cell hold. */
const LONG_KEY = 40

interface EntryRowProps {
  readonly entry: Entry
}

export function EntryRow({ entry }: EntryRowProps): VNode {
  const row = useRef<HTMLTableRowElement>(null)
  usePassFocusOn(row)
  const { key, value, expiresAt, metadata, revision } = entry
  return (
    <tr ref={row}>
      <th scope="row" class="key">
        {key === '' ? (
          <em>(empty key)</em>
        ) : (
          <span class="clamped" title={key.length > LONG_KEY ? key : undefined}>
            {key}
          </span>
        )}
      </th>
      <td class="value">
        <div class="clamped">
          <span class="type" data-type={typeName(value)}>
            {typeName(value)}
          </span>{' '}
          <code>{preview(value)}</code>
        </div>
        {metadata !== undefined && (
          <code class="metadata clamped">metadata {cut(JSON.stringify(metadata))}</code>
        )}
      </td>
      <td class="expiry">
        {expiresAt === undefined ? (
          <span class="hint">never</span>
        ) : (
          <Countdown entry={entry} expiresAt={expiresAt} />
        )}
      </td>
      <td class="number">
        <span key={revision} class="revision">
          {revision}
        </span>
      </td>
      <td class="actions">
        {typeof value === 'number' && (
          <button type="button" class="icon-button" onClick={() => void incrementEntry(key, 1)}>
            +1<span class="visually-hidden"> to {key}</span>
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label={`Edit ${key}`}
          onClick={() => (editing.value = { mode: 'edit', entry })}
        >
          <Icon name="pencil" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={`Delete ${key}`}
          onClick={() => void deleteEntry(key)}
        >
          <Icon name="trash" />
        </button>
      </td>
    </tr>
  )
}

function preview(value: unknown): string {
  return cut(typeof value === 'string' ? value : writeLine(value))
}

function cut(text: string): string {
  return text.length <= PREVIEW ? text : `${text.slice(0, PREVIEW)}…`
}
