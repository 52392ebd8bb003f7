import type { VNode } from 'preact'
import { refresh, showFirstPage, showNextPage } from '../actions/list-page.ts'
import { FIRST, listing } from '../state/listing.ts'
import { Icon } from './icon.tsx'

export function Pager(): VNode {
  const { next, position = FIRST } = listing.value ?? {}
  return (
    <nav class="pager" aria-label="Pages">
      <button
        type="button"
        class="button"
        disabled={position.number === 1}
        onClick={() => void showFirstPage()}
      >
        First page
      </button>
      <button type="button" class="button" disabled={next === undefined} onClick={() => void showNextPage()}>
        Next page
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Read this page again"
        onClick={() => void refresh()}
      >
        <Icon name="refresh" />
      </button>
      <p class="cursor">
        Page {position.number}
        {next === undefined ? (
          <span class="hint"> · the last one</span>
        ) : (
          <>
            <span class="hint"> · next cursor </span>
            <code>{next}</code>
          </>
        )}
      </p>
    </nav>
  )
}
