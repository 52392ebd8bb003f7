import { compareKeys } from '@kvasir/core'
import type { RawChange, RawChanges, RawStore } from '@kvasir/core/raw'
import type { ClearedRecord } from '../records.ts'
import { type KeyRecord, readKeys, type Reading } from './read-space.ts'

/** How often it is tried to be done between two writes of others, before the export says that it is no picture of one moment. */
const MAX_ROUNDS = 64
/** How often it is looked for changes while the store's own writes wait. */
const MAX_LOOKS = 16

/** How far changes were read: everything of a namespace up to a revision was said. */
export interface Progress {
  readonly reading: Reading
  /** The revision at which its reading began. */
  readonly since: number
  position: number
}

/** The last of what is said, and whether all of it is a picture of one moment. */
export interface CaughtUp {
  readonly records: readonly ChangeRecord[]
  readonly consistent: boolean
}

/** What an export says of changes. */
export type ChangeRecord = KeyRecord | ClearedRecord

/**
 * Reads what was written since the namespaces were read, until nothing has come since what was read last; returns what
 * that was, and whether so much was reached.
 *
 * Then everything that was said, in its order, is the state of all the namespaces at one moment: each key that changed
 * was said anew after its last change, and there was a moment, behind the last reading and before the look that found
 * nothing newer, at which nothing was newer in any of them. For that look, and what little was read just before it, the
 * store's own writes to the namespaces wait; who writes through another connection can only make it happen again.
 */
export async function* catchUp(
  raw: RawStore,
  progress: readonly Progress[],
): AsyncGenerator<readonly ChangeRecord[], CaughtUp> {
  const namespaces = progress.map(({ reading }) => reading.namespace)
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const each of progress) yield* readOn(each)
    const records: ChangeRecord[] = []
    const isQuiet = await raw.hold(namespaces, async () => {
      // Transactions that were under way are not held: what they commit is read, too.
      for (let look = 0; look < MAX_LOOKS; look++) {
        const found = await readLittle(progress)
        if (found === undefined) return true
        records.push(...found)
      }
      return false
    })
    if (isQuiet) return { records, consistent: await isRemembered(progress) }
    if (records.length > 0) yield records
  }
  return { records: [], consistent: false }
}

async function* readOn(progress: Progress): AsyncGenerator<readonly ChangeRecord[], void> {
  const { namespace } = progress.reading
  const until = await namespace.newest()
  while (progress.position < until) {
    const changes = await namespace.changes(progress.position, until)
    yield await toRecords(progress.reading, changes)
    progress.position = changes.position
  }
}

/** Some of what has come in the namespaces since; undefined when nothing has come in any of them. */
async function readLittle(progress: readonly Progress[]): Promise<readonly ChangeRecord[] | undefined> {
  const records: ChangeRecord[] = []
  let isUnchanged = true
  for (const each of progress) {
    const { namespace } = each.reading
    const until = await namespace.newest()
    if (each.position >= until) continue
    isUnchanged = false
    const changes = await namespace.changes(each.position, until)
    records.push(...(await toRecords(each.reading, changes)))
    each.position = changes.position
  }
  return isUnchanged ? undefined : records
}

/** Whether no deletion was forgotten while the export went on. */
async function isRemembered(progress: readonly Progress[]): Promise<boolean> {
  for (const { reading, since } of progress) {
    if ((await reading.namespace.horizon()) > since) return false
  }
  return true
}

async function toRecords(reading: Reading, { changes }: RawChanges): Promise<readonly ChangeRecord[]> {
  const records: ChangeRecord[] = []
  let keys = new Map<string, number>()
  for (const change of changes) {
    if (change.kind === 'key') {
      // What is said of a key is what is true now, so of two changes between the same ranges one is enough.
      if (change.key.startsWith(reading.prefix)) keys.set(change.key, change.writtenAt)
      continue
    }
    const cleared = toCleared(reading, change)
    if (cleared === undefined) continue
    records.push(...(await readKeys(reading, keys)), cleared)
    keys = new Map()
  }
  records.push(...(await readKeys(reading, keys)))
  return records
}

function toCleared(
  { space, prefix, namespace }: Reading,
  { from, to, writtenAt }: RawChange & { readonly kind: 'range' },
): ClearedRecord | undefined {
  const range = namespace.within(prefix)
  const start = compareKeys(from, range.from) < 0 ? range.from : from
  const end = to === undefined || (range.to !== undefined && compareKeys(range.to, to) < 0) ? range.to : to
  if (end !== undefined && compareKeys(start, end) >= 0) return undefined
  return { kind: 'cleared', space, start, end, writtenAt }
}
