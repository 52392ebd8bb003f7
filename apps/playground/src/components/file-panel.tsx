import type { TargetedEvent, VNode } from 'preact'
import { cancelTransfer, downloadFile, loadFile } from '../actions/transfer-file.ts'
import type { Failure } from '../state/feedback.ts'
import { type FileTransfer, fileTransfer } from '../state/file-transfer.ts'
import { session } from '../state/session.ts'
import { writeBytes } from '../values/write-bytes.ts'
import { Icon } from './icon.tsx'

/** The store as a SQLite file, out and in, where it is one. */
export function FilePanel(): VNode | null {
  const { state, choice } = session.value
  if (choice !== 'sqlite' && choice !== 'opfs') return null
  const { value } = fileTransfer
  const isDisabled = state !== 'open' || value?.state === 'running'
  return (
    <section class="card" aria-labelledby="file-title">
      <h2 id="file-title">SQLite file</h2>
      <p class="hint">Any SQLite tool opens it. Loading one replaces everything, or nothing.</p>
      <div class="row-of-buttons">
        <button type="button" class="button" disabled={isDisabled} onClick={() => void downloadFile()}>
          <Icon name="download" />
          Download
        </button>
        <label class="button" aria-disabled={isDisabled}>
          <Icon name="upload" />
          Load a file
          <input
            type="file"
            class="visually-hidden"
            accept=".sqlite,.sqlite3,.db"
            disabled={isDisabled}
            onChange={load}
          />
        </label>
      </div>
      {value !== undefined && <Outcome {...value} />}
    </section>
  )
}

function load(event: TargetedEvent<HTMLInputElement>): void {
  const input = event.currentTarget
  const file = input.files?.[0]
  // The same file may be chosen again.
  input.value = ''
  if (file !== undefined) void loadFile(file)
}

function Outcome({ kind, state, done, total, failure }: FileTransfer): VNode {
  if (failure !== undefined) return <Refusal {...failure} />
  const amount = total === undefined ? writeBytes(done) : `${writeBytes(done)} of ${writeBytes(total)}`
  return (
    <div class="progress" data-state={state}>
      <progress aria-label="Bytes of the file" max={total} value={total === undefined ? undefined : done} />
      <p>
        <strong>{state === 'done' ? 'Done' : kind === 'download' ? 'Downloading' : 'Loading'}</strong> ·{' '}
        {amount}
      </p>
      {state === 'running' && (
        <button type="button" class="button small" onClick={cancelTransfer}>
          Cancel
        </button>
      )}
    </div>
  )
}

/** That another tab has the file is no fault: it says where to go. */
function Refusal({ attempt, code, message, isRetryable }: Failure): VNode {
  return (
    <div class="refusal" role="alert" data-retryable={isRetryable}>
      <p>
        <code class="failure-code">{code}</code> <strong>{attempt}:</strong> {message}
      </p>
      {isRetryable && <p class="hint">Nothing is wrong with the data. It may succeed later.</p>}
    </div>
  )
}
