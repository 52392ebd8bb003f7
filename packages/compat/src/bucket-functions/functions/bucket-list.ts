import { isBucketName } from '../bucket.ts'
import { type BucketFunction, bucketFunction, foundSchema, resultsSchema } from '../bucket-function.ts'
import { bucketItemSchema, toBucketItem } from '../bucket-item.ts'
import { found } from '../call.ts'
import { objectOf } from '../json-schema.ts'

export const bucketList: BucketFunction = bucketFunction<object>({
  name: 'kv-bucket-list',
  description: 'List all buckets with their descriptions and how many keys they have.',
  input: objectOf({}),
  output: foundSchema(resultsSchema(bucketItemSchema)),
  async run({ store }) {
    const results = (await store.namespaces()).filter(({ name }) => isBucketName(name)).map(toBucketItem)
    return found({ results_total: results.length, results })
  },
})
