import fc from 'fast-check'
import { cursorBehind } from '../cursor.ts'
import type { BytesKind, Step, Written } from './step.test-cases.ts'

/** A step, or time that goes by. */
export type Move = Step | { readonly method: 'wait'; readonly seconds: number }

/** Names for few keys, so that steps meet; odd ones, such as those that objects take for something else. */
const POOL = [
  'a',
  'ab',
  'a/b',
  'b',
  'oz',
  'o\u00e9',
  '\uffee',
  '\u{1f600}',
  '42',
  '01',
  '__proto__',
  'constructor',
  ' ',
  '%41',
  '?a=b#c',
  '\0',
  'a\0b',
  '\ufeffq',
  'null',
  'undefined',
  '5',
  'k'.repeat(512),
  '\u20ac'.repeat(170),
]

/** Names that are refused. */
const REFUSED = ['', '.', '..', 'k'.repeat(513), '\u20ac'.repeat(171)]

const wellFormed = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((text) => text.isWellFormed() && !text.startsWith('\ufeff'))

const key: fc.Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...POOL.slice(0, 8)) },
  { weight: 6, arbitrary: fc.constantFrom(...POOL) },
  { weight: 1, arbitrary: wellFormed.map((text) => `${text}!`) },
)

const tag = (...written: readonly Written[]): fc.Arbitrary<Written> => fc.constantFrom(...written)

/** Arguments of which no method asks for one. */
const oddity: fc.Arbitrary<Written> = fc.oneof(
  tag(null, 5, -1, 0.5, true, false, ''),
  tag({ $: 'undefined' }, { $: 'NaN' }, { $: 'Infinity' }, { $: '-0' }, { $: 'symbol' }, { $: 'function' }),
  tag({ $: 'bigint', text: '7' }, { $: 'boxed', text: 'a' }, { $: 'date', ms: 0 }, { $: 'blob' }),
  tag({ $: 'object', members: [] }, [], ['a'], { $: 'cycle' }),
)

const name: fc.Arbitrary<Written> = fc.oneof(
  { weight: 40, arbitrary: key },
  { weight: 1, arbitrary: fc.constantFrom(...REFUSED, '\ud800', 'a\udc00') },
  // A date as text depends on where it is made.
  {
    weight: 1,
    arbitrary: oddity.filter(
      (odd) => !(odd !== null && typeof odd === 'object' && '$' in odd && odd.$ === 'date'),
    ),
  },
)

const json: fc.Arbitrary<string> = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'grapheme' })
  .map((value) => JSON.stringify(value))
  .filter((text) => text.length < 60 && !text.includes('-0'))

const text: fc.Arbitrary<string> = fc.oneof(
  wellFormed,
  json,
  fc.constantFrom('', 'null', '0', '"x"', '[1,2]', '{"a":{"__proto__":{"b":1}}}', '{', 'tru', '1e999', '\0'),
)

const byteList = fc
  .array(fc.oneof(fc.nat(255), fc.constantFrom(0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0x22)), { maxLength: 8 })
  .filter(([first]) => first !== 0xef)
const bytesKind = fc.constantFrom<BytesKind>('ArrayBuffer', 'Uint8Array', 'DataView', 'Float64Array')

const value: fc.Arbitrary<Written> = fc.oneof(
  { weight: 10, arbitrary: text },
  { weight: 4, arbitrary: fc.record({ $: fc.constant('bytes' as const), as: bytesKind, bytes: byteList }) },
  {
    weight: 2,
    arbitrary: fc
      .record({ $: fc.constant('stream' as const), chunks: fc.array(byteList, { maxLength: 3 }) })
      .filter(({ chunks }) => chunks.flat()[0] !== 0xef),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ $: fc.constant('strings' as const), chunks: fc.array(wellFormed, { maxLength: 3 }) })
      .filter(({ chunks }) => !chunks.join('').startsWith('\ufeff')),
  },
  { weight: 2, arbitrary: oddity },
)

/** Numbers about the limits of `near`, and what is no number. */
const numberAbout = (...near: readonly number[]): fc.Arbitrary<Written> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...near) },
    { weight: 2, arbitrary: fc.constantFrom(...near.flatMap((n) => [n - 1, n + 1, n + 0.9, -n])) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 31 - 0.5),
    },
    { weight: 1, arbitrary: fc.constantFrom<Written>('60', '100', 'x', '') },
    { weight: 1, arbitrary: oddity },
  )

