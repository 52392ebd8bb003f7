import type { NamespaceConfig } from 'kvasir'
import type { VNode } from 'preact'
import { shownHead, usage } from '../state/namespaces.ts'
import { writeBytes } from '../values/write-bytes.ts'
import { writeDuration } from '../values/write-duration.ts'
import { Meter } from './meter.tsx'

/** What the namespace that is shown is for, how it is set, and how full it is. */
export function NamespaceSummary(): VNode | null {
  const { value: head } = shownHead
  if (head === undefined) return null
  const notes = toNotes(head)
  const { entries, bytes } = usage.value ?? {}
  const { description, maxEntries, maxBytes } = head
  const hasMeters = (maxEntries ?? maxBytes) !== undefined && entries !== undefined && bytes !== undefined
  if (description === undefined && notes.length === 0 && !hasMeters) return null
  return (
    <div class="summary">
      {description !== undefined && <p>{description}</p>}
      {notes.length > 0 && (
        <ul class="notes" aria-label="Settings of the namespace">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {hasMeters && (
        <div class="meters">
          {maxEntries !== undefined && (
            <Meter id="entries-meter" label="Entries" value={entries} max={maxEntries} write={writeEntries} />
          )}
          {maxBytes !== undefined && (
            <Meter id="bytes-meter" label="Bytes" value={bytes} max={maxBytes} write={writeBytes} />
          )}
        </div>
      )}
    </div>
  )
}

function writeEntries(count: number): string {
  return count.toLocaleString('en')
}

/** The settings in words, without those that the bars show. */
function toNotes(config: NamespaceConfig): string[] {
  const { ttl, sliding, history = 1, maxValueBytes, eviction, storage, compression } = config
  const notes: (string | false | undefined)[] = [
    ttl !== undefined && `${writeDuration(ttl)} to live${sliding === true ? ' since the last use' : ''}`,
    history > 1 && `${history} versions a key`,
    maxValueBytes !== undefined && `values up to ${writeBytes(maxValueBytes)}`,
    eviction !== undefined && (eviction === 'lru' ? 'drops what was used longest ago' : 'drops the oldest'),
    storage === 'memory' && 'in memory only',
    compression === true && 'compressed exports and snapshots',
  ]
  return notes.filter((note) => typeof note === 'string')
}
