/// <reference types="node" />
import { expect, test } from 'vitest'
import { describeEach } from './each-backend.test-cases.ts'
import { type KV, openKV } from './index.ts'

/** Lets whatever waits for nothing but promises go on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const CONFLICT: unknown = expect.objectContaining({ code: 'CONFLICT' })

describeEach('a transaction of a KV', (open) => {
  test('is done when it returns, awaited or not', () => {
    const kv = openKV(open())
    const users = kv.namespace('users')
    void kv.transaction(() => {
      kv.set('a', 1)
      users.set('b', 2)
      expect([kv.get('a'), users.count()]).toEqual([1, 1])
    })
    void kv.transaction(() => kv.set('c', 3))
    expect([kv.all(), users.all()]).toEqual([{ a: 1, c: 3 }, { b: 2 }])
  })

  test('throws what its function throws, at once, and writes nothing', () => {
    const kv = openKV(open())
    kv.set('a', 1)
    expect(() =>
      kv.transaction(() => {
        kv.set('a', 2)
        kv.namespace('users').set('b', 2)
        kv.set('f', Promise.resolve())
      }),
    ).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    expect([kv.all(), kv.namespaces()]).toEqual([{ a: 1 }, ['commandkit_kv']])
  })

  test('that waits for nothing runs again when a KV that was opened apart comes first', () => {
    const store = open()
    const [kv, other] = [openKV(store), openKV(store)]
    kv.set('n', 1)
    let runs = 0
    void kv.transaction(() => {
      const n = kv.get('n')
      if (runs++ === 0) other.set('n', 5)
      kv.set('n', n + 1)
    })
    expect([kv.get('n'), runs]).toEqual([6, 2])
  })

  test('answers with a promise of what its function returns', async () => {
    const kv = openKV(open())
    await expect(kv.transaction(() => 5)).resolves.toBe(5)
    await expect(kv.transaction(async () => 6)).resolves.toBe(6)
  })

  test('is open while its function awaits, and seen from inside alone', async () => {
    const kv = openKV(open())
    const done = kv.transaction(async () => {
      kv.set('a', 1)
      await turn()
      kv.set('b', (kv.get('a') ?? 0) + 1)
      return kv.keys()
    })
    expect(kv.keys()).toEqual([])
    expect(await done).toEqual(['a', 'b'])
    expect(kv.all()).toEqual({ a: 1, b: 2 })
  })

  test('rejects when its function does behind an await, and writes nothing', async () => {
    const kv = openKV(open())
    const failing = kv.transaction(async () => {
      kv.set('a', 1)
      await turn()
      kv.set('b', 1)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(kv.count()).toBe(0)
  })

  test('has no part in what others write meanwhile, which stays whatever becomes of it', async () => {
    const kv = openKV(open())
    const gate = Promise.withResolvers<void>()
    const failing = kv.transaction(async () => {
      kv.set('a', 1)
      await gate.promise
      throw new Error('no')
    })
    kv.set('other', 1)
    void kv.transaction(() => kv.set('another', 2))
    gate.resolve()
    await expect(failing).rejects.toThrow('no')
    expect(kv.all()).toEqual({ other: 1, another: 2 })
  })

  test('rejects with CONFLICT when others change what it has read, and writes nothing', async () => {
    const kv = openKV(open())
    kv.set('n', 1)
    const gate = Promise.withResolvers<void>()
    const late = kv.transaction(async () => {
      const n = kv.get('n')
      await gate.promise
      kv.set('n', n + 1)
    })
    kv.set('n', 10)
    gate.resolve()
    await expect(late).rejects.toThrow(CONFLICT as Error)
    expect(kv.get('n')).toBe(10)
  })

  test('waits for those that were asked for before, so that none is lost', async () => {
    const kv = openKV(open())
    const add = (): Promise<void> =>
      kv.transaction(async () => {
        const n = kv.get('n') ?? 0
        await turn()
        kv.set('n', n + 1)
      })
    const fail = (): Promise<void> =>
      kv.transaction(async () => {
        kv.set('n', 100)
        await turn()
        throw new Error('no')
      })
    const results = await Promise.allSettled([
      add(),
      fail(),
      add(),
      kv.namespace('x').transaction(async () => add()),
      add(),
    ])
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
    expect(kv.get('n')).toBe(4)
  })

  test('of a function that merely returns a promise begins at once, and is open as long', async () => {
    const kv = openKV(open())
    const write = async (key: string): Promise<void> => {
      await turn()
      kv.set(key, 1)
    }
    const done = ['a', 'b'].map((key) => kv.transaction(() => write(key)))
    expect(kv.count()).toBe(0)
    await Promise.all(done)
    expect(kv.keys().toSorted()).toEqual(['a', 'b'])
  })

  test('is a savepoint in another one', async () => {
    const kv = openKV(open())
    void kv.transaction(() => {
      kv.set('a', 1)
      expect(() =>
        kv.transaction(() => {
          kv.set('a', 2)
          throw new Error('no')
        }),
      ).toThrow('no')
      void kv.transaction(() => kv.set('b', kv.get('a')))
    })
    expect(kv.all()).toEqual({ a: 1, b: 1 })
    await kv.transaction(async () => {
      await turn()
      await kv.transaction(async () => {
        await turn()
        kv.set('c', 3)
      })
      const failing = kv.transaction(async () => {
        kv.clear()
        await turn()
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(kv.keys()).toEqual(['a', 'b', 'c'])
    })
    expect(kv.all()).toEqual({ a: 1, b: 1, c: 3 })
  })

  test('takes its savepoints back with itself', async () => {
    const kv = openKV(open())
    const failing = kv.transaction(async () => {
      await kv.transaction(async () => kv.set('a', 1))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(kv.count()).toBe(0)
  })

  test('ends after what was begun in it and not awaited', async () => {
    const kv = openKV(open())
    await kv.transaction(async () => {
      void kv.transaction(async () => {
        await turn()
        kv.set('late', 1)
      })
    })
    expect(kv.all()).toEqual({ late: 1 })
  })

  test('does not let what outlives it be lost', async () => {
    const kv = openKV(open())
    let straggler: Promise<void> | undefined
    let inner: Promise<void> | undefined
    void kv.transaction(() => {
      straggler = turn().then(() => kv.set('late', 1))
      inner = kv.transaction(async () => {
        await turn()
        kv.set('inner', 1)
      })
    })
    await straggler
    await expect(inner).rejects.toThrow(expect.objectContaining({ code: 'TRANSACTION_ENDED' }) as Error)
    expect(kv.all()).toEqual({ late: 1 })
  })

  test('gives its function a KV of its own, that ends with it', async () => {
    const kv = openKV(open())
    let kept: KV | undefined
    await kv.transaction(async (inside) => {
      kept = inside
      await turn()
      inside.namespace('users').set('a', 1)
      expect([inside.isOpen(), kv.namespace('users').get('a')]).toEqual([true, 1])
    })
    expect(kv.namespace('users').all()).toEqual({ a: 1 })
    expect(() => kept?.set('b', 1)).toThrow(expect.objectContaining({ code: 'TRANSACTION_ENDED' }))
  })

  test('deletes, expires and lists within itself as outside', async () => {
    const kv = openKV(open())
    kv.set('a', 1)
    kv.set('b', 2)
    await kv.transaction(async () => {
      kv.delete('a')
      kv.setex('c', 3, 1000)
      kv.expire('b', 500)
      await turn()
      kv.math('c', '+', 1)
      expect([kv.keys(), kv.ttl('c'), kv.ttl('b'), kv.count()]).toEqual([['b', 'c'], 1000, 500, 2])
    })
    expect([kv.keys(), kv.get('c'), kv.ttl('b')]).toEqual([['b', 'c'], 4, 500])
  })

  test('rejects when the KV is closed before its end', async () => {
    const kv = openKV(open())
    const failing = kv.transaction(async () => {
      kv.set('a', 1)
      await turn()
      kv.set('b', 1)
    })
    kv.close()
    await expect(failing).rejects.toThrow('not open')
  })
})
