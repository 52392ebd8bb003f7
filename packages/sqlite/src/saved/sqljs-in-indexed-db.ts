import { type Backend, KvasirError } from '@kvasir/core'
import { createStore, get, set, type UseStore } from 'idb-keyval'
import type { WasmSource } from '../drivers/load-sqljs.ts'
import { sqljs } from '../drivers/sqljs.ts'
import { sqlite } from '../sqlite.ts'
import { holdAlone } from './hold-alone.ts'
import { SavedBackend } from './saved-backend.ts'

export interface SqljsInIndexedDbOptions {
  /** The name of the IndexedDB database. */
  readonly name: string
  /** Where the WebAssembly file of sql.js is, or its content. Not needed under Vite. */
  readonly wasm?: WasmSource | undefined
}

const OBJECT_STORE = 'kvasir'
const IMAGE = 'image'

/**
 * SQLite in memory that is saved whole to IndexedDB after each commit; commits made during a save share the
 * next one. For small databases of a single tab: a save takes time with the size of the database, and who
 * saves last overwrites everybody else, so the database is held by one page or worker until it is closed.
 *
 * Throws `UNAVAILABLE` when IndexedDB or sql.js cannot be had or another tab holds the database, and `UNSUPPORTED_DATABASE` when what is saved
 * there is of another application or of a newer version.
 */
export async function sqljsInIndexedDb({ name, wasm }: SqljsInIndexedDbOptions): Promise<Backend<'async'>> {
  const release = await holdAlone(name)
  try {
    const store = createStore(name, OBJECT_STORE)
    const driver = await sqljs({ image: await readImage(name, store), wasm })
    const save = (): Promise<void> => set(IMAGE, driver.export(), store)
    return new SavedBackend('sqljs-in-indexeddb', sqlite(driver), save, release)
  } catch (error) {
    release()
    throw error
  }
}

async function readImage(name: string, store: UseStore): Promise<Uint8Array | undefined> {
  try {
    return await get<Uint8Array>(IMAGE, store)
  } catch (cause) {
    throw new KvasirError('UNAVAILABLE', `The IndexedDB database ${name} cannot be read: ${cause}`, { cause })
  }
}
