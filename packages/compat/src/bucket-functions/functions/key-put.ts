import { bucketParam, keyParam, openBucket } from '../bucket.ts'
import { type BucketFunction, bucketFunction, messageSchema } from '../bucket-function.ts'
import { done } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { toStored, valueParam } from '../values.ts'

interface Params {
  readonly bucket: string
  readonly key: string
  readonly value: string | object
}

export const keyPut: BucketFunction = bucketFunction<Params>({
  name: 'kv-key-put',
  description: 'Store a value under a key of a bucket, in place of the one that it may have.',
  input: objectOf({ bucket: bucketParam, key: keyParam, value: valueParam }),
  output: messageSchema,
  async run({ store }, { bucket, key, value }) {
    const stored = toStored(value)
    await (await openBucket(store, bucket)).put(key, stored)
    return done('Key written successfully')
  },
})
