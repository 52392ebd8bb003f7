import { platform } from '#platform'
import { type StoreOptions, type SyncStore, syncStore } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { stats } from '@kvasir/core/stats'
import type { SaveStatus } from '@kvasir/journal'
import { withMemorySide } from '@kvasir/memory'
import { type BackendChoice, checkChoice, type OpenOptions, type WhenBusy } from './open-store.ts'
import { type TransferFace, transferFace } from './transfer-face.ts'

export interface OpenSyncOptions extends StoreOptions, Pick<OpenOptions, 'name' | 'path' | 'wasm'> {
  /** `auto` (unless given) is a journal in browsers and a SQLite file in Node. */
  readonly backend?: Exclude<BackendChoice, 'indexeddb' | 'opfs'> | undefined
  /**
   * Browsers: what to do while another tab or worker has the data open, as a synchronous store must have it for itself.
   * `error` (unless given) throws `BLOCKED` after the time that a page needs to reload; `wait` waits until it is free.
   */
  readonly whenBusy?: WhenBusy | undefined
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined
}

/** A synchronous store that is made durable behind it. */
export interface AppSyncStore extends SyncStore, TransferFace {
  /** `saved`: everything is durable. `saving`: something is on its way. `failing`: something could not be stored. */
  readonly status: SaveStatus
  /** Calls `listener` whenever the status has changed; returns a function that ends this. */
  onStatus(listener: (status: SaveStatus) => void): () => void
  /** Resolves when everything that was written is durable; rejects with why it is not. */
  flush(): Promise<void>
  /** Ends the store at once and resolves when everything is durable; rejects with why it is not. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const CHOICES: readonly string[] = [
  'auto',
  'memory',
  'journal',
  'sqlite',
] satisfies OpenSyncOptions['backend'][]

/**
 * Opens a store that answers at once. In a browser it is for the only tab or worker that has it open; in Node other
 * processes, and other stores of this one, may have the file open, too, and see what it writes.
 *
 * What it writes is made durable behind it: `flush()` waits for that, `status` tells, and a failure that nobody awaited is
 * thrown by the next call; then writes are refused until what is missing is stored. In Node a write is as durable as it gets
 * when it returns.
 *
 * Throws what `openStore` throws, and in browsers `BLOCKED` when the data is open elsewhere.
 *
 * @example
 * const store = await openSyncStore()
 * store.namespace('settings').put('theme', 'dark')
 * await store.close()
 */
export async function openSyncStore(options: OpenSyncOptions = {}): Promise<AppSyncStore> {
  const {
    name = 'kvasir',
    backend: choice = 'auto',
    path,
    wasm,
    whenBusy = 'error',
    signal,
    ...rest
  } = options
  checkChoice('backend', choice, CHOICES)
  checkChoice('whenBusy', whenBusy, ['error', 'wait'])
  const { clock = Date.now } = rest
  const leave = await platform.join(name)
  const backend = await platform
    .openSyncBackend({ choice, name, path, wasm, whenBusy, signal, clock })
    .catch((error: unknown) => {
      leave()
      throw error
    })
  const sided = backend.capabilities.memorySide ? backend : withMemorySide(backend)
  const store = syncStore(sided, { rich, rules, live, stats, ...rest })
  const refuse = store.close.bind(store)
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    if (closing === undefined) {
      refuse()
      closing = backend.close().finally(leave)
    }
    return closing
  }
  return Object.defineProperties(
    Object.assign(store, transferFace(store), {
      onStatus: (listener: (status: SaveStatus) => void) => backend.onStatus(listener),
      flush: () => backend.flush(),
      close,
      [Symbol.asyncDispose]: close,
    }),
    { status: { get: () => backend.status } },
  ) as AppSyncStore
}
