import { useSignal } from '@preact/signals'
import type { TargetedSubmitEvent, VNode } from 'preact'
import { exportFile } from '../actions/export-file.ts'
import {
  type FileFormat,
  FORMATS,
  isOfOneNamespace,
  isSqliteFile,
  type TransferFormat,
} from '../files/file-format.ts'
import { type Exported, type FileTransfer, isTransferring, outgoing } from '../state/file-transfer.ts'
import { namespaces } from '../state/namespaces.ts'
import { session } from '../state/session.ts'
import { namespaceName } from '../state/settings.ts'
import { writeBytes } from '../values/write-bytes.ts'
import { Check } from './check.tsx'
import { Icon } from './icon.tsx'
import { TransferState } from './transfer-state.tsx'

const EVERYWHERE: readonly TransferFormat[] = ['jsonl', 'json', 'cloudflare']

/** What of the store is to become a file, and what file. */
export function ExportForm(): VNode {
  const { state, choice } = session.value
  const asked = useSignal<FileFormat>('jsonl')
  const wanted = useSignal<string | undefined>(undefined)
  const isPackWanted = useSignal<boolean | undefined>(undefined)
  const formats: readonly FileFormat[] = isSqliteFile(choice) ? [...EVERYWHERE, 'sqlite'] : EVERYWHERE
  const format = formats.includes(asked.value) ? asked.value : 'jsonl'
  const isOfOne = isOfOneNamespace(format)
  const namespace = format === 'sqlite' ? undefined : toNamespace(wanted.value, isOfOne)
  const isPacked = isPackWanted.value ?? wantsPacking(namespace)
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    void exportFile({
      format,
      namespace,
      isPacked: format !== 'sqlite' && isPacked,
      hasHistory: fields.has('history'),
      isLossy: fields.has('lossy'),
    })
  }
  const isImpossible = isOfOne && namespace === undefined
  return (
    <form class="form file-side" aria-labelledby="export-title" onSubmit={submit}>
      <h3 id="export-title">Export</h3>
      <div class="form-grid">
        <div class="field">
          <label for="export-format">Format</label>
          <select
            id="export-format"
            value={format}
            aria-describedby="export-format-hint"
            onChange={(event) => (asked.value = event.currentTarget.value as FileFormat)}
          >
            {formats.map((each) => (
              <option key={each} value={each}>
                {FORMATS[each].title}
              </option>
            ))}
          </select>
        </div>
        {format !== 'sqlite' && (
          <div class="field">
            <label for="export-namespace">{isOfOne ? 'Namespace' : 'Namespaces'}</label>
            <select
              id="export-namespace"
              value={toOption(namespace)}
              onChange={(event) => (wanted.value = fromOption(event.currentTarget.value))}
            >
              {!isOfOne && <option value={toOption(undefined)}>All of them</option>}
              {isImpossible && <option value={toOption(undefined)}>There is none yet</option>}
              {namespaces.value.map(({ name }) => (
                <option key={name} value={toOption(name)}>
                  {name === '' ? '(empty name)' : name}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      <p class="hint" id="export-format-hint">
        {FORMATS[format].hint}
      </p>
      {format !== 'sqlite' && (
        <div class="checks">
          {format === 'jsonl' && <Check name="history">With the earlier versions</Check>}
          {isOfOne && <Check name="lossy">Leave out what the format cannot hold</Check>}
          <Check name="gzip" checked={isPacked} onChange={(checked) => (isPackWanted.value = checked)}>
            Compress with gzip
          </Check>
        </div>
      )}
      <button
        type="submit"
        class="button"
        disabled={state !== 'open' || isTransferring.value || isImpossible}
      >
        <Icon name="download" />
        Export
      </button>
      {outgoing.value !== undefined && <Outcome {...outgoing.value} />}
    </form>
  )
}

/** The namespace that was asked for, if it is still there; otherwise all of them, or the one that is shown. */
function toNamespace(wanted: string | undefined, isOfOne: boolean): string | undefined {
  const names = namespaces.value.map(({ name }) => name)
  if (wanted !== undefined && names.includes(wanted)) return wanted
  if (!isOfOne) return undefined
  return names.includes(namespaceName.value) ? namespaceName.value : names[0]
}

/** Whether a namespace says that what is exported of it is to be packed. */
function wantsPacking(namespace: string | undefined): boolean {
  return namespaces.value.some(
    ({ name, compression }) => compression === true && (namespace ?? name) === name,
  )
}

/** A name may be any text, so that none could stand for all. */
function toOption(namespace: string | undefined): string {
  return namespace === undefined ? '' : `=${namespace}`
}

function fromOption(option: string): string | undefined {
  return option === '' ? undefined : option.slice(1)
}

function Outcome(transfer: FileTransfer<Exported>): VNode {
  const { outcome, fileName } = transfer
  return (
    <TransferState transfer={transfer}>
      {outcome.state === 'done' && (
        <>
          <p class="file-notice" data-kind="good">
            Saved <strong>{fileName}</strong>
          </p>
          <Report {...outcome.report} />
        </>
      )}
    </TransferState>
  )
}

function Report({ bytes, report }: Exported): VNode {
  return (
    <dl class="facts">
      {report !== undefined && (
        <>
          <dt>Entries</dt>
          <dd>{report.entries.toLocaleString('en')}</dd>
        </>
      )}
      <dt>Size</dt>
      <dd>{writeBytes(bytes)}</dd>
      {report !== undefined && (
        <>
          <dt>One moment</dt>
          <dd>{report.consistent ? 'Yes: a consistent picture' : 'No: others wrote meanwhile'}</dd>
        </>
      )}
      {report !== undefined && report.lost > 0 && (
        <>
          <dt>Lossy</dt>
          <dd>{report.lost.toLocaleString('en')} of the entries</dd>
        </>
      )}
    </dl>
  )
}
