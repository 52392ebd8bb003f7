import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { memory, withMemorySide } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { documentedTests } from './documented.test-cases.ts'

const parts = { live, rich, rules }

documentedTests('memory', async () => {
  const store = syncStore(memory(), parts)
  return { store, close: async () => store.close() }
})

documentedTests('memory under an asynchronous store', async () => {
  const store = asyncStore(toAsync(memory()), parts)
  return { store, close: () => store.close() }
})

documentedTests('SQLite', async () => {
  const store = syncStore(withMemorySide(sqlite(nodeSqlite({ path: ':memory:' }))), parts)
  return { store, close: async () => store.close() }
})
