import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import { KvasirLevel } from './index.ts'

interface User {
  readonly name: string
}

test('what a database puts, its namespace has as text', async () => {
  const users = syncStore(memory()).namespace('users')
  const db = new KvasirLevel<string, User>(users, { valueEncoding: 'json' })
  await db.put('ada', { name: 'Ada' })
  expect(users.get('ada')).toBe('{"name":"Ada"}')
  expect(await db.get('ada')).toEqual({ name: 'Ada' })
})

test('bytes are kept as bytes, under keys that are bytes', async () => {
  const bytes = syncStore(memory()).namespace('bytes')
  const db = new KvasirLevel<Uint8Array, Uint8Array>(bytes, { keyEncoding: 'view', valueEncoding: 'view' })
  await db.put(Uint8Array.of(0xff, 0), Uint8Array.of(1, 2))
  expect(await db.get(Uint8Array.of(0xff, 0))).toEqual(Uint8Array.of(1, 2))
  expect([...bytes.values()]).toEqual([Uint8Array.of(1, 2)])
})

test('a batch of puts and deletions is one commit, and the last operation on a key counts', async () => {
  const store = asyncStore(toAsync(memory()))
  const db = new KvasirLevel(store.namespace('users'))
  await db.batch([
    { type: 'put', key: 'ada', value: '1' },
    { type: 'del', key: 'ada' },
    { type: 'del', key: 'bob' },
    { type: 'put', key: 'bob', value: '2' },
  ])
  expect(await db.iterator().all()).toEqual([['bob', '2']])
})

test('a batch over sublevels lies in one namespace', async () => {
  const store = syncStore(memory())
  const db = new KvasirLevel(store.namespace('app'))
  const people = db.sublevel<string, User>('people', { valueEncoding: 'json' })
  const names = db.sublevel('names')
  await db.batch<string, User | string>(
    [
      { type: 'put', sublevel: people, key: '1', value: { name: 'Ada' } },
      { type: 'put', sublevel: names, key: 'Ada', value: '1' },
    ],
    {},
  )
  expect([...store.namespace('app').keys()]).toEqual(['!names!Ada', '!people!1'])
  expect(await people.keys().all()).toEqual(['1'])
})

test('only a database over a synchronous store answers at once', async () => {
  const here = new KvasirLevel(syncStore(memory()).namespace('users'))
  await here.put('ada', '1')
  expect(here.getSync('ada')).toBe('1')
  const there = new KvasirLevel(asyncStore(toAsync(memory())).namespace('users'))
  await there.open()
  expect(() => there.getSync('ada')).toThrow(expect.objectContaining({ code: 'LEVEL_NOT_SUPPORTED' }))
})

test('a value that is neither text nor bytes is refused, not bent', async () => {
  const users = syncStore(memory()).namespace('users')
  users.put('ada', { name: 'Ada' })
  const db = new KvasirLevel(users)
  const refused = { code: 'INVALID_VALUE', message: expect.stringContaining('key "ada"') }
  await expect(db.get('ada')).rejects.toMatchObject(refused)
  await expect(db.values().all()).rejects.toMatchObject(refused)
})

test('the store goes on when a database is closed, and the database opens again', async () => {
  const users = syncStore(memory()).namespace('users')
  const db = new KvasirLevel(users)
  await db.put('ada', '1')
  await db.close()
  expect(users.get('ada')).toBe('1')
  await db.open()
  expect(await db.get('ada')).toBe('1')
})
