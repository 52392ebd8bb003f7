import type { VNode } from 'preact'
import type { Failure } from '../state/feedback.ts'

/** What was refused, and why. That another tab has the file is no fault: it says where to go. */
export function Refusal({ attempt, code, message, isRetryable }: Failure): VNode {
  return (
    <div class="refusal" role="alert" data-retryable={isRetryable}>
      <p>
        <code class="failure-code">{code}</code> <strong>{attempt}:</strong> {message}
      </p>
      {isRetryable && <p class="hint">Nothing is wrong with the data. It may succeed later.</p>}
    </div>
  )
}
