import { KvasirError, type NamespaceHead, type Store } from '@kvasir/core'
import { type RawNamespace, type RawStore, rawStore } from '@kvasir/core/raw'
import type { Header, TransferRecord } from '../records.ts'
import { catchUp, type Progress } from './catch-up.ts'
import type { Selection } from './export-options.ts'
import { readSpace } from './read-space.ts'

/** An export that has not begun yet. */
export interface Reading {
  readonly header: Header
  /** Reads everything once, some records at a time, the header and the end included. */
  readonly records: AsyncGenerator<readonly TransferRecord[], void>
}

/** Looks what there is to be exported. Throws `INVALID_OPTION` for a namespace that there is not. */
export async function openReading(
  store: Store,
  { namespaces, prefix, history = false, signal }: Selection,
): Promise<Reading> {
  signal?.throwIfAborted()
  const raw = rawStore(store)
  const names = namespaces ?? (await store.namespaces({ sizes: false })).map(({ name }) => name)
  const found: RawNamespace[] = []
  for (const name of new Set(names)) {
    const namespace = await raw.find(name)
    if (namespace === undefined || !(await namespace.isThere())) {
      throw new KvasirError('INVALID_OPTION', `There is no namespace ${JSON.stringify(name)} to be exported.`)
    }
    found.push(namespace)
  }
  let entries = 0
  for (const { name } of found) entries += await store.namespace(name).count({ prefix })
  const heads: NamespaceHead[] = found.map(({ head }) => head)
  const header: Header = { at: raw.now(), namespaces: heads, entries, prefix, history }
  return { header, records: readRecords(raw, header, found, signal) }
}

async function* readRecords(
  raw: RawStore,
  header: Header,
  namespaces: readonly RawNamespace[],
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly TransferRecord[], void> {
  yield [{ kind: 'header', header }]
  let entries = 0
  const tell = (records: readonly TransferRecord[]): readonly TransferRecord[] => {
    signal?.throwIfAborted()
    for (const { kind } of records) if (kind === 'entry') entries++
    return records
  }
  const progress: Progress[] = []
  for (const [space, namespace] of namespaces.entries()) {
    // Before any of them is read.
    const since = await namespace.newest()
    const { history = 1 } = namespace.head
    const reading = {
      namespace,
      space,
      prefix: header.prefix ?? '',
      withVersions: header.history && history > 1,
      now: () => raw.now(),
    }
    progress.push({ reading, since, position: since })
  }
  for (const { reading } of progress) {
    for await (const records of readSpace(reading)) yield tell(records)
  }
  const changes = catchUp(raw, progress)
  let isChanged = false
  const toChanges = (found: readonly TransferRecord[]): readonly TransferRecord[] => {
    if (found.length === 0 || isChanged) return tell(found)
    isChanged = true
    return tell([{ kind: 'changes' }, ...found])
  }
  for (;;) {
    const { done, value } = await changes.next()
    if (done !== true) {
      yield toChanges(value)
      continue
    }
    for (const namespace of namespaces) await checkThere(namespace)
    // In one piece with the last changes: the picture is that of the moment at which the end is read.
    const last = toChanges(value.records)
    yield [...last, { kind: 'end', entries, consistent: value.consistent }]
    return
  }
}

async function checkThere(namespace: RawNamespace): Promise<void> {
  if (await namespace.isThere()) return
  throw new KvasirError(
    'NAMESPACE_DELETED',
    `The namespace ${JSON.stringify(namespace.name)} was deleted while it was exported.`,
  )
}
