import type { VNode } from 'preact'
import { configuring } from '../state/configuring.ts'
import { Dialog } from './dialog.tsx'
import { NamespaceForm } from './namespace-form.tsx'

/** The settings of a namespace, over the page. */
export function NamespaceDialog(): VNode | null {
  const { value } = configuring
  if (value === undefined) return null
  return (
    <Dialog
      id="namespace-dialog"
      title={value.mode === 'create' ? 'New namespace' : `Settings of ${value.name}`}
      closeLabel="Close without saving"
      onClose={() => (configuring.value = undefined)}
    >
      <NamespaceForm configuring={value} />
    </Dialog>
  )
}
