import { describeBackend, describeStore, type OpenFixture } from '@kvasir/conformance'
import type { EngineKind } from '@kvasir/core'
import { memoryKind } from '@kvasir/memory'
import { sqljsKind } from '@kvasir/sqlite/sqljs'
import { describe, expect, test } from 'vitest'
import { journal } from './index.ts'

const runner = { describe, expect, test }

/** A journal of its own for each test. */
function opener(engine: EngineKind): OpenFixture<'async'> {
  return async () => {
    const name = crypto.randomUUID()
    const connect = () => journal({ name, engine })
    return {
      backend: await connect(),
      reopen: connect,
      another: connect,
      cleanup: () => void indexedDB.deleteDatabase(name),
    }
  }
}

describeBackend(runner, 'memory with a journal', opener(memoryKind))
describeStore(runner, 'memory with a journal', 'async', opener(memoryKind), { neighbours: false })

describeBackend(runner, 'sql.js with a journal', opener(sqljsKind()))
