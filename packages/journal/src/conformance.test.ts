import { type BackendFixture, describeBackend, describeStore, type OpenFixture } from '@kvasir/conformance'
import type { EngineKind } from '@kvasir/core'
import { memoryKind } from '@kvasir/memory'
import { sqljsKind } from '@kvasir/sqlite/sqljs'
import * as fake from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { journal, type JournalOptions, syncJournal } from './index.ts'

Object.assign(globalThis, fake)

const runner = { describe, expect, test }

let databases = 0

/** A journal of its own for each test. */
function opener(engine: EngineKind, options: Partial<JournalOptions> = {}): OpenFixture<'async'> {
  return async () => {
    const name = `conformance ${databases++}`
    const connect = () => journal({ name, engine, ...options })
    return {
      backend: await connect(),
      reopen: connect,
      another: connect,
      cleanup: () => void indexedDB.deleteDatabase(name),
    }
  }
}

async function openSync(): Promise<BackendFixture<'sync'>> {
  const name = `conformance ${databases++}`
  const connect = () => syncJournal({ name, engine: memoryKind, whenBusy: 'wait' })
  return {
    backend: await connect(),
    reopen: connect,
    cleanup: () => void indexedDB.deleteDatabase(name),
  }
}

describeBackend(runner, 'memory with a journal', opener(memoryKind))
describeStore(runner, 'memory with a journal', 'async', opener(memoryKind))

describeBackend(runner, 'sql.js with a journal', opener(sqljsKind()))
describeStore(runner, 'sql.js with a journal', 'async', opener(sqljsKind()), { neighbours: false })

/** Each commit leads to a snapshot, so that what is opened again is read from one. */
const COMPRESSED: Partial<JournalOptions> = { compression: true, checkpoints: { logBytes: 1 } }
describeBackend(runner, 'memory with a compressed journal', opener(memoryKind, COMPRESSED))
describeBackend(runner, 'sql.js with a compressed journal', opener(sqljsKind(), COMPRESSED))

describeBackend(runner, 'memory with a journal behind it', openSync)
describeStore(runner, 'memory with a journal behind it', 'sync', openSync, { neighbours: false })
