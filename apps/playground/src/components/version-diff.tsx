import { type Signal, useSignal } from '@preact/signals'
import type { Version } from 'kvasir'
import type { VNode } from 'preact'
import { type DiffRun, diffVersions } from '../values/diff-versions.ts'

interface VersionDiffProps {
  /** Newest first, two at least. */
  readonly versions: readonly Version[]
}

/** What makes one version into another; the newest and the one before it, unless others are chosen. */
export function VersionDiff({ versions }: VersionDiffProps): VNode {
  const chosenBefore = useSignal<string | undefined>(undefined)
  const chosenAfter = useSignal<string | undefined>(undefined)
  const before = find(versions, chosenBefore.value) ?? versions[1]
  const after = find(versions, chosenAfter.value) ?? versions[0]
  return (
    <section class="comparison" aria-labelledby="comparison-title">
      <h3 id="comparison-title">Compare</h3>
      <div class="form-grid">
        <VersionSelect id="before" label="Before" versions={versions} shown={before} chosen={chosenBefore} />
        <VersionSelect id="after" label="After" versions={versions} shown={after} chosen={chosenAfter} />
      </div>
      {before !== undefined && after !== undefined && <Diff runs={diffVersions(before, after)} />}
    </section>
  )
}

interface VersionSelectProps {
  readonly id: string
  readonly label: string
  readonly versions: readonly Version[]
  readonly shown: Version | undefined
  readonly chosen: Signal<string | undefined>
}

function VersionSelect({ id, label, versions, shown, chosen }: VersionSelectProps): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={shown && idOf(shown)}
        onChange={(event) => (chosen.value = event.currentTarget.value)}
      >
        {versions.map((version) => (
          <option key={idOf(version)} value={idOf(version)}>
            {version.operation} at revision {version.revision}
          </option>
        ))}
      </select>
    </div>
  )
}

interface DiffProps {
  readonly runs: readonly DiffRun[]
}

function Diff({ runs }: DiffProps): VNode {
  if (runs.every(({ kind }) => kind === 'same')) return <p class="hint">Both have the same value.</p>
  return (
    <div class="diff code" role="region" aria-label="What has changed" tabIndex={0}>
      {runs.flatMap(({ kind, lines }, run) =>
        lines.map((line, i) => <DiffLine key={`${run} ${i}`} kind={kind} line={line} />),
      )}
    </div>
  )
}

interface DiffLineProps {
  readonly kind: DiffRun['kind']
  readonly line: string
}

function DiffLine({ kind, line }: DiffLineProps): VNode {
  if (kind === 'same') return <div class="diff-line">{line}</div>
  return kind === 'added' ? <ins class="diff-line">{line}</ins> : <del class="diff-line">{line}</del>
}

/** A value that expired has the revision of the expiry. */
function idOf({ operation, revision }: Version): string {
  return `${operation} ${revision}`
}

function find(versions: readonly Version[], id: string | undefined): Version | undefined {
  return versions.find((version) => idOf(version) === id)
}
