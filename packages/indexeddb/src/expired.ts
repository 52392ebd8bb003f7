import type { DurableUseStore } from '@kvasir/browser'
import { holdsGraves } from '@kvasir/core'
import { promisifyRequest } from 'idb-keyval'
import { EXPIRY } from './stored-row.ts'

/** Rows that a transaction removes: few enough not to keep others waiting for long. */
const STEP = 500

/** Removes the rows of all spaces but those with graves that have `0 < expiresAt <= now`, step by step, and answers how many there were. */
export async function removeExpired(useStore: DurableUseStore, now: number): Promise<number> {
  let removed = 0
  for (let step = STEP; step === STEP; removed += step) {
    step = await useStore('readwrite', (store) => removeStep(store, now))
  }
  return removed
}

async function removeStep(store: IDBObjectStore, now: number): Promise<number> {
  const index = store.index(EXPIRY)
  const keys: IDBValidKey[] = []
  /** The index is ordered by space, then by time. */
  let space = 0
  while (keys.length < STEP) {
    // An array that is shorter comes before every longer one that starts like it.
    const next = await promisifyRequest(index.openKeyCursor(IDBKeyRange.lowerBound([space])))
    if (next === null) break
    const [found] = next.key as [space: number, expiresAt: number]
    space = found + 1
    if (holdsGraves(found)) continue
    const due = IDBKeyRange.bound([found], [found, now])
    keys.push(...(await promisifyRequest(index.getAllKeys(due, STEP - keys.length))))
  }
  const { transaction } = store
  for (const key of keys) store.delete(key)
  transaction.commit()
  await promisifyRequest(transaction)
  return keys.length
}
