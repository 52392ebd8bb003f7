import {
  claim,
  hearWords,
  hold,
  type HoldOptions,
  type LastWords,
  lastWords,
  type Marker,
  marker,
  type ReplayBackend,
  rescueFile,
} from '@kvasir/browser'
import type { Incident } from '@kvasir/core'
import { checkCompression, type Packing, packing } from './compression.ts'
import { indexedDbStorage } from './indexeddb-storage.ts'
import type { JournalOptions } from './journal.ts'
import { Keeper } from './keeper.ts'
import { openJournal, type Surroundings } from './open-journal.ts'
import type { Replica } from './replica.ts'
import type { Subject } from './snapshots.ts'
import type { JournalStorage } from './storage.ts'

/** Milliseconds that a journal is waited for while others open it. */
const PATIENCE = 5000

/** What a backend of either mode is made of. */
export interface Parts {
  readonly name: string
  readonly storage: JournalStorage
  readonly replica: Replica
  readonly words: LastWords | undefined
  readonly incidents: readonly Incident[]
  readonly packing: Packing
  readonly clock: () => number
  readonly onAppended: (bytes: number) => void
  readonly onClosing: () => Promise<void>
  readonly onClosed: () => void
}

/** A backend of either mode, and what has to be known of it. */
export interface Made<B> {
  readonly backend: B
  /** The backend for whoever replays what pages have left. */
  readonly hearing: ReplayBackend
  readonly subject: Subject
  /** The newest revision in the log. */
  readonly logged: () => number
}

/** Opens a journal once its lock is had in this way, and makes a backend of it by `make`. */
export async function openBackend<B>(
  options: JournalOptions,
  lock: HoldOptions,
  make: (parts: Parts) => Made<B>,
): Promise<B> {
  const { name, engine, storage = indexedDbStorage({ name }), clock = Date.now } = options
  checkCompression(options.compression)
  const release = await hold(`kvasir:${name}`, lock)
  const surroundings = surroundingsOf(options)
  const { words } = surroundings
  storage.onDeleted = () => void forget(surroundings)
  try {
    const { stored, replica, incidents } = await openAlone(options, storage, surroundings)
    const pack = packing(options.compression, (incident) => incidents.push(incident))
    const { backend, hearing, subject, logged } = make({
      name: `${engine.name}-journal`,
      storage,
      replica,
      words,
      incidents,
      packing: pack,
      clock,
      onAppended: (bytes) => keeper.appended(bytes),
      onClosing: () => keeper.close(),
      onClosed: () => {
        words?.close()
        release()
      },
    })
    const keeper: Keeper = new Keeper({
      storage,
      stored,
      engine: engine.name,
      subject,
      packing: pack,
      marker: surroundings.marker,
      rescue: surroundings.rescue,
      claim: () => claimCheckpoint(name),
      checkpoints: options.checkpoints,
      revision: logged,
    })
    words?.onLeaving(() => keeper.mark())
    if (words !== undefined) await hearWords(words, hearing, (incident) => incidents.push(incident))
    return backend
  } catch (error) {
    // Everything is let go of, so that it can be tried again.
    words?.close()
    // Why it was not opened is what its caller is told.
    await storage.close().catch(() => undefined)
    release()
    throw error
  }
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
async function openAlone(
  { name, engine, whenDamaged = 'error' }: JournalOptions,
  storage: JournalStorage,
  surroundings: Surroundings,
): ReturnType<typeof openJournal> {
  const release = await hold(`kvasir:${name}:open`, { mode: 'exclusive', patience: PATIENCE })
  try {
    return await openJournal(name, engine, storage, whenDamaged, surroundings)
  } finally {
    release()
  }
}

async function claimCheckpoint(name: string): Promise<(() => void) | undefined> {
  const locks = globalThis.navigator?.locks
  // Without locks two tabs may take a snapshot at a time: only one of them is adopted.
  if (locks === undefined) return () => undefined
  return await claim(locks, `kvasir:${name}:checkpoint`, { ifAvailable: true })
}
