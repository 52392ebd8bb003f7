import type { StoreHealth } from 'kvasir'
import type { VNode } from 'preact'
import { askToPersist } from '../actions/ask-to-persist.ts'
import { openSession } from '../actions/open-session.ts'
import { persistAnswer, reading } from '../state/health.ts'
import { session } from '../state/session.ts'
import { IncidentList } from './incident-list.tsx'
import { StorageMeter } from './storage-meter.tsx'

const PLACES: Readonly<Record<StoreHealth['storage'], string>> = {
  none: 'Nowhere: in memory only',
  indexeddb: 'IndexedDB',
  opfs: 'OPFS',
  file: 'A file',
  service: 'A service',
}

const ROLES: Readonly<Record<StoreHealth['role'], string>> = {
  peer: 'None: every tab writes by itself',
  owner: 'This tab',
  guest: 'Another tab, which this one asks',
}

/** What the open store knows of itself, as it changes. */
export function HealthPanel(): VNode {
  const { value } = session
  const failure = reading.value?.failure
  const health = reading.value?.health
  return (
    <section class="card health" aria-labelledby="health-title">
      <h2 id="health-title">Health</h2>
      {value.state === 'opening' && <p class="hint">Opening…</p>}
      {value.state === 'failed' && (
        <>
          <p>This backend could not be opened.</p>
          <button type="button" class="button" onClick={() => void openSession(value.choice)}>
            Try again
          </button>
        </>
      )}
      {value.state === 'open' && (
        <p class={value.store.backend.capabilities.persistent ? 'badge kept' : 'badge lost'}>
          {value.store.backend.capabilities.persistent
            ? 'Kept after a reload'
            : 'Not kept: gone when the page is reloaded or closed'}
        </p>
      )}
      {failure !== undefined && (
        <p class="fault" role="alert">
          {failure.code}: {failure.message}
        </p>
      )}
      {health !== undefined && <Facts {...health} />}
    </section>
  )
}

function Facts(health: StoreHealth): VNode {
  const { backend, why, storage, role, connections, persisted, usage, quota, unsaved, failure, incidents } =
    health
  return (
    <>
      <dl class="facts">
        <dt>Backend</dt>
        <dd>
          <code>{backend}</code>
        </dd>
        <dd class="fact-note">{why}</dd>
        <dt>Kept in</dt>
        <dd>{PLACES[storage]}</dd>
        <dt>Kept until</dt>
        <dd>{storage === 'none' ? 'The page goes' : writePersisted(persisted)}</dd>
        <dt>Open tabs</dt>
        <dd>{connections ?? 'Unknown'}</dd>
        <dt>Owner</dt>
        <dd>{ROLES[role]}</dd>
        <dt>Unsaved</dt>
        <dd class="unsaved" data-unsaved={unsaved > 0}>
          {unsaved === 0
            ? 'Nothing'
            : `${unsaved.toLocaleString('en')} ${unsaved === 1 ? 'write' : 'writes'}`}
        </dd>
        <dt>Failure</dt>
        <dd>{failure === undefined ? 'None' : <code class="failure-code">{failure.code}</code>}</dd>
        {failure !== undefined && <dd class="fact-note">{failure.message}</dd>}
      </dl>
      <StorageMeter usage={usage} quota={quota} />
      {storage !== 'none' && persisted !== true && (
        <div class="persist">
          <button type="button" class="button" onClick={() => void askToPersist()}>
            Ask to keep it
          </button>
          {persistAnswer.value === false && (
            <p class="hint">
              The browser said no. It decides by how much the site is used; installed and bookmarked sites
              have better chances.
            </p>
          )}
        </div>
      )}
      {persistAnswer.value === true && persisted === true && <p class="hint">The browser said yes.</p>}
      <IncidentList incidents={incidents} />
    </>
  )
}

function writePersisted(persisted: boolean | undefined): string {
  if (persisted === undefined) return 'The browser does not tell'
  return persisted ? 'You delete it' : 'The browser needs room'
}
