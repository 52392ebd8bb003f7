import { KvasirError } from '@kvasir/core'
import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import { hearPoolError } from './want-of-room.ts'

/** The parts of the module's options that are used; its own types have none. */
type Init = (options: { readonly locateFile: () => string }) => Promise<Sqlite3Static>

let loading: Promise<Sqlite3Static> | undefined

/**
 * Loads SQLite's own WebAssembly build, once in a worker: the address that the first call gave is what all use.
 * Throws `UNAVAILABLE` when it does not load; a later call tries again.
 */
export function loadSqliteWasm(wasm: string | URL | undefined): Promise<Sqlite3Static> {
  loading ??= load(wasm)
  return loading
}

async function load(wasm: string | URL | undefined): Promise<Sqlite3Static> {
  try {
    const { default: init } = await import('@sqlite.org/sqlite-wasm')
    const address = String(wasm ?? addressOfWasm())
    return await withConfiguration(() => (init as Init)({ locateFile: () => address }))
  } catch (cause) {
    loading = undefined
    throw new KvasirError(
      'UNAVAILABLE',
      `SQLite does not load: give the address of the sqlite3.wasm of @sqlite.org/sqlite-wasm as the option wasm. ${cause}`,
      { cause },
    )
  }
}

/**
 * The address in the form that Vite and webpack look for. Vite's dependency optimizer, and a browser that loads
 * this very file, take it for one relative to it: in our `dist`. Package managers put the other package beside ours.
 */
function addressOfWasm(): string {
  const { href } = new URL('@sqlite.org/sqlite-wasm/sqlite3.wasm', import.meta.url)
  return href.replace('/@kvasir/sqlite/dist/@sqlite.org/sqlite-wasm/', '/@sqlite.org/sqlite-wasm/dist/')
}

/** The parts of SQLite's configuration that are used; its own types have none. */
interface Configuration {
  readonly error?: (...what: readonly unknown[]) => void
  readonly disable?: object
}

/**
 * Hears why a pool fails, instead of the console. On a page with cross-origin isolation SQLite would start a worker
 * for a way to reach OPFS that is not used here. It takes its configuration from the global scope alone.
 */
async function withConfiguration<T>(load: () => Promise<T>): Promise<T> {
  const scope = globalThis as { sqlite3ApiConfig?: Configuration }
  const before = scope.sqlite3ApiConfig
  scope.sqlite3ApiConfig = {
    ...before,
    error: (...what) => {
      hearPoolError(...what)
      before?.error?.(...what)
    },
    disable: { vfs: { opfs: true, 'opfs-wl': true, 'opfs-vfs': true } },
  }
  try {
    return await load()
  } finally {
    if (before === undefined) delete scope.sqlite3ApiConfig
    else scope.sqlite3ApiConfig = before
  }
}
