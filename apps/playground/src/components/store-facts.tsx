import type { VNode } from 'preact'
import { surveyNamespaces } from '../actions/survey-namespaces.ts'
import { openSession } from '../actions/open-session.ts'
import { survey } from '../state/namespaces.ts'
import { session } from '../state/session.ts'
import { writeBytes } from '../values/write-bytes.ts'

export function StoreFacts(): VNode {
  const { value } = session
  return (
    <section class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">Store</h2>
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
        <>
          <p class={value.store.backend.capabilities.persistent ? 'badge kept' : 'badge lost'}>
            {value.store.backend.capabilities.persistent
              ? 'Kept after a reload'
              : 'Not kept: gone when the page is reloaded or closed'}
          </p>
          <dl class="facts">
            <dt>Backend</dt>
            <dd>
              <code>{value.store.backend.name}</code>
            </dd>
          </dl>
          <Survey />
        </>
      )}
    </section>
  )
}

function Survey(): VNode {
  const { value } = survey
  return (
    <>
      {value !== undefined && value.infos.length > 0 && (
        <table class="survey">
          <caption>As of {new Date(value.at).toLocaleTimeString()}</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Entries</th>
              <th scope="col">Size</th>
            </tr>
          </thead>
          <tbody>
            {value.infos.map((info) => (
              <tr key={info.name}>
                <th scope="row">{info.name}</th>
                <td>{info.entries.toLocaleString('en')}</td>
                <td>{writeBytes(info.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <button type="button" class="button" onClick={() => void surveyNamespaces()}>
        Measure sizes
      </button>
    </>
  )
}
