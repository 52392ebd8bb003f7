import type { StoreSuite } from '../describe-store.ts'
import { all } from '../steps.ts'
import { fill } from './pages.ts'

/** More than fit in any page that a store is likely to read at a time. */
const MANY = Array.from({ length: 520 }, (_, i) => `key ${1_000 + i}`)

export function iterationTests({ mode, test, expect }: StoreSuite): void {
  test('entries, keys and values iterate everything in key order, over many pages', async ({ kv }) => {
    await fill(kv, MANY.toReversed())
    expect(await all(kv.keys())).toEqual(MANY)
    expect(await all(kv.values())).toEqual(MANY)
    expect(await all(kv.entries())).toEqual(MANY.map((key) => [key, key]))
    expect(await all(kv.keys({ reverse: true }))).toEqual(MANY.toReversed())
  })

  test('iteration takes a range and a direction', async ({ kv }) => {
    await fill(kv, ['a', 'a/1', 'a/2', 'b', 'c'])
    expect(await all(kv.keys({ prefix: 'a/' }))).toEqual(['a/1', 'a/2'])
    expect(await all(kv.values({ start: 'a/2', end: 'c' }))).toEqual(['a/2', 'b'])
    expect(await all(kv.entries({ end: 'a/2', reverse: true }))).toEqual([
      ['a/1', 'a/1'],
      ['a', 'a'],
    ])
    expect(await all(kv.keys({ start: 'c', end: 'a' }))).toEqual([])
  })

  test(`a namespace can be iterated itself, by ${mode === 'sync' ? 'for..of' : 'for await'}`, async ({
    store,
    kv,
  }) => {
    await fill(kv, ['b', 'a'])
    const namespace = store.namespace(kv.name)
    expect(await all(namespace)).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ])
  })

  test('iteration can be left early', async ({ kv }) => {
    await fill(kv, MANY)
    let seen = 0
    for await (const key of kv.keys()) {
      seen++
      if (key === MANY[2]) break
    }
    expect(seen).toBe(3)
    await kv.clear()
    expect(await all(kv.keys())).toEqual([])
  })

  test('deleting each key while iterating meets every key once', async ({ kv }) => {
    await fill(kv, MANY)
    const seen: string[] = []
    for await (const key of kv.keys()) {
      seen.push(key)
      await kv.delete(key)
    }
    expect(seen).toEqual(MANY)
    expect(await kv.count()).toBe(0)
  })

  test('overwriting each key while iterating meets every key once', async ({ kv }) => {
    await fill(kv, MANY)
    let seen = 0
    for await (const [key] of kv.entries({ reverse: true })) {
      seen++
      if (seen > MANY.length) break
      await kv.put(key, seen)
    }
    expect(seen).toBe(MANY.length)
  })
}
