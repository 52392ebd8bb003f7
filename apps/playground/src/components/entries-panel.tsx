import type { VNode } from 'preact'
import { addSamples } from '../actions/add-samples.ts'
import { editing } from '../state/editing.ts'
import { matches, query } from '../state/listing.ts'
import { openSettings } from '../actions/configure-namespace.ts'
import { session } from '../state/session.ts'
import { namespaceName } from '../state/settings.ts'
import { writeCount } from '../values/write-count.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { EntryTable } from './entry-table.tsx'
import { ExpiredNotes } from './expired-notes.tsx'
import { Icon } from './icon.tsx'
import { ListControls } from './list-controls.tsx'
import { NamespaceSummary } from './namespace-summary.tsx'
import { Pager } from './pager.tsx'

export function EntriesPanel(): VNode {
  return (
    <section class="card entries" aria-labelledby="entries-title">
      <div class="entries-head">
        <div>
          <h2 id="entries-title">{namespaceName.value}</h2>
          <p class="hint">{writeMatches(matches.value, query.value.prefix)}</p>
        </div>
        <div class="row-of-buttons">
          <button
            type="button"
            class="button"
            disabled={session.value.state !== 'open'}
            onClick={() => void openSettings(namespaceName.value)}
          >
            <Icon name="sliders" />
            Settings
          </button>
          <button
            type="button"
            class="button"
            disabled={session.value.state !== 'open'}
            onClick={() => void addSamples()}
          >
            Add samples
          </button>
          <button
            type="button"
            id="new-entry"
            class="button primary"
            disabled={session.value.state !== 'open'}
            onClick={() => (editing.value = { mode: 'add' })}
          >
            <Icon name="plus" />
            New entry
          </button>
        </div>
      </div>
      <NamespaceSummary />
      <ListControls />
      <Breadcrumb />
      <EntryTable />
      <Pager />
      <ExpiredNotes />
    </section>
  )
}

function writeMatches(count: number | undefined, prefix: string): string {
  if (count === undefined) return '\u00a0'
  const entries = writeCount(count, 'entry', 'entries')
  return prefix === '' ? entries : `${entries} with this prefix`
}
