import { diffLines } from 'diff'
import type { Version } from 'kvasir'
import { writeLine, writeLines } from './write-literal.ts'

/** Lines that two versions have in common, or one of them. */
export interface DiffRun {
  readonly kind: 'same' | 'added' | 'removed'
  readonly lines: readonly string[]
}

/** More differing lines than these nobody compares, and finding them takes long. */
const MOST_EDITS = 1000

/** What makes one version into another, line by line. */
export function diffVersions(before: Version, after: Version): readonly DiffRun[] {
  const [from, to] = [toText(before), toText(after)]
  const runs = diffLines(from, to, { maxEditLength: MOST_EDITS }) ?? [
    { value: from, added: false, removed: true },
    { value: to, added: true, removed: false },
  ]
  return runs.map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    lines: value.replace(/\n$/, '').split('\n'),
  }))
}

/** A text as it is, any other value as it is written in TypeScript; nothing where there is no value. */
function toText(version: Version): string {
  if (version.operation !== 'put') return ''
  const { value, metadata } = version
  const lines = [typeof value === 'string' ? value : writeLines(value)]
  if (metadata !== undefined) lines.push(`// metadata: ${writeLine(metadata)}`)
  return `${lines.join('\n')}\n`
}
