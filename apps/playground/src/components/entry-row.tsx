import type { Entry } from 'kvasir'
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { cut, preview } from '../values/preview.ts'
import { typeName } from '../values/type-name.ts'
import { Countdown } from './countdown.tsx'
import { EntryActions } from './entry-actions.tsx'
import { usePassFocusOn } from './use-pass-focus-on.ts'

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
        <EntryActions entry={entry} />
      </td>
    </tr>
  )
}
