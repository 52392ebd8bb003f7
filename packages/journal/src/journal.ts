import {
  claim,
  hearWords,
  hold,
  type LastWords,
  lastWords,
  type Marker,
  marker,
  rescueFile,
  systemTimer,
} from '@kvasir/browser'
import { type EngineKind, toAsync } from '@kvasir/core'
import type { CheckpointOptions } from './checkpoints.ts'
import { indexedDbStorage } from './indexeddb-storage.ts'
import { type Journal, JournalBackend } from './journal-backend.ts'
import { Keeper } from './keeper.ts'
import { neighboursOf } from './neighbours.ts'
import { type Opened, openJournal, type Surroundings, toReplica, type WhenDamaged } from './open-journal.ts'
import type { Subject } from './snapshots.ts'
import type { JournalStorage } from './storage.ts'
import { Turns } from './turns.ts'
import { type SyncJournal, SyncJournalBackend } from './sync-journal-backend.ts'

export interface JournalOptions {
  /** Of the journal; with IndexedDB that of the database, which no other library may use. */
  readonly name: string
  /** What holds the data: `memoryKind`, or `sqljsKind()`. */
  readonly engine: EngineKind
  /** IndexedDB unless given. */
  readonly storage?: JournalStorage | undefined
  readonly checkpoints?: CheckpointOptions | undefined
  /**
   * What to do with a journal that cannot be read: `error` (unless given) throws `DAMAGED` and leaves it as it is;
   * `setAside` keeps it under another name and goes on with the copy outside of it, which `health()` tells.
   */
  readonly whenDamaged?: WhenDamaged | undefined
  /** `false` when whoever uses the backend has its page leave last words by itself. */
  readonly lastWords?: boolean | undefined
  /** Epoch milliseconds; `Date.now` unless given. Says what has expired when room is needed. */
  readonly clock?: (() => number) | undefined
}

/** Milliseconds that a journal is waited for while others open it, or have it for themselves. */
const PATIENCE = 5000
/** Milliseconds that a page needs to let go of what it holds when it is reloaded. */
const RELOAD = 3000
/** The longest time that timers know, 24 days. */
const FOR_EVER = 2 ** 31 - 1

/**
 * An engine in memory that is durable at the cost of each change: what is committed in one tick becomes one
 * record of a log, and is acknowledged when that is stored.
 *
 * With IndexedDB any number of tabs and workers have the same journal open, each with an engine of its own. A
 * commit is decided behind everything that others have committed; a read answers from memory, and sees what others
 * committed within moments (`consistency: 'eventual'`).
 *
 * What was under way when its page was left is committed when the journal is opened the next time, or by another
 * tab. Throws `UNAVAILABLE` when the storage or the engine cannot be had, `BLOCKED` when a {@link syncJournal}
 * has it for itself, `BLOCKED` or `TIMEOUT` when the storage does not answer, `UNSUPPORTED_DATABASE` for the journal of
 * another engine, library or newer version, and `DAMAGED` when it cannot be read; then it is left as it is.
 *
 * @example
 * const store = asyncStore(await journal({ name: 'my-app', engine: memoryKind }))
 */
export async function journal(options: JournalOptions): Promise<Journal> {
  const {
    name,
    engine: kind,
    storage = indexedDbStorage({ name }),
    clock = Date.now,
    whenDamaged = 'error',
  } = options
  const release = await hold(`kvasir:${name}`, { mode: 'shared', patience: PATIENCE })
  const surroundings = surroundingsOf(options)
  const { words } = surroundings
  storage.onDeleted = () => void forget(surroundings)
  try {
    const opened = await openAlone(name, () => openJournal(name, kind, storage, whenDamaged, surroundings))
    const { incidents } = opened
    const backend: JournalBackend = new JournalBackend({
      name: `${kind.name}-journal`,
      kind,
      storage,
      replica: opened.replica,
      reload: async () => toReplica(kind, await storage.load(kind.name)),
      neighbours: neighboursOf(name),
      turns: new Turns(() => claimTurn(name), systemTimer),
      words,
      incidents,
      clock,
      onAppended: (bytes) => keeper.appended(bytes),
      onClosing: () => keeper.close(),
      onClosed: () => {
        words?.close()
        release()
      },
    })
    const subject: Subject = {
      whenQuiet: (job) => backend.inTurn(() => job(backend.replica.engine, backend.replica.base)),
      // Outside of its turns the engine has nothing that is not in the log.
      logged: () => Promise.resolve(),
    }
    const keeper = keeperOf(options, opened, storage, subject, surroundings, () => backend.logged)
    words?.onLeaving(() => keeper.mark())
    if (words !== undefined) await hearWords(words, backend, (incident) => incidents.push(incident))
    return backend
  } catch (error) {
    await giveUp(storage, words, release)
    throw error
  }
}

