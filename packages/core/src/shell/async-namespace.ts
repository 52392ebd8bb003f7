import type { AsyncNamespace, PutOptions, Storable } from '../api.ts'
import { type Task, wait } from '../task.ts'
import { unstorable } from '../values/encode.ts'
import { NamespaceShell } from './namespace.ts'

/** A namespace of an asynchronous store: it also takes streams. */
export class AsyncNamespaceShell<V> extends NamespaceShell<V, 'async'> implements AsyncNamespace<V> {
  [Symbol.asyncIterator](): AsyncIterableIterator<[key: string, value: V]> {
    return this.entries()
  }

  protected override *putTask(key: string, value: Storable<V, 'async'>, options?: PutOptions): Task<number> {
    const isStream = value instanceof ReadableStream
    const settled = isStream ? ((yield* wait(readToEnd(value))) as Storable<V, 'async'>) : value
    return yield* super.putTask(key, settled, options)
  }
}

async function readToEnd(stream: ReadableStream): Promise<Uint8Array> {
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer())
  } catch (cause) {
    throw unstorable('$', 'its stream failed, or held something else than bytes', { cause })
  }
}
