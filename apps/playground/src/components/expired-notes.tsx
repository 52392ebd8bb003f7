import type { VNode } from 'preact'
import { expired } from '../state/feedback.ts'

/** What has expired on the page of late. */
export function ExpiredNotes(): VNode | null {
  if (expired.value.length === 0) return null
  return (
    <section class="expired" aria-label="Expired entries">
      <h3>Expired</h3>
      <ul>
        {expired.value.map(({ key, at }) => (
          <li key={`${at} ${key}`}>
            <span class="expired-key">{key}</span> <time>{new Date(at).toLocaleTimeString()}</time>
          </li>
        ))}
      </ul>
    </section>
  )
}
