import { openBackend } from '#platform'
import { type AsyncStore, asyncStore, KvasirError, type StoreOptions } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'

/** `auto` is IndexedDB in browsers and workers, and a SQLite file in Node. */
export type BackendChoice = 'auto' | 'memory' | 'indexeddb' | 'sqlite'

export interface OpenOptions extends StoreOptions {
  /**
   * The name of the database, `kvasir` unless given. With SQLite it is `<name>.sqlite`: in Node a file in the
   * working directory, in a browser the IndexedDB database in which it is kept.
   */
  readonly name?: string | undefined
  /** `auto` unless given. `store.backend.name` says what it came to. */
  readonly backend?: BackendChoice | undefined
  /** Node: the database file, in place of the one called after the name. */
  readonly path?: string | undefined
  /**
   * Browsers, with `sqlite`: where sql.js finds its WebAssembly, or the bytes of it. Vite finds it by itself;
   * with esbuild import `sql.js/dist/sql-wasm.wasm` with the `file` loader and give what that is, with
   * `publicPath` set when pages lie in another folder than the bundle.
   */
  readonly wasm?: string | URL | ArrayBuffer | undefined
}

const CHOICES: readonly string[] = ['auto', 'memory', 'indexeddb', 'sqlite'] satisfies BackendChoice[]

/**
 * Opens a store on the best backend of the platform, or on the one asked for; values may be rich.
 *
 * Throws `UNAVAILABLE` when the platform lacks the backend or refuses it: there is no silent fallback to
 * memory. Throws `UNSUPPORTED_DATABASE` for a database of something else or of a newer version, and
 * `INVALID_OPTION`.
 *
 * @example
 * const store = await openStore()
 * const users = store.namespace<User>('users')
 * await users.put('ada', { name: 'Ada' }, { ttl: 60_000 })
 */
export async function openStore(options: OpenOptions = {}): Promise<AsyncStore> {
  const { name = 'kvasir', backend: choice = 'auto', path, wasm, ...store } = options
  if (!CHOICES.includes(choice)) {
    throw new KvasirError(
      'INVALID_OPTION',
      `There is no backend ${JSON.stringify(choice)}; choose one of ${CHOICES.join(', ')}.`,
    )
  }
  const backend = await openBackend({ choice, name, path, wasm })
  // Some backends open with their first operation; whoever opens a store is to learn here that it cannot be had.
  await backend.get(0, '')
  return asyncStore(backend, { rich, ...store })
}
