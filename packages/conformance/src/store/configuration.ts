import type { NamespaceConfig } from '@kvasir/core'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'

/** Every setting there is, with eviction in the place of history. */
const EVERYTHING: NamespaceConfig = {
  description: 'what it is for',
  metadata: { owner: ['ada'], n: 1 },
  ttl: 1_000_000,
  sliding: true,
  maxBytes: 10_000,
  maxValueBytes: 1000,
  maxEntries: 100,
  eviction: 'lru',
  storage: 'persistent',
  compression: false,
  replicas: 3,
  placement: { region: 'eu' },
  mirror: { of: 'other' },
  sources: [{ name: 'a' }],
  republish: { to: 'there' },
}

/** Settings that are refused, with the code that they are refused with. */
const REFUSED: readonly (readonly [config: object, code: string])[] = [
  [{ description: 1 }, 'INVALID_OPTION'],
  [{ metadata: { at: new Date(0) } }, 'INVALID_OPTION'],
  [{ metadata: NaN }, 'INVALID_OPTION'],
  [{ ttl: -1 }, 'INVALID_TTL'],
  [{ ttl: '10' }, 'INVALID_TTL'],
  [{ sliding: 1, ttl: 10 }, 'INVALID_OPTION'],
  [{ sliding: true }, 'INVALID_OPTION'],
  [{ history: 0 }, 'INVALID_OPTION'],
  [{ history: 1.5 }, 'INVALID_OPTION'],
  [{ history: 65 }, 'INVALID_OPTION'],
  [{ maxBytes: 0 }, 'INVALID_OPTION'],
  [{ maxValueBytes: -1 }, 'INVALID_OPTION'],
  [{ maxEntries: Infinity }, 'INVALID_OPTION'],
  [{ maxEntries: '10' }, 'INVALID_OPTION'],
  [{ eviction: 'random', maxEntries: 1 }, 'INVALID_OPTION'],
  [{ eviction: 'lru' }, 'INVALID_OPTION'],
  [{ eviction: 'lru', maxValueBytes: 10 }, 'INVALID_OPTION'],
  [{ eviction: 'oldest', maxEntries: 1, history: 2 }, 'INVALID_OPTION'],
  [{ storage: 'disk' }, 'INVALID_OPTION'],
  [{ compression: 'yes' }, 'INVALID_OPTION'],
  [{ replicas: 0 }, 'INVALID_OPTION'],
  [{ placement: () => 1 }, 'INVALID_OPTION'],
  [{ maxEntrys: 1 }, 'INVALID_OPTION'],
  [{ ifExists: 'replace' }, 'INVALID_OPTION'],
]

