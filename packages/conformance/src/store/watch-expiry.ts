import { brief, briefUntil, take } from '../changes.ts'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'

const DAY = 24 * 3_600_000

/** Expiry and sweeping as watches tell of them, and going on from a revision. */
export function watchExpiryTests({ test, testWith, expect }: StoreSuite): void {
  test('an expiry is told at its moment, once, with the value before', async ({ store, clock }) => {
    const kv = store.namespace('kv')
    const changes = kv.watch({ previous: true })
    await kv.put('a', 1, { ttl: 100 })
    await kv.put('b', 1, { ttl: 200 })
    await take(changes, 2)
    const next = take(changes, 1)
    clock.advance(100)
    expect(
      (await next).map((change) => [brief(change), change.origin, 'previous' in change && change.previous]),
    ).toEqual([['expire a', 'expiry', 1]])
    const second = take(changes, 1)
    clock.advance(100)
    expect((await second).map(brief)).toEqual(['expire b'])
    await kv.put('end', 1)
    expect(await briefUntil(changes, 'end')).toEqual([])
    await changes.return?.()
  })

  test('what is put again, touched or deleted in time does not expire', async ({ store, clock }) => {
    const kv = store.namespace('kv')
    const changes = kv.watch()
    await kv.putMany(
      ['a', 'b', 'c', 'd'].map((key) => [key, 1]),
      { ttl: 100 },
    )
    await kv.put('a', 2)
    await kv.touch('b', 1000)
    await kv.delete('c')
    await take(changes, 4)
    const next = take(changes, 1)
    clock.advance(100)
    expect((await next).map(brief)).toEqual(['expire d'])
    await kv.put('end', 1)
    expect(await briefUntil(changes, 'end')).toEqual([])
    await changes.return?.()
  })

  test('what has expired before it is read is told as expired alone', async ({ store, clock }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1, { ttl: 10 })
    clock.advance(10)
    const changes = kv.watch({ from: 0 })
    expect((await take(changes, 1)).map(brief)).toEqual(['expire a'])
    await changes.return?.()
  })

  testWith(
    'another',
    'an expiry is told once to each of two connections',
    async ({ store, another, clock }) => {
      const kv = store.namespace('kv')
      const theirs = (await another()).namespace('kv')
      const watches = [kv.watch({ from: 0 }), theirs.watch({ from: 0 })]
      await kv.put('a', 1, { ttl: 100 })
      for (const changes of watches) await take(changes, 1)
      const next = watches.map((changes) => take(changes, 1))
      clock.advance(100)
      expect((await Promise.all(next)).flat().map((change) => [brief(change), change.origin])).toEqual([
        ['expire a', 'expiry'],
        ['expire a', 'expiry'],
      ])
      await kv.put('end', 1)
      expect(await Promise.all(watches.map((changes) => briefUntil(changes, 'end')))).toEqual([[], []])
      for (const changes of watches) await changes.return?.()
    },
  )

  test('whoever goes on from a revision behind which deletions are forgotten is told REVISION_GONE', async ({
    store,
    storeWith,
    clock,
  }) => {
    const kv = store.namespace('kv')
    await kv.put('a', 1)
    const from = await kv.put('b', 1)
    const slow = kv.watch()
    await kv.delete('a')
    const later = storeWith({ clock: () => clock.now() + DAY })
    expect(await later.sweep()).toBe(0)
    await kv.put('d', 1)
    expect(await codeOf(() => kv.watch({ from }).next())).toBe('REVISION_GONE')
    expect(await codeOf(() => slow.next())).toBe('REVISION_GONE')
    const all = kv.watch({ from: 0 })
    expect((await take(all, 2)).map(brief)).toEqual(['put b=1', 'put d=1'])
    const fresh = await kv.put('c', 1)
    const next = kv.watch({ from: fresh })
    await kv.delete('b')
    expect((await take(next, 1)).map(brief)).toEqual(['delete b'])
    await all.return?.()
    await next.return?.()
  })

  test('whoever begins after the last deletions were forgotten is told of what comes next', async ({
    store,
    storeWith,
    clock,
  }) => {
    const kv = store.namespace('kv')
    await kv.putMany([
      ['a', 1],
      ['b', 1],
    ])
    await kv.delete('b')
    await storeWith({ clock: () => clock.now() + DAY }).sweep()
    const [fromNow, fromStart] = [kv.watch(), kv.watch({ from: 0 })]
    expect((await take(fromStart, 1)).map(brief)).toEqual(['put a=1'])
    await kv.put('c', 1)
    expect((await take(fromNow, 1)).map(brief)).toEqual(['put c=1'])
    expect((await take(fromStart, 1)).map(brief)).toEqual(['put c=1'])
    await fromNow.return?.()
    await fromStart.return?.()
  })

  test('deletions are remembered for a day', async ({ store, storeWith, clock }) => {
    const kv = store.namespace('kv')
    const from = await kv.put('a', 1)
    await kv.clear()
    await storeWith({ clock: () => clock.now() + DAY - 1 }).sweep()
    const changes = kv.watch({ from })
    expect((await take(changes, 1)).map(brief)).toEqual(['clear ..'])
    await changes.return?.()
  })

  testWith(
    'reopen',
    'who goes on after a reopening is told of what was deleted before',
    async ({ store, reopen }) => {
      const kv = store.namespace('kv')
      await kv.put('a', 1)
      const from = await kv.put('b', 1)
      await kv.delete('a')
      await kv.put('c', 1)
      await kv.clear({ prefix: 'b' })
      const again = (await reopen()).namespace('kv')
      const changes = again.watch({ from })
      expect((await take(changes, 3)).map((change) => [brief(change), change.origin])).toEqual([
        ['delete a', 'elsewhere'],
        ['put c=1', 'elsewhere'],
        ['clear b..c', 'elsewhere'],
      ])
      await changes.return?.()
    },
  )
}
