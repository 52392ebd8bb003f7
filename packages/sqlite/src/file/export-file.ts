import type { SqliteFile, SqliteImage } from './sqlite-file.ts'

/** How far a file is. */
export interface FileProgress {
  /** Bytes. */
  readonly done: number
  /** Bytes of the whole file; undefined where its source does not tell. */
  readonly total: number | undefined
}

export interface FileOptions {
  readonly onProgress?: ((progress: FileProgress) => void) | undefined
  /** Ends it early; what is replaced by a file then stays as it was. */
  readonly signal?: AbortSignal | undefined
}

/** A SQLite driver, or a backend over one. */
export interface HasSqliteFile {
  readonly file: SqliteFile
}

/**
 * The database as a SQLite file, as of now: commits during the reading do not change it. The file is compact and
 * complete by itself; `sqlite3` opens it, and so does every driver.
 *
 * The stream fails with `CLOSED` when the database is closed, with `STORAGE_FAILED` or `QUOTA_EXCEEDED` when the image
 * cannot be taken (it takes as much room as the database, but with sql.js that is memory), and with the reason of `signal`.
 *
 * @example
 * const blob = await new Response(exportFile(backend)).blob()
 */
export function exportFile(
  target: HasSqliteFile,
  { onProgress, signal }: FileOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let image: SqliteImage | undefined
  let done = 0
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', abort)
    await image?.close()
  }
  let abort = (): void => {}
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start: async (controller) => {
        signal?.throwIfAborted()
        image = await target.file.take()
        abort = () =>
          void close().then(
            () => controller.error(signal?.reason),
            (cause: unknown) => controller.error(cause),
          )
        if (signal?.aborted === true) return abort()
        signal?.addEventListener('abort', abort)
        onProgress?.({ done, total: image.bytes })
      },
      pull: async (controller) => {
        try {
          const piece = await image!.read()
          if (signal?.aborted === true) return
          if (piece === undefined) {
            await close()
            controller.close()
            return
          }
          done += piece.length
          controller.enqueue(piece)
          onProgress?.({ done, total: image!.bytes })
        } catch (error) {
          // Whoever aborts takes the image away.
          if (signal?.aborted === true) return
          await close()
          throw error
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  )
}
