import type { Namespace, Store } from '@kvasir/core'
import type { JsonSchema } from './json-schema.ts'
import { Refusal } from './refusal.ts'

/** What names a bucket has; a namespace with another name is none. */
const BUCKET_NAME = '^[a-zA-Z0-9_-]+$'

/** The parameter that names a bucket. */
export const bucketParam: JsonSchema = {
  type: 'string',
  pattern: BUCKET_NAME,
  description: 'Name of the bucket: letters, digits, dashes and underscores.',
}

/** The parameter that names a key. */
export const keyParam: JsonSchema = { type: 'string', minLength: 1, description: 'The key.' }

/** The parameter that restricts what is told to some keys. */
export const prefixParam: JsonSchema = { type: 'string', description: 'Only keys that begin with this text.' }

/** Whether a namespace is a bucket. */
export function isBucketName(name: string): boolean {
  return new RegExp(BUCKET_NAME, 'u').test(name)
}

/** A bucket that there is; throws a refusal otherwise. */
export async function openBucket(store: Store, name: string): Promise<Namespace> {
  const bucket: Namespace | undefined = await store.openNamespace(name)
  if (bucket === undefined) throw new Refusal(404, 'Bucket not found')
  return bucket
}
