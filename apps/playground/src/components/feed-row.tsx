import type { Change } from 'kvasir'
import type { VNode } from 'preact'
import { showHistory } from '../actions/show-history.ts'
import type { FeedItem } from '../state/feed.ts'
import { preview } from '../values/preview.ts'

const ORIGINS: Readonly<Record<Change['origin'], string>> = {
  store: 'this store',
  elsewhere: 'elsewhere',
  expiry: 'expiry',
}

interface FeedRowProps {
  readonly item: FeedItem
}

export function FeedRow({ item: { at, change } }: FeedRowProps): VNode {
  return (
    <li data-origin={change.origin}>
      <time>{new Date(at).toLocaleTimeString()}</time>
      <span class="operation" data-operation={change.operation}>
        {change.operation}
      </span>
      {change.operation === 'clear' ? (
        <span class="feed-key">{writeRange(change)}</span>
      ) : (
        <button
          type="button"
          class="feed-key"
          aria-label={`History of ${change.key}`}
          onClick={() => void showHistory(change.key)}
        >
          {change.key === '' ? '(empty key)' : change.key}
        </button>
      )}
      <span class="feed-values">
        {change.operation === 'put' && <code class="clamped">{preview(change.value)}</code>}
        {change.operation !== 'clear' && change.previous !== undefined && (
          <span class="clamped">
            <span class="hint">before</span> <code class="feed-previous">{preview(change.previous)}</code>
          </span>
        )}
      </span>
      <span class="feed-revision">
        <span class="visually-hidden">revision </span>
        {change.revision}
      </span>
      <span class="origin" data-origin={change.origin}>
        {ORIGINS[change.origin]}
      </span>
    </li>
  )
}

function writeRange({ start, end }: { readonly start: string; readonly end: string | undefined }): string {
  if (end === undefined) return start === '' ? 'every key' : `from ${start} on`
  return `from ${start} to before ${end}`
}
