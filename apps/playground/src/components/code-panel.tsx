import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'
import { highlight } from '../code/highlight.ts'
import { program } from '../state/dialect.ts'
import { failure, notice } from '../state/feedback.ts'
import { toFailure } from '../actions/to-failure.ts'
import { DialectPicker } from './dialect-picker.tsx'
import { Icon } from './icon.tsx'

/** The last action, in words and as a program. */
export function CodePanel(): VNode {
  const copied = useSignal('')
  const { value: code } = program
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code)
      copied.value = code
    } catch (error) {
      failure.value = toFailure('Copy the code', error)
    }
  }
  const isCopied = code !== '' && copied.value === code
  return (
    <section class="card code-panel" aria-labelledby="code-title">
      <div class="code-head">
        <h2 id="code-title">Last action</h2>
        <button type="button" class="button small" disabled={code === ''} onClick={() => void copy()}>
          <Icon name={isCopied ? 'check' : 'copy'} />
          {isCopied ? 'Copied' : 'Copy code'}
        </button>
      </div>
      <div class="notice" data-empty={notice.value === ''}>
        <p role="status">{notice}</p>
        <a href="#code-title">as TypeScript</a>
      </div>
      <DialectPicker />
      <pre class="code" tabIndex={0} aria-label="The last action as TypeScript" role="region">
        <code>
          {highlight(code).map(({ look, text }, i) => (
            <span key={i} class={look}>
              {text}
            </span>
          ))}
        </code>
      </pre>
    </section>
  )
}
