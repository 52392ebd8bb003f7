import { platform } from '#platform'
import {
  type AsyncStore,
  asyncStore,
  type Health,
  type Incident,
  isKvasirError,
  KvasirError,
  type StoreOptions,
  toAsync,
} from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { stats } from '@kvasir/core/stats'
import { memory, type SidedBackend, withMemorySide } from '@kvasir/memory'
import type { CheckpointOptions, WhenDamaged } from '@kvasir/journal'
import type { FileOptions } from '@kvasir/sqlite'
import { toIncident, withIncidents } from './incidents.ts'
import type { Address, BackendRequest, OpenedBackend } from './platform/platform.ts'
import { type TransferFace, transferFace } from './transfer-face.ts'

/** `auto` is `journal` in browsers and workers, and `sqlite` in Node. */
export type BackendChoice = 'auto' | 'memory' | 'journal' | 'indexeddb' | 'sqlite' | 'opfs'

/** Where a journal lies. `auto` is where there is one of the name, else OPFS in a dedicated worker, else IndexedDB. */
export type JournalPlace = 'auto' | 'indexeddb' | 'opfs'

/** What to do while another tab or worker has what only one can have. */
export type WhenBusy = 'error' | 'wait'

export interface OpenOptions extends StoreOptions {
  /**
   * The name of the database, `kvasir` unless given. With SQLite it is `<name>.sqlite`: in Node a file in the
   * working directory, in a browser the journal or the file in OPFS.
   */
  readonly name?: string | undefined
  /** `auto` unless given. `store.backend.name` says what it came to, `store.health()` why. */
  readonly backend?: BackendChoice | undefined
  /** Node: the database file, in place of the one called after the name. */
  readonly path?: string | undefined
  /** Browsers, with `journal` and `sqlite`: where the journal lies; `auto` unless given. */
  readonly journal?: JournalPlace | undefined
  /**
   * Browsers, with `journal` and `sqlite`: what to do with data that cannot be read. `error` (unless given) throws
   * `DAMAGED` and leaves it as it is; `setAside` keeps it under another name and goes on with the copy that there is of
   * it, which `health()` tells.
   */
  readonly whenDamaged?: WhenDamaged | undefined
  /** Browsers, with `journal` and `sqlite`: when the log of changes makes way for a snapshot; seldom to be given. */
  readonly checkpoints?: CheckpointOptions | undefined
  /** Open in memory where the browser refuses storage, and have `health()` say so; without it that throws. */
  readonly fallback?: 'memory' | undefined
  /**
   * Browsers, with `sqlite` and `opfs`: where SQLite finds its WebAssembly, or the bytes of it. Vite finds it by
   * itself; with esbuild import `sql.js/dist/sql-wasm.wasm` (for `opfs`, `@sqlite.org/sqlite-wasm/sqlite3.wasm`)
   * with the `file` loader and give what that is, with `publicPath` set when pages lie in another folder.
   */
  readonly wasm?: string | URL | ArrayBuffer | undefined
  /**
   * Browsers, with `opfs` or a journal in OPFS: starts the worker that does the writing, for bundlers that do not
   * find it: a module worker that runs `@kvasir/sqlite/opfs-worker` or `@kvasir/journal/opfs-worker`.
   */
  readonly worker?: (() => Worker) | undefined
}

/** What is known of a store's storage. */
export interface StoreHealth extends Health {
  /** The backend's name, and why it was chosen; a sentence for people. */
  readonly backend: string
  readonly why: string
  /**
   * Whether the browser keeps the data until somebody deletes it, rather than until it needs room; undefined where
   * it does not tell. See {@link AppStore.persist}.
   */
  readonly persisted: boolean | undefined
  /** Bytes that everything of the origin takes and may take; in Node the size of the file. */
  readonly usage: number | undefined
  readonly quota: number | undefined
  /** How many stores are open on the same data in tabs and workers; undefined where nobody can tell. */
  readonly connections: number | undefined
}

/** What `openStore` opens. */
export interface AppStore extends AsyncStore, TransferFace {
  health(): Promise<StoreHealth>
  /** Asks the browser to keep the data until somebody deletes it; answers whether it does. */
  persist(): Promise<boolean>
  /**
   * The whole database as a SQLite file. Throws `UNAVAILABLE` on a backend that is not SQLite.
   *
   * @example
   * const blob = await new Response(await store.exportFile()).blob()
   */
  exportFile(options?: FileOptions): Promise<ReadableStream<Uint8Array>>
  /**
   * Replaces everything by what is in a SQLite file of Kvasir, all of it or nothing; handles to namespaces are to be
   * got anew. Throws `UNAVAILABLE` on a backend that is not SQLite, `UNSUPPORTED_DATABASE` and `DAMAGED` for a file
   * that is not usable.
   */
  importFile(source: Blob | ReadableStream<Uint8Array>, options?: FileOptions): Promise<void>
}

