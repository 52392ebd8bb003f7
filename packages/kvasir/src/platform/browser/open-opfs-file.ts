import { type Backend, KvasirError } from '@kvasir/core'
import type { SqliteBackend, SqliteFile } from '@kvasir/sqlite'
import type { BackendRequest, OpenedBackend } from '../platform.ts'
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
  const file: SqliteFile = {
    take: () => owned(open, backend).then((file) => file.take()),
    replace: (pull) => owned(open, backend).then((file) => file.replace(pull)),
  }
  return {
    backend: await speaking(`${name}.opfs`, backend),
    why: 'A SQLite file in OPFS was asked for.',
    file,
  }
}

/** The file, which only the tab has that has opened it. */
async function owned(
  open: SqliteBackend<'async'> | undefined,
  backend: Backend<'async'>,
): Promise<SqliteFile> {
  const { role } = await backend.health()
  if (role === 'owner' && open !== undefined) return open.file
  throw new KvasirError('BLOCKED', 'Another tab has the SQLite file open: do this there, or close it.')
}
