import type { Outcome, Step, Written } from './step.test-cases.ts'

/** Something that the original does and that nobody would ask of it. */
export interface Quirk {
  readonly title: string
  /** What the face does in its place. */
  readonly instead: string
  readonly steps: readonly Step[]
  /** What comes of the last step. */
  readonly original: Outcome
  readonly face: Outcome
}

const object = (members: Readonly<Record<string, Written>>): Written => ({
  $: 'object',
  members: Object.entries(members),
})
const answer = (written: Written): Outcome => ({ answer: written })
const rejected = (name: string, message: string): Outcome => ({ rejected: { name, message } })
const NOTHING_LISTED = object({ keys: [], list_complete: true, cacheStatus: null })

/** All differences between the original and the face. */
export const QUIRKS: readonly Quirk[] = [
  {
    title: 'get of many keys loses those that look like the index of an array',
    instead: 'they are answered like the others',
    steps: [{ method: 'get', args: [['42', 'n']] }],
    original: answer([['n', null]]),
    face: answer([
      ['42', null],
      ['n', null],
    ]),
  },
  {
    title: 'get of many keys loses the key __proto__',
    instead: 'it is answered like the others',
    steps: [{ method: 'get', args: [['__proto__', 'n']] }],
    original: answer([['n', null]]),
    face: answer([
      ['__proto__', null],
      ['n', null],
    ]),
  },
  {
    title: 'get of many keys takes a mark of the order of bytes off a value, get of one does not',
    instead: 'the value is the same',
    steps: [
      { method: 'put', args: ['k', '\ufeffa'] },
      { method: 'get', args: [['k']] },
    ],
    original: answer([['k', 'a']]),
    face: answer([['k', '\ufeffa']]),
  },
  {
    title: 'get of many keys as JSON makes 0 of -0',
    instead: 'the number is the same',
    steps: [
      { method: 'put', args: ['k', '-0'] },
      { method: 'get', args: [['k'], 'json'] },
    ],
    original: answer([['k', 0]]),
    face: answer([['k', { $: '-0' }]]),
  },
  {
    title: 'get of many keys makes another key of one that is not well-formed',
    instead: 'it is refused, as get of one key does',
    steps: [{ method: 'get', args: [['\ud800']] }],
    original: answer([['\ufffd\ufffd\ufffd', null]]),
    face: rejected('Error', 'KV GET_BULK failed: 400 Could not URL-decode key name'),
  },
  {
    title: 'a text that is not well-formed comes back as another one',
    instead: 'it comes back as it was',
    steps: [
      { method: 'put', args: ['k', '\ud800'] },
      { method: 'get', args: ['k'] },
    ],
    original: answer('\ufffd\ufffd\ufffd'),
    face: answer('\ud800'),
  },
  {
    title: 'list finds nothing behind a prefix that has a zero in it',
    instead: 'it finds the keys',
    steps: [
      { method: 'put', args: ['a\0b', ''] },
      { method: 'list', args: [object({ prefix: 'a\0' })] },
    ],
    original: answer(NOTHING_LISTED),
    face: answer(object({ keys: [object({ name: 'a\0b' })], list_complete: true, cacheStatus: null })),
  },
  {
    title: 'metadata that JSON has no text for is an error of the service',
    instead: 'the error says what is wrong',
    steps: [{ method: 'put', args: ['k', '', object({ metadata: { $: 'symbol' } })] }],
    original: rejected('Error', 'KV PUT failed: 500 Internal Server Error'),
    face: rejected('TypeError', 'The metadata of a KV put() is JSON; a symbol is not.'),
  },
  {
    title: 'getWithMetadata throws where the others reject',
    instead: 'every promise is rejected',
    steps: [{ method: 'getWithMetadata', args: [''] }],
    original: { threw: { name: 'TypeError', message: 'Key name cannot be empty.' } },
    face: rejected('TypeError', 'Key name cannot be empty.'),
  },
  {
    title: 'get throws where it cannot read an argument',
    instead: 'every promise is rejected',
    steps: [{ method: 'get', args: [] }],
    original: {
      threw: {
        name: 'TypeError',
        message: "Failed to execute 'get' on 'KvNamespace': parameter 1 is not of type 'string or Array'.",
      },
    },
    face: rejected(
      'TypeError',
      "Failed to execute 'get' on 'KvNamespace': parameter 1 is not of type 'string or Array'.",
    ),
  },
]

/**
 * An outcome with the quirks that programs meet by chance: what was thrown counts as rejected, and of many keys those
 * are left out that the original loses. Programs keep away from the other quirks.
 */
export function asOriginal({ args }: Step, outcome: Outcome | undefined): Outcome | undefined {
  if (outcome === undefined || 'rejected' in outcome) return outcome
  if ('threw' in outcome) return { rejected: outcome.threw }
  const isOfMany = Array.isArray(args[0]) && Array.isArray(outcome.answer)
  return isOfMany ? { answer: outcome.answer.filter((pair) => !isLost(pair)) } : outcome
}

function isLost(pair: Written): boolean {
  const [key] = Array.isArray(pair) ? pair : []
  return (
    key === '__proto__' ||
    (typeof key === 'string' && String(Number(key) >>> 0) === key && key !== '4294967295')
  )
}
