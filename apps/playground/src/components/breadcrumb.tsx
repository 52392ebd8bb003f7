import type { VNode } from 'preact'
import { changeQuery } from '../actions/list-page.ts'
import { query } from '../state/listing.ts'
import { namespaceName } from '../state/settings.ts'
import { toTrail } from '../values/to-trail.ts'

/** The folders that lead to the one that is shown, while there are folders. */
export function Breadcrumb(): VNode | null {
  const { prefix, delimiter, order } = query.value
  if (delimiter === '' || order === 'revision') return null
  const trail = toTrail(prefix, delimiter)
  return (
    <nav class="breadcrumb" aria-label="Folders">
      <ol>
        <Crumb title={namespaceName.value} prefix="" isShown={trail.length === 0} />
        {trail.map(({ title, prefix }, i) => (
          <Crumb key={prefix} title={title} prefix={prefix} isShown={i === trail.length - 1} />
        ))}
      </ol>
    </nav>
  )
}

interface CrumbProps {
  readonly title: string
  readonly prefix: string
  readonly isShown: boolean
}

function Crumb({ title, prefix, isShown }: CrumbProps): VNode {
  return (
    <li>
      <button
        type="button"
        class="crumb"
        aria-current={isShown ? 'location' : undefined}
        onClick={() => void changeQuery({ prefix })}
      >
        {title}
      </button>
    </li>
  )
}