/** Lets go of everything after an opening that failed, so that it can be tried again. */
async function giveUp(
  storage: JournalStorage,
  words: LastWords | undefined,
  release: () => void,
): Promise<void> {
  words?.close()
  // Why it was not opened is what its caller is told.
  await storage.close().catch(() => undefined)
  release()
}

/** What was deleted on purpose is not to be missed, nor restored. */
async function forget({ marker, rescue }: Surroundings): Promise<void> {
  await Promise.allSettled([marker.forget(), rescue?.remove()])
}

function surroundingsOf({ name, lastWords: speaks = true }: JournalOptions): Surroundings {
  return {
    words: speaks ? lastWords(name) : undefined,
    marker: forgettable(marker(name)),
    rescue: rescueFile(name),
  }
}

/** A marker that notes nothing more once it was told to forget: what it would note is deleted. */
function forgettable(marker: Marker): Marker {
  let isForgotten = false
  return {
    ...marker,
    write: (mark) => {
      if (!isForgotten) marker.write(mark)
    },
    forget: async () => {
      isForgotten = true
      await marker.forget()
    },
  }
}

/** Opens while nobody else does: a journal that is made anew from its copy must not be read before it is whole. */
async function openAlone<T>(name: string, open: () => Promise<T>): Promise<T> {
  const release = await hold(`kvasir:${name}:open`, { mode: 'exclusive', patience: PATIENCE })
  try {
    return await open()
  } finally {
    release()
  }
}

function keeperOf(
  { name, engine, checkpoints }: JournalOptions,
  { stored }: Opened,
  storage: JournalStorage,
  subject: Subject,
  { marker, rescue }: Surroundings,
  revision: () => number,
): Keeper {
  return new Keeper({
    storage,
    stored,
    engine: engine.name,
    subject,
    marker,
    rescue,
    claim: () => claimCheckpoint(name),
    checkpoints,
    revision,
  })
}

/** A tab that is frozen with the turn keeps others waiting no longer than this, in milliseconds. */
const LONGEST_TURN = 1000

async function claimTurn(name: string): Promise<() => void> {
  try {
    return await hold(`kvasir:${name}:turn`, { mode: 'exclusive', patience: LONGEST_TURN })
  } catch {
    // Turns make it fair, not right: without one, this tab may only be overtaken more often.
    return () => undefined
  }
}

async function claimCheckpoint(name: string): Promise<(() => void) | undefined> {
  const locks = globalThis.navigator?.locks
  // Without locks two tabs may take a snapshot at a time: only one of them is adopted.
  if (locks === undefined) return () => undefined
  return await claim(locks, `kvasir:${name}:checkpoint`, { ifAvailable: true })
}

export interface SyncJournalOptions extends JournalOptions {
  /**
   * What to do while another tab or worker has the journal: `error` (unless given) throws `BLOCKED` when that lasts
   * longer than a page needs to reload; `wait` waits until it is free, or `signal` aborts.
   */
  readonly whenBusy?: 'error' | 'wait' | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * A {@link journal} that answers at once and is made durable behind it, for one tab or worker at a time. Throws
 * what `journal` throws, and `BLOCKED` when the journal is open elsewhere, in either way.
 *
 * @example
 * const backend = await syncJournal({ name: 'my-app', engine: memoryKind })
 * const store = syncStore(backend)
 * store.namespace('settings').put('theme', 'dark')
 * await backend.flush()
 */
export async function syncJournal(options: SyncJournalOptions): Promise<SyncJournal> {
  const {
    name,
    engine: kind,
    storage = indexedDbStorage({ name }),
    clock = Date.now,
    whenBusy = 'error',
    signal,
    whenDamaged = 'error',
  } = options
  const patience = whenBusy === 'wait' ? FOR_EVER : RELOAD
  const release = await hold(`kvasir:${name}`, { mode: 'exclusive', patience, ...(signal && { signal }) })
  const surroundings = surroundingsOf(options)
  const { words } = surroundings
  storage.onDeleted = () => void forget(surroundings)
  try {
    const opened = await openJournal(name, kind, storage, whenDamaged, surroundings)
    const { replica, incidents } = opened
    const { engine } = replica
    const backend: SyncJournalBackend = new SyncJournalBackend({
      name: `${kind.name}-journal`,
      storage,
      replica,
      words,
      incidents,
      clock,
      onAppended: (bytes) => keeper.appended(bytes),
      onClosing: () => keeper.close(),
      onClosed: () => {
        words?.close()
        release()
      },
      timer: systemTimer,
    })
    const subject: Subject = {
      whenQuiet: async (job) => job(engine, replica.base),
      logged: () => backend.saved(),
    }
    const keeper = keeperOf(options, opened, storage, subject, surroundings, () => backend.logged)
    words?.onLeaving(() => keeper.mark())
    if (words !== undefined) await hearWords(words, toAsync(backend), (incident) => incidents.push(incident))
    return backend
  } catch (error) {
    await giveUp(storage, words, release)
    throw error
  }
}
