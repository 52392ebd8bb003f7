import { type BucketSettings, bucketSchema, toConfig } from '../bucket-config.ts'
import { type BucketFunction, bucketFunction, messageSchema } from '../bucket-function.ts'
import { done } from '../call.ts'

export const bucketCreate: BucketFunction = bucketFunction<BucketSettings & { readonly bucket: string }>({
  name: 'kv-bucket-create',
  description: 'Create a bucket, a container of keys and values. Fails when there is one of that name.',
  input: bucketSchema,
  output: messageSchema,
  async run({ store }, { bucket, ...settings }) {
    await store.createNamespace(bucket, toConfig(settings))
    return done('Bucket created successfully')
  },
})
