import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'
import { all, wait } from '../steps.ts'

export function connectionTests({ mode, testWith, expect }: StoreSuite): void {
  testWith('another', 'what one connection writes the other reads', async ({ kv, another }) => {
    const theirs = (await another()).namespace('kv')
    expect(await theirs.get('a')).toBe(undefined)
    await kv.put('a', 1)
    expect(await theirs.get('a')).toBe(1)
    await theirs.put('b', 2)
    await theirs.delete('a')
    expect(await all(kv.entries())).toEqual([['b', 2]])
    expect(await kv.count()).toBe(1)
  })

  testWith('another', 'two connections that increment in turn lose nothing', async ({ kv, another }) => {
    const theirs = (await another()).namespace('kv')
    for (let i = 0; i < 20; i++) expect(await (i % 2 === 0 ? kv : theirs).increment('n')).toBe(i + 1)
    expect([await kv.get('n'), await theirs.get('n')]).toEqual([20, 20])
  })

  testWith('another', 'two connections that write at once lose nothing', async ({ kv, another }) => {
    const theirs = (await another()).namespace('kv')
    const both = [kv, theirs].flatMap((each) =>
      Array.from({ length: 15 }, () => async () => {
        await each.increment('n')
        await each.update('n', (n) => (n as number) + 1)
      }),
    )
    await Promise.all(both.map((write) => write()))
    expect(await theirs.get('n')).toBe(60)
  })

  testWith(
    'another',
    'both connections see the same revision of an entry, and conditions hold across',
    async ({ kv, another }) => {
      const theirs = (await another()).namespace('kv')
      const revision = await kv.put('a', 1)
      expect((await theirs.getEntry('a'))?.revision).toBe(revision)
      const second = await theirs.put('a', 2, { ifRevision: revision })
      expect(second > revision).toBe(true)
      const error = await failureOf(() => kv.put('a', 3, { ifRevision: revision }))
      expect([error.code, error.revision]).toEqual(['CONFLICT', second])
      expect(await codeOf(() => theirs.put('a', 3, { ifAbsent: true }))).toBe('CONFLICT')
    },
  )

  testWith(
    'another',
    'a namespace that another connection puts in the place of an old one is found by new handles, and not by old ones',
    async ({ store, kv, another }) => {
      await kv.put('a', 'old')
      const other = await another()
      await other.deleteNamespace('kv')
      await other.namespace('kv').put('b', 'new')
      const fresh = store.namespace('kv')
      expect(await codeOf(() => kv.get('a'))).toBe('NAMESPACE_DELETED')
      expect(await fresh.get('b')).toBe('new')
      expect(await all(fresh.keys())).toEqual(['b'])
      await fresh.put('c', 1)
      expect(await codeOf(() => kv.put('a', 1))).toBe('NAMESPACE_DELETED')
      expect(await fresh.count()).toBe(2)
    },
  )

  testWith(
    'another',
    'a handle that is new writes to the namespace that there is, whatever the store knew before',
    async ({ store, kv, another }) => {
      await kv.put('a', 'old')
      const other = await another()
      await other.deleteNamespace('kv')
      await other.namespace('kv').put('b', 'new')
      await store.namespace('kv').put('c', 1)
      expect(await all(other.namespace('kv').keys())).toEqual(['b', 'c'])
    },
  )

  testWith('another', 'a namespace that both connections write first is one', async ({ store, another }) => {
    const other = await another()
    await Promise.all([store, other].map((each, i) => each.namespace('new').put(`${i}`, i)))
    expect((await other.namespaces()).map(({ name, entries }) => [name, entries])).toEqual([['new', 2]])
  })

  testWith(
    'another',
    'a configuration that one connection sets holds for the other at its next write',
    async ({ store, another }) => {
      const theirs = (await another()).namespace('kv')
      await theirs.put('a', 1)
      await store.createNamespace('kv', { ttl: 50, ifExists: 'update' })
      await theirs.put('a', 2)
      expect(await theirs.ttl('a')).toBe(50)
    },
  )

  testWith(
    'another',
    'a transaction never commits over what another connection has changed',
    async ({ kv, another, transact }) => {
      const theirs = (await another()).namespace('kv')
      await kv.put('n', 0)
      let runs = 0
      await transact(kv, function* (tx) {
        runs++
        const n = (yield* wait(tx.get('n'))) as number
        if (runs === 1) yield* wait(theirs.increment('n', 10))
        yield* wait(tx.put('n', n + 1))
      })
      expect(await theirs.get('n')).toBe(11)
      expect(runs).toBe(2)
    },
  )

  testWith(
    'another',
    'a transaction that listed a range sees what another connection inserts into it',
    async ({ kv, another, transact }) => {
      const theirs = (await another()).namespace('kv')
      await kv.put('a', 1)
      let runs = 0
      await transact(kv, function* (tx) {
        runs++
        const count = yield* wait(tx.count())
        if (runs === 1) yield* wait(theirs.put('b', 1))
        yield* wait(tx.put('count', count))
      })
      expect(await theirs.get('count')).toBe(2)
    },
  )

  if (mode === 'async') {
    testWith('another', 'transactions at once over two connections lose nothing', async ({ kv, another }) => {
      const theirs = (await another()).namespace('kv')
      const work = async (each: typeof kv): Promise<unknown> =>
        await each.transaction(async (tx) => {
          const n = ((await tx.get('n')) as number | undefined) ?? 0
          await tx.put('n', n + 1)
        })
      await Promise.all(Array.from({ length: 24 }, (_, i) => work(i % 2 === 0 ? kv : theirs)))
      expect(await kv.get('n')).toBe(24)
    })
  }
}
