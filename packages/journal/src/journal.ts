import { hold, systemTimer } from '@kvasir/browser'
import { type EngineKind, toAsync } from '@kvasir/core'
import type { CheckpointOptions } from './checkpoints.ts'
import { type Journal, JournalBackend } from './journal-backend.ts'
import { neighboursOf } from './neighbours.ts'
import { openBackend } from './open-backend.ts'
import { toReplica, type WhenDamaged } from './open-journal.ts'
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
  /**
   * Whether snapshots are stored compressed: `true` all of them, `false` none, and unless given those pieces that have
   * entries of namespaces with `compression: true`; SQLite's, which are of all namespaces, when any has it. What is
   * stored is read either way. With `true`, `UNAVAILABLE` is thrown where there is no `CompressionStream`.
   */
  readonly compression?: boolean | undefined
  /** `false` when whoever uses the backend has its page leave last words by itself. */
  readonly lastWords?: boolean | undefined
  /** Epoch milliseconds; `Date.now` unless given. Says what has expired when room is needed. */
  readonly clock?: (() => number) | undefined
}

/** Milliseconds that a journal is waited for while another tab has it for itself. */
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
  const { name, engine: kind } = options
  return await openBackend(options, { mode: 'shared', patience: PATIENCE }, (parts) => {
    const { storage } = parts
    const backend = new JournalBackend({
      ...parts,
      kind,
      reload: async () => toReplica(kind, await storage.load(kind.name)),
      neighbours: neighboursOf(name),
      turns: new Turns(() => claimTurn(name), systemTimer),
    })
    return {
      backend,
      hearing: backend,
      subject: {
        whenQuiet: (job) => backend.inTurn(() => job(backend.replica.engine, backend.replica.base)),
        // Outside of its turns the engine has nothing that is not in the log.
        logged: () => Promise.resolve(),
      },
      logged: () => backend.logged,
    }
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
  const { whenBusy = 'error', signal } = options
  const patience = whenBusy === 'wait' ? FOR_EVER : RELOAD
  return await openBackend(options, { mode: 'exclusive', patience, ...(signal && { signal }) }, (parts) => {
    const { replica } = parts
    const backend = new SyncJournalBackend({ ...parts, timer: systemTimer })
    return {
      backend,
      hearing: toAsync(backend),
      subject: {
        whenQuiet: async (job) => job(replica.engine, replica.base),
        logged: () => backend.saved(),
      },
      logged: () => backend.logged,
    }
  })
}
