import type { VNode } from 'preact'
import { changeQuery } from '../actions/list-page.ts'
import { query } from '../state/listing.ts'
import { Icon } from './icon.tsx'

interface FolderRowProps {
  readonly prefix: string
}

/** Keys that a delimiter has rolled up, to be entered. */
export function FolderRow({ prefix }: FolderRowProps): VNode {
  return (
    <tr class="folder-row">
      <td colSpan={5}>
        <button
          type="button"
          class="folder"
          aria-label={`Open the folder ${prefix}`}
          onClick={() => void enter(prefix)}
        >
          <Icon name="folder" />
          <span class="clamped">{prefix.slice(query.value.prefix.length)}</span>
        </button>
      </td>
    </tr>
  )
}

/** The button that was pressed leaves the page: a keyboard goes on from where the visitor is now. */
async function enter(prefix: string): Promise<void> {
  await changeQuery({ prefix })
  document.querySelector<HTMLElement>('.crumb[aria-current]')?.focus()
}
