import type { NamespaceInfo } from '@kvasir/core'
import { type JsonSchema, objectOf } from './json-schema.ts'

/** What is told of every bucket. */
export const bucketItemSchema: JsonSchema = objectOf({
  name: { type: 'string' },
  description: { type: 'string' },
  entry_total: { type: 'integer', description: 'How many keys there are.' },
  created: { type: 'integer', description: 'Epoch milliseconds.' },
  metadata: { description: 'What was given at the creation; {} unless anything was.' },
})

/** A namespace as a list of buckets shows it. */
export function toBucketItem(info: NamespaceInfo): Readonly<Record<string, unknown>> {
  const { name, description = '', entries, createdAt, metadata = {} } = info
  return { name, description, entry_total: entries, created: createdAt, metadata }
}
