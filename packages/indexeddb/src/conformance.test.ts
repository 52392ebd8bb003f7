import { describeBackend, describeStore, type OpenFixture } from '@kvasir/conformance'
import * as fake from 'fake-indexeddb'
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

Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() })
describeBackend(runner, 'indexeddb', open)
describeStore(runner, 'indexeddb', 'async', open)
