import { useSignal } from '@preact/signals'
import type { TargetedSubmitEvent, VNode } from 'preact'
import { loadPresent } from '../actions/load-present.ts'
import { putEntry } from '../actions/put-entry.ts'
import type { Editing } from '../state/editing.ts'
import { failure } from '../state/feedback.ts'
import { readDuration } from '../values/read-duration.ts'
import { kindOf, readValue, type ValueKind, writeValue } from '../values/value-kind.ts'
import { DurationField } from './duration-field.tsx'
import { TextField } from './text-field.tsx'

const KINDS: readonly { readonly kind: ValueKind; readonly title: string; readonly example: string }[] = [
  { kind: 'text', title: 'Text', example: 'Any text, as it is' },
  { kind: 'json', title: 'JSON', example: '{ "name": "Ada", "born": 1815 }' },
  {
    kind: 'rich',
    title: 'Rich',
    example: "{ born: new Date('1815-12-10'), tags: new Set(['maths']), big: 10n }",
  },
]

interface EntryFormProps {
  readonly editing: Editing
}

export function EntryForm({ editing }: EntryFormProps): VNode {
  const entry = editing.mode === 'edit' ? editing.entry : undefined
  const kind = useSignal<ValueKind>(entry === undefined ? 'text' : kindOf(entry.value))
  const keepsExpiry = useSignal(entry !== undefined)
  const faults = useSignal<Faults>({})
  /** The key that somebody else has written to since. */
  const conflict = useSignal<string | undefined>(undefined)
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget
    const fields = new FormData(form)
    const value = read(kind.value, String(fields.get('value')))
    const metadataText = String(fields.get('metadata'))
    const metadata = metadataText.trim() === '' ? { value: undefined } : read('json', metadataText)
    faults.value = { value: value.fault, metadata: metadata.fault }
    if (value.fault !== undefined || metadata.fault !== undefined) return
    const key = entry?.key ?? String(fields.get('key'))
    const put = await putEntry(key, value.value, {
      ttl: readDuration(fields),
      keepTtl: keepsExpiry.value || undefined,
      metadata: metadata.value,
      ifAbsent: fields.has('if-absent') || undefined,
      ifRevision: fields.has('if-revision') ? entry?.revision : undefined,
    })
    conflict.value = !put && failure.value?.code === 'CONFLICT' ? key : undefined
    if (put) form.closest('dialog')?.close()
  }
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {conflict.value !== undefined && <Conflict conflictingKey={conflict.value} />}
      {entry === undefined && (
        <div class="field">
          <label for="entry-key">Key</label>
          <input
            id="entry-key"
            name="key"
            autocomplete="off"
            spellcheck={false}
            placeholder="user:ada"
            defaultValue={editing.mode === 'add' ? (editing.key ?? '') : ''}
            autofocus
          />
        </div>
      )}
      <fieldset class="segments">
        <legend>Type of value</legend>
        {KINDS.map((option) => (
          <label key={option.kind}>
            <input
              type="radio"
              name="kind"
              value={option.kind}
              checked={kind.value === option.kind}
              onChange={() => (kind.value = option.kind)}
            />
            <span>{option.title}</span>
          </label>
        ))}
      </fieldset>
      <TextField
        id="entry-value"
        name="value"
        label="Value"
        rows={6}
        initial={entry === undefined ? '' : writeValue(kindOf(entry.value), entry.value)}
        example={KINDS.find((option) => option.kind === kind.value)?.example ?? ''}
        fault={faults.value.value}
        autofocus={entry !== undefined}
      />
      <TextField
        id="entry-metadata"
        name="metadata"
        label="Metadata, as JSON"
        rows={1}
        initial={entry?.metadata === undefined ? '' : JSON.stringify(entry.metadata)}
        example='{ "by": "ada" }'
        fault={faults.value.metadata}
      />
      <DurationField
        id="entry-ttl"
        label="Time to live"
        hint="no expiry of its own"
        disabled={keepsExpiry.value}
      />
      <div class="checks">
        {entry === undefined ? (
          <label class="check">
            <input type="checkbox" name="if-absent" />
            Only if the key has no entry
          </label>
        ) : (
          <>
            <label class="check">
              <input
                type="checkbox"
                checked={keepsExpiry.value}
                onChange={(event) => (keepsExpiry.value = event.currentTarget.checked)}
              />
              Keep the expiry it has
            </label>
            <label class="check">
              <input type="checkbox" name="if-revision" defaultChecked />
              Only while it has revision {entry.revision}
            </label>
          </>
        )}
      </div>
      <div class="row-of-buttons end">
        <button
          type="button"
          class="button"
          onClick={(event) => event.currentTarget.closest('dialog')?.close()}
        >
          Cancel
        </button>
        <button type="submit" class="button primary">
          {entry === undefined ? 'Put' : 'Save'}
        </button>
      </div>
    </form>
  )
}

interface ConflictProps {
  readonly conflictingKey: string
}

/** The way out when somebody else was faster: to go on from what is there now. */
function Conflict({ conflictingKey }: ConflictProps): VNode {
  return (
    <div class="conflict">
      <p>The entry was written since you opened it. Loading it replaces what you have typed.</p>
      <button type="button" class="button" onClick={() => void loadPresent(conflictingKey)}>
        Load the present value
      </button>
    </div>
  )
}

interface Faults {
  readonly value?: string | undefined
  readonly metadata?: string | undefined
}

/** The value that was typed, or what is wrong with it. */
function read(kind: ValueKind, text: string): { readonly value?: unknown; readonly fault?: string } {
  try {
    return { value: readValue(kind, text) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
