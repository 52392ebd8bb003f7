import { useSignal } from '@preact/signals'
import type { ImportOptions } from 'kvasir'
import type { TargetedSubmitEvent, VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { importFile, replaceStore } from '../actions/import-file.ts'
import { type FileFormat, FORMATS, isOfOneNamespace, isSqliteFile } from '../files/file-format.ts'
import type { ChosenFile } from '../state/chosen-file.ts'
import { isTransferring } from '../state/file-transfer.ts'
import { session } from '../state/session.ts'
import { namespaceName, titleOfBackend } from '../state/settings.ts'
import { Icon } from './icon.tsx'

type Conflict = NonNullable<ImportOptions['conflict']>

const CONFLICTS: readonly { readonly value: Conflict; readonly title: string }[] = [
  { value: 'overwrite', title: 'Overwrite it' },
  { value: 'skip', title: 'Skip: keep the one that is there' },
  { value: 'newer', title: 'Newer: keep the one written later' },
  { value: 'error', title: 'Error: stop there' },
]

interface ImportFormProps {
  readonly chosen: ChosenFile
}

/** How the file that was chosen is to be imported. */
export function ImportForm({ chosen }: ImportFormProps): VNode {
  const { recognized } = chosen
  const format = useSignal(recognized.format)
  const form = useRef<HTMLFormElement>(null)
  useLayoutEffect(() => form.current?.scrollIntoView({ block: 'nearest' }), [])
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget, event.submitter)
    if (format.value === 'sqlite') void replaceStore(chosen)
    else void importFile(chosen, toOptions(fields, format.value, chosen))
  }
  return (
    <form ref={form} class="form" aria-label={`Import of ${chosen.file.name}`} onSubmit={submit}>
      {format.value === 'sqlite' ? (
        <SqliteHint />
      ) : (
        <EntryFields chosen={chosen} format={format.value} onFormat={(value) => (format.value = value)} />
      )}
      <Buttons format={format.value} />
    </form>
  )
}

function SqliteHint(): VNode {
  const { choice } = session.value
  return (
    <p class="hint">
      {isSqliteFile(choice)
        ? 'Replaces everything in the store, or nothing.'
        : `${titleOfBackend(choice)} is no SQLite file, which this would replace: choose SQLite or OPFS above.`}
    </p>
  )
}

interface EntryFieldsProps {
  readonly chosen: ChosenFile
  readonly format: FileFormat | undefined
  readonly onFormat: (format: FileFormat) => void
}

function EntryFields({ chosen: { recognized }, format, onFormat }: EntryFieldsProps): VNode {
  const isOfOne = format !== undefined && isOfOneNamespace(format)
  const names = recognized.head?.namespaces ?? []
  return (
    <>
      <div class="form-grid">
        <div class="field">
          <label for="import-format">Read it as</label>
          <select
            id="import-format"
            value={format ?? ''}
            onChange={(event) => onFormat(event.currentTarget.value as FileFormat)}
          >
            {format === undefined && <option value="">Choose</option>}
            {(['jsonl', 'json', 'cloudflare'] as const).map((each) => (
              <option key={each} value={each}>
                {FORMATS[each].title}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="import-conflict">If a key is there</label>
          <select id="import-conflict" name="conflict">
            {CONFLICTS.map(({ value, title }) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </div>
      </div>
      {names.length > 1 && format === 'jsonl' ? (
        <p class="hint">Each entry goes to the namespace it came from: {names.join(', ')}.</p>
      ) : (
        <div class="field">
          <label for="import-into">Into the namespace</label>
          <input
            // Another default where the file names none.
            key={String(isOfOne)}
            id="import-into"
            name="into"
            autocomplete="off"
            spellcheck={false}
            placeholder={isOfOne ? undefined : 'As the file says'}
            defaultValue={isOfOne ? namespaceName.value : (names[0] ?? '')}
          />
        </div>
      )}
    </>
  )
}

interface ButtonsProps {
  readonly format: FileFormat | undefined
}

function Buttons({ format }: ButtonsProps): VNode {
  const { state, choice } = session.value
  const isReady = state === 'open' && !isTransferring.value && format !== undefined
  if (format === 'sqlite') {
    return (
      <button type="submit" class="button primary" disabled={!isReady || !isSqliteFile(choice)}>
        Replace everything
      </button>
    )
  }
  return (
    <div class="row-of-buttons">
      <button type="submit" class="button primary" name="run" value="import" disabled={!isReady}>
        <Icon name="upload" />
        Import
      </button>
      <button type="submit" class="button" name="run" value="dry" disabled={!isReady}>
        <Icon name="eye" />
        Dry run
      </button>
    </div>
  )
}

/** What differs from what the store does by itself. */
function toOptions(
  fields: FormData,
  format: FileFormat | undefined,
  { recognized }: ChosenFile,
): ImportOptions {
  const into = fields.get('into')
  const conflict = fields.get('conflict') as Conflict
  // Where the file does not tell before it is read, nothing stands for what it says.
  const [name = '', another] = recognized.head?.namespaces ?? []
  const isItsOwn = format === 'jsonl' && (another !== undefined || into === name)
  return {
    format: format === recognized.format || format === 'sqlite' ? undefined : format,
    into: into === null || isItsOwn ? undefined : String(into),
    conflict: conflict === 'overwrite' ? undefined : conflict,
    dryRun: fields.get('run') === 'dry' || undefined,
  }
}
