import fc from 'fast-check'
import type { IterateOptions, PutOptions } from '@kvasir/core'

/** One thing that is done to a namespace, as data. */
export type Operation =
  | { readonly kind: 'put'; readonly key: string; readonly value: unknown; readonly options: PutOptions }
  | {
      readonly kind: 'putMany'
      readonly keys: readonly string[]
      readonly value: unknown
      readonly ttl: number | undefined
    }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'deleteMany'; readonly keys: readonly string[] }
  | { readonly kind: 'clear'; readonly range: IterateOptions }
  | {
      readonly kind: 'increment'
      readonly key: string
      readonly by: number
      readonly ttl: number | undefined
    }
  | { readonly kind: 'update'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'expire'; readonly key: string; readonly ttl: number | undefined }
  | { readonly kind: 'advance'; readonly millis: number }
  | { readonly kind: 'read'; readonly keys: readonly string[] }
  | { readonly kind: 'list'; readonly range: IterateOptions; readonly limit: number }
  | { readonly kind: 'transaction'; readonly operations: readonly Operation[]; readonly fails: boolean }

/** Few keys, so that they meet; some that sort differently by UTF-16 units. */
const key = fc.constantFrom('', 'a', 'a\0', 'a/', 'a/b', 'b', '\uffff', '\u{10000}')
const keys = fc.array(key, { maxLength: 4 })
const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom('text', '', null, '7'),
  fc.array(fc.integer(), { maxLength: 2 }),
)
/** In steps of the clock, so that many operations happen at the very instant of an expiry. */
const ttl = fc.option(fc.constantFrom(0, 10, 20, 30), { nil: undefined })
const bound = fc.option(key, { nil: undefined, freq: 2 })
const range = fc.record({
  prefix: fc.option(fc.constantFrom('', 'a', 'a/', '\u{10000}'), { nil: undefined }),
  start: bound,
  end: bound,
  reverse: fc.boolean(),
})
const maybe = fc.option(fc.constant(true), { nil: undefined, freq: 3 })
const options = fc
  .record({ ttl, keepTtl: maybe, ifAbsent: maybe, metadata: fc.constantFrom(undefined, 'm', { m: 1 }) })
  .map((each) => (each.keepTtl === true ? { ...each, ttl: undefined } : each))

const plain: readonly fc.WeightedArbitrary<Operation>[] = [
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('put' as const), key, value, options }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('putMany' as const), keys, value, ttl }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteMany' as const), keys }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), range }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('increment' as const),
      key,
      by: fc.integer({ min: -3, max: 3 }),
      ttl,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      key,
      value: fc.option(value, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('expire' as const), key, ttl }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), millis: fc.constantFrom(9, 10, 1) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), keys }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('list' as const),
      range,
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
]

const transaction = (operations: fc.Arbitrary<Operation[]>): fc.Arbitrary<Operation> =>
  fc.record({ kind: fc.constant('transaction' as const), operations, fails: fc.boolean() })

const simple = fc.oneof(...plain)
const nested = fc.oneof(...plain, { weight: 3, arbitrary: transaction(fc.array(simple, { maxLength: 5 })) })

/** Sequences of operations with transactions, and transactions in these. */
export const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(...plain, { weight: 6, arbitrary: transaction(fc.array(nested, { maxLength: 8 })) }),
  { maxLength: 15 },
)
