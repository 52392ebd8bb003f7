import type { VNode } from 'preact'
import { isFileAbove } from '../state/chosen-file.ts'
import { isTransferring } from '../state/file-transfer.ts'
import { session } from '../state/session.ts'
import { titleOfBackend } from '../state/settings.ts'
import { Icon } from './icon.tsx'

/** Lies over the page while a file is held above it, and says what dropping it does. */
export function DropCurtain(): VNode | null {
  if (!isFileAbove.value) return null
  return (
    <div class="drop-curtain">
      <p>
        <Icon name="upload" />
        {isTransferring.value
          ? 'A file is on its way: wait for it'
          : `Drop it to import it into ${titleOfBackend(session.value.choice)}`}
      </p>
    </div>
  )
}
