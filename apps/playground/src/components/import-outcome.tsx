import type { ImportResult } from 'kvasir'
import type { VNode } from 'preact'
import { resumeImport } from '../actions/import-file.ts'
import { damagedLine } from '../state/chosen-file.ts'
import { type FileTransfer, type Imported, incoming, isTransferring } from '../state/file-transfer.ts'
import { session } from '../state/session.ts'
import { titleOfBackend } from '../state/settings.ts'
import { writeBytes } from '../values/write-bytes.ts'
import { writeCount } from '../values/write-count.ts'
import { Icon } from './icon.tsx'
import { TransferState } from './transfer-state.tsx'

/** How far the last import is, or what it came to. */
export function ImportOutcome(): VNode | null {
  const { value } = incoming
  if (value === undefined) return null
  const { kind, choice, outcome } = value
  return (
    <TransferState transfer={value}>
      {outcome.state === 'done' && (
        <>
          <Verdict {...value} />
          {outcome.report.result !== undefined && (
            <Report {...outcome.report.result} isDryRun={kind === 'dry run'} />
          )}
        </>
      )}
      <DamagedLine />
      {kind === 'import' && outcome.state !== 'done' && outcome.state !== 'running' && <Rest {...value} />}
      {choice !== session.value.choice && (
        <p class="hint">That was {titleOfBackend(choice)}, which is not shown now.</p>
      )}
    </TransferState>
  )
}

function Verdict({ kind, choice, fileName }: FileTransfer<Imported>): VNode {
  return kind === 'dry run' ? (
    <p class="file-notice" data-kind="open">
      Dry run: nothing was written
    </p>
  ) : (
    <p class="file-notice" data-kind="good">
      Imported <strong>{fileName}</strong> into {titleOfBackend(choice)}
    </p>
  )
}

interface ReportProps extends ImportResult {
  readonly isDryRun: boolean
}

function Report({ isDryRun, ...result }: ReportProps): VNode {
  const { created, overwritten, skipped, expired, amended, versions, bytes, namespaces, consistent } = result
  const counts: readonly (readonly [title: string, count: number])[] = [
    [isDryRun ? 'Would be created' : 'Created', created],
    [isDryRun ? 'Would be overwritten' : 'Overwritten', overwritten],
    [isDryRun ? 'Would be skipped' : 'Skipped', skipped],
  ]
  // Seldom, and then worth a line.
  const more: typeof counts = [
    ['Expired meanwhile', expired],
    ['Amended by the file', amended],
    ['Earlier versions', versions],
  ]
  return (
    <dl class="facts report">
      {[...counts, ...more.filter(([, count]) => count > 0)].map(([title, count]) => (
        <Fact key={title} title={title} words={count.toLocaleString('en')} />
      ))}
      <Fact title={isDryRun ? 'Size of that' : 'Written'} words={writeBytes(bytes)} />
      {namespaces.length > 0 && <Fact title="New namespaces" words={namespaces.join(', ')} />}
      {consistent !== undefined && (
        <Fact
          title="One moment"
          words={consistent ? 'Yes: a consistent picture' : 'No: others wrote meanwhile'}
        />
      )}
    </dl>
  )
}

interface FactProps {
  readonly title: string
  readonly words: string
}

function Fact({ title, words }: FactProps): VNode {
  return (
    <>
      <dt>{title}</dt>
      <dd>{words}</dd>
    </>
  )
}

/** The line that is damaged, as it stands in the file. */
function DamagedLine(): VNode | null {
  const { value } = damagedLine
  if (value === undefined) return null
  return (
    <figure class="damaged-line">
      <figcaption>Line {value.line.toLocaleString('en')}</figcaption>
      <pre>{value.text}</pre>
    </figure>
  )
}

/** What stays of an import that has not got to its end, and how to go on. */
function Rest({ choice, progress: { entries, position }, outcome }: FileTransfer<Imported>): VNode | null {
  if (entries === undefined || entries.done === 0) return <p class="hint">No entry was written.</p>
  // What cannot be read is so again.
  const isLost = outcome.state === 'failed' && outcome.failure.line !== undefined
  return (
    <>
      <p class="hint">{writeCount(entries.done, 'entry', 'entries')} of the file came before, and stay.</p>
      {!isLost && position !== undefined && choice === session.value.choice && (
        <button
          type="button"
          class="button small"
          disabled={isTransferring.value}
          onClick={() => void resumeImport(position)}
        >
          <Icon name="play" />
          Go on
        </button>
      )}
    </>
  )
}
