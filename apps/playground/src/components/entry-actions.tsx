import type { Entry } from 'kvasir'
import type { VNode } from 'preact'
import { deleteEntry } from '../actions/delete-entry.ts'
import { incrementEntry } from '../actions/increment-entry.ts'
import { readEntry } from '../actions/read-entry.ts'
import { showHistory } from '../actions/show-history.ts'
import { touchEntry } from '../actions/touch-entry.ts'
import { editing } from '../state/editing.ts'
import { shownHead } from '../state/namespaces.ts'
import { Icon, type IconName } from './icon.tsx'

interface EntryActionsProps {
  readonly entry: Entry
}

/** What can be done with an entry: some of it only where that makes a difference. */
export function EntryActions({ entry }: EntryActionsProps): VNode {
  const { key, value, expiresAt, writtenAt } = entry
  const { ttl, sliding, eviction } = shownHead.value ?? {}
  return (
    <>
      {typeof value === 'number' && (
        <button type="button" class="icon-button" onClick={() => void incrementEntry(key, 1)}>
          +1<span class="visually-hidden"> to {key}</span>
        </button>
      )}
      {(sliding === true || eviction === 'lru') && (
        <Action icon="eye" label={`Read ${key}`} act={() => readEntry(key)} />
      )}
      {expiresAt !== undefined && (
        <Action
          icon="stopwatch"
          label={`Touch ${key}`}
          // Without a time to live of the namespace it is the one that the entry had.
          act={() => touchEntry(key, ttl === undefined ? expiresAt - writtenAt : undefined)}
        />
      )}
      <Action icon="history" label={`History of ${key}`} act={() => showHistory(key)} />
      <Action icon="pencil" label={`Edit ${key}`} act={() => (editing.value = { mode: 'edit', entry })} />
      <Action icon="trash" label={`Delete ${key}`} act={() => deleteEntry(key)} />
    </>
  )
}

interface ActionProps {
  readonly icon: IconName
  readonly label: string
  readonly act: () => unknown
}

function Action({ icon, label, act }: ActionProps): VNode {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={() => void act()}>
      <Icon name={icon} />
    </button>
  )
}
