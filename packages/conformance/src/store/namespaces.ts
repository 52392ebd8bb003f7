import type { StoreSuite } from '../describe-store.ts'
import { START } from '../clock.ts'
import { codeOf } from '../failure.ts'
import { ODD_KEYS, shuffled } from '../odd-keys.ts'
import { all } from '../steps.ts'

const SQL = ["x'; DROP TABLE kv; --", 'n:', 'last-id', '"quoted"', 'a/b', '../up', 'kv', 'KV']

export function namespaceTests({ test, expect }: StoreSuite): void {
  test('the same key in two namespaces is two entries', async ({ store }) => {
    const one = store.namespace('one')
    const two = store.namespace('two')
    await one.put('a', 1)
    await two.put('a', 2, { ttl: 10, metadata: 'm' })
    expect([await one.get('a'), await two.get('a')]).toEqual([1, 2])
    await one.delete('a')
    await one.clear()
    expect(await two.get('a')).toBe(2)
  })

  test('every well-formed string is a name, and each is a namespace of its own', async ({ store }) => {
    const names = [...new Set([...ODD_KEYS, ...SQL])]
    for (const name of shuffled(names)) await store.namespace(name).put('key', name)
    for (const name of names) {
      expect(store.namespace(name).name).toBe(name)
      expect(await all(store.namespace(name).entries())).toEqual([['key', name]])
    }
    await store.namespace('%').clear()
    expect(await store.deleteNamespace('_')).toBe(true)
    expect(await store.namespace('a').get('key')).toBe('a')
    expect((await store.namespaces()).length).toBe(names.length - 1)
  })

  test('namespaces are listed in the order of the UTF-8 bytes of their names', async ({ store }) => {
    for (const name of shuffled(ODD_KEYS)) await store.createNamespace(name)
    expect((await store.namespaces()).map(({ name }) => name)).toEqual(ODD_KEYS)
  })

  test('hundreds of namespaces are listed', async ({ store }) => {
    const names = Array.from({ length: 300 }, (_, i) => `namespace ${1_000 + i}`)
    for (const name of names) await store.createNamespace(name)
    expect((await store.namespaces()).map(({ name }) => name)).toEqual(names)
  })

  test('a name with a lone surrogate, or that is no string, throws INVALID_NAMESPACE', async ({ store }) => {
    for (const name of ['\ud800', 'a\udfff', 1, null, undefined] as readonly string[]) {
      expect(await codeOf(() => store.namespace(name).put('a', 1))).toBe('INVALID_NAMESPACE')
      expect(await codeOf(() => store.createNamespace(name))).toBe('INVALID_NAMESPACE')
      expect(await codeOf(() => store.deleteNamespace(name))).toBe('INVALID_NAMESPACE')
    }
    expect(await store.namespaces()).toEqual([])
  })

  test('a namespace is created by the first write to it, and by no read', async ({ store }) => {
    const kv = store.namespace('new')
    await kv.get('a')
    await kv.getMany(['a'])
    await kv.list()
    await kv.count()
    await all(kv.keys())
    expect(await kv.delete('a')).toBe(false)
    expect(await kv.expire('a', 1)).toBe(false)
    expect(await store.namespaces()).toEqual([])
    await kv.increment('a')
    expect((await store.namespaces()).map(({ name }) => name)).toEqual(['new'])
  })

  test('openNamespace gives a namespace that there is, and creates none', async ({ store }) => {
    expect(await store.openNamespace('new')).toBe(undefined)
    expect(await codeOf(() => store.openNamespace('\ud800'))).toBe('INVALID_NAMESPACE')
    expect(await store.namespaces()).toEqual([])
    await store.createNamespace('new', { ttl: 1000 })
    const kv = (await store.openNamespace('new'))!
    await kv.put('a', 1)
    expect(await kv.ttl('a')).toBe(1000)
    expect(await store.namespace('new').get('a')).toBe(1)
  })

  test('a namespace that was opened and is deleted is created by no write', async ({ store }) => {
    await store.createNamespace('kv')
    const kv = (await store.openNamespace('kv'))!
    await store.deleteNamespace('kv')
    expect(await codeOf(() => kv.put('a', 1))).toBe('NAMESPACE_DELETED')
    expect(await codeOf(() => kv.get('a'))).toBe('NAMESPACE_DELETED')
    expect(await store.openNamespace('kv')).toBe(undefined)
    expect(await store.namespaces()).toEqual([])
  })

  test('a write that is refused creates no namespace', async ({ store }) => {
    const kv = store.namespace('new')
    expect(await codeOf(() => kv.put('a', () => 1))).toBe('INVALID_VALUE')
    expect(await codeOf(() => kv.put('a', 1, { ttl: -1 }))).toBe('INVALID_TTL')
    expect(await codeOf(() => kv.put('\ud800', 1))).toBe('INVALID_KEY')
    expect(await codeOf(() => kv.put('a', 1, { ifRevision: 3 }))).toBe('CONFLICT')
    expect(
      await codeOf(() =>
        kv.putMany([
          ['a', 1],
          ['b', Symbol('s')],
        ]),
      ),
    ).toBe('INVALID_VALUE')
    expect(await store.namespaces()).toEqual([])
  })

  test('two handles to a name are the same namespace', async ({ store }) => {
    const one = store.namespace('kv')
    const two = store.namespace('kv')
    await one.put('a', 1)
    expect(await two.get('a')).toBe(1)
    await two.put('a', 2)
    expect(await one.get('a')).toBe(2)
  })

  test('createNamespace makes an empty namespace, with what it was given', async ({ store, clock }) => {
    clock.advance(7)
    const kv = await store.createNamespace('kv', { description: 'd\u00e9', ttl: 1_000 })
    expect([kv.name, await kv.count()]).toEqual(['kv', 0])
    expect(await store.namespaces()).toEqual([
      { name: 'kv', description: 'd\u00e9', ttl: 1_000, createdAt: START + 7, entries: 0, bytes: 0 },
    ])
  })

  test('createNamespace of a name that is taken throws NAMESPACE_EXISTS and leaves it', async ({ store }) => {
    const kv = await store.createNamespace('kv', { description: 'first' })
    await kv.put('a', 1)
    expect(await codeOf(() => store.createNamespace('kv'))).toBe('NAMESPACE_EXISTS')
    expect(await codeOf(() => store.createNamespace('kv', { ttl: 1, ifExists: 'error' }))).toBe(
      'NAMESPACE_EXISTS',
    )
    const implicit = store.namespace('implicit')
    await implicit.put('a', 1)
    expect(await codeOf(() => store.createNamespace('implicit'))).toBe('NAMESPACE_EXISTS')
    expect((await store.namespaces()).map(({ description, entries }) => [description, entries])).toEqual([
      [undefined, 1],
      ['first', 1],
    ])
  })

  test('a list of namespaces without sizes has all but those', async ({ store }) => {
    await store.createNamespace('a', { ttl: 5, description: 'short' })
    await store.namespace('b').put('key', 1)
    const heads = (await store.namespaces()).map(({ entries, bytes, ...head }) => {
      expect(entries).toBe(head.name === 'a' ? 0 : 1)
      expect(bytes > 0).toBe(head.name !== 'a')
      return head
    })
    expect(await store.namespaces({ sizes: false })).toStrictEqual(heads)
  })

  test("ifExists: 'open' opens what is there as it is, or creates it", async ({ store }) => {
    const made = await store.createNamespace('kv', { ttl: 1_000, ifExists: 'open' })
    await made.put('a', 1)
    const opened = await store.createNamespace('kv', { ttl: 5, description: 'no', ifExists: 'open' })
    expect(await opened.get('a')).toBe(1)
    await opened.put('b', 1)
    expect(await opened.ttl('b')).toBe(1_000)
    const [info] = await store.namespaces()
    expect([info?.description, info?.ttl]).toEqual([undefined, 1_000])
  })

  test("ifExists: 'update' replaces the configuration, for open handles too, and leaves the entries", async ({
    store,
    clock,
  }) => {
    const kv = await store.createNamespace('kv', { description: 'first', ttl: 1_000 })
    await kv.put('a', 1)
    clock.advance(5)
    const updated = await store.createNamespace('kv', { ttl: 50, ifExists: 'update' })
    const { description, ttl, createdAt, entries } = (await store.namespaces())[0] ?? {}
    expect({ description, ttl, createdAt, entries }).toEqual({
      description: undefined,
      ttl: 50,
      createdAt: START,
      entries: 1,
    })
    expect(await kv.ttl('a')).toBe(995)
    for (const handle of [kv, updated]) {
      await handle.put('b', 1)
      expect(await handle.ttl('b')).toBe(50)
    }
    await store.createNamespace('kv', { ifExists: 'update' })
    await kv.put('b', 1)
    expect(await kv.ttl('b')).toBe(Infinity)
    await store.createNamespace('other', { ifExists: 'update' })
    expect((await store.namespaces()).length).toBe(2)
  })

  test('a configuration that is no good throws, and nothing is created', async ({ store }) => {
    for (const ttl of [-1, Number.NaN, Infinity, '5', null] as readonly number[]) {
      expect(await codeOf(() => store.createNamespace('kv', { ttl }))).toBe('INVALID_TTL')
    }
    expect(await codeOf(() => store.createNamespace('kv', { ifExists: 'replace' as 'update' }))).toBe(
      'INVALID_OPTION',
    )
    expect(await codeOf(() => store.createNamespace('kv', { description: 5 as unknown as string }))).toBe(
      'INVALID_OPTION',
    )
    expect(await store.namespaces()).toEqual([])
  })

  test('namespaces tells entries that are alive and bytes that are stored', async ({ store, clock }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 'text')
    await kv.put('\u00e9', new Uint8Array(10), { metadata: { m: 1 } })
    await kv.put('gone', 'text', { ttl: 5 })
    clock.advance(5)
    const [info] = await store.namespaces()
    expect(info?.entries).toBe(2)
    expect([5 + 2 + 10 + 7, 5 + 2 + 10 + 7 + 8].includes(info?.bytes ?? 0)).toBe(true)
    await kv.clear()
    expect(await store.namespaces()).toEqual([{ ...info, entries: 0, bytes: 0 }])
  })
}
