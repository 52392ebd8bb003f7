import type { AsyncStore } from '@kvasir/core'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf } from '../failure.ts'
import type { AnyNamespace } from '../world.ts'

const REFUSED: readonly (readonly [name: string, call: (kv: AnyNamespace) => unknown])[] = [
  ['get', (kv) => kv.get('\ud800')],
  ['put', (kv) => kv.put('a', () => 1)],
  ['put with a wrong ttl', (kv) => kv.put('a', 1, { ttl: -1 })],
  ['putMany', (kv) => kv.putMany([['\ud800', 1]])],
  ['list', (kv) => kv.list({ cursor: 'none' })],
  ['expire', (kv) => kv.expire('a', -1)],
  ['deleteMany', (kv) => kv.deleteMany(['\ud800'])],
  ['update', (kv) => kv.update('\ud800', () => 1)],
  ['update by what is no function', (kv) => kv.update('a', undefined as never)],
  ['expire at no time', (kv) => kv.expire('a', null as never)],
  ['getEntry', (kv) => kv.getEntry('a', 5 as never)],
  ['history', (kv) => kv.history('\ud800')],
  ['history with wrong options', (kv) => kv.history('a', 5 as never)],
  ['revert', (kv) => kv.revert('\ud800', 1)],
  ['purge', (kv) => kv.purge('\ud800')],
  ['changes', (kv) => kv.changes(5 as never)],
  ['transaction', (kv) => kv.transaction(undefined as never)],
]

