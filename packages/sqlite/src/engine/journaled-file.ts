import type { SqliteFile } from '../file/sqlite-file.ts'
import { checkingHeader } from '../file/check-header.ts'
import { collect, imageInMemory } from '../file/memory-file.ts'
import { sqljs } from '../drivers/sqljs.ts'
import { toStorageFailed } from '../failure.ts'
import { fromPieces, toPieces } from './image-pieces.ts'
import type { SqljsKindOptions } from './sqljs-kind.ts'

/** What carries the state of an engine: a journal. */
export interface StateCarrier {
  /** The state as of now, in the pieces of a snapshot. */
  snapshot(): Promise<readonly Uint8Array[]>
  /** Replaces the state by what `change` makes of it, with nothing in between; nothing changes when it rejects. */
  rewrite(change: (pieces: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>): Promise<void>
}

/**
 * The database file of a journal whose engine is SQLite through sql.js. The file is made in memory.
 *
 * @example
 * const notes = await journal({ name: 'notes', engine: sqljsKind() })
 * const blob = await new Response(exportFile({ file: journaledFile(notes) })).blob()
 */
export function journaledFile(journal: StateCarrier, { wasm }: SqljsKindOptions = {}): SqliteFile {
  return {
    take: async () => imageInMemory(fromPieces(await journal.snapshot())),
    replace: async (pull) => {
      // Before anything waits for the journal: the file may come slowly.
      const bytes = await collect(checkingHeader(pull))
      await journal.rewrite(async (pieces) => {
        const file = imageInMemory(bytes)
        const driver = await sqljs({ image: fromPieces(pieces), wasm })
        try {
          await driver.file.replace(() => file.read())
          return [...toPieces(() => driver.export())]
        } catch (error) {
          throw toStorageFailed(error)
        } finally {
          driver.close()
        }
      })
    },
  }
}