export function configurationTests({ test, testWith, expect }: StoreSuite): void {
  test('every setting is told by namespaceInfo and namespaces', async ({ store }) => {
    await store.createNamespace('set', EVERYTHING)
    await store.createNamespace('versions', { history: 64 })
    const { name, createdAt, entries, bytes, ...config } = (await store.namespaceInfo('set'))!
    expect(config).toStrictEqual(EVERYTHING)
    expect([name, createdAt > 0, entries, bytes]).toEqual(['set', true, 0, 0])
    const [set, versions] = await store.namespaces({ sizes: false })
    expect(set).toStrictEqual({ name, createdAt, ...EVERYTHING })
    expect(versions?.history).toBe(64)
  })

  test('a setting that is undefined is not told', async ({ store }) => {
    await store.createNamespace('plain', { history: undefined, maxBytes: undefined, ttl: 10 })
    const [head] = await store.namespaces({ sizes: false })
    expect(head).toStrictEqual({ name: 'plain', createdAt: head?.createdAt, ttl: 10 })
  })

  test('a setting that means nothing is refused, and no namespace is made', async ({ store }) => {
    for (const [config, code] of REFUSED) {
      expect([config, await codeOf(() => store.createNamespace('no', config as NamespaceConfig))]).toEqual([
        config,
        code,
      ])
    }
    expect(await store.namespaces()).toEqual([])
  })

  test('ifExists update replaces the whole configuration, and keeps entries and the time of creation', async ({
    store,
    clock,
  }) => {
    const kv = await store.createNamespace('kv', { history: 3, maxEntries: 5, description: 'old' })
    await kv.put('a', 1)
    const { createdAt } = (await store.namespaceInfo('kv'))!
    clock.advance(10)
    await store.createNamespace('kv', { maxBytes: 1000, ifExists: 'update' })
    const { entries, bytes: _, ...head } = (await store.namespaceInfo('kv'))!
    expect([head, entries]).toStrictEqual([{ name: 'kv', createdAt, maxBytes: 1000 }, 1])
  })

  test('ifExists open leaves the configuration as it is', async ({ store }) => {
    await store.createNamespace('kv', { maxEntries: 1 })
    const kv = await store.createNamespace('kv', { maxEntries: 5, ifExists: 'open' })
    expect((await store.namespaceInfo('kv'))?.maxEntries).toBe(1)
    await kv.put('a', 1)
    expect(await codeOf(() => kv.put('b', 1))).toBe('LIMIT_EXCEEDED')
  })

  test('the storage stays what it was at the creation, and only another one is refused', async ({
    store,
  }) => {
    await store.createNamespace('kv', { storage: 'persistent' })
    await store.createNamespace('kv', { maxEntries: 5, ifExists: 'update' })
    expect((await store.namespaceInfo('kv'))?.storage).toBe('persistent')
    await store.createNamespace('plain')
    await store.createNamespace('plain', { storage: 'persistent', ifExists: 'update' })
    const moved = await codeOf(() =>
      store.createNamespace('plain', { storage: 'memory', ifExists: 'update' }),
    )
    expect(moved).toBe(store.backend.capabilities.memorySide ? 'INVALID_OPTION' : 'UNAVAILABLE')
  })

  test('a configuration is gone with its namespace', async ({ store }) => {
    const kv = await store.createNamespace('kv', { maxEntries: 1, history: 2 })
    await kv.put('a', 1)
    await kv.put('a', 2)
    await store.deleteNamespace('kv')
    expect(await store.namespaceInfo('kv')).toBe(undefined)
    const again = store.namespace('kv')
    await again.putMany([
      ['a', 1],
      ['b', 2],
    ])
    expect(await again.count()).toBe(2)
    expect((await again.history('a')).length).toBe(1)
  })

  test('what a caller changes in a configuration afterwards changes nothing', async ({ store }) => {
    const metadata = { list: [1] }
    await store.createNamespace('kv', { metadata })
    metadata.list.push(2)
    await store.namespace('kv').put('a', 1)
    expect((await store.namespaceInfo('kv'))?.metadata).toEqual({ list: [1] })
  })

  testWith('reopen', 'a configuration is there when the data is opened again', async ({ store, reopen }) => {
    await (await store.createNamespace('set', EVERYTHING)).put('a', 1)
    await (await store.createNamespace('few', { maxEntries: 1 })).put('a', 1)
    const again = await reopen()
    const { name: _, createdAt: __, ...config } = (await again.namespaces({ sizes: false })).at(-1)!
    expect(config).toStrictEqual(EVERYTHING)
    expect(await codeOf(() => again.namespace('few').put('b', 1))).toBe('LIMIT_EXCEEDED')
  })

  testWith(
    'another',
    'a configuration that one connection replaces holds for the next write of another',
    async ({ store, another }) => {
      const theirs = (await another()).namespace('kv')
      await theirs.putMany([
        ['a', 1],
        ['b', 2],
      ])
      await store.createNamespace('kv', { maxEntries: 2, ifExists: 'update' })
      expect(await codeOf(() => theirs.put('c', 1))).toBe('LIMIT_EXCEEDED')
      await store.createNamespace('kv', { history: 2, ifExists: 'update' })
      await theirs.put('c', 1)
      await theirs.put('c', 2)
      expect((await store.namespace('kv').history('c')).length).toBe(2)
      await store.createNamespace('kv', { maxValueBytes: 3, ifExists: 'update' })
      expect(await codeOf(() => theirs.put('a', 'four'))).toBe('LIMIT_EXCEEDED')
      await store.createNamespace('kv', { ifExists: 'update' })
      await theirs.put('a', 'four')
    },
  )
}
