import type { StoreSuite } from '../describe-store.ts'
import { START } from '../clock.ts'
import { codeOf } from '../failure.ts'
import { ODD_KEYS } from '../odd-keys.ts'
import { all } from '../steps.ts'

export function entryTests({ test, expect }: StoreSuite): void {
  test('a key that was never put is missing everywhere', async ({ kv }) => {
    expect(await kv.get('a')).toBe(undefined)
    expect(await kv.getEntry('a')).toBe(undefined)
    expect(await kv.getMany(['a', 'b'])).toStrictEqual([undefined, undefined])
    expect(await kv.has('a')).toBe(false)
    expect(await kv.ttl('a')).toBe(undefined)
    expect(await kv.list()).toEqual({ entries: [], prefixes: [], cursor: undefined })
    expect(await kv.count()).toBe(0)
    expect(await all(kv.entries())).toEqual([])
  })

  test('what was put is found everywhere', async ({ kv }) => {
    await kv.put('a', 'value')
    expect(await kv.get('a')).toBe('value')
    expect(await kv.has('a')).toBe(true)
    expect(await kv.getMany(['b', 'a', 'a'])).toStrictEqual([undefined, 'value', 'value'])
    expect((await kv.list()).entries.map(({ key, value }) => [key, value])).toEqual([['a', 'value']])
    expect(await kv.count()).toBe(1)
  })

  test('getMany of no keys is an empty array', async ({ kv }) => {
    expect(await kv.getMany([])).toStrictEqual([])
  })

  test('an entry tells its revision, times and metadata', async ({ kv, clock }) => {
    clock.advance(5)
    const revision = await kv.put('a', 1, { ttl: 100, metadata: { m: [null] } })
    const entry = {
      key: 'a',
      value: 1,
      revision,
      expiresAt: START + 105,
      writtenAt: START + 5,
      metadata: { m: [null] },
    }
    expect(await kv.getEntry('a')).toEqual(entry)
    expect((await kv.list()).entries).toEqual([entry])
    const plain = await kv.put('b', 2)
    expect(await kv.getEntry('b')).toEqual({
      key: 'b',
      value: 2,
      revision: plain,
      expiresAt: undefined,
      writtenAt: START + 5,
      metadata: undefined,
    })
  })

  test('every well-formed string is a key', async ({ kv }) => {
    for (const [i, key] of ODD_KEYS.entries()) await kv.put(key, i)
    for (const [i, key] of ODD_KEYS.entries()) {
      expect(await kv.get(key)).toBe(i)
      expect((await kv.getEntry(key))?.key).toBe(key)
    }
    expect(await kv.getMany(ODD_KEYS)).toEqual(ODD_KEYS.map((_, i) => i))
    expect(await all(kv.keys())).toEqual(ODD_KEYS)
    expect(await kv.deleteMany(ODD_KEYS)).toBe(ODD_KEYS.length)
    expect(await kv.count()).toBe(0)
  })

  test('putting a key again replaces its value, and metadata that is not given again is gone', async ({
    kv,
  }) => {
    await kv.put('a', 1, { metadata: 'first' })
    await kv.put('a', 'two', { metadata: 'second' })
    expect((await kv.getEntry('a'))?.metadata).toBe('second')
    await kv.put('a', [3])
    expect((await kv.getEntry('a'))?.value).toEqual([3])
    expect((await kv.getEntry('a'))?.metadata).toBe(undefined)
    expect(await kv.count()).toBe(1)
  })

  test('metadata is any JSON value, and null is not the lack of it', async ({ kv }) => {
    const values = [null, '', 0, false, [], {}, { __proto__x: '\0', nested: { list: [1, 'two', null] } }]
    for (const metadata of values) {
      await kv.put('a', 'v', { metadata })
      expect((await kv.getEntry('a'))?.metadata).toStrictEqual(metadata)
      expect((await kv.list()).entries[0]?.metadata).toStrictEqual(metadata)
      expect((await kv.list({ values: false })).entries[0]?.metadata).toStrictEqual(metadata)
    }
  })

  test('metadata that JSON cannot hold is refused, and nothing is written', async ({ kv }) => {
    for (const metadata of [() => 1, { at: 1n }, [Symbol('s')]]) {
      expect(await codeOf(() => kv.put('a', 1, { metadata }))).toBe('INVALID_VALUE')
    }
    expect(await kv.has('a')).toBe(false)
  })

  test('changing metadata after the put, or after reading it, changes nothing stored', async ({ kv }) => {
    const metadata = { list: [1] }
    await kv.put('a', 1, { metadata })
    metadata.list.push(2)
    const read = (await kv.getEntry('a'))?.metadata as typeof metadata
    expect(read).toEqual({ list: [1] })
    read.list.push(3)
    expect((await kv.getEntry('a'))?.metadata).toEqual({ list: [1] })
  })

  test('every write has a higher revision than those before it', async ({ kv, store }) => {
    const other = store.namespace('other')
    let newest = 0
    for (let i = 0; i < 10; i++) {
      const revision = await (i % 3 === 2 ? other : kv).put(`${i % 2}`, i)
      expect(revision > newest).toBe(true)
      newest = revision
      if (i % 4 === 0) await kv.delete('0')
    }
    await kv.clear()
    expect((await kv.put('a', 1)) > newest).toBe(true)
  })

  test('the revision of a deleted key is not given again', async ({ kv }) => {
    const first = await kv.put('a', 1)
    await kv.delete('a')
    const second = await kv.put('a', 1)
    await kv.deleteMany(['a'])
    const third = await kv.put('a', 1)
    await kv.clear()
    const fourth = await kv.put('b', 1)
    expect(first < second && second < third && third < fourth).toBe(true)
  })

  test('expire, persist, increment and update make a new revision', async ({ kv }) => {
    let newest = await kv.put('a', 1, { metadata: 'm' })
    for (const change of [
      () => kv.expire('a', 1_000),
      () => kv.persist('a'),
      () => kv.increment('a'),
      () => kv.update('a', () => 7),
    ]) {
      await change()
      const entry = await kv.getEntry('a')
      expect(entry !== undefined && entry.revision > newest).toBe(true)
      expect(entry?.metadata).toBe('m')
      newest = entry?.revision ?? newest
    }
  })
}
