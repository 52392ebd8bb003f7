import type { VNode } from 'preact'
import { openSettings } from '../actions/configure-namespace.ts'
import { purgeEntry } from '../actions/purge-entry.ts'
import { keyHistory } from '../state/key-history.ts'
import { shownHead } from '../state/namespaces.ts'
import { namespaceName } from '../state/settings.ts'
import { writeCount } from '../values/write-count.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { VersionDiff } from './version-diff.tsx'
import { VersionList } from './version-list.tsx'

/** What has happened to a key, and the ways back. */
export function HistoryDialog(): VNode | null {
  const { value } = keyHistory
  if (value === undefined) return null
  const { key, versions } = value
  return (
    <Dialog
      id="history-dialog"
      title={`History of ${key}`}
      closeLabel="Close the history"
      isWide
      onClose={() => (keyHistory.value = undefined)}
    >
      <div class="history">
        <Keeping />
        {versions.length === 0 ? (
          <p class="empty">Nothing is kept of this key.</p>
        ) : (
          <VersionList versions={versions} />
        )}
        {versions.length > 1 && <VersionDiff key={key} versions={versions} />}
        {versions.length > 0 && (
          <div class="row-of-buttons end">
            <button
              type="button"
              class="button"
              onClick={() => {
                if (confirm(`Delete “${key}” with its history?`)) void purgeEntry(key)
              }}
            >
              <Icon name="trash" />
              Purge the key and its history
            </button>
          </div>
        )}
      </div>
    </Dialog>
  )
}

/** How many versions there can be. */
function Keeping(): VNode {
  const history = shownHead.value?.history ?? 1
  if (history > 1) {
    return (
      <p class="hint">
        The namespace keeps the newest {writeCount(history, 'version', 'versions')} of a key.
      </p>
    )
  }
  return (
    <div class="conflict">
      <p>The namespace keeps the present version of a key only.</p>
      <button type="button" class="button" onClick={() => void openSettings(namespaceName.value)}>
        Keep more versions
      </button>
    </div>
  )
}
