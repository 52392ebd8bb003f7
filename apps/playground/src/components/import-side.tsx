import type { TargetedEvent, VNode } from 'preact'
import { chooseFile, forgetFile } from '../actions/choose-file.ts'
import { FORMATS } from '../files/file-format.ts'
import { type ChosenFile, chosenFile } from '../state/chosen-file.ts'
import { isTransferring } from '../state/file-transfer.ts'
import { writeBytes } from '../values/write-bytes.ts'
import { writeCount } from '../values/write-count.ts'
import { Icon } from './icon.tsx'
import { ImportForm } from './import-form.tsx'
import { ImportOutcome } from './import-outcome.tsx'

/** Where files come in: one is chosen or dropped, looked at, and then imported. */
export function ImportSide(): VNode {
  const { value } = chosenFile
  return (
    <div class="file-side" role="group" aria-labelledby="import-title">
      <h3 id="import-title">Import</h3>
      <div class="drop-place">
        {value === undefined ? (
          <p class="hint">Drop a file anywhere on the page, or</p>
        ) : (
          <Facts {...value} />
        )}
        <Chooser title={value === undefined ? 'Choose a file' : 'Choose another'} />
      </div>
      {value !== undefined && <ImportForm key={value.file} chosen={value} />}
      <ImportOutcome />
    </div>
  )
}

interface ChooserProps {
  readonly title: string
}

function Chooser({ title }: ChooserProps): VNode {
  return (
    <label class="button" aria-disabled={isTransferring.value}>
      <Icon name="upload" />
      {title}
      <input
        type="file"
        class="visually-hidden"
        accept=".jsonl,.json,.gz,.ndjson,.sqlite,.sqlite3,.db"
        disabled={isTransferring.value}
        onChange={choose}
      />
    </label>
  )
}

function choose(event: TargetedEvent<HTMLInputElement>): void {
  const input = event.currentTarget
  const file = input.files?.[0]
  if (file !== undefined) void chooseFile(file)
  // The same file may be chosen again.
  input.value = ''
}

/** What is known of a file before it is read. */
function Facts({ file, recognized: { format, isPacked, head } }: ChosenFile): VNode {
  const kind = format === undefined ? 'Not recognized' : FORMATS[format].title
  const notes = [
    isPacked ? `${kind}, packed` : kind,
    writeBytes(file.size),
    head && writeCount(head.namespaces.length, 'namespace', 'namespaces'),
    head?.entries !== undefined && writeCount(head.entries, 'entry', 'entries'),
  ]
  return (
    <div class="chosen-file">
      <div>
        <p class="file-name">{file.name}</p>
        <p class="hint">{notes.filter(Boolean).join(' · ')}</p>
        {head?.at !== undefined && (
          <p class="hint">
            Exported on{' '}
            <time dateTime={new Date(head.at).toISOString()}>{new Date(head.at).toLocaleString()}</time>
          </p>
        )}
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label="Forget the file"
        disabled={isTransferring.value}
        onClick={forgetFile}
      >
        <Icon name="cross" />
      </button>
    </div>
  )
}
