import type { Incident } from 'kvasir'
import type { VNode } from 'preact'

const KINDS: Readonly<Record<Incident['kind'], string>> = {
  fallback: 'In memory instead',
  wiped: 'Destroyed by the browser',
  damaged: 'Damaged',
  recovered: 'Recovered',
  uncompressed: 'Not compressed',
}

interface IncidentListProps {
  readonly incidents: readonly Incident[]
}

/** What has happened to the data since the store was opened. */
export function IncidentList({ incidents }: IncidentListProps): VNode {
  return (
    <div class="incidents">
      <h3>Incidents</h3>
      {incidents.length === 0 ? (
        <p class="hint">None since it was opened.</p>
      ) : (
        <ol>
          {incidents.map(({ kind, at, message }, i) => (
            <li key={i} data-kind={kind}>
              <p>
                <strong>{KINDS[kind]}</strong> <time>{new Date(at).toLocaleTimeString()}</time>
              </p>
              <p>{message}</p>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
