import fc from 'fast-check'
import type { Batch, Write } from '@kvasir/core'
import { remove, set } from '../backend/build.ts'

/** The spaces and ids that random commits use; few, so that they meet. */
export const SPACES: readonly number[] = [0, 1, 2]
export const IDS: readonly string[] = ['one', 'two', 'three', 'four']

const space = fc.constantFrom(...SPACES)
const key = fc.constantFrom('', 'a', 'a\0', 'b', '\ufeffc', '\uffff', '\u{10000}')
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => text.isWellFormed()),
  fc.constant('\ud800 alone'),
  fc.uint8Array({ maxLength: 8 }),
)

const write: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        space,
        key,
        value,
        expiresAt: fc.nat({ max: 3 }),
        metadata: fc.option(fc.constant('{"m":1}')),
      })
      .map(({ key: k, value: v, metadata, ...more }) =>
        set(k, v, { ...more, metadata: metadata ?? undefined }),
      ),
  },
  { weight: 2, arbitrary: fc.tuple(key, space).map(([k, at]) => remove(k, at)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(key, space, key, space)
      .map(([k, at, trace, there]) => ({ ...remove(k, at), mark: set(trace, 'gone', { space: there }) })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ space, from: key, to: fc.option(key, { nil: undefined }) })
      .map((span) => ({ kind: 'deleteRange', ...span }) as const),
  },
  {
    weight: 1,
    arbitrary: space.map((at) => ({ kind: 'deleteRange', space: at, from: '', to: undefined }) as const),
  },
)

/** Batches without checks, no two with the same id: a repeated one makes nothing that a journal would keep. */
export const batches: fc.Arbitrary<readonly Pick<Batch, 'writes' | 'id'>[]> = fc
  .tuple(fc.array(fc.array(write, { maxLength: 4 }), { maxLength: 12 }), fc.shuffledSubarray([...IDS]))
  .map(([lists, ids]) =>
    lists.map((writes, i) => {
      const id = ids[i]
      return id === undefined ? { writes } : { writes, id }
    }),
  )
