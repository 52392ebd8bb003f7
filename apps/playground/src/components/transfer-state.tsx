import type { ComponentChildren, VNode } from 'preact'
import { cancelTransfer } from '../actions/carry-file.ts'
import type { FileTransfer, TransferProgress } from '../state/file-transfer.ts'
import { titleOfBackend } from '../state/settings.ts'
import { writeBytes } from '../values/write-bytes.ts'
import { Refusal } from './refusal.tsx'

const VERBS = { export: 'Exporting from', import: 'Importing into', 'dry run': 'Trying on' } as const

interface TransferStateProps {
  readonly transfer: FileTransfer<unknown>
  /** What it came to. */
  readonly children: ComponentChildren
}

/** How far a file is, with a way to end it, or what came of it. */
export function TransferState({ transfer, children }: TransferStateProps): VNode {
  const { kind, choice, progress, outcome } = transfer
  if (outcome.state === 'done') return <div class="transfer-state">{children}</div>
  return (
    <div class="transfer-state">
      {outcome.state === 'running' && (
        <div class="progress" data-state="running">
          <Bar progress={progress} />
          <p>
            {VERBS[kind]} {titleOfBackend(choice)} · {writeProgress(progress)}
          </p>
          <button type="button" class="button small" onClick={cancelTransfer}>
            Cancel
          </button>
        </div>
      )}
      {outcome.state === 'cancelled' && (
        <p class="file-notice" data-kind="open">
          Cancelled · {writeProgress(progress)}
        </p>
      )}
      {outcome.state === 'failed' && <Refusal {...outcome.failure} />}
      {children}
    </div>
  )
}

interface BarProps {
  readonly progress: TransferProgress
}

/** By entries where their number is known, otherwise by bytes. */
function Bar({ progress: { entries, bytes } }: BarProps): VNode {
  const { done, total } = entries?.total === undefined ? bytes : entries
  // Of nothing, or while nobody knows, it only says that something is going on.
  const isKnown = total !== undefined && total > 0
  return (
    <progress
      aria-label="Progress of the file"
      max={isKnown ? total : undefined}
      value={isKnown ? Math.min(done, total) : undefined}
    />
  )
}

function writeProgress({ entries, bytes }: TransferProgress): string {
  const parts = [
    entries && `${writePart(entries.done, entries.total, (amount) => amount.toLocaleString('en'))} entries`,
    writePart(bytes.done, bytes.total, writeBytes),
  ]
  return parts.filter(Boolean).join(' · ')
}

function writePart(done: number, total: number | undefined, write: (amount: number) => string): string {
  return total === undefined ? write(done) : `${write(done)} of ${write(total)}`
}
