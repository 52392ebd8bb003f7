import type { VNode } from 'preact'
import { surveyNamespaces } from '../actions/survey-namespaces.ts'
import { survey } from '../state/namespaces.ts'
import { session } from '../state/session.ts'
import { writeBytes } from '../values/write-bytes.ts'

/** How large the namespaces are, when somebody asks. */
export function SizesPanel(): VNode {
  const { value } = survey
  return (
    <section class="card" aria-labelledby="sizes-title">
      <h2 id="sizes-title">Sizes</h2>
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
      <button
        type="button"
        class="button"
        disabled={session.value.state !== 'open'}
        onClick={() => void surveyNamespaces()}
      >
        Measure sizes
      </button>
    </section>
  )
}
