import type { Version } from '@kvasir/core'
import { bucketParam, keyParam, openBucket } from '../bucket.ts'
import {
  type BucketFunction,
  bucketFunction,
  bucketMetadata,
  foundSchema,
  resultsSchema,
  sequenceSchema,
} from '../bucket-function.ts'
import { found } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { Refusal } from '../refusal.ts'
import { textOf } from '../values.ts'

interface Params {
  readonly bucket: string
  readonly key: string
  readonly limit?: number
}

export const keyHistory: BucketFunction = bucketFunction<Params>({
  name: 'kv-key-history',
  description:
    'List what a key had as values, newest first, as far as the history of its bucket goes; deletions included.',
  input: objectOf(
    { bucket: bucketParam, key: keyParam },
    { limit: { type: 'integer', minimum: 1, description: 'The most items to be given; all unless given.' } },
  ),
  output: foundSchema(
    resultsSchema(
      objectOf(
        {
          operation: { type: 'string', enum: ['put', 'delete', 'purge', 'expire'] },
          sequence: sequenceSchema,
          created: { type: 'integer', description: 'When it happened, in epoch milliseconds.' },
        },
        { value: { type: 'string', description: 'Of a put; objects are JSON text.' } },
      ),
    ),
    bucketMetadata,
  ),
  async run({ store }, { bucket, key, limit = Infinity }) {
    const versions = await (await openBucket(store, bucket)).history(key)
    if (versions.length === 0) throw new Refusal(404, 'Key not found')
    const results = versions.slice(0, limit).map((version) => toItem(key, version))
    return found({ results_total: versions.length, results }, { Bucket: bucket })
  },
})

function toItem(key: string, version: Version): Readonly<Record<string, unknown>> {
  const { operation, revision, writtenAt } = version
  const item = { operation, sequence: revision, created: writtenAt }
  return version.operation === 'put' ? { ...item, value: textOf(key, version.value) } : item
}
