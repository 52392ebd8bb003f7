import { bucketParam, keyParam, openBucket } from '../bucket.ts'
import { type BucketFunction, bucketFunction, sequenceSchema } from '../bucket-function.ts'
import { done } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { toStored, valueParam } from '../values.ts'

interface Params {
  readonly bucket: string
  readonly key: string
  readonly value: string | object
  readonly sequence: number
}

export const keyUpdate: BucketFunction = bucketFunction<Params>({
  name: 'kv-key-update',
  description:
    'Store a value under a key only if nobody has written to it since: compare and set. Fails with 409, and tells the sequence that the key has, if somebody has.',
  input: objectOf({
    bucket: bucketParam,
    key: keyParam,
    value: valueParam,
    sequence: {
      type: 'integer',
      minimum: 0,
      description: 'The sequence that the key has to have, as it was read; 0: there is no such key.',
    },
  }),
  output: objectOf({ message: { type: 'string' }, sequence: sequenceSchema }),
  async run({ store }, { bucket, key, value, sequence }) {
    const stored = toStored(value)
    const updated = await (await openBucket(store, bucket)).put(key, stored, { ifRevision: sequence })
    return done('Key updated successfully', { sequence: updated })
  },
})
