import type { CreateNamespaceOptions } from 'kvasir'
import { writeLiteral } from '../../values/write-literal.ts'
import type { Deed, ListDeed } from '../deed.ts'
import type { Dialect, Setting } from '../dialect.ts'
import { openStoreLines } from '../open-store-lines.ts'

/** Nanoseconds in a millisecond. */
const NANOSECONDS = 1_000_000

/** The `kv-*` functions, which take and answer JSON. */
export const bucketFunctions: Dialect = {
  title: 'Bucket functions',
  write: (deed, setting) => {
    const body = writeBody(deed, setting.namespace)
    return body === undefined ? undefined : `${opening(setting, deed)}${body}\n`
  },
}

function opening({ choice, namespace }: Setting, deed: Deed): string {
  const isOfBuckets = deed.kind === 'create namespace' || deed.kind === 'delete namespace'
  const create = isOfBuckets
    ? ''
    : `// Buckets are made before they are used; one that exists is answered with 400, and stays as it is.
${writeFunction('kv-bucket-create', { bucket: namespace })}\n`
  return `import { createDispatcher } from '@kvasir/compat/bucket-functions'
${openStoreLines(choice)}
const call = createDispatcher(store)

${create}`
}

function writeFunction(name: string, params: object): string {
  const given = Object.fromEntries(Object.entries(params).filter(([, param]) => param !== undefined))
  return `await call(${writeLiteral({ function: name, params: given })})`
}

const answer = (call: string): string =>
  `const { status_code, body } = ${call}\nconsole.log(status_code, body)`

function writeBody(deed: Deed, bucket: string): string | undefined {
  switch (deed.kind) {
    case 'put':
      return writePut(bucket, deed.key, deed.value)
    case 'get':
      return answer(writeFunction('kv-key-get', { bucket, key: deed.key, json: false }))
    case 'delete':
      return answer(writeFunction('kv-key-delete', { bucket, key: deed.key }))
    case 'history':
      return answer(writeFunction('kv-key-history', { bucket, key: deed.key }))
    case 'put many': {
      const puts = deed.batches.flatMap(({ entries }) => entries.map(([key, value]) => ({ key, value })))
      const lines = puts.filter(({ value }) => isJson(value)).map(({ key, value }) => put(bucket, key, value))
      return [...lines, ...(lines.length < puts.length ? ['// The others are no JSON.'] : [])].join('\n')
    }
    case 'list':
      return writeList(deed, bucket)
    case 'create namespace':
      return answer(writeFunction('kv-bucket-create', { bucket: deed.name, ...toBucket(deed.options) }))
    case 'delete namespace':
      return answer(writeFunction('kv-bucket-delete', { bucket: deed.name }))
    default:
      return undefined
  }
}

function put(bucket: string, key: string, value: unknown): string {
  // A bare number or boolean is no value of a bucket.
  const isWrapped = typeof value === 'number' || typeof value === 'boolean' || value === null
  return writeFunction('kv-key-put', { bucket, key, value: isWrapped ? { value } : value })
}

function writePut(bucket: string, key: string, value: unknown): string | undefined {
  return isJson(value) ? answer(put(bucket, key, value)) : undefined
}

function isJson(value: unknown): boolean {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true
  if (Array.isArray(value)) return value.every(isJson)
  if (typeof value !== 'object') return false
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson)
}

function toBucket(options: CreateNamespaceOptions): object {
  const { description, ttl, history, maxBytes, maxValueBytes, metadata, storage, compression } = options
  return {
    description,
    ttl: ttl === undefined ? undefined : ttl * NANOSECONDS,
    history,
    max_bytes: maxBytes,
    max_value_size: maxValueBytes,
    storage: storage === 'persistent' ? 'file' : storage,
    compression: compression === undefined ? undefined : true,
    metadata,
  }
}

function writeList({ options, page }: ListDeed, bucket: string): string {
  const { limit } = options
  const first = writeFunction('kv-key-list', { bucket, limit })
  const next = first.replace(/ \} \}\)$/, ', last_sequence: last() } })')
  const turns =
    page === 1
      ? ''
      : `const last = () => answer.body.results.at(-1)?.sequence
for (let n = 1; n < ${page}; n++) answer = ${next}\n`
  return `// In the order in which they were written.
let answer = ${first}
${turns}for (const { key, value } of answer.body.results) console.log(key, value)`
}
