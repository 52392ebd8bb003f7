import { bucketParam, keyParam, openBucket } from '../bucket.ts'
import { type BucketFunction, bucketFunction, foundSchema, sequenceSchema } from '../bucket-function.ts'
import { found } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { Refusal } from '../refusal.ts'
import { jsonOf, textOf } from '../values.ts'

interface Params {
  readonly bucket: string
  readonly key: string
  readonly json: boolean
  readonly with_sequence?: boolean
}

export const keyGet: BucketFunction = bucketFunction<Params>({
  name: 'kv-key-get',
  description: 'Get the value of a key of a bucket. Fails with 404 when there is none.',
  input: objectOf(
    {
      bucket: bucketParam,
      key: keyParam,
      json: {
        type: 'boolean',
        description: 'true to have the value parsed as JSON, as for objects; false to have its text.',
      },
    },
    {
      with_sequence: {
        type: 'boolean',
        default: false,
        description:
          'Tell the sequence of the key in the metadata, as kv-key-update and kv-key-delete take it.',
      },
    },
  ),
  output: foundSchema(
    objectOf({ key: { type: 'string' }, value: { description: 'A string, or with json any JSON value.' } }),
    objectOf({ Bucket: { type: 'string' } }, { Sequence: sequenceSchema }),
  ),
  async run({ store }, { bucket, key, json, with_sequence: withSequence = false }) {
    const entry = await (await openBucket(store, bucket)).getEntry(key)
    if (entry === undefined) throw new Refusal(404, 'Key not found')
    const value = json ? jsonOf(key, entry.value) : textOf(key, entry.value)
    return found({ key, value }, { Bucket: bucket, ...(withSequence && { Sequence: entry.revision }) })
  },
})
