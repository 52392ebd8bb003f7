import { remove, set } from '../backend/build.ts'
import type { EngineSuite } from './describe-engine.ts'
import { make } from './state.ts'

export function expiredTests({ test, expect }: EngineSuite): void {
  test('rows that have expired by a moment are found in all spaces', async (open) => {
    const engine = await open()
    for (const space of [0, 3, 900]) {
      const writes = [0, 5, 6, 7].map((expiresAt) => set(`${expiresAt}`, '', { space, expiresAt }))
      make(engine, { writes: [...writes, set('gone', '', { space, expiresAt: 1 }), remove('gone', space)] })
    }
    const found = engine.expired(6, 100).map(({ space, key }) => `${space}/${key}`)
    expect(found.toSorted()).toEqual(['0/5', '0/6', '3/5', '3/6', '900/5', '900/6'])
    expect(engine.expired(4, 100)).toEqual([])
  })

  test('no more expired rows are found than were asked for', async (open) => {
    const engine = await open()
    const writes = Array.from({ length: 30 }, (_, i) => set(`${i}`, '', { space: i % 3, expiresAt: 1 }))
    make(engine, { writes })
    for (const limit of [1, 9, 10, 11, 30, 31]) {
      const found = engine.expired(1, limit).map(({ space, key }) => `${space}/${key}`)
      expect(new Set(found).size).toBe(Math.min(limit, 30))
      expect(found.length).toBe(Math.min(limit, 30))
    }
  })

  test('the keys of expired rows are those that were written', async (open) => {
    const engine = await open()
    const keys = ['', '\0', 'a\u0001', '\ufeff', '\ufefe', '\u{1f600}']
    make(engine, { writes: keys.map((key) => set(key, '', { expiresAt: 2 ** 53 - 2 })) })
    const found = engine.expired(2 ** 53 - 1, 9).map(({ key }) => key)
    expect(found.toSorted()).toEqual(keys.toSorted())
  })
}
