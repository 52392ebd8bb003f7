export const NAMESPACE = 'crash'

/** Writes over and over, each of its writes known beforehand by its number. */
export interface Writer {
  readonly id: string
  readonly kind: 'put' | 'putMany' | 'transaction' | 'increment' | 'move'
}

/** Those that write at the same time. */
export const WRITERS: readonly Writer[] = [
  { id: 'transaction-a', kind: 'transaction' },
  { id: 'transaction-b', kind: 'transaction' },
  { id: 'putMany-a', kind: 'putMany' },
  { id: 'putMany-b', kind: 'putMany' },
  { id: 'put-a', kind: 'put' },
  { id: 'put-b', kind: 'put' },
  { id: 'move', kind: 'move' },
  { id: 'increment', kind: 'increment' },
]

/** The writers in so many groups, for processes that write side by side. */
export function shareOut(groups: number): readonly (readonly Writer[])[] {
  return Array.from({ length: groups }, (_, i) => WRITERS.filter((_, place) => place % groups === i))
}

/** A writer comes back to its first keys after so many writes. */
const SLOTS = 8

/** What a write sets its keys to; undefined deletes. The first write has number 1. */
export type Effect = readonly [Change, ...Change[]]
type Change = readonly [key: string, value: string | number | undefined]

/** What write number `n` of a writer does, all of it or nothing. */
export function effectOf({ id, kind }: Writer, n: number): Effect {
  const slot = n % SLOTS
  switch (kind) {
    case 'increment':
      return [[id, n]]
    case 'move':
      return [
        [`${id}/${slot}`, textOf(n)],
        [`${id}/${(n - 1) % SLOTS}`, undefined],
      ]
    case 'put':
      return [[`${id}/${slot}`, textOf(n)]]
    case 'putMany':
    case 'transaction':
      return [
        [`${id}/${slot}/0`, textOf(n)],
        [`${id}/${slot}/1`, textOf(n)],
        [`${id}/${slot}/2`, textOf(n)],
      ]
  }
}

/** By key, the numbers of the writes that made what is there after a writer's first `count` writes. */
export function stateAfter(writer: Writer, count: number): ReadonlyMap<string, number> {
  const state = new Map<string, number>()
  for (let n = Math.max(1, count - SLOTS + 1); n <= count; n++) {
    for (const [key, value] of effectOf(writer, n)) {
      if (value === undefined) state.delete(key)
      else state.set(key, n)
    }
  }
  return state
}

/** The number of the write that made a value; undefined for one that no write made as it is. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const n = Number.parseInt(String(value), 10)
  return value === textOf(n) ? n : undefined
}

/** Up to 4 kB, and every 16th beyond the 64 KiB from which on Chromium keeps values in files of their own. */
function textOf(n: number): string {
  return `${n} ${'.'.repeat(n % 16 === 0 ? 70_000 : (n * 997) % 4096)}`
}
