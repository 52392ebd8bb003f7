import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import suite from 'abstract-level/test'
import { expect, test } from 'vitest'
import { KvasirLevel } from './index.ts'
import { runTape } from './run-tape.test-cases.ts'

/** Milliseconds: thousands of databases are opened on a machine that may do other things besides. */
const SUITE_TIMEOUT = 300_000

test.each([
  ['a synchronous store in SQLite', () => syncStore(sqlite(nodeSqlite({ path: ':memory:' })))],
  ['an asynchronous store in memory', () => asyncStore(toAsync(memory()))],
])(
  'a database in %s passes the suite of abstract-level',
  async (_, open) => {
    const store = open()
    let databases = 0
    const { passed, failures } = await runTape((test) => {
      suite({ test, factory: (options) => new KvasirLevel(store.namespace(`${databases++}`), options) })
    })
    expect(failures).toEqual([])
    expect(passed).toBeGreaterThan(4_200)
  },
  SUITE_TIMEOUT,
)
