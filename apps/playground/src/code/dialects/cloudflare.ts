import { isJson } from '../../values/is-json.ts'
import { quote, writeLiteral } from '../../values/write-literal.ts'
import type { Deed, ListDeed } from '../deed.ts'
import type { Dialect, Setting } from '../dialect.ts'
import { openStoreLines } from '../open-store-lines.ts'
import { writeCall } from '../write-call.ts'
import { writePuts } from '../write-puts.ts'

/** Milliseconds; what Cloudflare wants a key to live at least. */
const SHORTEST = 60_000

/** The API of a Workers KV binding. */
export const cloudflare: Dialect = {
  title: 'Cloudflare KV',
  write: (deed, setting) => {
    const body = writeBody(deed)
    return body === undefined ? undefined : `${opening(deed, setting)}${body}\n`
  },
}

function opening(deed: Deed, { choice, namespace }: Setting): string {
  const isShort = ttlsOf(deed).some((ttl) => ttl < SHORTEST)
  const options = isShort ? `, { limits: 'none' }` : ''
  return `import { toKVNamespace } from '@kvasir/compat/cloudflare'
${openStoreLines(choice)}
const kv = toKVNamespace(store.namespace(${quote(namespace)})${options})

`
}

/** The times to live that the deed gives, in milliseconds. */
function ttlsOf(deed: Deed): readonly number[] {
  if (deed.kind === 'put') return deed.options.ttl === undefined ? [] : [deed.options.ttl]
  if (deed.kind === 'put many') return deed.batches.flatMap(({ ttl }) => ttl ?? [])
  return deed.kind === 'touch' && deed.ttl !== undefined ? [deed.ttl] : []
}

function writeBody(deed: Deed): string | undefined {
  switch (deed.kind) {
    case 'put':
      return writePut(deed.key, deed.value, { ttl: deed.options.ttl, metadata: deed.options.metadata })
    case 'get':
      return `const value = ${writeCall('kv.get', [deed.key])}`
    case 'delete':
      return writeCall('kv.delete', [deed.key])
    case 'increment':
      return `// Not atomic: somebody else may write in between.
const sum = Number(${writeCall('kv.get', [deed.key])}) + ${writeLiteral(deed.by)}
await kv.put(${quote(deed.key)}, String(sum))`
    case 'touch':
      return `// There is no touch: the value is written again.
const { value, metadata } = await kv.getWithMetadata(${quote(deed.key)}, 'arrayBuffer')
if (value !== null) await kv.put(${quote(deed.key)}, value, ${touchOptions(deed.ttl)})`
    case 'put many':
      return writePuts(deed, (key, value, ttl) => writePut(key, value, { ttl, metadata: undefined }))
    case 'list':
      return writeList(deed)
    default:
      return undefined
  }
}

function touchOptions(ttl: number | undefined): string {
  return ttl === undefined ? '{ metadata }' : `{ metadata, expirationTtl: ${writeLiteral(toSeconds(ttl))} }`
}

function toSeconds(ttl: number): number {
  return Math.ceil(ttl / 1000)
}

interface Extras {
  /** Milliseconds. */
  readonly ttl: number | undefined
  readonly metadata: unknown
}

function writePut(key: string, value: unknown, { ttl, metadata }: Extras): string | undefined {
  const body = writeBodyOf(value)
  if (body === undefined) return undefined
  const options = { expirationTtl: ttl === undefined ? undefined : toSeconds(ttl), metadata }
  const given = Object.fromEntries(Object.entries(options).filter(([, option]) => option !== undefined))
  const last = Object.keys(given).length === 0 ? '' : `, ${writeLiteral(given)}`
  return `await kv.put(${quote(key)}, ${body}${last})`
}

/** Text and bytes are kept as they are, and JSON as its text; undefined for what would not come back from that. */
function writeBodyOf(value: unknown): string | undefined {
  if (typeof value === 'string' || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return writeLiteral(value)
  }
  return isJson(value) ? `JSON.stringify(${writeLiteral(value)})` : undefined
}

function writeList({ options, page }: ListDeed): string {
  const { prefix, limit } = options
  const isOther = options.reverse === true || options.order === 'revision' || 'delimiter' in options
  const first = writeCall('kv.list', [], { prefix, limit })
  const next = writeCall('kv.list', [], { prefix, limit }).replace(/ \}\)$/, ', cursor: page.cursor })')
  const turns = page === 1 ? '' : `for (let n = 1; n < ${page} && !page.list_complete; n++) page = ${next}\n`
  return `${isOther ? '// Keys come in their order, one by one: there are no others.\n' : ''}let page = ${first}
${turns}for (const { name, expiration } of page.keys) console.log(name, expiration)
console.log(page.list_complete)`
}
