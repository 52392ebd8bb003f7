import type { DeleteWrite, Row, SetWrite, Span, Write } from './contract.ts'
import { set } from './plan/set.ts'
import { graveSpace } from './spaces.ts'

/** Why a key has no value any more. */
export type EndReason = 'delete' | 'expire'

/** What a grave says: that a key, or a span of keys, was deleted at the revision of the grave. */
export type Grave =
  | { readonly kind: 'key'; readonly key: string; readonly reason: EndReason }
  | { readonly kind: 'range'; readonly from: string; readonly to: string | undefined }

/** How long a deletion is remembered for those who ask what has changed since: milliseconds. */
const KEPT_FOR = 24 * 3_600_000

/** Graves of keys, and of spans, by the first character of their keys. */
const OF_KEY = 'k'
const OF_RANGE = 'r'

/** Writes to a namespace, whose deletions leave traces. Deletions that bring their own mark keep it. */
export function withGraves(writes: readonly Write[], id: number, clock: () => number): readonly Write[] {
  if (writes.every(({ kind, space }) => kind === 'set' || space !== id)) return writes
  const now = clock()
  return writes.flatMap((write): readonly Write[] => {
    if (write.kind === 'set' || write.space !== id) return [write]
    if (write.kind === 'deleteRange') return [write, graveOfRange(write, now)]
    return [write.mark === undefined ? buried(write, 'delete', now) : write]
  })
}

/** A deletion that leaves a trace. */
export function buried({ space, key }: DeleteWrite, reason: EndReason, now: number): DeleteWrite {
  return { kind: 'delete', space, key, mark: grave(space, OF_KEY + key, reason, now) }
}

/** Why a deletion happens. */
export function reasonOf({ mark }: DeleteWrite): EndReason {
  return (mark?.value ?? 'delete') as EndReason
}

/** What the row of a grave says. */
export function toGrave({ key, value }: Pick<Row, 'key' | 'value'>): Grave {
  if (key.startsWith(OF_KEY)) return { kind: 'key', key: key.slice(1), reason: value as EndReason }
  const [from, to] = JSON.parse(value as string) as readonly [string, string | null]
  return { kind: 'range', from, to: to ?? undefined }
}

function graveOfRange({ space, from, to }: Span, now: number): SetWrite {
  const range = JSON.stringify([from, to ?? null])
  return grave(space, OF_RANGE + range, range, now)
}

function grave(space: number, key: string, value: string, now: number): SetWrite {
  const place = { space: graveSpace(space), key, longest: undefined }
  return set(place, { type: 'text', value }, undefined, now + KEPT_FOR, now)
}
