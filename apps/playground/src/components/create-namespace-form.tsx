import type { TargetedSubmitEvent, VNode } from 'preact'
import { createNamespace } from '../actions/create-namespace.ts'
import { readDuration } from '../values/read-duration.ts'
import { DurationField } from './duration-field.tsx'

export function CreateNamespaceForm(): VNode {
  return (
    <details class="disclosure">
      <summary>New namespace</summary>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <div class="field">
          <label for="namespace-name">Name</label>
          <input id="namespace-name" name="name" autocomplete="off" />
        </div>
        <DurationField id="namespace-ttl" label="Default time to live" hint="none" />
        <button type="submit" class="button">
          Create namespace
        </button>
      </form>
    </details>
  )
}

async function submit(event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
  event.preventDefault()
  const form = event.currentTarget
  const fields = new FormData(form)
  if (await createNamespace(String(fields.get('name')), { ttl: readDuration(fields) })) form.reset()
}
