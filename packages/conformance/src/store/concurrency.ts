import type { StoreSuite } from '../describe-store.ts'
import { codeOf, thrownBy } from '../failure.ts'
import { all } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'
import { fill } from './pages.ts'

/** What an asynchronous store promises to writers that do not wait for each other. */
export function concurrencyTests({ test, expect }: StoreSuite): void {
  test('100 increments at once add up to 100', async ({ kv, store }) => {
    const other = store.namespace(kv.name)
    const sums = await Promise.all(
      Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? kv : other).increment('n')),
    )
    expect(await kv.get('n')).toBe(100)
    expect(new Set(sums).size).toBe(100)
  })

  test('50 transactions at once that read and write the same key lose nothing', async ({ kv }) => {
    await Promise.all(
      Array.from({ length: 50 }, () =>
        kv.transaction(async (tx) => {
          const n = ((await tx.get('n')) as number | undefined) ?? 0
          await tx.put('n', n + 1)
        }),
      ),
    )
    expect(await kv.get('n')).toBe(50)
  })

  test('increments, updates and transactions at once lose nothing', async ({ kv }) => {
    await kv.put('n', 0)
    const rounds = Array.from({ length: 15 }, () => [
      kv.increment('n'),
      kv.update('n', (n) => (n as number) + 1),
      kv.transaction(async (tx) => tx.increment('n')),
    ])
    await Promise.all(rounds.flat())
    expect(await kv.get('n')).toBe(45)
  })

  test('of puts at once that want the key to be absent, one succeeds', async ({ kv }) => {
    const puts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => kv.put('a', i, { ifAbsent: true })),
    )
    expect(puts.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(await kv.get('a')).toBe(puts.findIndex(({ status }) => status === 'fulfilled'))
  })

  test('a transaction runs again when what it read has changed, and ends right', async ({ kv }) => {
    await kv.put('a', 1)
    let runs = 0
    const result = await kv.transaction(async (tx) => {
      runs++
      const a = (await tx.get('a')) as number
      if (runs === 1) await kv.put('a', 10)
      await tx.put('b', a + 1)
      return a
    })
    expect([runs, result]).toEqual([2, 10])
    expect(await kv.getMany(['a', 'b'])).toEqual([10, 11])
  })

  test('nothing of the run that was overtaken is left', async ({ kv }) => {
    await kv.put('a', 1)
    let runs = 0
    await kv.transaction(async (tx) => {
      await tx.get('a')
      await tx.put(`run ${++runs}`, 1)
      if (runs === 1) await kv.put('a', 2)
    })
    expect(await all(kv.keys())).toEqual(['a', 'run 2'])
  })

  for (const [what, change] of [
    ['inserted into', (kv) => kv.put('b/2', 1)],
    ['deleted from', (kv) => kv.delete('b/1')],
    ['changed in', (kv) => kv.put('b/1', 'changed')],
    ['cleared from', (kv) => kv.clear({ prefix: 'b/' })],
  ] as const satisfies readonly (readonly [string, (kv: AnyNamespace) => unknown])[]) {
    test(`a transaction that listed a range runs again when something was ${what} it`, async ({ kv }) => {
      await fill(kv, ['a', 'b/1', 'c'])
      for (const read of ['list', 'count', 'keys'] as const) {
        await kv.clear()
        await fill(kv, ['a', 'b/1', 'c'])
        let runs = 0
        await kv.transaction(async (tx) => {
          runs++
          const range = { prefix: 'b/' }
          if (read === 'list') await tx.list(range)
          else if (read === 'count') await tx.count(range)
          else await all(tx.keys(range))
          if (runs === 1) await change(kv)
          await tx.put('done', runs)
        })
        expect(await kv.get('done')).toBe(2)
      }
    })
  }

  test('a transaction that listed a page does not mind what lies beyond the page, nor other namespaces', async ({
    kv,
    store,
  }) => {
    await fill(kv, ['a', 'b', 'c', 'd'])
    let runs = 0
    await kv.transaction(async (tx) => {
      runs++
      const { entries } = await tx.list({ limit: 2 })
      if (runs === 1) {
        await kv.put('d', 'changed')
        await kv.put('e', 'new')
        await store.namespace('unrelated').put('a', 1)
      }
      await tx.put('done', entries.length)
    })
    expect(runs).toBe(1)
  })

  test('a transaction does not run again for keys that it did not read', async ({ kv }) => {
    await fill(kv, ['a', 'b'])
    let runs = 0
    await kv.transaction(async (tx) => {
      runs++
      await tx.get('a')
      await kv.put('b', 'changed')
      await kv.put('c', 'new')
      await tx.put('d', 1)
    })
    expect(runs).toBe(1)
    expect(await kv.count()).toBe(4)
  })

  test('a transaction that is overtaken every time throws CONFLICT after a bounded number of runs', async ({
    kv,
  }) => {
    let runs = 0
    const code = await codeOf(() =>
      kv.transaction(async (tx) => {
        if (++runs > 10_000) throw new Error('It runs for ever.')
        await tx.get('a')
        await kv.put('a', runs)
        await tx.put('b', runs)
      }),
    )
    expect(code).toBe('CONFLICT')
    expect(runs > 1).toBe(true)
    expect(await kv.has('b')).toBe(false)
  })

  test('a transaction that throws once its reads were overtaken leaves no trace either', async ({ kv }) => {
    await kv.put('a', 1)
    let runs = 0
    const oops = new Error('oops')
    const thrown = await thrownBy(() =>
      kv.transaction(async (tx) => {
        runs++
        await tx.get('a')
        await tx.put('b', 1)
        if (runs === 1) await kv.put('a', 2)
        throw oops
      }),
    )
    expect(thrown).toBe(oops)
    expect(await all(kv.entries())).toEqual([['a', 2]])
  })

  test('a transaction that throws over something that has changed meanwhile runs again', async ({ kv }) => {
    await kv.put('a', 'wrong')
    let runs = 0
    await kv.transaction(async (tx) => {
      runs++
      const a = await tx.get('a')
      if (runs === 1) await kv.put('a', 'right')
      if (a === 'wrong') throw new Error('This was no more so when it was thrown.')
      await tx.put('b', a)
    })
    expect([runs, await kv.get('b')]).toEqual([2, 'right'])
  })
}
