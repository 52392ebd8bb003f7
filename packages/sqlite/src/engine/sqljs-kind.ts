import { type EngineKind, isKvasirError, KvasirError } from '@kvasir/core'
import type { WasmSource } from '../drivers/load-sqljs.ts'
import { sqljs, type SqljsDriver } from '../drivers/sqljs.ts'
import { toStorageFailed } from '../failure.ts'
import { fromPieces } from './image-pieces.ts'
import { SqljsEngine } from './sqljs-engine.ts'

export interface SqljsKindOptions {
  /** Where the WebAssembly file of sql.js is, or its content. Not needed in Node and under Vite. */
  readonly wasm?: WasmSource | undefined
}

/**
 * SQLite through sql.js as an engine that a journal makes durable; its snapshots are images of the database.
 *
 * @example
 * const engine = await sqljsKind().open(undefined)
 */
export function sqljsKind({ wasm }: SqljsKindOptions = {}): EngineKind {
  return {
    name: 'sqljs',
    open: async (snapshot) => {
      if (snapshot === undefined) return toEngine(await sqljs({ wasm }))
      const image = fromPieces(snapshot)
      try {
        return toEngine(await sqljs({ image, wasm }))
      } catch (error) {
        throw toDamaged(error, image)
      }
    },
  }
}

function toEngine(driver: SqljsDriver): SqljsEngine {
  try {
    return new SqljsEngine(driver)
  } catch (error) {
    driver.close()
    throw toStorageFailed(error)
  }
}

/** The first bytes of every SQLite database: https://sqlite.org/fileformat.html#magic_header_string */
const MAGIC = 'SQLite format 3\0'

/** What failed about an image that is no database, or a broken one; any other error stays what it is. */
function toDamaged(error: unknown, image: Uint8Array): unknown {
  if (!isKvasirError(error)) return error
  const isDatabase = String.fromCharCode(...image.subarray(0, MAGIC.length)) === MAGIC
  if (isDatabase && error.code !== 'STORAGE_FAILED') return error
  return error.code === 'UNAVAILABLE'
    ? error
    : new KvasirError('DAMAGED', 'A snapshot is not the image of a SQLite database.', { cause: error })
}
