import { KvasirError } from '@kvasir/core'
import type { SqliteBackend } from '@kvasir/sqlite'
import type { BackendRequest, OpenedBackend } from '../platform.ts'
import { sharedFile } from './shared-file.ts'
import { speaking } from './speaking.ts'

/** A SQLite file in OPFS, which one tab has open for all of them. */
export async function openOpfsFile({ name, wasm, worker }: BackendRequest): Promise<OpenedBackend> {
  if (wasm instanceof ArrayBuffer) {
    throw new KvasirError(
      'INVALID_OPTION',
      'A worker loads the WebAssembly by its address: give that as wasm.',
    )
  }
  const [{ sqliteOnOpfs }, { shared }] = await Promise.all([
    import('@kvasir/sqlite/opfs'),
    import('@kvasir/ports'),
  ])
  let open: SqliteBackend<'async'> | undefined
  const backend = await shared({
    name: `${name}.opfs`,
    open: async () => {
      open = await sqliteOnOpfs({ name, wasm, worker })
      return open
    },
  })
  return {
    backend: await speaking(`${name}.opfs`, backend),
    why: 'A SQLite file in OPFS was asked for.',
    file: sharedFile(backend, () => open?.file),
  }
}
