import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { all, wait } from '../steps.ts'
import { NAMESPACE_CALLS, STORE_CALLS } from './calls.ts'

export function lifecycleTests({ mode, test, testWith, expect }: StoreSuite): void {
  test('a store tells its mode and its backend', async ({ store }) => {
    expect(store.mode).toBe(mode)
    expect(typeof store.backend.name).toBe('string')
    expect(typeof store.backend.capabilities.persistent).toBe('boolean')
  })

  for (const [name, call] of NAMESPACE_CALLS) {
    test(`${name} answers in the mode of the store, and throws CLOSED once it is closed`, async ({
      store,
      kv,
    }) => {
      await kv.put('a', 1)
      const answer = call(kv)
      expect(answer instanceof Promise).toBe(mode === 'async')
      await answer
      await store.close()
      expect(await codeOf(() => call(kv))).toBe('CLOSED')
      expect(await codeOf(() => call(store.namespace('new')))).toBe('CLOSED')
    })
  }

  for (const [name, call] of STORE_CALLS) {
    test(`${name} answers in the mode of the store, and throws CLOSED once it is closed`, async ({
      store,
    }) => {
      const answer = call(store)
      expect(answer instanceof Promise).toBe(mode === 'async')
      await answer
      await store.close()
      expect(await codeOf(() => call(store))).toBe('CLOSED')
    })
  }

  test('a store can be closed twice, and at once', async ({ store, kv }) => {
    await kv.put('a', 1)
    await Promise.all([store.close(), store.close()])
    await store.close()
  })

  testWith(
    'reopen',
    'everything is there when the data is opened again',
    async ({ store, clock, reopen }) => {
      const kv = await store.createNamespace('kv', { description: 'd' })
      await kv.put('text', 'value', { ttl: 100, metadata: { m: 1 } })
      await kv.put('json', { deep: [null, '\ud800'] })
      await kv.put('bytes', new Uint8Array([0, 255]))
      await kv.put('gone', 1)
      await kv.delete('gone')
      await store.namespace('other').put('text', 'other')
      const before = [await kv.list(), await store.namespaces()]
      const reopened = await reopen()
      const again = reopened.namespace('kv')
      expect([await again.list(), await reopened.namespaces()]).toStrictEqual(before)
      clock.advance(100)
      expect(await again.get('text')).toBe(undefined)
    },
  )

  testWith(
    'reopen',
    'a revision is not given again when the data is opened again',
    async ({ kv, reopen }) => {
      await kv.put('a', 1)
      const newest = await kv.put('b', 1)
      await kv.delete('b')
      await kv.clear()
      const reopened = (await reopen()).namespace('kv')
      expect((await reopened.put('b', 2)) > newest).toBe(true)
    },
  )

  testWith(
    'reopen',
    'a namespace that was deleted is not there again, nor are its entries in a new one',
    async ({ store, reopen }) => {
      await store.namespace('kept').put('a', 1)
      await store.namespace('deleted').put('a', 1)
      await store.deleteNamespace('deleted')
      const reopened = await reopen()
      expect((await reopened.namespaces()).map(({ name }) => name)).toEqual(['kept'])
      await reopened.namespace('deleted').put('b', 1)
      expect(await all(reopened.namespace('deleted').keys())).toEqual(['b'])
      expect(await all(reopened.namespace('kept').keys())).toEqual(['a'])
    },
  )

  testWith('reopen', 'close waits for what was issued before it', async ({ kv, transact, reopen }) => {
    const issued = [
      kv.put('a', 1),
      kv.increment('n'),
      kv.increment('n'),
      kv.putMany([['b', 2]]),
      transact(kv, function* (tx) {
        yield* wait(tx.get('a'))
        yield* wait(tx.put('c', 3))
      }),
    ]
    const reopened = (await reopen()).namespace('kv')
    await Promise.all(issued)
    expect(await reopened.getMany(['a', 'b', 'c', 'n'])).toEqual([1, 2, 3, 2])
  })
}
