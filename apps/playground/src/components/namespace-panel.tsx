import type { VNode } from 'preact'
import { deleteNamespace } from '../actions/delete-namespace.ts'
import { selectNamespace } from '../actions/select-namespace.ts'
import { configuring } from '../state/configuring.ts'
import { namespaces, shownHead } from '../state/namespaces.ts'
import { session } from '../state/session.ts'
import { namespaceName } from '../state/settings.ts'
import { writeDuration } from '../values/write-duration.ts'
import { Icon } from './icon.tsx'

export function NamespacePanel(): VNode {
  return (
    <section class="card" aria-labelledby="namespaces-title">
      <h2 id="namespaces-title">Namespaces</h2>
      <ul class="namespaces">
        {namespaces.value.map(({ name, ttl }) => (
          <NamespaceItem key={name} name={name} hint={ttl === undefined ? undefined : writeDuration(ttl)} />
        ))}
        {shownHead.value === undefined && (
          <NamespaceItem key={namespaceName.value} name={namespaceName.value} hint="new" />
        )}
      </ul>
      <button
        type="button"
        class="button"
        disabled={session.value.state !== 'open'}
        onClick={() => (configuring.value = { mode: 'create' })}
      >
        <Icon name="plus" />
        New namespace
      </button>
    </section>
  )
}

interface NamespaceItemProps {
  readonly name: string
  readonly hint: string | undefined
}

function NamespaceItem({ name, hint }: NamespaceItemProps): VNode {
  return (
    <li>
      <button
        type="button"
        class="namespace"
        aria-current={name === namespaceName.value}
        onClick={() => void selectNamespace(name)}
      >
        <span class="namespace-name">{name === '' ? '(empty name)' : name}</span>
        {hint !== undefined && <span class="hint">{hint}</span>}
      </button>
      <button
        type="button"
        class="icon-button subtle"
        aria-label={`Delete the namespace ${name}`}
        onClick={() => {
          if (confirm(`Delete the namespace “${name}” with everything in it?`)) void deleteNamespace(name)
        }}
      >
        <Icon name="trash" />
      </button>
    </li>
  )
}
