import { type OpenOptions, openStore } from 'kvasir'

/** Counts a visit, and tells on which backend and the how manieth. */
export async function countVisit(options?: OpenOptions): Promise<string> {
  const store = await openStore(options)
  const count = await store.namespace<number>('visits').increment('/')
  await store.close()
  return `${store.backend.name}: ${count}`
}
