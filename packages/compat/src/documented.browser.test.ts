import { asyncStore } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { indexeddb } from '@kvasir/indexeddb'
import { withMemorySide } from '@kvasir/memory'
import { documentedTests } from './bucket-functions/documented.test-cases.ts'
import { luxFlowTests } from './lux-flows.test-cases.ts'

let opened = 0

/** A store in a database of its own, which is gone with the page. */
async function open() {
  const name = `documented ${++opened}`
  const store = asyncStore(withMemorySide(indexeddb({ name })), { live, rich, rules })
  const close = async (): Promise<void> => {
    await store.close()
    indexedDB.deleteDatabase(name)
  }
  return { store, close }
}

documentedTests('IndexedDB', open)
luxFlowTests('IndexedDB', open)
