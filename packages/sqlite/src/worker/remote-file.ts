import type { PullPiece, SqliteFile } from '../file/sqlite-file.ts'
import type { Calls } from './calls.ts'
import type { TakenImage } from './protocol.ts'
import { tellingUsage } from './with-usage.ts'

/** Sources that are being read by the worker, by number. */
export class Sources {
  readonly #pulls = new Map<number, PullPiece>()
  #added = 0

  pull(source: unknown): Promise<Uint8Array | undefined> {
    return this.#pulls.get(source as number)!()
  }

  async during<T>(pull: PullPiece, body: (source: number) => Promise<T>): Promise<T> {
    const source = ++this.#added
    this.#pulls.set(source, pull)
    try {
      return await body(source)
    } finally {
      this.#pulls.delete(source)
    }
  }
}

/** The file of a database in a worker. */
export function remoteFile(worker: Calls, sources: Sources): SqliteFile {
  return {
    take: async () => {
      const { image, bytes } = (await tellingUsage(worker.call('take'))) as TakenImage
      return {
        bytes,
        read: () => worker.call('read', image) as Promise<Uint8Array<ArrayBuffer> | undefined>,
        close: () => worker.call('release', image) as Promise<void>,
      }
    },
    replace: (pull) =>
      sources.during(pull, (source) => tellingUsage(worker.call('replace', source))) as Promise<void>,
  }
}
