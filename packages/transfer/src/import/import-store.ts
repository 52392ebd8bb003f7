import type { Store } from '@kvasir/core'
import { rawStore } from '@kvasir/core/raw'
import { readRecords } from '../formats/read-records.ts'
import { interrupted, withPosition } from './failures.ts'
import { Importer } from './importer.ts'
import type { ImportOptions, ImportResult, ImportSource } from './import-options.ts'

/**
 * Puts what was exported into a store: gzip and format are recognized. It is written in batches of bounded size, in the order
 * of the source, each of them whole or not at all; when the import fails, those before stay, and `error.position` says where
 * to resume.
 *
 * Throws `UNSUPPORTED_DATABASE` for what is no export or one of a newer release, `DAMAGED` with the `line` that cannot be read
 * (also for a source that ends too early), `CONFLICT` where `conflict: 'error'` has met an entry, `INTERRUPTED` when the
 * signal has ended it or the source has failed, `INVALID_OPTION`, and what writing throws.
 *
 * @example
 * const { created, skipped } = await importStore(store, file, { conflict: 'skip' })
 */
export async function importStore(
  store: Store,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const asked = { ...options }
  const { signal, resume } = asked
  const importer = new Importer(store, asked, resume)
  const read = { bytes: 0 }
  // One moment for all: what others write while it goes on is later.
  const now = rawStore(store).now()
  try {
    for await (const records of readRecords(source, asked, { count: read, now })) {
      for (const { line, record } of records) {
        const written = importer.take(record, line)
        if (written === undefined) continue
        await written
        importer.tell(read.bytes)
        if (signal?.aborted === true) throw interrupted(signal.reason)
      }
    }
    return importer.result
  } catch (error) {
    throw withPosition(error, importer.position)
  }
}
