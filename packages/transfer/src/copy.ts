import type { Store } from '@kvasir/core'
import type { Selection } from './export/export-options.ts'
import { openReading } from './export/read-records.ts'
import { interrupted, withPosition } from './import/failures.ts'
import { Importer } from './import/importer.ts'
import type { Arrival, ImportResult } from './import/import-options.ts'

export interface CopyOptions extends Selection, Arrival {}

/**
 * Copies what is in a store, or what is selected of it, into another one, without a file: as an export that an import
 * reads, with the same promises. Each may be synchronous or not. Throws what either throws.
 *
 * @example
 * await copy(old, store, { namespaces: ['users'] })
 */
export async function copy(from: Store, to: Store, options: CopyOptions = {}): Promise<ImportResult> {
  const { signal } = options
  const importer = new Importer(to, { ...options })
  try {
    const { records } = await openReading(from, { ...options })
    let line = 0
    for await (const page of records) {
      for (const record of page) {
        const written = importer.take(record, ++line)
        if (written === undefined) continue
        await written
        importer.tell()
        signal?.throwIfAborted()
      }
    }
    return importer.result
  } catch (error) {
    const isEnded = signal?.aborted === true && error === signal.reason
    throw withPosition(isEnded ? interrupted(error) : error, importer.position)
  }
}