const metadata: fc.Arbitrary<Written> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Written>('m', 0, false, 1.5, ['a', null]) },
  {
    weight: 3,
    arbitrary: fc.record({
      $: fc.constant('object' as const),
      members: fc.array(fc.tuple(fc.constantFrom('a', 'toJSON', '1', '\u{1f600}'), fc.oneof(text, oddity)), {
        maxLength: 3,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Written>(
      { $: 'repeat', text: 'x', times: 1022 },
      { $: 'repeat', text: 'x', times: 1023 },
      { $: 'repeat', text: '\u00e9', times: 512 },
      '\ud800',
    ),
  },
  // The original has an error of its own for what JSON knows nothing of.
  { weight: 2, arbitrary: oddity.filter((odd) => !isNothingInJson(odd)) },
)

function isNothingInJson(odd: Written): boolean {
  return odd !== null && typeof odd === 'object' && '$' in odd && (odd.$ === 'symbol' || odd.$ === 'function')
}

/** An options object of some of the members, or something else. */
const options = (members: Readonly<Record<string, fc.Arbitrary<Written>>>): fc.Arbitrary<Written> =>
  fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record(members, { requiredKeys: [] }).map((some): Written => {
        const given = Object.entries(some)
        return {
          $: 'object',
          members: given.flatMap(([name, member]) => (member === undefined ? [] : [[name, member] as const])),
        }
      }),
    },
    { weight: 1, arbitrary: oddity },
  )

const getType = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<Written>('text', 'json', 'arrayBuffer', 'stream') },
  { weight: 1, arbitrary: fc.constantFrom<Written>('TEXT', '', 'blob') },
  { weight: 1, arbitrary: oddity },
)
const getOptions = fc.oneof(getType, options({ type: getType, cacheTtl: numberAbout(30, 60) }))

const names: fc.Arbitrary<Written> = fc.oneof(
  { weight: 12, arbitrary: fc.array(key, { maxLength: 8 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof(key, fc.constantFrom<Written>(...REFUSED, null, 5)), { maxLength: 8 }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(100, 101).map((count) => Array.from({ length: count }, (_, i) => `none ${i}`)),
  },
)

/** Arguments of which the last ones may be missing. */
const some = (least: number, ...all: readonly fc.Arbitrary<Written>[]): fc.Arbitrary<readonly Written[]> =>
  fc
    .tuple(
      fc.tuple(...all),
      fc.oneof(
        { weight: 30, arbitrary: fc.integer({ min: least, max: all.length }) },
        { weight: 1, arbitrary: fc.nat(all.length) },
      ),
    )
    .map(([args, length]) => args.slice(0, length))

const call = (
  method: 'get' | 'getWithMetadata' | 'put' | 'delete' | 'list',
  args: fc.Arbitrary<readonly Written[]>,
): fc.Arbitrary<Step> => args.map((given) => ({ method, args: given }))

const expiration = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(-1, 0, 1, 59, 60, 61, 90, 1000)
      .map((ahead): Written => ({ $: 'moment', ahead })),
  },
  { weight: 1, arbitrary: numberAbout(60) },
)

const putOptions = options({ expiration, expirationTtl: numberAbout(60, 90), metadata })
const plainPutOptions = fc.oneof(
  fc.constant<Written>({ $: 'object', members: [] }),
  metadata.map((given): Written => ({ $: 'object', members: [['metadata', given]] })),
  fc.constantFrom(60, 90, 200).map((ttl): Written => ({ $: 'object', members: [['expirationTtl', ttl]] })),
)

const prefix = fc
  .oneof(
    {
      weight: 8,
      arbitrary: key.chain((whole) => fc.nat(3).map((length) => [...whole].slice(0, length).join(''))),
    },
    { weight: 1, arbitrary: fc.constantFrom<Written>(...REFUSED, '\ud800') },
    { weight: 1, arbitrary: oddity },
    // The original finds nothing behind a prefix that has a zero in it.
  )
  .filter((begin) => !(typeof begin === 'string' && begin.includes('\0')))

const cursor: fc.Arbitrary<Written> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Written>({ $: 'cursor' }) },
  { weight: 2, arbitrary: key.map((behind) => cursorBehind(behind)) },
  { weight: 1, arbitrary: fc.constantFrom<Written>('zzz', 'YQ', 'Y-_', '!!!', 'YQ=x', '/w==') },
  { weight: 1, arbitrary: oddity },
)

const listOptions = options({ limit: numberAbout(1, 2, 3, 1000), prefix, cursor })

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: call('put', some(2, key, value, plainPutOptions)) },
  { weight: 4, arbitrary: call('put', some(2, name, value, putOptions)) },
  { weight: 5, arbitrary: call('get', some(1, name, getOptions)) },
  { weight: 2, arbitrary: call('get', some(1, names, getOptions)) },
  { weight: 4, arbitrary: call('getWithMetadata', some(1, name, getOptions)) },
  { weight: 2, arbitrary: call('getWithMetadata', some(1, names, getOptions)) },
  { weight: 2, arbitrary: call('delete', some(1, name)) },
  { weight: 5, arbitrary: call('list', some(0, listOptions)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 1, max: 4 }),
        prefix.filter((begin) => typeof begin === 'string'),
      )
      .map(([limit, begin]): Step => ({
        method: 'pages',
        args: [limit, typeof begin === 'string' ? begin : ''],
      })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 30, 60, 90, 1000).map((seconds): Move => ({ method: 'wait', seconds })),
  },
)

/** Programs of up to 100 steps on one namespace. */
export const program: fc.Arbitrary<readonly Move[]> = fc.array(move, {
  minLength: 1,
  maxLength: 100,
  size: 'max',
})
