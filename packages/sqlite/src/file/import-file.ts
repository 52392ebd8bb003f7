import { KvasirError } from '@kvasir/core'
import type { FileOptions, HasSqliteFile } from './export-file.ts'

/**
 * Replaces everything that a database holds by what is in a SQLite file of Kvasir, all of it or nothing, whichever
 * driver wrote the file. Its rows count as written now. A namespace that was used before may be another one in the file:
 * make a new store over the backend, for old handles throw `NAMESPACE_DELETED`, or read what is in its place.
 *
 * Throws `UNSUPPORTED_DATABASE` for a file of another application, of a newer version or of no SQLite, `DAMAGED` for
 * one that is cut or broken, `STORAGE_FAILED` when it cannot be read, the reason of `signal`: then everything is as it
 * was. Also throws `QUOTA_EXCEEDED` when there is no room, and `CLOSED`.
 *
 * @example
 * await importFile(backend, input.files[0], { onProgress: ({ done, total }) => bar.set(done / total) })
 */
export async function importFile(
  target: HasSqliteFile,
  source: Blob | ReadableStream<Uint8Array>,
  { onProgress, signal }: FileOptions = {},
): Promise<void> {
  signal?.throwIfAborted()
  const total = source instanceof Blob ? source.size : undefined
  const reader = (source instanceof Blob ? source.stream() : source).getReader()
  let done = 0
  let failure: { readonly cause: unknown } | undefined
  const pull = async (): Promise<Uint8Array | undefined> => {
    const piece = await read(reader, signal).catch((cause: unknown) => {
      failure = { cause }
      throw cause
    })
    if (piece !== undefined) {
      done += piece.length
      onProgress?.({ done, total })
    }
    return piece
  }
  try {
    onProgress?.({ done, total })
    await target.file.replace(pull)
  } catch (error) {
    const reason = failure === undefined ? error : failure.cause
    // A source that failed cannot be cancelled; what it failed with is what is thrown.
    await reader.cancel(reason).catch(() => {})
    throw reason
  }
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal?.reason as Error)
  signal?.throwIfAborted()
  signal?.addEventListener('abort', abort)
  try {
    return (await Promise.race([reader.read(), aborted])).value
  } catch (cause) {
    signal?.throwIfAborted()
    throw new KvasirError('STORAGE_FAILED', `The file could not be read: ${cause}`, { cause })
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}
