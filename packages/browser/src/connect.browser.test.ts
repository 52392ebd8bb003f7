import { set } from 'idb-keyval'
import { expect, test } from 'vitest'
import { connect } from './connect.ts'
import type { Database } from './connection/database.ts'

let databases = 0

function databaseOf(version: number, name = `connect ${databases++}`): Database {
  return {
    name,
    version,
    store: 'things',
    create: (database, store) => database.createObjectStore(store),
    isKnown: ({ keyPath }) => keyPath === null,
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}

test('an upgrade that another connection blocks throws BLOCKED in the end, and goes on when that one is closed', async () => {
  const old = databaseOf(1)
  const first = connect(old)
  await set('a', 1, first.useStore)
  first.close()
  const hog = await answer(indexedDB.open(old.name))

  const { promise: isBlocked, resolve: block } = Promise.withResolvers<() => void>()
  const connection = connect(databaseOf(2, old.name), {
    patience: { blocked: 1 },
    timer: (milliseconds, ring) => {
      if (milliseconds === 1) block(ring)
      return () => undefined
    },
  })
  const waiting = set('a', 2, connection.useStore)
  const ring = await isBlocked
  ring()
  await expect(waiting).rejects.toMatchObject({ code: 'BLOCKED', retryable: true })
  const again = set('a', 3, connection.useStore)
  hog.close()
  await again
  connection.close()
})

test('a connection makes way for an upgrade, and the transaction that is under way completes', async () => {
  const target = databaseOf(1)
  const connection = connect(target)
  await set('a', 1, connection.useStore)
  const writing = set('a', 2, connection.useStore)
  const newer = await answer(indexedDB.open(target.name, 2))
  await writing
  expect(await answer(newer.transaction('things').objectStore('things').get('a'))).toBe(2)
  newer.close()
  await expect(set('a', 3, connection.useStore)).rejects.toMatchObject({ code: 'UNSUPPORTED_DATABASE' })
})

test('an empty database is completed, and opened again at its new version', async () => {
  const target = databaseOf(1)
  const empty = await answer(indexedDB.open(target.name))
  empty.close()
  for (const value of [1, 2]) {
    const connection = connect(target)
    await set('a', value, connection.useStore)
    connection.close()
  }
  const { version } = await answer(indexedDB.open(target.name))
  expect(version).toBe(2 ** 20 + 1)
})
