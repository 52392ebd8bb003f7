import { KvasirError } from '@kvasir/core'
import { serve } from '@kvasir/ports'
import { opfsSqlite } from '../drivers/opfs/opfs-sqlite.ts'
import type { SqliteImage } from '../file/sqlite-file.ts'
import { sqlite, type SqliteBackend } from '../sqlite.ts'
import { type Calls, callsOver } from './calls.ts'
import { isOpenRequest, type OpenRequest, type TakenImage, VERSION } from './protocol.ts'

/** The global of a dedicated worker, as far as it is used. */
export type WorkerGlobal = Pick<Worker, 'postMessage' | 'addEventListener' | 'removeEventListener'>

/** Opens the database that the page of this worker asks for, and serves it to the page. */
export function serveOpfs(self: WorkerGlobal): void {
  const hear = ({ data, ports: [port] }: MessageEvent<unknown>): void => {
    if (!isOpenRequest(data) || port === undefined) return
    self.removeEventListener('message', hear)
    void open(self, data, port)
  }
  self.addEventListener('message', hear)
}

/** Whether the database was opened or not, the page is told and decides about the worker's end. */
async function open(self: WorkerGlobal, request: OpenRequest, port: MessagePort): Promise<void> {
  const opening = openBackend(request)
  const handlers = {
    open: async () => {
      serve(await opening, self)
    },
    close: async () => (await opening).close(),
    ...fileHandlers(opening, () => page),
  }
  const page = callsOver(port, handlers)
  // Whoever asks is told.
  opening.catch(() => {})
}

async function openBackend({ version, name, directory, wasm }: OpenRequest): Promise<SqliteBackend<'sync'>> {
  if (version !== VERSION) {
    throw new KvasirError(
      'PROTOCOL_MISMATCH',
      'The page and its SQLite worker are of two releases of Kvasir: load both anew.',
    )
  }
  return sqlite(await opfsSqlite({ name, directory, wasm }))
}

function fileHandlers(opening: Promise<SqliteBackend<'sync'>>, pageOf: () => Calls) {
  const images = new Map<number, SqliteImage>()
  let taken = 0
  return {
    take: async (): Promise<TakenImage> => {
      const image = await (await opening).file.take()
      images.set(++taken, image)
      return { image: taken, bytes: image.bytes }
    },
    read: (image: unknown) => images.get(image as number)?.read(),
    release: async (image: unknown) => {
      await images.get(image as number)?.close()
      images.delete(image as number)
    },
    replace: async (source: unknown) => {
      const pull = () => pageOf().call('pull', source) as Promise<Uint8Array | undefined>
      await (await opening).file.replace(pull)
    },
  }
}
