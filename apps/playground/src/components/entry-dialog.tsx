import type { VNode } from 'preact'
import { editing } from '../state/editing.ts'
import { failure } from '../state/feedback.ts'
import { EntryForm } from './entry-form.tsx'
import { FailureAlert } from './failure-alert.tsx'
import { Icon } from './icon.tsx'

/** The editor of an entry, over the page. */
export function EntryDialog(): VNode | null {
  const { value } = editing
  if (value === undefined) return null
  return (
    <dialog
      ref={open}
      class="dialog"
      aria-labelledby="dialog-title"
      onClose={() => (editing.value = undefined)}
    >
      <div class="dialog-head">
        <h2 id="dialog-title">{value.mode === 'add' ? 'New entry' : `Edit ${value.entry.key}`}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Close without saving"
          onClick={(event) => event.currentTarget.closest('dialog')?.close()}
        >
          <Icon name="cross" />
        </button>
      </div>
      <FailureAlert />
      <EntryForm
        key={value.mode === 'add' ? `add ${value.key ?? ''}` : `${value.entry.key} ${value.entry.revision}`}
        editing={value}
      />
    </dialog>
  )
}

function open(dialog: HTMLDialogElement | null): void {
  if (dialog === null || dialog.open) return
  failure.value = undefined
  dialog.showModal()
}
