import type { ComponentChildren, VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { failure } from '../state/feedback.ts'
import { dialogs } from '../state/dialogs.ts'
import { FailureAlert } from './failure-alert.tsx'
import { Icon } from './icon.tsx'

interface DialogProps {
  readonly id: string
  readonly title: string
  readonly closeLabel: string
  readonly isWide?: boolean
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** Something to be done before the page, or the dialog below, goes on. What fails meanwhile is told here. */
export function Dialog({ id, title, closeLabel, isWide = false, onClose, children }: DialogProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    failure.value = undefined
    dialogs.value = [...dialogs.peek(), id]
    dialog.current?.showModal()
    return () => {
      dialogs.value = dialogs.peek().filter((open) => open !== id)
    }
  }, [id])
  return (
    <dialog
      ref={dialog}
      class={isWide ? 'dialog wide' : 'dialog'}
      aria-labelledby={`${id}-title`}
      onClose={onClose}
    >
      <div class="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={closeLabel}
          onClick={(event) => event.currentTarget.closest('dialog')?.close()}
        >
          <Icon name="cross" />
        </button>
      </div>
      {dialogs.value.at(-1) === id && <FailureAlert />}
      {children}
    </dialog>
  )
}
