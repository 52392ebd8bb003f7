import { bucketParam, openBucket, prefixParam } from '../bucket.ts'
import {
  type BucketFunction,
  bucketFunction,
  foundSchema,
  resultsSchema,
  sequenceSchema,
} from '../bucket-function.ts'
import { found } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { textOf } from '../values.ts'

interface Params {
  readonly bucket: string
  readonly last_sequence?: number
  readonly limit?: number
  readonly prefix?: string
}

export const keyList: BucketFunction = bucketFunction<Params>({
  name: 'kv-key-list',
  description: 'List the keys of a bucket with their values, in the order in which they were written last.',
  input: objectOf(
    { bucket: bucketParam },
    {
      last_sequence: {
        type: 'integer',
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Begin behind this sequence: that of the last item of the page before.',
      },
      limit: { type: 'integer', minimum: 1, description: 'The most items to be given; all unless given.' },
      prefix: prefixParam,
    },
  ),
  output: foundSchema(
    resultsSchema(
      objectOf({
        key: { type: 'string' },
        value: { type: 'string', description: 'Objects are JSON text.' },
        sequence: sequenceSchema,
      }),
    ),
  ),
  async run({ store }, { bucket, last_sequence: after, limit = Infinity, prefix }) {
    const keys = await openBucket(store, bucket)
    const total = await keys.count({ prefix })
    if (total === 0) return found({ results_total: 0, results: [] })
    const page = await keys.list({ order: 'revision', after, prefix, limit: Math.min(limit, total) })
    const results = page.entries.map(({ key, value, revision }) => ({
      key,
      value: textOf(key, value),
      sequence: revision,
    }))
    return found({ results_total: total, results })
  },
})
