import { type Backend, type Batch, type Check, type SetWrite, toAsync, type Write } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replay } from './replay.ts'
import { toSpoken, type Word } from './word.ts'

const SPACE = 5
const TRACES = 6

function set(key: string, value: string, space = SPACE): SetWrite {
  return { kind: 'set', space, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

/** A deletion that leaves a trace under the same key, unless told otherwise. */
function remove(key: string, mark: SetWrite | undefined = set(key, 'gone', TRACES)): Write {
  return { kind: 'delete', space: SPACE, key, mark }
}

function clear(space = SPACE, from = '', to?: string): Write {
  return { kind: 'deleteRange', space, from, to }
}

function at(key: string, revision: number): Check {
  return { kind: 'key', space: SPACE, key, revision }
}

/** Commits each write as a batch of its own, the first as revision 1. */
async function backendWith(writes: readonly Write[]): Promise<Backend<'async'>> {
  const backend = toAsync(memory())
  for (const write of writes) await backend.commit({ checks: [], writes: [write] })
  return backend
}

/** The keys and values of a space in the order of writing. */
async function contents(backend: Backend<'async'>, space: number): Promise<Record<string, unknown>> {
  const scan = { space, limit: 1000, select: 'rows', order: 'revision', reverse: false } as const
  const rows = await backend.scan({ ...scan, after: 0, before: Infinity })
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
}

async function replayWord(backend: Backend<'async'>, word: Omit<Word, 'id'>): Promise<number> {
  return await replay(backend, [[toSpoken({ id: 'w', ...word }, 1)]])
}

describe('a deletion that is replayed', () => {
  const A = set('a', '0')
  const CASES: readonly {
    claim: string
    store: readonly Write[]
    writes: readonly Write[]
    checks?: readonly Check[]
    at?: number
    seen?: readonly number[]
    rows: Record<string, string>
    traces: Record<string, string>
  }[] = [
    {
      claim: 'sets its mark when it deletes',
      store: [A],
      writes: [remove('a')],
      rows: {},
      traces: { a: 'gone' },
    },
    {
      claim: 'sets no mark when there is nothing to delete',
      store: [set('b', '0')],
      writes: [remove('a')],
      rows: { b: '0' },
      traces: {},
    },
    {
      claim: 'sets no mark when somebody has deleted the row since, and leaves theirs',
      store: [A, remove('a', set('a', 'theirs', TRACES))],
      writes: [remove('a')],
      at: 1,
      seen: [1],
      rows: {},
      traces: { a: 'theirs' },
    },
    {
      claim: 'is left out with its mark when somebody has written the key since',
      store: [A, set('a', 'newer')],
      writes: [remove('a'), set('b', '1')],
      at: 1,
      rows: { a: 'newer', b: '1' },
      traces: {},
    },
    {
      claim: 'is dropped with its mark when a check of its batch does not hold',
      store: [A, set('b', '0')],
      checks: [at('b', 1)],
      writes: [remove('a')],
      rows: { a: '0', b: '0' },
      traces: {},
    },
    {
      claim: 'sets its mark when its check holds, whatever the page knew',
      store: [A, A],
      checks: [at('a', 2)],
      writes: [remove('a')],
      at: 1,
      rows: {},
      traces: { a: 'gone' },
    },
    {
      claim: 'sets its mark over an older one, and over one that is newer than the page',
      store: [A, set('a', 'theirs', TRACES)],
      writes: [remove('a')],
      at: 1,
      rows: {},
      traces: { a: 'gone' },
    },
    {
      claim: 'sets its mark when the row is one of its own batch',
      store: [],
      writes: [set('a', '1'), remove('a')],
      rows: {},
      traces: { a: 'gone' },
    },
    {
      claim: 'sets no mark when the row of its own batch is left out',
      store: [A, set('b', '0'), clear()],
      writes: [set('a', '1'), remove('a')],
      seen: [1, 1],
      rows: {},
      traces: {},
    },
    {
      claim: 'sets its mark also when its batch then sets the key again',
      store: [A],
      writes: [remove('a'), set('a', '1')],
      rows: { a: '1' },
      traces: { a: 'gone' },
    },
    {
      claim: 'sets no mark when its batch has cleared the range before, and keeps it when it does so later',
      store: [A, set('b', '0')],
      writes: [remove('a'), clear(), remove('b')],
      rows: {},
      traces: { a: 'gone' },
    },
    {
      claim: 'sets no mark that its batch clears later',
      store: [A, set('b', '0')],
      writes: [remove('a'), clear(TRACES), remove('b')],
      rows: {},
      traces: { b: 'gone' },
    },
    {
      claim: 'sets the first mark when it comes twice',
      store: [A],
      writes: [remove('a', set('first', '1', TRACES)), remove('a', set('second', '2', TRACES))],
      rows: {},
      traces: { first: '1' },
    },
  ]

  test.each(CASES)('$claim', async ({ store, checks = [], writes, at: known, seen, rows, traces }) => {
    const backend = await backendWith(store)
    await replayWord(backend, {
      at: known ?? store.length,
      batches: [{ checks, writes }],
      ...(seen && { seen: [seen] }),
    })
    expect(await contents(backend, SPACE)).toEqual(rows)
    expect(await contents(backend, TRACES)).toEqual(traces)
  })

  test('may have its mark checked by the revision that the page gave to it', async () => {
    const backend = await backendWith([A, set('b', 'theirs'), set('b', 'theirs too')])
    const batches: Batch[] = [
      { checks: [], writes: [remove('a')] },
      {
        checks: [{ kind: 'key', space: TRACES, key: 'a', revision: 2 }],
        writes: [set('a', 'over', TRACES)],
      },
    ]
    expect(await replayWord(backend, { at: 3, batches, given: [2, 3] })).toBe(2)
    expect(await contents(backend, TRACES)).toEqual({ a: 'over' })
  })

  test('makes a range of marks that was read before it another one', async () => {
    const backend = await backendWith([A])
    const empty: Check = { kind: 'range', space: TRACES, from: '', to: undefined, rows: 0, revision: 0 }
    const batches: Batch[] = [
      { checks: [], writes: [remove('a')] },
      { checks: [empty], writes: [set('c', '1')] },
    ]
    expect(await replayWord(backend, { at: 3, batches, given: [2, 3] })).toBe(1)
    expect(await contents(backend, SPACE)).toEqual({})
  })
})

const key = fc.constantFrom('a', 'b', 'c')
const space = fc.constantFrom(SPACE, TRACES)
const anySet = fc.record({ key, value: fc.string({ maxLength: 2 }), space }).map((one) => {
  return set(one.key, one.value, one.space)
})
const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  anySet,
  fc.record({ kind: fc.constant('delete' as const), space, key }),
  fc.record({ kind: fc.constant('delete' as const), space, key, mark: anySet }),
  fc.record({ space, from: fc.constantFrom('', 'b'), to: fc.constantFrom(undefined, 'c') }).map((span) => {
    return clear(span.space, span.from, span.to)
  }),
)

test('a batch that finds nothing newer comes to the same as when it is committed, in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anySet, { maxLength: 4 }),
      fc.array(anyWrite, { minLength: 1, maxLength: 7 }),
      fc.boolean(),
      async (before, writes, isChecked) => {
        const [replayed, committed] = [await backendWith(before), await backendWith(before)]
        const all = { space: SPACE, from: '', to: undefined }
        const rows = await committed.scan({ ...all, limit: 9, reverse: false, select: 'heads' })
        const revision = Math.max(0, ...rows.map((row) => row.revision))
        const range: Check = { kind: 'range', ...all, rows: rows.length, revision }
        const batch: Batch = { checks: isChecked ? [range] : [], writes }
        await replayWord(replayed, { at: before.length, batches: [batch] })
        await committed.commit(batch)
        for (const each of [SPACE, TRACES]) {
          const [one, other] = [await contents(replayed, each), await contents(committed, each)]
          expect(Object.entries(one)).toEqual(Object.entries(other))
        }
      },
    ),
    { numRuns: 1_000 },
  )
})
