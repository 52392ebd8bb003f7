import { KvasirError } from '@kvasir/core'
import { connect } from '@kvasir/ports'
import type { OpfsSqliteOptions } from './drivers/opfs/opfs-sqlite.ts'
import type { SqliteBackend } from './sqlite.ts'
import { type Calls, callsOver } from './worker/calls.ts'
import { type OpenRequest, VERSION } from './worker/protocol.ts'
import { remoteFile, Sources } from './worker/remote-file.ts'
import { withUsage } from './worker/with-usage.ts'
import { WorkerBackend } from './worker/worker-backend.ts'

export interface SqliteOnOpfsOptions extends OpfsSqliteOptions {
  /**
   * A worker that runs `@kvasir/sqlite/opfs-worker`, or what makes one, for bundlers that do not find it by themselves;
   * Vite and webpack do. It is ended with the backend.
   */
  readonly worker?: Worker | (() => Worker) | undefined
}

/** Milliseconds; the worker may have to load its script and SQLite over a slow line. */
const PATIENCE_FOR_OPEN = 60_000
/** Milliseconds; taking an image or replacing a large database keeps the worker busy. */
const PATIENCE = 60_000

/**
 * SQLite in a file of the browser's origin private file system, in a worker that this starts: for data that is large
 * or must not be lost. Opening takes the same time at any size. One tab may have a database open.
 *
 * A commit survives the end of page and browser; one that is not `strict` may be lost when the machine loses power.
 * Throws what `opfsSqlite` throws: `BLOCKED` when another tab has the database open, which may be tried again. Throws
 * `UNAVAILABLE` when the worker does not start, `TIMEOUT` when it does not answer, and `PROTOCOL_MISMATCH` when it is of
 * another release.
 *
 * @example
 * const store = asyncStore(await sqliteOnOpfs({ name: 'notes' }))
 */
export async function sqliteOnOpfs({
  name,
  directory,
  wasm,
  worker: given,
}: SqliteOnOpfsOptions): Promise<SqliteBackend<'async'>> {
  const worker = typeof given === 'function' ? given() : (given ?? startWorker())
  const { port1, port2 } = new MessageChannel()
  const sources = new Sources()
  const calls = callsOver(port1, { pull: (source) => sources.pull(source) })
  const end = (error: KvasirError): void => {
    calls.end(error)
    worker.terminate()
  }
  worker.addEventListener('error', ({ message }) => calls.end(toUnavailable(message)))
  try {
    const request: OpenRequest = {
      kvasirSqlite: 'open',
      version: VERSION,
      name,
      directory,
      // Relative to the page, where the caller has it from, and not to the worker's script.
      wasm: wasm === undefined ? undefined : new URL(wasm, globalThis.location.href).href,
    }
    worker.postMessage(request, [port2])
    await inTime(calls.call('open'))
    const connection = await connect(worker, { patience: PATIENCE })
    return new WorkerBackend(connection, remoteFile(calls, sources), () => close(calls, end))
  } catch (error) {
    end(new KvasirError('CLOSED', 'The SQLite worker has ended.', { cause: error }))
    throw await withUsage(error)
  }
}

/** In the form that Vite and webpack look for; Vite finds the source of this name, too. */
function startWorker(): Worker {
  if (globalThis.Worker === undefined) {
    throw new KvasirError('UNAVAILABLE', 'There are no workers here: SQLite on OPFS needs a browser.')
  }
  return new Worker(new URL('./opfs-worker.js', import.meta.url), { type: 'module' })
}

async function close(calls: Calls, end: (error: KvasirError) => void): Promise<void> {
  try {
    await calls.call('close')
  } finally {
    end(new KvasirError('CLOSED', 'The SQLite backend is closed: open it again.'))
  }
}

/** A worker whose script is blocked or is another one may never answer. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new KvasirError('TIMEOUT', `The SQLite worker has not opened within ${PATIENCE_FOR_OPEN} ms.`))
  }, PATIENCE_FOR_OPEN)
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

function toUnavailable(message: string | undefined): KvasirError {
  const reason = message === undefined || message === '' ? 'its script does not load' : message
  return new KvasirError(
    'UNAVAILABLE',
    `The SQLite worker has failed: ${reason}. Where a bundler does not find it, make a worker that imports @kvasir/sqlite/opfs-worker, and give it as the option worker.`,
  )
}
