import { describeBackend, describeStore, type OpenFixture } from '@kvasir/conformance'
import { describe, expect, test } from 'vitest'
import { indexeddb } from './index.ts'

const runner = { describe, expect, test }

let databases = 0

/** A database of its own for each test. */
const open: OpenFixture<'async'> = () => {
  const name = `conformance ${databases++}`
  const connect = () => indexeddb({ name })
  return {
    backend: connect(),
    reopen: connect,
    another: connect,
    cleanup: () => void indexedDB.deleteDatabase(name),
  }
}

describeBackend(runner, 'indexeddb', open)
describeStore(runner, 'indexeddb', 'async', open, { neighbours: false })
