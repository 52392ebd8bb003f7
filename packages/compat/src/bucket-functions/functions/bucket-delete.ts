import { bucketParam } from '../bucket.ts'
import { type BucketFunction, bucketFunction, messageSchema } from '../bucket-function.ts'
import { done } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { Refusal } from '../refusal.ts'

export const bucketDelete: BucketFunction = bucketFunction<{ readonly bucket: string }>({
  name: 'kv-bucket-delete',
  description: 'Delete a bucket with everything in it.',
  input: objectOf({ bucket: bucketParam }),
  output: messageSchema,
  async run({ store }, { bucket }) {
    if (await store.deleteNamespace(bucket)) return done('Bucket deleted successfully')
    throw new Refusal(404, 'Bucket not found')
  },
})
