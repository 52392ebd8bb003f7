import type { SyncNamespace, SyncStore } from '@kvasir/core'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'

/** What only a synchronous store promises. */
export function syncOnlyTests({ test, expect }: StoreSuite): void {
  test('a promise from the work of a transaction undoes it and throws PROMISE_IN_SYNC', async ({ store }) => {
    const sync = store as SyncStore
    const kv = sync.namespace('kv')
    kv.put('a', 'old')
    const works: readonly ((tx: SyncNamespace) => unknown)[] = [
      async (tx) => tx.put('a', 'new'),
      (tx) => Promise.resolve(tx.put('a', 'new')),
      (tx) => {
        tx.put('b', 'new')
        // oxlint-disable-next-line no-thenable -- what is no promise and can be awaited all the same
        return { then: (resolve: () => void) => resolve() }
      },
      async (tx) => {
        tx.put('a', 'new')
        throw new Error('lost otherwise')
      },
    ]
    for (const work of works) {
      expect(await codeOf(() => kv.transaction(work as never))).toBe('PROMISE_IN_SYNC')
      expect([...kv]).toEqual([['a', 'old']])
    }
    expect(await codeOf(() => sync.transaction(async (tx) => tx.namespace('kv').put('a', 1)))).toBe(
      'PROMISE_IN_SYNC',
    )
    expect([...kv]).toEqual([['a', 'old']])
  })

  test('a promise from the work of an inner transaction undoes that one', async ({ store }) => {
    const kv = (store as SyncStore).namespace('kv')
    kv.transaction((outer) => {
      outer.put('a', 1)
      try {
        outer.transaction((async (inner: SyncNamespace) => inner.put('b', 1)) as never)
      } catch (error) {
        expect((error as { code?: unknown }).code).toBe('PROMISE_IN_SYNC')
      }
    })
    expect([...kv]).toEqual([['a', 1]])
  })

  test('a transaction is over when it returns', async ({ store }) => {
    const kv = (store as SyncStore).namespace('kv')
    kv.transaction((tx) => tx.put('a', 1))
    expect(kv.get('a')).toBe(1)
  })

  test('a synchronous store is disposed of by closing it', async ({ store }) => {
    const sync = store as SyncStore
    sync.namespace('kv').put('a', 1)
    sync[Symbol.dispose]()
    expect(await codeOf(() => sync.namespace('kv').get('a'))).toBe('CLOSED')
  })
}
