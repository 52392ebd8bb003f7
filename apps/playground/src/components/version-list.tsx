import type { PutVersion, Version } from 'kvasir'
import type { VNode } from 'preact'
import { revertEntry } from '../actions/revert-entry.ts'
import { preview } from '../values/preview.ts'
import { typeName } from '../values/type-name.ts'

interface VersionListProps {
  /** Newest first. */
  readonly versions: readonly Version[]
}

export function VersionList({ versions }: VersionListProps): VNode {
  return (
    <ol class="versions" aria-label="Versions, newest first">
      {versions.map((version, i) => (
        <li key={`${version.operation} ${version.revision}`}>
          <span class="operation" data-operation={version.operation}>
            {version.operation}
          </span>
          <span class="version-when">
            revision {version.revision} · <time>{new Date(version.writtenAt).toLocaleString()}</time>
          </span>
          {version.operation === 'put' && <Value version={version} isPresent={i === 0} />}
        </li>
      ))}
    </ol>
  )
}

interface ValueProps {
  readonly version: PutVersion
  readonly isPresent: boolean
}

function Value({ version: { key, value, revision }, isPresent }: ValueProps): VNode {
  return (
    <>
      <span class="version-value clamped">
        <span class="type" data-type={typeName(value)}>
          {typeName(value)}
        </span>{' '}
        <code>{preview(value)}</code>
      </span>
      {isPresent ? (
        <span class="hint version-way">present</span>
      ) : (
        <button
          type="button"
          class="button small version-way"
          onClick={() => void revertEntry(key, revision)}
        >
          Revert<span class="visually-hidden"> to revision {revision}</span>
        </button>
      )}
    </>
  )
}
