import type { VNode } from 'preact'
import { openSettings } from '../actions/configure-namespace.ts'
import { dialogs } from '../state/dialogs.ts'
import { failure } from '../state/feedback.ts'
import { Icon } from './icon.tsx'

/** The last failure on the page itself; while a dialog is open, what lies behind it is out of reach. */
export function PageFailure(): VNode {
  return <div class="page-failure">{dialogs.value.length === 0 && <FailureAlert />}</div>
}

/** What went wrong last, read out at once. */
export function FailureAlert(): VNode {
  const { value } = failure
  return (
    <div role="alert" aria-label="Error">
      {value !== undefined && (
        <div class="failure">
          <code class="failure-code">{value.code}</code>
          <div class="failure-words">
            <p>
              <strong>{value.attempt} failed.</strong> {value.message}
              {value.isRetryable && ' Trying again may succeed.'}
            </p>
            {value.limitedNamespace !== undefined && <WayOut namespace={value.limitedNamespace} />}
          </div>
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

interface WayOutProps {
  readonly namespace: string
}

/** Where the limit that a write would break can be changed. */
function WayOut({ namespace }: WayOutProps): VNode {
  return (
    <button type="button" class="button small" onClick={() => void openSettings(namespace)}>
      <Icon name="sliders" />
      Change the limits of {namespace}
    </button>
  )
}
