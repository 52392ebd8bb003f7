import { type BackendFixture, describeBackend, describeStore } from '@kvasir/conformance'
import { memoryKind } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { journal } from './index.ts'

const runner = { describe, expect, test }

async function openJournal(): Promise<BackendFixture<'async'>> {
  const name = crypto.randomUUID()
  const connect = () => journal({ name, engine: memoryKind })
  return {
    backend: await connect(),
    reopen: connect,
    another: connect,
    cleanup: () => void indexedDB.deleteDatabase(name),
  }
}

describeBackend(runner, 'memory with a journal', openJournal)
describeStore(runner, 'memory with a journal', 'async', openJournal)
