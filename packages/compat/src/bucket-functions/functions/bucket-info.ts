import { bucketParam } from '../bucket.ts'
import { bucketSchema, toSettings } from '../bucket-config.ts'
import { type BucketFunction, bucketFunction, bucketMetadata, foundSchema } from '../bucket-function.ts'
import { bucketItemSchema, toBucketItem } from '../bucket-item.ts'
import { found } from '../call.ts'
import { objectOf } from '../json-schema.ts'
import { Refusal } from '../refusal.ts'

const { bucket: _, description: __, metadata: ___, ...settings } = bucketSchema.properties ?? {}
const { placement = {}, mirror = {}, republish = {}, sources = {}, ...always } = settings

export const bucketInfo: BucketFunction = bucketFunction<{ readonly bucket: string }>({
  name: 'kv-bucket-info',
  description: 'Tell the settings of a bucket, how many keys it has and how many bytes.',
  input: objectOf({ bucket: bucketParam }),
  output: foundSchema(
    objectOf(
      {
        ...bucketItemSchema.properties,
        ...always,
        bytes_total: { type: 'integer', description: 'Bytes of keys and values, history included.' },
      },
      { placement, mirror, republish, sources },
    ),
    bucketMetadata,
  ),
  async run({ store }, { bucket }) {
    const info = await store.namespaceInfo(bucket)
    if (info === undefined) throw new Refusal(404, 'Bucket not found')
    return found({ ...toBucketItem(info), ...toSettings(info), bytes_total: info.bytes }, { Bucket: bucket })
  },
})
