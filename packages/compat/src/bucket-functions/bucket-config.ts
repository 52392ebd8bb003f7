import type { NamespaceConfig, NamespaceInfo } from '@kvasir/core'
import { bucketParam } from './bucket.ts'
import { type JsonSchema, objectOf } from './json-schema.ts'
import { millisToNanos, nanosToMillis } from './nanoseconds.ts'

/** The settings of a bucket, as `kv-bucket-create` takes them. */
export interface BucketSettings {
  readonly description?: string
  readonly ttl?: number | string | bigint
  readonly history?: number
  readonly max_bytes?: number
  readonly max_value_size?: number
  readonly storage?: 'file' | 'memory'
  readonly num_replicas?: number
  readonly compression?: boolean
  readonly metadata?: object
  readonly placement?: object
  readonly mirror?: object
  readonly republish?: object
  readonly sources?: readonly object[]
}

const text: JsonSchema = { type: 'string' }
const integer: JsonSchema = { type: 'integer' }

const source: JsonSchema = objectOf(
  { name: { type: 'string', minLength: 1, description: 'Name of the stream.' } },
  {
    domain: text,
    filter_subject: text,
    opt_start_seq: integer,
    opt_start_time: integer,
    subject_transforms: { type: 'array' },
  },
)

/** Some 292 years: what the 64 bits of the original can count. */
const MAX_NANOS = 9_223_372_036_000_000_000

/** What a setting that is about several machines adds to its description. */
const KEPT = 'Kept and reported; of no effect on a single machine.'

/** The parameters of `kv-bucket-create`. */
export const bucketSchema: JsonSchema = objectOf(
  { bucket: bucketParam },
  {
    description: { type: 'string', description: 'What the bucket is for.' },
    ttl: {
      type: ['integer', 'string'],
      minimum: 0,
      maximum: MAX_NANOS,
      pattern: '^[0-9]{1,19}$',
      description:
        'Nanoseconds that a key lives after it was last written; 0 or nothing: for ever. 3600000000000 is an hour. As digits in a string where a number would not be exact.',
    },
    history: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: 1,
      description: 'How many values are kept of each key.',
    },
    max_bytes: {
      type: 'integer',
      minimum: -1,
      default: -1,
      description: 'Bytes that the bucket may hold; a write that would not fit is refused. -1: unlimited.',
    },
    max_value_size: {
      type: 'integer',
      minimum: -1,
      default: -1,
      description: 'Bytes that a value may have. -1: unlimited.',
    },
    storage: {
      type: 'string',
      enum: ['file', 'memory'],
      default: 'file',
      description: 'Where the entries are: in a file, or in memory, until the process ends.',
    },
    num_replicas: {
      type: 'integer',
      minimum: 1,
      maximum: 5,
      default: 1,
      description: `Number of replicas. ${KEPT}`,
    },
    compression: { type: 'boolean', description: 'Whether exports of the bucket are compressed.' },
    metadata: { type: 'object', description: 'Anything to be kept with the bucket.' },
    placement: {
      ...objectOf({}, { cluster: text, tags: { type: 'array', items: text } }),
      description: `Where in a cluster the bucket is to be. ${KEPT}`,
    },
    mirror: { ...source, description: `The store that this one mirrors. ${KEPT}` },
    republish: {
      ...objectOf({}, { dest: text, source: text, headers_only: { type: 'boolean' } }),
      description: `Where what is stored is published again. ${KEPT}`,
    },
    sources: { type: 'array', items: source, description: `What this store gathers. ${KEPT}` },
  },
)

/** The configuration of a namespace that has these settings. */
export function toConfig({
  ttl = 0,
  max_bytes: maxBytes = -1,
  max_value_size: maxValueSize = -1,
  num_replicas: replicas,
  storage = 'file',
  ...same
}: BucketSettings): NamespaceConfig {
  return {
    ...same,
    ttl: nanosToMillis(ttl),
    maxBytes: limitOf(maxBytes),
    maxValueBytes: limitOf(maxValueSize),
    storage: storage === 'file' ? 'persistent' : 'memory',
    replicas,
  }
}

/** The settings of a namespace, with what they are unless given. */
export function toSettings(info: NamespaceInfo): Readonly<Record<string, unknown>> {
  const { ttl, history = 1, maxBytes = -1, maxValueBytes = -1, storage, replicas = 1, compression } = info
  const { placement, mirror, republish, sources } = info
  const given = Object.entries({ placement, mirror, republish, sources })
  return {
    ttl: ttl === undefined ? 0 : millisToNanos(ttl),
    history,
    max_bytes: maxBytes,
    max_value_size: maxValueBytes,
    storage: storage === 'memory' ? 'memory' : 'file',
    num_replicas: replicas,
    compression: compression ?? false,
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  }
}

function limitOf(limit: number): number | undefined {
  return limit > 0 ? limit : undefined
}
