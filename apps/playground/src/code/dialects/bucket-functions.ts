import type { CreateNamespaceOptions } from 'kvasir'
import { isJson } from '../../values/is-json.ts'
import { writeLiteral } from '../../values/write-literal.ts'
import type { Deed, ListDeed } from '../deed.ts'
import type { Dialect, Setting } from '../dialect.ts'
import { openStoreLines } from '../open-store-lines.ts'
import { writePuts } from '../write-puts.ts'

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
      return writeAnswered(writePut(bucket, deed.key, deed.value))
    case 'get':
      return answer(writeFunction('kv-key-get', { bucket, key: deed.key, json: false }))
    case 'delete':
      return answer(writeFunction('kv-key-delete', { bucket, key: deed.key }))
    case 'purge':
      return answer(writeFunction('kv-key-delete', { bucket, key: deed.key, purge: true }))
    case 'increment':
      return writeIncrement(bucket, deed.key, deed.by)
    case 'watch':
      return writeWatch(bucket)
    case 'history':
      return answer(writeFunction('kv-key-history', { bucket, key: deed.key }))
    case 'put many':
      return writePuts(deed, (key, value) => writePut(bucket, key, value))
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

function writePut(bucket: string, key: string, value: unknown): string | undefined {
  if (!isJson(value)) return undefined
  // A bare number, boolean or null is no value of a bucket; its text reads back as what it is.
  const isBare = typeof value === 'number' || typeof value === 'boolean' || value === null
  return writeFunction('kv-key-put', { bucket, key, value: isBare ? JSON.stringify(value) : value })
}

function writeAnswered(call: string | undefined): string | undefined {
  return call === undefined ? undefined : answer(call)
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
  const { prefix, limit } = options
  const first = writeFunction('kv-key-list', { bucket, prefix, limit })
  const next = first.replace(/ \} \}\)$/, ', last_sequence: last() } })')
  const turns =
    page === 1
      ? ''
      : `const last = () => reply.body.body?.results.at(-1)?.sequence
for (let n = 1; n < ${page}; n++) reply = ${next}\n`
  return `// In the order in which they were written.
let reply = ${first}
${turns}for (const { key, value } of reply.body.body?.results) console.log(key, value)`
}

function writeIncrement(bucket: string, key: string, by: number): string {
  const get = writeFunction('kv-key-get', { bucket, key, json: true, with_sequence: true })
  const update = writeFunction('kv-key-update', { bucket, key }).replace(
    / \} \}\)$/,
    ', value: String(sum), sequence } })',
  )
  return `let sum, status_code
do {
  // Somebody else may write in between: then it is read again.
  const { body } = ${get.replaceAll('\n', '\n  ')}
  sum = Number(body.body?.value ?? 0) + ${writeLiteral(by)}
  const sequence = body.metadata?.Sequence ?? 0
  ;({ status_code } = ${update.replaceAll('\n', '\n  ')})
} while (status_code === 409)`
}

function writeWatch(bucket: string): string {
  return `let last_sequence
for (;;) {
  const { body } = await call({ function: 'kv-key-watch', params: { bucket: ${writeLiteral(bucket)}, last_sequence, wait_ms: 30_000 } })
  for (const change of body.body?.results) console.log(change)
  last_sequence = body.body?.last_sequence
}`
}
