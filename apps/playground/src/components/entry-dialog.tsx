import type { VNode } from 'preact'
import { editing } from '../state/editing.ts'
import { Dialog } from './dialog.tsx'
import { EntryForm } from './entry-form.tsx'

/** The editor of an entry, over the page. */
export function EntryDialog(): VNode | null {
  const { value } = editing
  if (value === undefined) return null
  return (
    <Dialog
      id="entry-dialog"
      title={value.mode === 'add' ? 'New entry' : `Edit ${value.entry.key}`}
      closeLabel="Close without saving"
      onClose={() => (editing.value = undefined)}
    >
      <EntryForm
        key={value.mode === 'add' ? `add ${value.key ?? ''}` : `${value.entry.key} ${value.entry.revision}`}
        editing={value}
      />
    </Dialog>
  )
}
