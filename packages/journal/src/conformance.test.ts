import { type BackendFixture, describeBackend, describeStore } from '@kvasir/conformance'
import { memoryKind } from '@kvasir/memory'
import * as fake from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { journal } from './index.ts'

Object.assign(globalThis, fake)

const runner = { describe, expect, test }

let databases = 0

async function openJournal(): Promise<BackendFixture<'async'>> {
  const name = `conformance ${databases++}`
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
