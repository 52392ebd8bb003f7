import { isKvasirError, KvasirError } from '@kvasir/core'
import type { Stored, StoredSnapshot } from '../storage.ts'
import { AppendFile } from './append-file.ts'
import type { Folder } from './folder.ts'
import { countRecords, readLog, toLogHead, type Log, type LogHead } from './log-format.ts'
import { readSnapshot } from './snapshot-format.ts'

/** The log that is appended to. */
export interface CurrentLog {
  readonly name: string
  readonly head: LogHead
  readonly file: AppendFile
  /** The position of the newest record; `head.start` when there is none. */
  last: number
}

/** What there was, and how it goes on. */
export interface Recovered {
  readonly stored: Stored
  readonly damage: string | undefined
  readonly log: CurrentLog
  /** The number of the next log or snapshot: greater than that of any there is. */
  readonly next: number
}

const NUMBERED = /^(?<kind>log|snapshot)-(?<number>[1-9]\d*)$/

/**
 * Finds the log and the snapshot that count, and removes what a crash has left.
 *
 * A snapshot takes the place of another in these steps, each of which is done before the next begins:
 *
 * 1. `snapshot-n` is written piece by piece;
 * 2. its last frame is written, and it is flushed;
 * 3. `log-m` is created: empty;
 * 4. its head, which names `snapshot-n`, and the records that the snapshot does not cover are written and flushed;
 * 5. the log before is removed;
 * 6. the snapshot before is removed.
 *
 * Whatever a crash leaves, one pair counts:
 *
 * - up to step 3, no head names `snapshot-n`: the log before counts with its snapshot;
 * - in step 4, `log-m` has no whole head, or not all of the records that its head announces: the log before counts,
 *   which still has those records;
 * - after step 4, `log-m` counts: of several logs that could, it is the one with the highest number;
 * - after step 5, nothing names the snapshot before.
 *
 * So the highest log counts that is whole up to what its head announces; the snapshot that it names must be whole; all
 * other logs and snapshots are left-overs. The first log of a journal is written like any other: when it does not
 * count, there has been no journal yet.
 *
 * A log that does count, but ends in something that is no record, was cut short while it was written, or damaged
 * later: the bytes from there on are copied to a file `damaged-<time>`, then cut off.
 *
 * Nothing is changed before it is certain that the journal can be used. Throws `DAMAGED` and `UNSUPPORTED_DATABASE`,
 * see {@link JournalStorage}, and errors of the browser.
 */
export async function recover(folder: Folder, engine: string): Promise<Recovered> {
  const files = await folder.files()
  const ours = files.flatMap((name) => {
    const { kind, number } = NUMBERED.exec(name)?.groups ?? {}
    return kind === undefined ? [] : [{ name, kind, number: Number(number) }]
  })
  const logs = ours.filter(({ kind }) => kind === 'log').toSorted((a, b) => b.number - a.number)
  const next = Math.max(0, ...ours.map(({ number }) => number)) + 1

  const found = await findLog(
    folder,
    logs.map(({ name }) => name),
  )
  if (found === undefined) {
    if (ours.some(({ name }) => name !== 'log-1')) throw damaged(folder, 'has no log that could be read')
    return await create(folder, engine)
  }
  const { file, name, log } = found
  try {
    if (log.head.engine !== engine) {
      throw new KvasirError(
        'UNSUPPORTED_DATABASE',
        `The journal in ${folder.path} is of the engine ${log.head.engine}, not ${engine}: choose another name.`,
      )
    }
    const snapshot = await findSnapshot(folder, files, log.head)
    const damage = await cutDamage(folder, name, file, log)
    for (const { name: other } of ours) {
      if (other !== name && other !== log.head.snapshot) await folder.remove(other)
    }
    const { generation } = log.head
    return {
      stored: { generation, isNew: false, origin: 0, snapshot, records: log.records },
      damage,
      log: { name, head: log.head, file, last: log.last },
      next,
    }
  } catch (error) {
    file.close()
    throw error
  }
}

/** The first of `names` that counts, open. */
async function findLog(
  folder: Folder,
  names: readonly string[],
): Promise<{ readonly name: string; readonly file: AppendFile; readonly log: Log } | undefined> {
  let strandedRecords = 0
  for (const name of names) {
    const file = new AppendFile(await folder.handle(name))
    try {
      const bytes = file.read()
      const log = explain(folder, name, () => readLog(bytes))
      if (log !== undefined) return { name, file, log }
      strandedRecords = countRecords(bytes, 0)
    } catch (error) {
      file.close()
      throw error
    }
    file.close()
  }
  // A log that is just being begun has none.
  if (strandedRecords > 0) throw damaged(folder, 'has a log whose head cannot be read')
  return undefined
}

async function findSnapshot(
  folder: Folder,
  files: readonly string[],
  { snapshot: name, start }: LogHead,
): Promise<StoredSnapshot | undefined> {
  if (name === undefined) return undefined
  if (!files.includes(name)) throw damaged(folder, `lacks the file ${name}`)
  const file = new AppendFile(await folder.handle(name))
  try {
    const snapshot = explain(folder, name, () => readSnapshot(file.read()))
    if (snapshot.position !== start) throw damaged(folder, `has another ${name} than its log begins with`)
    return snapshot
  } finally {
    file.close()
  }
}

/** Puts aside what follows the last record; answers what to tell about that. */
async function cutDamage(
  folder: Folder,
  name: string,
  file: AppendFile,
  { last, end, stranded }: Log,
): Promise<string | undefined> {
  const rest = file.read(end)
  if (rest.length === 0) return undefined
  const copy = await folder.freeName('damaged')
  await folder.keep(copy, rest)
  file.cut(end)
  const why =
    stranded === 0
      ? 'ended in a record that was not written whole'
      : `had a record that cannot be read, and ${stranded} whole ones behind it, which may build on it`
  return `${folder.path}/${name} ${why}. Everything up to record ${last} is there; the ${rest.length} bytes behind it were put aside as ${copy}.`
}

/** Begins a journal. */
async function create(folder: Folder, engine: string): Promise<Recovered> {
  const name = 'log-1'
  const generation = crypto.randomUUID()
  const head: LogHead = { engine, generation, start: 0, through: 0, snapshot: undefined }
  const file = new AppendFile(await folder.handle(name))
  try {
    file.cut(0)
    file.append(toLogHead(head), 'strict')
  } catch (error) {
    file.close()
    throw error
  }
  return {
    stored: { generation, isNew: true, origin: 0, snapshot: undefined, records: [] },
    damage: undefined,
    log: { name, head, file, last: 0 },
    next: 2,
  }
}

/** Says which file an error is about. */
function explain<T>(folder: Folder, name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!isKvasirError(cause)) throw cause
    const advice = cause.code === 'DAMAGED' ? ' It was left as it is.' : ''
    throw new KvasirError(cause.code, `${folder.path}/${name} cannot be read. ${cause.message}${advice}`, {
      cause,
    })
  }
}

function damaged(folder: Folder, how: string): KvasirError {
  return new KvasirError('DAMAGED', `The journal in ${folder.path} ${how}. It was left as it is.`)
}
