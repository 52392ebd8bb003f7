import { type BackendFixture, describeBackend, describeStore } from '@kvasir/conformance'
import { KvasirError } from '@kvasir/core'
import { connect } from '@kvasir/ports'
import { describe, expect, test } from 'vitest'
import type { SqliteBackend } from './index.ts'
import { callsOver } from './worker/calls.ts'
import { remoteFile, Sources } from './worker/remote-file.ts'
import { WorkerBackend } from './worker/worker-backend.ts'

const runner = { describe, expect, test }
const directory = 'conformance'
const worker = new Worker(new URL('./worker/conformance.test-worker.ts', import.meta.url), { type: 'module' })

async function open(name: string): Promise<SqliteBackend<'async'>> {
  const [control, backend] = [new MessageChannel(), new MessageChannel()]
  worker.postMessage({ name, directory }, [control.port2, backend.port2])
  const calls = callsOver(control.port1, {})
  await calls.call('open')
  const connection = await connect(backend.port1, { patience: 60_000 })
  return new WorkerBackend(connection, remoteFile(calls, new Sources()), async () => {
    await calls.call('close')
    calls.end(new KvasirError('CLOSED', 'The database is closed.'))
    backend.port1.close()
  })
}

async function openFixture(): Promise<BackendFixture<'async'>> {
  const name = crypto.randomUUID()
  return {
    backend: await open(name),
    reopen: () => open(name),
    cleanup: async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(directory)
      await folder.removeEntry(name, { recursive: true })
    },
  }
}

describeBackend(runner, 'SQLite on OPFS', openFixture, { atLength: false })
// The same SQL as with the other drivers, reached over a port: what may differ is how values and calls travel.
describeStore(runner, 'SQLite on OPFS', 'async', openFixture, {
  neighbours: false,
  subjects: ['entries', 'transactions', 'concurrency', 'opening and closing'],
})