/** What only an asynchronous store promises. */
export function asyncOnlyTests({ test, expect }: StoreSuite): void {
  for (const [name, call] of REFUSED) {
    test(`a refused ${name} rejects its promise and throws nothing`, async ({ kv }) => {
      const answer = call(kv)
      expect(answer instanceof Promise).toBe(true)
      await codeOf(() => answer)
    })
  }

  test('what is issued without awaiting happens in its order', async ({ kv }) => {
    await kv.put('z', 0)
    const issued = [
      kv.put('a', 1),
      kv.put('a', 2),
      kv.put('b', 1),
      kv.delete('b'),
      kv.put('c', 1),
      kv.clear({ prefix: 'c' }),
      kv.put('a', 3),
    ]
    const [a, b, c, count] = await Promise.all([kv.get('a'), kv.has('b'), kv.has('c'), kv.count(), ...issued])
    expect([a, b, c, count]).toEqual([3, false, false, 2])
  })

  test('the first write of a namespace is seen by what is called after it', async ({ kv }) => {
    const [, value, count, found] = await Promise.all([kv.put('a', 1), kv.get('a'), kv.count(), kv.has('a')])
    expect([value, count, found]).toEqual([1, 1, true])
  })

  test('what reads before it writes keeps its place among the calls for its key', async ({ kv }) => {
    await kv.put('n', 1)
    const issued = [
      kv.increment('n', 10),
      kv.get('n'),
      kv.put('n', 5),
      kv.update('n', (n) => Number(n) * 2),
      kv.get('n'),
      kv.put('n', 7, { keepTtl: true }),
      kv.delete('n'),
      kv.put('n', 3, { ifAbsent: true }),
      kv.expire('n', 1000),
      kv.ttl('n'),
    ]
    const [, first, , , second, , deleted, , , ttl] = await Promise.all(issued)
    expect([first, second, deleted, ttl]).toEqual([11, 10, true, 1000])
    expect(await kv.get('n')).toBe(3)
  })

  test('what is about many keys waits for what is under way, and is waited for', async ({ kv }) => {
    await kv.put('z', 0)
    const issued = [
      kv.increment('a'),
      kv.increment('b'),
      kv.count(),
      kv.clear(),
      kv.increment('a'),
      kv.put('c', 1),
      kv.getMany(['a', 'b', 'c', 'z']),
      kv.deleteMany(['a', 'b']),
      kv.increment('c'),
    ]
    const answers = await Promise.all<unknown>(issued)
    expect(answers[2]).toBe(3)
    expect(answers[6]).toEqual([1, undefined, 1, undefined])
    expect(answers[7]).toBe(1)
    expect(answers[8]).toBe(2)
  })

  test('creating and deleting a namespace keeps its place among the calls for it', async ({ store }) => {
    await store.namespace('n').put('a', 1)
    const answers = await Promise.all([
      store.deleteNamespace('n'),
      store.namespace('n').put('b', 1),
      store.createNamespace('n', { ttl: 1000, ifExists: 'update' }),
      store.namespace('n').put('c', 1),
      store.namespace('n').ttl('b'),
      store.namespace('n').ttl('c'),
    ])
    expect([answers[0], answers[4], answers[5]]).toEqual([true, Infinity, 1000])
    expect(await store.namespace('n').count()).toBe(2)
  })

  test('a transaction can await whatever it likes', async ({ kv }) => {
    await kv.transaction(async (tx) => {
      await Promise.resolve()
      await Promise.all([tx.put('a', 1), tx.put('b', 2), tx.increment('n'), tx.increment('n')])
      const channel = new MessageChannel()
      await new Promise((resolve) => {
        channel.port2.addEventListener('message', resolve)
        channel.port2.start()
        channel.port1.postMessage('a task later')
      })
      channel.port1.close()
      await tx.put('c', await tx.get('n'))
    })
    expect(await kv.getMany(['a', 'b', 'c', 'n'])).toEqual([1, 2, 2, 2])
  })

  test('what a transaction has issued without awaiting is part of it', async ({ kv }) => {
    await kv.transaction(async (tx) => {
      void tx.put('a', 1)
      void tx.increment('n')
    })
    expect(await kv.getMany(['a', 'n'])).toEqual([1, 1])
  })

  test('first writes at once create one namespace', async ({ store }) => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.namespace('new').put(`${10 + i}`, i)))
    expect((await store.namespaces()).map(({ name, entries }) => [name, entries])).toEqual([['new', 20]])
  })

  test('first writes at once, in transactions and outside, create one namespace each', async ({ store }) => {
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        i % 2 === 0
          ? store.transaction((tx) => tx.namespace(`new ${i % 3}`).put(`${i}`, i))
          : store.namespace(`new ${i % 3}`).put(`${i}`, i),
      ),
    )
    expect((await store.namespaces()).map(({ name, entries }) => [name, entries])).toEqual([
      ['new 0', 4],
      ['new 1', 4],
      ['new 2', 4],
    ])
  })

  test('handles that met a namespace while it was being created all end with it', async ({ store }) => {
    const handles = Array.from({ length: 12 }, () => store.namespace('new'))
    await Promise.all(
      handles.map(async (handle, i) => {
        for (let wait = 0; wait < i; wait++) await Promise.resolve()
        await (i % 3 === 0 ? handle.put(`${i}`, i) : handle.get('0'))
      }),
    )
    for (const handle of handles) await handle.get('0')
    await store.deleteNamespace('new')
    const codes = await Promise.all(handles.map((handle) => codeOf(() => handle.get('0'))))
    expect(new Set(codes)).toEqual(new Set(['NAMESPACE_DELETED']))
  })

  test('a stream of bytes is read to its end', async ({ kv }) => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array([1, 2]))
        controller.enqueue(new Uint8Array())
        controller.enqueue(new Uint8Array([3]))
        controller.close()
      },
    })
    await kv.put('a', stream, { metadata: 'm' })
    expect(await kv.get('a')).toStrictEqual(new Uint8Array([1, 2, 3]))
    expect((await kv.getEntry('a'))?.metadata).toBe('m')
  })

  test('a stream that fails is refused, and nothing is written', async ({ kv }) => {
    await kv.put('a', 'old')
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array([1]))
        controller.error(new Error('cut off'))
      },
    })
    expect(await codeOf(() => kv.put('a', stream))).toBe('INVALID_VALUE')
    expect(await kv.get('a')).toBe('old')
  })

  test('an asynchronous store is disposed of by closing it', async ({ store, kv }) => {
    await kv.put('a', 1)
    await (store as AsyncStore)[Symbol.asyncDispose]()
    expect(await codeOf(() => kv.get('a'))).toBe('CLOSED')
  })
}
