import { serve } from '@kvasir/ports'
import { opfsSqlite, type OpfsSqliteOptions } from '../drivers/opfs/opfs-sqlite.ts'
import { sqlite } from '../sqlite.ts'
import { callsOver } from './calls.ts'

/** Serves one database after another, so that SQLite is loaded once and not for each test. */
globalThis.addEventListener('message', ({ data, ports }: MessageEvent<OpfsSqliteOptions>) => {
  const [control, port] = ports as [MessagePort, MessagePort]
  const opening = opfsSqlite(data).then(sqlite)
  callsOver(control, {
    open: async () => void serve(await opening, port),
    close: async () => (await opening).close(),
  })
})
