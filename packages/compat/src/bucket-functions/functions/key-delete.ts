import { bucketParam, keyParam, openBucket } from '../bucket.ts'
import { type BucketFunction, bucketFunction, messageSchema } from '../bucket-function.ts'
import { done } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { Refusal } from '../refusal.ts'

interface Params {
  readonly bucket: string
  readonly key: string
  readonly sequence?: number
  readonly purge?: boolean
}

export const keyDelete: BucketFunction = bucketFunction<Params>({
  name: 'kv-key-delete',
  description: 'Delete a key of a bucket. Fails with 404 when there is none.',
  input: objectOf(
    { bucket: bucketParam, key: keyParam },
    {
      sequence: {
        type: 'integer',
        minimum: 1,
        description: 'Delete only while the key has this sequence, and fail with 409 otherwise.',
      },
      purge: {
        type: 'boolean',
        default: false,
        description: 'Delete the history of the key, too. Not together with sequence.',
      },
    },
  ),
  output: messageSchema,
  async run({ store }, { bucket, key, sequence, purge = false }) {
    if (purge && sequence !== undefined) throw new Refusal(400, 'Either sequence or purge, not both')
    const keys = await openBucket(store, bucket)
    const existed = await (purge ? keys.purge(key) : keys.delete(key, { ifRevision: sequence }))
    if (existed) return done('Key deleted successfully')
    throw new Refusal(404, 'Key not found')
  },
})
