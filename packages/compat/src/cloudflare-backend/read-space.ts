import { compareKeys, type Head, isInSpan, prefixEnd, type Row, type Scan, type Span } from '@kvasir/core'
import { asked, type BindingValue, type KVBinding } from './binding.ts'
import { prefixOf, toHead, toRow } from './stored-row.ts'

/** How many names Cloudflare answers at once. */
const BULK = 100

/** The heads of a span in the order of their keys, page by page as they are asked for. */
export async function* headsIn(binding: KVBinding, { space, from, to }: Span): AsyncGenerator<Head> {
  const own = prefixOf(space)
  const prefix = own + commonPrefix(from, to)
  for (let cursor: string | undefined; ;) {
    const page = await asked(binding.list({ prefix, ...(cursor !== undefined && { cursor }) }))
    for (const { name, metadata } of page.keys) {
      const key = name.slice(own.length)
      if (to !== undefined && compareKeys(key, to) >= 0) return
      const head = isInSpan(key, { from, to }) ? toHead(key, metadata) : undefined
      if (head !== undefined) yield head
    }
    if (page.list_complete) return
    cursor = page.cursor
  }
}

/** All heads of a span. */
export async function allHeads(binding: KVBinding, span: Span): Promise<Head[]> {
  const heads: Head[] = []
  for await (const head of headsIn(binding, span)) heads.push(head)
  return heads
}

/** One row, in one request. */
export async function readRow(binding: KVBinding, space: number, key: string): Promise<Row | undefined> {
  const { value, metadata } = await asked(binding.getWithMetadata(prefixOf(space) + key, 'arrayBuffer'))
  return value === null ? undefined : toRow(key, value, metadata)
}

/** The rows of heads, in their order; those are left out that are gone by now. */
export async function readRows(binding: KVBinding, space: number, heads: readonly Head[]): Promise<Row[]> {
  const texts = heads.filter(({ type }) => type !== 'bytes').map(({ key }) => prefixOf(space) + key)
  const found = new Map<string, Row>()
  for (let i = 0; i < texts.length; i += BULK) {
    const answers = await asked(binding.getWithMetadata(texts.slice(i, i + BULK), 'text'))
    for (const [name, answer] of answers) {
      const key = name.slice(prefixOf(space).length)
      // What holds bytes by now is no text, and is read alone.
      const row = answer === null ? undefined : toTextRow(key, answer)
      if (row !== undefined) found.set(key, row)
    }
  }
  const rest = heads.filter(({ key }) => !found.has(key))
  const rows = await Promise.all(rest.map(({ key }) => readRow(binding, space, key)))
  for (const row of rows) if (row !== undefined) found.set(row.key, row)
  return heads.flatMap(({ key }) => found.get(key) ?? [])
}

/** A page of a space. In any order but forward by key, all heads of the span are read for it. */
export async function readPage(binding: KVBinding, scan: Scan): Promise<readonly Row[]> {
  const { space, limit, select } = scan
  const rows: Row[] = []
  let heads: Head[] = []
  const load = async (): Promise<void> => {
    const wanted = heads.slice(0, limit - rows.length)
    rows.push(...(select === 'rows' ? await readRows(binding, space, wanted) : wanted.map(withoutValue)))
    heads = heads.slice(wanted.length)
  }
  if (isForward(scan)) {
    for await (const head of headsIn(binding, scan)) {
      heads.push(head)
      if (heads.length === limit - rows.length) await load()
      if (rows.length === limit) return rows
    }
  } else heads = await sorted(binding, scan)
  while (heads.length > 0 && rows.length < limit) await load()
  return rows
}

function isForward(scan: Scan): scan is Scan & Span {
  return (scan.order ?? 'key') === 'key' && 'reverse' in scan && !scan.reverse
}

/** The heads that a scan is about, in its order. */
async function sorted(binding: KVBinding, scan: Scan): Promise<Head[]> {
  const isByKey = scan.order === undefined || scan.order === 'key'
  const span = isByKey ? scan : { space: scan.space, from: '', to: undefined }
  const heads = await allHeads(binding, span)
  if (scan.order === 'revision') {
    const { after, before, reverse } = scan
    const within = heads.filter(({ revision }) => revision > after && revision < before)
    within.sort((a, b) => a.revision - b.revision)
    return reverse ? within.reverse() : within
  }
  if (scan.order === 'expiry') {
    const due = heads.filter(({ expiresAt }) => expiresAt > 0 && expiresAt <= scan.until)
    return due.sort((a, b) => a.expiresAt - b.expiresAt)
  }
  return heads.reverse()
}

/** The longest text with which every key of a span begins. */
function commonPrefix(from: string, to: string | undefined): string {
  if (to === undefined) return ''
  const points = [...from]
  for (; points.length > 0; points.pop()) {
    const prefix = points.join('')
    const end = prefixEnd(prefix)
    if (end !== undefined && compareKeys(to, end) <= 0) return prefix
  }
  return ''
}

function withoutValue(head: Head): Row {
  return { ...head, value: '' }
}

function toTextRow(key: string, { value, metadata }: BindingValue<string>): Row | undefined {
  return value === null || toHead(key, metadata)?.type === 'bytes' ? undefined : toRow(key, value, metadata)
}
