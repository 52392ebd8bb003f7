import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import { all } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'
import { fill } from './pages.ts'

type Call = (kv: AnyNamespace, options: object) => unknown

/** Each operation with options, and names that it does not have: misspelled ones, and those of its neighbours. */
const CALLS: readonly (readonly [operation: string, names: readonly string[], call: Call])[] = [
  ['put', ['tll', 'TTL', 'ifrevision'], (kv, options) => kv.put('a', 2, options)],
  ['putMany', ['tll', 'ifAbsent'], (kv, options) => kv.putMany([['a', 2]], options)],
  ['delete', ['ifRevison'], (kv, options) => kv.delete('a', options)],
  ['increment', ['tll', 'metadata'], (kv, options) => kv.increment('n', 1, options)],
  ['getEntry', ['revison'], (kv, options) => kv.getEntry('a', options)],
  ['history', ['limt'], (kv, options) => kv.history('a', options)],
  ['list', ['limt', 'perfix'], (kv, options) => kv.list(options)],
  ['entries', ['perfix', 'limit'], (kv, options) => all(kv.entries(options))],
  ['keys', ['perfix', 'limit'], (kv, options) => all(kv.keys(options))],
  ['values', ['perfix', 'limit'], (kv, options) => all(kv.values(options))],
  ['count', ['perfix', 'limit'], (kv, options) => kv.count(options)],
  ['clear', ['perfix', 'limit', 'key'], (kv, options) => kv.clear(options)],
]

/** Names of options that an operation does not have, as programs without types may give them. */
export function unknownOptionTests({ test, expect }: StoreSuite): void {
  for (const [operation, names, call] of CALLS) {
    test(`a name that is no option of ${operation} throws INVALID_OPTION and changes nothing`, async ({
      kv,
    }) => {
      await fill(kv, ['a', 'b'])
      const before = await kv.list()
      for (const name of names) {
        expect([name, await codeOf(() => call(kv, { [name]: 1 }))]).toEqual([name, 'INVALID_OPTION'])
      }
      expect(await kv.list()).toEqual(before)
    })
  }

  test('a range of a listing in reverse is counted and cleared', async ({ kv }) => {
    await fill(kv, ['a', 'b', 'c'])
    const range = { start: 'b', reverse: true }
    expect(await kv.count(range)).toBe(2)
    await kv.clear(range)
    expect(await kv.count()).toBe(1)
  })
}