const CHOICES: readonly string[] = [
  'auto',
  'memory',
  'journal',
  'indexeddb',
  'sqlite',
  'opfs',
] satisfies BackendChoice[]
const PLACES: readonly string[] = ['auto', 'indexeddb', 'opfs'] satisfies JournalPlace[]

/**
 * Opens a store on the best backend of the platform, or on the one asked for; values may be rich.
 *
 * Throws `UNAVAILABLE` when the platform lacks the backend or refuses it, unless `fallback` is given: there is no
 * silent one. Throws `BLOCKED` or `TIMEOUT` when others keep the storage or it does not answer (both may pass),
 * `UNSUPPORTED_DATABASE` for a database of something else or of a newer version, `DAMAGED` for one that cannot be
 * read, `PROTOCOL_MISMATCH` when another tab runs a release that this one does not understand, and `INVALID_OPTION`.
 *
 * @example
 * const store = await openStore()
 * const users = store.namespace<User>('users')
 * await users.put('ada', { name: 'Ada' }, { ttl: 60_000 })
 */
export async function openStore(options: OpenOptions = {}): Promise<AppStore> {
  const {
    name = 'kvasir',
    backend: choice = 'auto',
    path,
    journal = 'auto',
    whenDamaged = 'error',
    checkpoints,
    fallback,
    wasm,
    worker,
    ...rest
  } = options
  checkChoice('backend', choice, CHOICES)
  checkChoice('journal', journal, PLACES)
  checkChoice('whenDamaged', whenDamaged, ['error', 'setAside'])
  if (fallback !== undefined) checkChoice('fallback', fallback, ['memory'])
  const { clock = Date.now } = rest
  const request = { choice, name, path, journal, whenDamaged, checkpoints, wasm, worker, clock }
  const leave = await platform.join(name)
  try {
    const opened = fallback === undefined ? await open(request) : await openOrFallBack(request)
    const backend = withMemorySide(opened.backend)
    const store = asyncStore(backend, { rich, rules, live, stats, ...rest })
    return Object.assign(
      store,
      transferFace(store),
      faceOf({ name, path }, store, { ...opened, backend }, leave),
    )
  } catch (error) {
    leave()
    throw error
  }
}

/** Throws `INVALID_OPTION` unless an option is one of the choices there are. */
export function checkChoice(option: string, choice: string, choices: readonly string[]): void {
  if (choices.includes(choice)) return
  throw new KvasirError(
    'INVALID_OPTION',
    `There is no ${option} ${JSON.stringify(choice)}; choose one of ${choices.join(', ')}.`,
  )
}

async function open(request: BackendRequest): Promise<OpenedBackend> {
  const opened = await platform.openBackend(request)
  // Some backends open with their first operation; whoever opens a store is to learn here that it cannot be had.
  try {
    await opened.backend.get(0, '')
  } catch (error) {
    await opened.backend.close()
    throw error
  }
  return opened
}

async function openOrFallBack(request: BackendRequest): Promise<OpenedBackend> {
  try {
    return await open(request)
  } catch (error) {
    if (!isKvasirError(error) || error.code !== 'UNAVAILABLE') throw error
    const incident: Incident = toIncident(
      'fallback',
      `Everything is in memory, and gone with the page: ${error.message}`,
    )
    return {
      backend: withIncidents(toAsync(memory()), [incident]),
      why: `The storage asked for was refused: ${error.message}`,
      file: undefined,
    }
  }
}

/** What {@link AppStore} has beyond what the store is by itself. */
function faceOf(
  address: Address,
  store: AsyncStore,
  { backend, why, file }: OpenedBackend & { readonly backend: SidedBackend<'async'> },
  leave: () => void,
): Pick<AppStore, 'health' | 'persist' | 'exportFile' | 'importFile' | 'close'> {
  const close = store.close.bind(store)
  const sqliteFile = (): { file: NonNullable<typeof file> } => {
    if (file !== undefined) return { file }
    throw new KvasirError(
      'UNAVAILABLE',
      `The backend ${backend.name} has no SQLite file: open the store on SQLite.`,
    )
  }
  return {
    async health() {
      const health = await backend.health()
      return { backend: backend.name, why, ...health, ...(await platform.lookAround(address, health)) }
    },
    persist: () => platform.persist(),
    async exportFile(options) {
      const { exportFile } = await import('@kvasir/sqlite')
      // Taken before the stream is there: whoever awaits that learns here why it cannot be had.
      const image = await sqliteFile().file.take()
      return exportFile({ file: { ...sqliteFile().file, take: async () => image } }, options)
    },
    async importFile(source, options) {
      const target = sqliteFile()
      const { importFile } = await import('@kvasir/sqlite')
      await importFile(target, source, options)
      // They are of namespaces that were replaced.
      await backend.forget()
    },
    close: () => close().finally(leave),
  }
}
