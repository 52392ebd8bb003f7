import type { StoreSuite } from '../describe-store.ts'
import { all, wait } from '../steps.ts'
import { fill, walk } from './pages.ts'

export function transactionListTests({ test, expect }: StoreSuite): void {
  test('a list in a transaction merges what was there and what was written, in order', async ({
    kv,
    transact,
  }) => {
    await fill(kv, ['b', 'd', 'f', 'h', '\u{10000}'])
    await transact(kv, function* (tx) {
      for (const key of ['a', 'e', 'i', '\uffff']) yield* wait(tx.put(key, 'new'))
      yield* wait(tx.put('d', 'new'))
      yield* wait(tx.delete('f'))
      const merged = ['a', 'b', 'd', 'e', 'h', 'i', '\uffff', '\u{10000}']
      for (let limit = 1; limit <= merged.length + 1; limit++) {
        for (const reverse of [false, true]) {
          const pages = yield* walk(tx, { limit, reverse })
          expect(pages.flat()).toEqual(reverse ? merged.toReversed() : merged)
          expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
        }
      }
      expect(yield* wait(all(tx.keys()))).toEqual(merged)
      expect(yield* wait(all(tx.keys({ reverse: true })))).toEqual(merged.toReversed())
      expect(yield* wait(tx.count())).toBe(merged.length)
      const { entries } = yield* wait(tx.list({ start: 'd', end: 'i' }))
      expect(entries.map(({ key, value }) => [key, value])).toEqual([
        ['d', 'new'],
        ['e', 'new'],
        ['h', 'h'],
      ])
    })
    expect(await all(kv.keys())).toEqual(['a', 'b', 'd', 'e', 'h', 'i', '\uffff', '\u{10000}'])
  })

  test('a page is full although the transaction has deleted what comes first', async ({ kv, transact }) => {
    const keys = Array.from({ length: 40 }, (_, i) => `key ${10 + i}`)
    await fill(kv, keys)
    await transact(kv, function* (tx) {
      yield* wait(tx.deleteMany(keys.slice(0, 30)))
      const { entries, cursor } = yield* wait(tx.list({ limit: 3 }))
      expect(entries.map(({ key }) => key)).toEqual(keys.slice(30, 33))
      expect((yield* wait(tx.list({ limit: 100, cursor }))).entries.map(({ key }) => key)).toEqual(
        keys.slice(33),
      )
      expect((yield* wait(tx.list({ end: 'key 40', limit: 3 }))).entries).toEqual([])
    })
  })

  test('clear hides what was there, and not what is put after it', async ({ kv, transact }) => {
    await fill(kv, ['a', 'b', 'c'])
    await transact(kv, function* (tx) {
      yield* wait(tx.put('d', 'before'))
      yield* wait(tx.clear())
      expect(yield* wait(tx.getMany(['a', 'd']))).toEqual([undefined, undefined])
      expect(yield* wait(tx.count())).toBe(0)
      yield* wait(tx.put('b', 'after'))
      yield* wait(tx.increment('c'))
      expect(yield* wait(all(tx.entries()))).toEqual([
        ['b', 'after'],
        ['c', 1],
      ])
      expect(yield* walk(tx, { limit: 1, reverse: true })).toEqual([['c'], ['b']])
      expect(yield* wait(tx.count())).toBe(2)
    })
    expect(await all(kv.entries())).toEqual([
      ['b', 'after'],
      ['c', 1],
    ])
  })

  test('clear of a range in a transaction clears that range', async ({ kv, transact }) => {
    await fill(kv, ['a', 'b/1', 'b/2', 'c'])
    await transact(kv, function* (tx) {
      yield* wait(tx.put('b/3', 'new'))
      yield* wait(tx.clear({ prefix: 'b/' }))
      yield* wait(tx.put('b/2', 'after'))
      expect(yield* wait(all(tx.keys()))).toEqual(['a', 'b/2', 'c'])
      expect(yield* wait(all(tx.keys({ start: 'b/' })))).toEqual(['b/2', 'c'])
      expect(yield* wait(all(tx.keys({ start: 'b/', end: 'b0' })))).toEqual(['b/2'])
      expect(yield* wait(tx.count({ start: 'b/1', end: 'z' }))).toBe(2)
      yield* wait(tx.clear({ start: 'c' }))
      expect(yield* wait(all(tx.keys({ reverse: true })))).toEqual(['b/2', 'a'])
    })
    expect(await all(kv.entries())).toEqual([
      ['a', 'a'],
      ['b/2', 'after'],
    ])
  })

  test('a list in a transaction leaves out what has expired, written in it or not', async ({
    kv,
    clock,
    transact,
  }) => {
    await kv.putMany(
      [
        ['a', 1],
        ['c', 1],
      ],
      { ttl: 10 },
    )
    await fill(kv, ['b', 'd'])
    await transact(kv, function* (tx) {
      yield* wait(tx.put('e', 'new', { ttl: 10 }))
      yield* wait(tx.expire('d', 10))
      expect(yield* wait(tx.count())).toBe(5)
      clock.advance(10)
      expect((yield* walk(tx, { limit: 1 })).flat()).toEqual(['b'])
      expect(yield* wait(tx.count())).toBe(1)
    })
    expect(await all(kv.keys())).toEqual(['b'])
  })
}
