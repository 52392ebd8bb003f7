import type { StoreSuite } from '../describe-store.ts'
import { codeOf, thrownBy } from '../failure.ts'
import { all, type Steps, wait } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'

/** Work that writes, lists what it sees, and throws. */
function* writeAndThrow(tx: AnyNamespace): Steps<never> {
  yield* wait(tx.put('a', 'undone'))
  yield* wait(tx.put('c', 'undone'))
  yield* wait(tx.delete('b'))
  throw new Error('undo')
}

export function savepointTests({ test, expect }: StoreSuite): void {
  test('a transaction in a transaction is part of it', async ({ kv, transact }) => {
    await kv.put('a', 1)
    const result = await transact(kv, function* (outer) {
      yield* wait(outer.put('b', 2))
      const inside = yield* wait(
        transact(outer, function* (inner) {
          expect(yield* wait(all(inner.entries()))).toEqual([
            ['a', 1],
            ['b', 2],
          ])
          yield* wait(inner.put('c', 3))
          yield* wait(inner.delete('a'))
          expect(yield* wait(outer.has('c'))).toBe(false)
          return 'inside'
        }),
      )
      expect(yield* wait(all(outer.entries()))).toEqual([
        ['b', 2],
        ['c', 3],
      ])
      expect(yield* wait(kv.has('c'))).toBe(false)
      return inside
    })
    expect(result).toBe('inside')
    expect(await all(kv.entries())).toEqual([
      ['b', 2],
      ['c', 3],
    ])
  })

  test('an inner transaction that throws undoes itself alone', async ({ kv, transact }) => {
    await kv.putMany([
      ['a', 'old'],
      ['b', 'old'],
    ])
    await transact(kv, function* (outer) {
      yield* wait(outer.put('a', 'outer'))
      try {
        yield* wait(transact(outer, writeAndThrow))
        throw new Error('Nothing was thrown.')
      } catch (error) {
        expect((error as Error).message).toBe('undo')
      }
      expect(yield* wait(all(outer.entries()))).toEqual([
        ['a', 'outer'],
        ['b', 'old'],
      ])
      yield* wait(outer.put('d', 'outer'))
    })
    expect(await all(kv.entries())).toEqual([
      ['a', 'outer'],
      ['b', 'old'],
      ['d', 'outer'],
    ])
  })

  test('an outer transaction that throws undoes its inner ones', async ({ kv, transact }) => {
    await kv.put('a', 'old')
    await thrownBy(() =>
      transact(kv, function* (outer) {
        yield* wait(
          transact(outer, function* (inner) {
            yield* wait(inner.put('a', 'inner'))
            yield* wait(inner.put('b', 'inner'))
          }),
        )
        throw new Error('undo')
      }),
    )
    expect(await all(kv.entries())).toEqual([['a', 'old']])
  })

  test('savepoints stack', async ({ kv, transact }) => {
    await kv.putMany([
      ['a', 0],
      ['b', 0],
    ])
    await transact(kv, function* (one) {
      yield* wait(one.increment('a'))
      yield* wait(
        transact(one, function* (two) {
          yield* wait(two.increment('a'))
          try {
            yield* wait(
              transact(two, function* (three) {
                yield* wait(three.increment('a'))
                expect(yield* wait(three.get('a'))).toBe(3)
                yield* wait(three.clear())
                expect(yield* wait(three.count())).toBe(0)
                yield* writeAndThrow(three)
              }),
            )
          } catch {
            expect(yield* wait(all(two.entries()))).toEqual([
              ['a', 2],
              ['b', 0],
            ])
          }
          yield* wait(transact(two, (three) => wait(three.increment('b', 10))))
        }),
      )
      expect(yield* wait(one.getMany(['a', 'b']))).toEqual([2, 10])
    })
    expect(await kv.getMany(['a', 'b'])).toEqual([2, 10])
  })

  test('clear in an inner transaction can be undone, and kept', async ({ kv, transact }) => {
    await kv.putMany([
      ['a', 1],
      ['b', 2],
    ])
    await transact(kv, function* (outer) {
      yield* wait(outer.put('c', 3))
      try {
        yield* wait(
          transact(outer, function* (inner) {
            yield* wait(inner.clear())
            yield* wait(inner.put('z', 1))
            throw new Error('undo')
          }),
        )
      } catch {
        expect(yield* wait(all(outer.keys()))).toEqual(['a', 'b', 'c'])
      }
      yield* wait(
        transact(outer, function* (inner) {
          yield* wait(inner.clear({ start: 'b' }))
          yield* wait(inner.put('b', 'again'))
        }),
      )
      expect(yield* wait(all(outer.entries()))).toEqual([
        ['a', 1],
        ['b', 'again'],
      ])
    })
    expect(await all(kv.entries())).toEqual([
      ['a', 1],
      ['b', 'again'],
    ])
  })

  test('a handle of an inner transaction ends with it, the outer goes on', async ({ kv, transact }) => {
    let kept = kv
    await transact(kv, function* (outer) {
      yield* wait(
        transact(outer, function* (inner) {
          kept = inner
          yield* wait(inner.put('a', 1))
        }),
      )
      let code: unknown
      try {
        yield* wait(kept.put('a', 2))
      } catch (error) {
        code = (error as { code?: unknown }).code
      }
      expect(code).toBe('TRANSACTION_ENDED')
      yield* wait(outer.put('b', 1))
    })
    expect(await codeOf(() => kept.get('a'))).toBe('TRANSACTION_ENDED')
    expect(await all(kv.entries())).toEqual([
      ['a', 1],
      ['b', 1],
    ])
  })

  test('conditions in an inner transaction are judged by what the outer has written', async ({
    kv,
    transact,
  }) => {
    await transact(kv, function* (outer) {
      yield* wait(outer.put('a', 1))
      const revision = (yield* wait(outer.getEntry('a')))?.revision
      yield* wait(transact(outer, (inner) => wait(inner.put('a', 2, { ifRevision: revision }))))
      let refused = false
      try {
        yield* wait(transact(outer, (inner) => wait(inner.put('a', 3, { ifAbsent: true }))))
      } catch {
        refused = true
      }
      expect(refused).toBe(true)
    })
    expect(await kv.get('a')).toBe(2)
  })
}
