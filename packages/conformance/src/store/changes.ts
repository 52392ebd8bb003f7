import { brief } from '../changes.ts'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'

const DAY = 24 * 3_600_000

/** Changes for who asks again and again. */
export function changesTests({ test, testWith, expect }: StoreSuite): void {
  test('who asks for changes without a revision is told from which to go on', async ({ store }) => {
    const kv = store.namespace('kv')
    await kv.putMany([
      ['a', 1],
      ['b', 1],
    ])
    await kv.delete('b')
    const begun = await kv.changes()
    expect(begun.changes).toEqual([])
    expect((await kv.changes({ from: begun.revision })).changes).toEqual([])
    await kv.put('c', 1)
    await kv.delete('a')
    const { changes, revision } = await kv.changes({ from: begun.revision })
    expect(changes.map(brief)).toEqual(['put c=1', 'delete a'])
    expect(changes.at(-1)?.revision).toBe(revision)
    expect(await kv.changes({ from: revision })).toEqual({ changes: [], revision })
  })

  test('changes of a key or a range go on behind those of all others', async ({ store }) => {
    const kv = store.namespace('kv')
    const { revision: from } = await kv.changes()
    await kv.put('a/1', 1)
    await kv.put('b', 1)
    expect((await kv.changes({ from, key: 'b' })).changes.map(brief)).toEqual(['put b=1'])
    const { changes, revision } = await kv.changes({ from, prefix: 'a/' })
    expect(changes.map(brief)).toEqual(['put a/1=1'])
    expect((await kv.changes({ from: revision })).changes).toEqual([])
    expect(await codeOf(() => kv.changes({ key: 'a', prefix: 'a' }))).toBe('INVALID_OPTION')
    expect(await codeOf(() => kv.changes({ from: -1 }))).toBe('INVALID_OPTION')
  })

  test('many changes come in pages, each of them once', async ({ store }) => {
    const kv = store.namespace('kv')
    await kv.put('first', 0)
    const { revision } = await kv.changes()
    const keys = Array.from({ length: 700 }, (_, i) => `${i}`)
    await kv.putMany(keys.map((key) => [key, 1]))
    await kv.delete('first')
    const told: string[] = []
    let pages = 0
    for (let from = revision; ;) {
      const page = await kv.changes({ from })
      if (page.changes.length === 0) break
      told.push(...page.changes.map((change) => ('key' in change ? change.key : '')))
      from = page.revision
      pages++
    }
    expect(pages > 1).toBe(true)
    expect(told).toEqual([...keys, 'first'])
  })

  test('who begins at 0 is told everything at once, and goes on although deletions before are forgotten', async ({
    store,
    storeWith,
    clock,
  }) => {
    const kv = store.namespace('kv')
    await kv.putMany(Array.from({ length: 600 }, (_, i) => [`${i}`, 1]))
    await kv.put('gone', 1)
    await kv.delete('gone')
    await storeWith({ clock: () => clock.now() + DAY }).sweep()
    const all = await kv.changes({ from: 0 })
    expect(all.changes.length).toBe(600)
    await kv.put('next', 1)
    expect((await kv.changes({ from: all.revision })).changes.map(brief)).toEqual(['put next=1'])
    const begun = await kv.changes()
    await kv.delete('next')
    expect((await kv.changes({ from: begun.revision })).changes.map(brief)).toEqual(['delete next'])
  })

  test('who would miss deletions is told REVISION_GONE', async ({ store, storeWith, clock }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    const { revision } = await kv.changes()
    await kv.delete('a')
    await storeWith({ clock: () => clock.now() + DAY }).sweep()
    expect(await codeOf(() => kv.changes({ from: revision }))).toBe('REVISION_GONE')
  })

  test('who knows a namespace that was deleted and created again is told REVISION_GONE', async ({
    store,
  }) => {
    await store.createNamespace('kv')
    const { revision } = await store.namespace('kv').changes()
    await store.namespace('kv').put('a', 1)
    await store.deleteNamespace('kv')
    await store.createNamespace('kv')
    expect(await codeOf(() => store.namespace('kv').changes({ from: revision }))).toBe('REVISION_GONE')
  })

  testWith('reopen', 'changes are told after a reopening', async ({ store, reopen }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    const { revision } = await kv.changes()
    await kv.delete('a')
    const again = (await reopen()).namespace('kv')
    expect((await again.changes({ from: revision })).changes.map(brief)).toEqual(['delete a'])
  })
}
