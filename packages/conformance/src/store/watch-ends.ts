import type { Change } from '@kvasir/core'
import { brief, take } from '../changes.ts'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { wait } from '../steps.ts'

/** How watches begin and end, and listeners instead of iterators. */
export function watchEndTests({ test, testWith, expect }: StoreSuite): void {
  test('return, an aborted signal and the end of a loop end a watch', async ({ store }) => {
    const kv = store.namespace('kv')
    const controller = new AbortController()
    const { signal } = controller
    const [returned, aborted, early] = [
      kv.watch(),
      kv.watch({ signal }),
      kv.watch({ signal: AbortSignal.abort() }),
    ]
    const waiting = [returned.next(), aborted.next()]
    await returned.return?.()
    controller.abort()
    const end = { done: true, value: undefined }
    expect(await Promise.all(waiting)).toEqual([end, end])
    await kv.put('a', 1)
    expect([await returned.next(), await aborted.next(), await early.next()]).toEqual([end, end, end])
    for await (const change of kv.watch({ from: 0 })) {
      expect(brief(change)).toBe('put a=1')
      break
    }
  })

  test('an aborted watch tells nothing more, not even what it has read already', async ({ store }) => {
    const kv = store.namespace('kv')
    const controller = new AbortController()
    await kv.putMany(['a', 'b', 'c'].map((key) => [key, 1]))
    const changes = kv.watch({ from: 0, signal: controller.signal })
    await take(changes, 1)
    controller.abort()
    expect((await changes.next()).done).toBe(true)
  })

  test('closing the store ends its watches, and there are no new ones', async ({ store }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    const [idle, busy] = [kv.watch(), kv.watch({ from: 0 })]
    await take(busy, 1)
    const waiting = [idle.next(), busy.next()]
    await store.close()
    expect((await Promise.all(waiting)).map(({ done }) => done)).toEqual([true, true])
    expect(await codeOf(() => kv.watch())).toBe('CLOSED')
    expect(await codeOf(() => store.sweep())).toBe('CLOSED')
  })

  test('a watch of a namespace that does not exist yet tells everything that comes', async ({ store }) => {
    const kv = store.namespace('new')
    const [now, past, previous] = [kv.watch(), kv.watch({ from: 0 }), kv.watch({ previous: true })]
    const waiting = now.next()
    await kv.put('a', 1)
    expect(((await waiting).value as Change).operation).toBe('put')
    await kv.delete('a')
    expect((await take(now, 1)).map(brief)).toEqual(['delete a'])
    await kv.put('b', 1)
    expect((await take(past, 2)).map(brief).at(-1)).toBe('put b=1')
    expect((await take(previous, 2)).map(brief).at(-1)).toBe('put b=1')
    for (const each of [now, past, previous]) await each.return?.()
  })

  test('deleting the namespace ends its watches with NAMESPACE_DELETED', async ({ store, transact }) => {
    for (const remove of [
      () => store.deleteNamespace('kv'),
      () => transact(store, (tx) => wait(tx.deleteNamespace('kv'))),
    ]) {
      await store.namespace('kv').put('a', 1)
      const changes = store.namespace('kv').watch()
      const waiting = codeOf(() => changes.next())
      await remove()
      expect(await waiting).toBe('NAMESPACE_DELETED')
      expect((await changes.next()).done).toBe(true)
    }
    const fresh = store.namespace('kv')
    const changes = fresh.watch()
    await fresh.put('b', 1)
    expect((await take(changes, 1)).map(brief)).toEqual(['put b=1'])
    await changes.return?.()
  })

  test('a handle to a namespace that was deleted watches nothing', async ({ store }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    await store.deleteNamespace('kv')
    expect(await codeOf(() => kv.watch())).toBe('NAMESPACE_DELETED')
  })

  test('a store without live is not watched, nor is a transaction', async ({
    store,
    storeWith,
    transact,
  }) => {
    // What cannot be watched says so, whether it is looked after or not.
    await store.namespace('kv').watch().return?.()
    const bare = storeWith({ live: undefined })
    expect(await codeOf(() => bare.namespace('kv').watch())).toBe('INVALID_OPTION')
    expect(await codeOf(() => bare.sweep())).toBe('INVALID_OPTION')
    expect(
      await codeOf(() =>
        transact(store, function* (tx) {
          yield* wait(tx.namespace('kv').put('a', 1))
          tx.namespace('kv').watch()
        }),
      ),
    ).toBe('INVALID_OPTION')
  })

  test('a listener is called with one change after the other, and waits for its own promises', async ({
    store,
  }) => {
    const kv = store.namespace('kv')
    await kv.putMany(['a', 'b', 'c'].map((key) => [key, 1]))
    const told: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = kv.subscribe(
      async (change) => {
        told.push(`begin ${brief(change)}`)
        await kv.get('a')
        told.push(`end ${brief(change)}`)
        if (brief(change) === 'put c=1') resolve()
      },
      { from: 0 },
    )
    await promise
    stop()
    expect(told).toEqual(['a', 'b', 'c'].flatMap((key) => [`begin put ${key}=1`, `end put ${key}=1`]))
  })

  test('a listener that throws is told of, and goes on', async ({ store }) => {
    const kv = store.namespace('kv')
    const errors: unknown[] = []
    const seen: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = kv.subscribe(
      (change) => {
        seen.push(brief(change))
        if (seen.length === 1) throw new Error('first')
        if (seen.length === 2) return Promise.reject(new Error('second'))
        return resolve()
      },
      { onError: (error) => errors.push((error as Error).message) },
    )
    await kv.putMany(['a', 'b', 'c'].map((key) => [key, 1]))
    await promise
    stop()
    expect([seen, errors]).toEqual([
      ['put a=1', 'put b=1', 'put c=1'],
      ['first', 'second'],
    ])
  })

  test('a listener that was stopped is not called again', async ({ store }) => {
    const kv = store.namespace('kv')
    const seen: string[] = []
    const stop = kv.subscribe((change) => {
      seen.push(brief(change))
      stop()
    })
    await kv.putMany(['a', 'b'].map((key) => [key, 1]))
    const changes = kv.watch({ from: 0 })
    await take(changes, 2)
    await kv.put('c', 1)
    await take(changes, 1)
    expect(seen).toEqual(['put a=1'])
    await changes.return?.()
  })

  test('why a subscription ends is told to onError', async ({ store }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    const { promise, resolve } = Promise.withResolvers<unknown>()
    kv.subscribe(() => undefined, { onError: resolve })
    await store.deleteNamespace('kv')
    expect(
      await codeOf(async () => {
        throw await promise
      }),
    ).toBe('NAMESPACE_DELETED')
  })

  testWith(
    'another',
    'a namespace that another connection deletes ends its watches',
    async ({ store, another }) => {
      const kv = store.namespace('kv')
      await kv.put('a', 1)
      const other = await another()
      const changes = kv.watch()
      const waiting = codeOf(() => changes.next())
      // Answered once the watch has begun.
      await kv.get('a')
      await other.deleteNamespace('kv')
      await other.namespace('kv').put('b', 'new')
      expect(await waiting).toBe('NAMESPACE_DELETED')
    },
  )

  testWith(
    'another',
    'a new handle watches what another connection has put in the place of an old namespace',
    async ({ store, another }) => {
      await store.namespace('kv').put('a', 'old')
      const other = await another()
      await other.deleteNamespace('kv')
      await other.namespace('kv').put('b', 'new')
      const changes = store.namespace('kv').watch({ from: 0 })
      expect((await take(changes, 1)).map(brief)).toEqual(['put b=new'])
      await changes.return?.()
    },
  )

  test('who goes on from before a namespace was deleted is told to begin anew', async ({
    store,
    transact,
  }) => {
    const begin = async (from: number): Promise<string | undefined> => {
      const changes = store.namespace('kv').watch({ from })
      const waiting = changes.next().then(
        () => undefined,
        (error: { readonly code: string }) => error.code,
      )
      // Answered once the watch has begun.
      await store.namespace('other').get('a')
      await store.namespace('kv').get('a')
      await changes.return?.()
      return await waiting
    }
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    const before = await kv.put('b', 1)
    expect(await begin(before)).toBe(undefined)
    await store.deleteNamespace('kv')
    expect(await begin(before)).toBe('REVISION_GONE')
    const between = await store.namespace('other').put('a', 1)
    expect(await begin(between)).toBe(undefined)
    const first = await store.namespace('kv').put('c', 1)
    expect([await begin(before), await begin(between), await begin(first)]).toEqual([
      'REVISION_GONE',
      undefined,
      undefined,
    ])
    await transact(store, function* (tx) {
      yield* wait(tx.deleteNamespace('kv'))
      yield* wait(tx.namespace('kv').put('d', 1))
    })
    const again = (await store.namespace('kv').getEntry('d'))!.revision
    expect([await begin(between), await begin(first), await begin(again)]).toEqual([
      'REVISION_GONE',
      'REVISION_GONE',
      undefined,
    ])
    const changes = store.namespace('kv').watch({ from: 0 })
    expect((await take(changes, 1)).map(brief)).toEqual(['put d=1'])
    await changes.return?.()
  })
}
