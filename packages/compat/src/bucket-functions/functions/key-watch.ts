import type { Change, ChangePage, ChangesOptions, Namespace, Timer } from '@kvasir/core'
import { bucketParam, keyParam, openBucket, prefixParam } from '../bucket.ts'
import {
  type BucketFunction,
  bucketFunction,
  bucketMetadata,
  foundSchema,
  sequenceSchema,
} from '../bucket-function.ts'
import { found } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { Refusal } from '../refusal.ts'
import { textOf } from '../values.ts'

/** The longest that an answer may be waited for, in milliseconds. */
const MAX_WAIT = 300_000

interface Params {
  readonly bucket: string
  readonly key?: string
  readonly prefix?: string
  readonly last_sequence?: number
  readonly limit?: number
  readonly wait_ms?: number
}

export const keyWatch: BucketFunction = bucketFunction<Params>({
  name: 'kv-key-watch',
  description:
    'Tell what has changed in a bucket since a sequence, and wait for it if need be. Call it without last_sequence to learn where to begin, and then each time with the last_sequence of the answer before. When it fails with 410, begin anew and list the keys.',
  input: objectOf(
    { bucket: bucketParam },
    {
      key: { ...keyParam, description: 'Only this key. Not together with prefix.' },
      prefix: prefixParam,
      last_sequence: {
        type: 'integer',
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'The last_sequence of the answer before; nothing to learn it; 0 for all keys that there are.',
      },
      limit: {
        type: 'integer',
        minimum: 1,
        description: 'The most changes to be told; from last_sequence 0 all are.',
      },
      wait_ms: {
        type: 'integer',
        minimum: 0,
        maximum: MAX_WAIT,
        default: 0,
        description: 'How many milliseconds to wait for a change when there is none yet.',
      },
    },
  ),
  output: foundSchema(
    objectOf({
      results: {
        type: 'array',
        description: 'Of each key the last change, in the order of the sequences.',
        items: objectOf(
          {
            operation: {
              type: 'string',
              enum: ['put', 'delete', 'expire', 'clear'],
              description: 'clear: all keys from start on and before end were deleted at once.',
            },
            sequence: sequenceSchema,
          },
          {
            key: { type: 'string' },
            value: { type: 'string', description: 'Of a put; objects are JSON text.' },
            start: { type: 'string' },
            end: { type: 'string' },
          },
        ),
      },
      last_sequence: { type: 'integer', description: 'Where to go on.' },
    }),
    bucketMetadata,
  ),
  async run({ store, timer }, { bucket, key, prefix, last_sequence: from, limit = Infinity, wait_ms = 0 }) {
    if (key !== undefined && prefix !== undefined) throw new Refusal(400, 'Either key or prefix, not both')
    const keys = await openBucket(store, bucket)
    const asked = { key, prefix }
    let page = await keys.changes({ ...asked, from })
    if (from !== undefined && page.changes.length === 0 && wait_ms > 0) {
      await nextChange(keys, { ...asked, from: page.revision }, timer, wait_ms)
      page = await keys.changes({ ...asked, from: page.revision })
    }
    // From amid what there is at first nobody could go on for sure.
    const told = from === 0 ? page.changes : page.changes.slice(0, limit)
    return found({ results: told.map(toItem), last_sequence: positionOf(page, told) }, { Bucket: bucket })
  },
})

/** Resolves when something has changed, or after some milliseconds. */
async function nextChange(
  keys: Namespace,
  options: ChangesOptions,
  timer: Timer,
  wait: number,
): Promise<void> {
  const ended = new AbortController()
  const changes = keys.watch({ ...options, signal: ended.signal })
  const callOff = timer(wait, () => ended.abort())
  try {
    await changes.next()
  } finally {
    callOff()
    ended.abort()
  }
}

function positionOf({ changes, revision }: ChangePage, told: readonly Change[]): number {
  return told.length < changes.length ? (told.at(-1)?.revision ?? revision) : revision
}

function toItem(change: Change): Readonly<Record<string, unknown>> {
  const { operation, revision: sequence } = change
  switch (change.operation) {
    case 'put':
      return { operation, key: change.key, value: textOf(change.key, change.value), sequence }
    case 'clear':
      return {
        operation,
        start: change.start,
        ...(change.end !== undefined && { end: change.end }),
        sequence,
      }
    default:
      return { operation, key: change.key, sequence }
  }
}
