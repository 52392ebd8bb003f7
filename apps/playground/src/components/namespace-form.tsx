import { useSignal } from '@preact/signals'
import type { TargetedSubmitEvent, VNode } from 'preact'
import { changeNamespace, createNamespace } from '../actions/configure-namespace.ts'
import type { Configuring } from '../state/configuring.ts'
import { readConfig } from '../values/read-config.ts'
import { Choices } from './choices.tsx'
import { CountField } from './count-field.tsx'
import { DurationField } from './duration-field.tsx'
import { TextField } from './text-field.tsx'

const EVICTIONS = [
  { value: '', title: 'Refuse the write' },
  { value: 'lru', title: 'Drop what was used longest ago' },
  { value: 'oldest', title: 'Drop what was written longest ago' },
] as const

const STORAGES = [
  { value: 'persistent', title: 'Persistent' },
  { value: 'memory', title: 'Memory' },
] as const

interface NamespaceFormProps {
  readonly configuring: Configuring
}

/** Everything that a namespace can be told. */
export function NamespaceForm({ configuring }: NamespaceFormProps): VNode {
  const head = configuring.mode === 'change' ? configuring.head : undefined
  const fault = useSignal<string | undefined>(undefined)
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget
    const fields = new FormData(form)
    const read = readConfig(fields)
    fault.value = read.fault
    if (read.config === undefined) return
    const written =
      configuring.mode === 'create'
        ? await createNamespace(String(fields.get('name')), read.config)
        : await changeNamespace(configuring.name, read.config, head)
    if (written) form.closest('dialog')?.close()
  }
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {configuring.mode === 'create' && (
        <div class="field">
          <label for="namespace-name">Name</label>
          <input id="namespace-name" name="name" autocomplete="off" spellcheck={false} autofocus />
        </div>
      )}
      <div class="field">
        <label for="namespace-description">Description</label>
        <input
          id="namespace-description"
          name="description"
          autocomplete="off"
          placeholder="What it is for"
          defaultValue={head?.description ?? ''}
        />
      </div>
      <div class="form-grid">
        <DurationField id="namespace-ttl" label="Default time to live" hint="none" initial={head?.ttl} />
        <CountField id="history" label="Versions kept of a key" hint="1" max={64} initial={head?.history} />
      </div>
      <label class="check">
        <input type="checkbox" name="sliding" defaultChecked={head?.sliding === true} />
        Sliding: reading an entry restarts its time to live
      </label>
      <div class="form-grid">
        <CountField id="maxEntries" label="Most entries" hint="no limit" initial={head?.maxEntries} />
        <CountField id="maxBytes" label="Most bytes in all" hint="no limit" initial={head?.maxBytes} />
        <CountField
          id="maxValueBytes"
          label="Most bytes of a value"
          hint="no limit"
          initial={head?.maxValueBytes}
        />
        <div class="field">
          <label for="eviction">When it is full</label>
          <select id="eviction" name="eviction">
            {EVICTIONS.map(({ value, title }) => (
              <option key={value} value={value} selected={value === (head?.eviction ?? '')}>
                {title}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Choices
        legend="Storage"
        name="storage"
        choices={STORAGES}
        initial={head?.storage ?? 'persistent'}
        isDisabled={head !== undefined}
      />
      {head !== undefined && <p class="hint">The storage is fixed when a namespace is created.</p>}
      <label class="check">
        <input type="checkbox" name="compression" defaultChecked={head?.compression === true} />
        Compress exports and snapshots
      </label>
      <TextField
        id="namespace-metadata"
        name="metadata"
        label="Metadata, as JSON"
        rows={1}
        initial={head?.metadata === undefined ? '' : JSON.stringify(head.metadata)}
        example='{ "team": "sagas" }'
        fault={fault.value}
      />
      <div class="row-of-buttons end">
        <button
          type="button"
          class="button"
          onClick={(event) => event.currentTarget.closest('dialog')?.close()}
        >
          Cancel
        </button>
        <button type="submit" class="button primary">
          {configuring.mode === 'create' ? 'Create namespace' : 'Save settings'}
        </button>
      </div>
    </form>
  )
}
