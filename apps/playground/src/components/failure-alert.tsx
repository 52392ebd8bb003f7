import type { VNode } from 'preact'
import { editing } from '../state/editing.ts'
import { failure } from '../state/feedback.ts'
import { Icon } from './icon.tsx'

/** The last failure on the page itself; while the dialog is open, what lies behind it is out of reach. */
export function PageFailure(): VNode {
  return <div class="page-failure">{editing.value === undefined && <FailureAlert />}</div>
}

/** What went wrong last, read out at once. */
export function FailureAlert(): VNode {
  const { value } = failure
  return (
    <div role="alert" aria-label="Error">
      {value !== undefined && (
        <div class="failure">
          <code class="failure-code">{value.code}</code>
          <p>
            <strong>{value.attempt} failed.</strong> {value.message}
            {value.isRetryable && ' Trying again may succeed.'}
          </p>
          <button
            type="button"
            class="icon-button"
            aria-label="Dismiss the error"
            onClick={() => (failure.value = undefined)}
          >
            <Icon name="cross" />
          </button>
        </div>
      )}
    </div>
  )
}
