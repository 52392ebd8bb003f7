import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'
import { wait } from '../steps.ts'

/** Versions of a key by their revision, and bringing them back. */
export function revertTests({ test, expect }: StoreSuite): void {
  test('getEntry with a revision answers what the key had then, as long as it is kept', async ({
    configure,
    clock,
  }) => {
    const kv = await configure({ history: 3 })
    const first = await kv.put('a', 1, { metadata: 'm', ttl: 10 })
    const entry = await kv.getEntry('a')
    const second = await kv.put('a', 2)
    const third = await kv.put('a', 3)
    expect(await kv.getEntry('a', { revision: first })).toStrictEqual(entry)
    expect((await kv.getEntry('a', { revision: second }))?.value).toBe(2)
    expect((await kv.getEntry('a', { revision: third }))?.value).toBe(3)
    clock.advance(10)
    expect((await kv.getEntry('a', { revision: first }))?.value).toBe(1)
    await kv.put('a', 4)
    expect(await kv.getEntry('a', { revision: first })).toBe(undefined)
    await kv.delete('a')
    expect(await kv.getEntry('a')).toBe(undefined)
    expect((await kv.getEntry('a', { revision: third }))?.value).toBe(3)
  })

  test('there is no entry at a revision of another key, of a deletion or of nothing', async ({
    configure,
  }) => {
    const kv = await configure({ history: 5 })
    await kv.put('a', 1)
    const other = await kv.put('b', 1)
    await kv.put('b', 2)
    await kv.delete('a')
    const [deletion] = await kv.history('a')
    for (const revision of [other, deletion!.revision, 0, -1, 1.5, NaN, 2 ** 53]) {
      expect(await kv.getEntry('a', { revision })).toBe(undefined)
      expect(await codeOf(() => kv.revert('a', revision))).toBe('REVISION_GONE')
    }
    expect(await kv.has('a')).toBe(false)
  })

  test('revert puts value and metadata of a version as a new one', async ({ configure }) => {
    const kv = await configure({ history: 4 })
    const first = await kv.put('a', { one: 1 }, { metadata: 'first' })
    const second = await kv.put('a', new Uint8Array([2]))
    const third = await kv.revert('a', first)
    expect(third > second).toBe(true)
    const { value, metadata, revision } = (await kv.getEntry('a'))!
    expect([value, metadata, revision]).toEqual([{ one: 1 }, 'first', third])
    await kv.revert('a', second)
    expect(await kv.get('a')).toStrictEqual(new Uint8Array([2]))
    expect((await kv.history('a')).length).toBe(4)
  })

  test('revert brings a deleted key back, and not one that was purged', async ({ configure }) => {
    const kv = await configure({ history: 3 })
    const revision = await kv.put('a', 1)
    await kv.delete('a')
    await kv.revert('a', revision)
    expect(await kv.get('a')).toBe(1)
    await kv.purge('a')
    expect(await codeOf(() => kv.revert('a', revision))).toBe('REVISION_GONE')
    expect(await kv.get('a')).toBe(undefined)
  })

  test('revert sets the expiry anew, whatever the version had', async ({ configure, clock }) => {
    const kv = await configure({ history: 4 })
    const expired = await kv.put('a', 1, { ttl: 10 })
    await kv.put('a', 2)
    clock.advance(20)
    await kv.revert('a', expired)
    expect([await kv.get('a'), await kv.ttl('a')]).toEqual([1, Infinity])
    await configure({ history: 4, ttl: 50 })
    await kv.revert('a', expired)
    expect(await kv.ttl('a')).toBe(50)
    clock.advance(50)
    expect(await kv.get('a')).toBe(undefined)
  })

  test('what has expired shows no older version', async ({ configure, store, clock }) => {
    const kv = await configure({ history: 4 })
    await kv.put('a', 1)
    await kv.put('a', 2, { ttl: 10 })
    clock.advance(10)
    for (const sweep of [() => undefined, () => store.sweep()]) {
      await sweep()
      expect([await kv.get('a'), await kv.has('a'), await kv.count()]).toEqual([undefined, false, 0])
      expect((await kv.list()).entries).toEqual([])
    }
  })

  test('an entry of a namespace without a history is found at its own revision only', async ({ kv }) => {
    const first = await kv.put('a', 1)
    const second = await kv.put('a', 2)
    expect(await kv.getEntry('a', { revision: first })).toBe(undefined)
    expect((await kv.getEntry('a', { revision: second }))?.value).toBe(2)
    expect((await failureOf(() => kv.revert('a', first))).code).toBe('REVISION_GONE')
    expect(await kv.get('a')).toBe(2)
  })

  test('revert is within the limits', async ({ configure }) => {
    const kv = await configure({ history: 2, maxValueBytes: 5 })
    const revision = await kv.put('a', '12345')
    await kv.put('a', '1')
    await configure({ history: 2, maxValueBytes: 3 })
    expect(await codeOf(() => kv.revert('a', revision))).toBe('LIMIT_EXCEEDED')
    expect(await kv.get('a')).toBe('1')
  })

  test('revert in a transaction is undone with it', async ({ configure, transact }) => {
    const kv = await configure({ history: 3 })
    const first = await kv.put('a', 1)
    await kv.put('a', 2)
    const revertIn = (by: number): unknown =>
      transact(kv, function* (tx) {
        yield* wait(tx.revert('a', first))
        expect(yield* wait(tx.get('a'))).toBe(1)
        yield* wait(tx.increment('a', by))
      })
    expect(await codeOf(() => revertIn(NaN))).toBe('INVALID_OPTION')
    expect(await kv.get('a')).toBe(2)
    await revertIn(5)
    expect(await kv.get('a')).toBe(6)
  })
}
