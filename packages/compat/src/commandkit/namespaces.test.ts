/// <reference types="node" />
import { expect, test } from 'vitest'
import { describeEach } from './each-backend.test-cases.ts'
import { KV, openKV } from './index.ts'

describeEach('the namespaces of a KV', (open) => {
  test('keep their keys apart', () => {
    const kv = openKV(open())
    const [users, config] = [kv.namespace('users'), kv.namespace('config')]
    users.set('key', 1)
    config.set('key', 2)
    kv.set('key', 3)
    users.namespace('config').set('other', 4)
    expect([users.all(), config.all(), kv.all()]).toEqual([{ key: 1 }, { key: 2, other: 4 }, { key: 3 }])
    users.clear()
    expect([users.count(), config.count(), kv.count()]).toEqual([0, 2, 1])
  })

  test('are told by their names, oldest first, the unnamed one once it holds something', () => {
    const clock = { now: 1 }
    const kv = openKV(open(clock))
    for (const name of ['users', 'config', 'guilds']) {
      clock.now++
      kv.namespace(name)
    }
    expect(kv.namespaces()).toEqual(['users', 'config', 'guilds'])
    clock.now++
    kv.set('a', 1)
    expect(kv.namespace('users').namespaces()).toEqual(['users', 'config', 'guilds', 'commandkit_kv'])
  })

  test('of one moment are told in the order in which they were asked for', () => {
    const kv = openKV(open())
    for (const name of ['users', 'config', 'guilds']) kv.namespace(name).set('a', 1)
    expect(kv.namespaces()).toEqual(['users', 'config', 'guilds'])
  })

  test('are those that are asked for when a KV is opened', () => {
    const store = open()
    const users = new KV(store, { namespace: 'users' })
    expect(users.namespaces()).toEqual(['users'])
    users.set('a', 1)
    expect([users.getCurrentNamespace(), openKV(store).getCurrentNamespace()]).toEqual([
      'users',
      'commandkit_kv',
    ])
    expect(openKV(store).namespace('users').get('a')).toBe(1)
  })

  test.each([
    '',
    'user-data',
    '123',
    'order',
    'Users',
    'a.b',
    '__proto__',
    'rows',
    'sqlite_schema',
    'x (key); DROP TABLE rows; --',
    '"quoted" \'names\' `and` [more]',
    'ü😀\0',
  ])('have any name, which is never more than that: %j', (name) => {
    const kv = openKV(open())
    kv.namespace('users').set('a', 1)
    const odd = kv.namespace(name)
    odd.set('a', 2)
    expect([odd.getCurrentNamespace(), odd.all()]).toEqual([name, { a: 2 }])
    expect(kv.namespaces().toSorted()).toEqual([name, 'users'].toSorted())
    expect(kv.namespace('users').all()).toEqual({ a: 1 })
  })

  test('are refused without a name that is a string', () => {
    const kv = openKV(open())
    expect(() => kv.namespace(5 as never)).toThrow(expect.objectContaining({ code: 'INVALID_NAMESPACE' }))
  })

  test('can be closed, which leaves those around them open', () => {
    const kv = openKV(open())
    const users = kv.namespace('users')
    const inner = users.namespace('inner')
    users.close()
    users.close()
    expect([kv.isOpen(), users.isOpen(), inner.isOpen()]).toEqual([true, false, true])
    expect(() => users.get('a')).toThrow('not open')
    kv.set('a', 1)
    inner.set('a', 1)
    expect(kv.namespace('users').count()).toBe(0)
  })

  test('are all closed with the KV that was opened', () => {
    const store = open()
    const kv = openKV(store)
    const users = kv.namespace('users')
    kv.close()
    kv.close()
    expect([kv.isOpen(), users.isOpen()]).toEqual([false, false])
    for (const call of [
      () => users.set('a', 1),
      () => kv.get('a'),
      () => kv.namespace('a'),
      () => kv.namespaces(),
      () => kv.keys(),
      () => [...kv],
      () => kv.transaction(() => 1),
    ]) {
      expect(call).toThrow(expect.objectContaining({ code: 'ERR_INVALID_STATE' }))
    }
    // The store was there before.
    expect(store.namespaces().map(({ name }) => name)).toEqual(['users'])
  })

  test('are closed where a block ends', async () => {
    const store = open()
    let [first, second]: (KV | undefined)[] = []
    {
      using kv = openKV(store)
      kv.set('a', 1)
      first = kv
    }
    {
      await using kv = openKV(store)
      expect(kv.get('a')).toBe(1)
      second = kv
    }
    expect([first.isOpen(), second.isOpen()]).toEqual([false, false])
  })
})
