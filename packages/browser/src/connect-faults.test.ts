import type { KvasirError } from '@kvasir/core'
import * as fake from 'fake-indexeddb'
import { get, promisifyRequest, set } from 'idb-keyval'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connect, type Connection, type ConnectOptions } from './connect.ts'
import type { Database } from './connection/database.ts'

beforeEach(() => void Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() }))
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const DATABASE: Database = {
  name: 'test',
  version: 1,
  store: 'things',
  create: (database, store) => database.createObjectStore(store).createIndex('by', 'by'),
  isKnown: ({ indexNames }) => indexNames.contains('by'),
}

/** Pauses between tries are over at once; what is only awaited within bounds rings by hand. */
function handTimer() {
  const pauses: number[] = []
  const bounds = new Map<() => void, number>()
  const timer: ConnectOptions['timer'] = (milliseconds, ring) => {
    if (milliseconds < 1_000) {
      pauses.push(milliseconds)
      setTimeout(ring)
      return () => undefined
    }
    const own = (): void => ring()
    bounds.set(own, milliseconds)
    return () => void bounds.delete(own)
  }
  return {
    timer,
    pauses,
    /** The bounds that count at the moment, in milliseconds. */
    bounds: () => [...bounds.values()],
    ring() {
      const ringing = Array.from(bounds.keys())
      for (const ring of ringing) {
        bounds.delete(ring)
        ring()
      }
    },
  }
}

async function failureOf(promise: Promise<unknown>): Promise<KvasirError> {
  return await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KvasirError,
  )
}

/** Lets promises run that wait for nothing else. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve))
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn()
}

function eventOf(target: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }))
}

async function opened(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  await eventOf(request, 'success')
  return request.result
}

/** Makes a database by hand and closes it. */
async function make(version: number, stores: readonly string[] = []): Promise<void> {
  const request = indexedDB.open('test', version)
  request.addEventListener('upgradeneeded', () => {
    for (const store of stores) DATABASE.create(request.result, store)
  })
  const database = await opened(request)
  database.close()
}

/** Has the engine abort the transaction, as it does when it cannot go on. */
function breakDown(transaction: IDBTransaction, name: string): void {
  const abort = Reflect.get(transaction, '_abort') as (name: string) => void
  abort.call(transaction, name)
}

/** Puts and commits, and lets `meanwhile` see the transaction before that. */
function put(
  connection: Connection,
  value: unknown,
  meanwhile: (transaction: IDBTransaction) => void = () => undefined,
): Promise<unknown> {
  return connection.useStore('readwrite', async (store) => {
    store.put(value, 'a')
    meanwhile(store.transaction)
    await promisifyRequest(store.transaction)
  })
}

/** Does something the first so many times only. */
function times<T>(count: number, act: (given: T) => void): (given: T) => void {
  let left = count
  return (given) => {
    if (left-- > 0) act(given)
  }
}

describe('a transaction that the engine aborts because the connection broke down', () => {
  test('is run again on a new connection, and its writes happen once', async () => {
    const { timer, pauses } = handTimer()
    const connection = connect(DATABASE, { timer })
    await put(connection, 1)
    const open = vi.spyOn(indexedDB, 'open')
    const seen: unknown[] = []
    const failing = times<IDBTransaction>(1, (transaction) => breakDown(transaction, 'UnknownError'))
    await connection.useStore('readwrite', async (store) => {
      seen.push(await promisifyRequest(store.get('a')))
      store.put((seen.at(-1) as number) + 10, 'a')
      failing(store.transaction)
      await promisifyRequest(store.transaction)
    })
    expect([seen, await get('a', connection.useStore)]).toEqual([[1, 1], 11])
    expect([open.mock.calls.length, pauses]).toEqual([1, []])
  })

  test('is tried five times, with longer and longer pauses, and fails with the cause', async () => {
    const { timer, pauses } = handTimer()
    const connection = connect(DATABASE, { timer })
    await put(connection, 1)
    let runs = 0
    const failure = await failureOf(
      put(connection, 2, (transaction) => {
        runs++
        breakDown(transaction, 'UnknownError')
      }),
    )
    expect([failure.code, (failure.cause as Error).name]).toEqual(['STORAGE_FAILED', 'UnknownError'])
    expect([runs, pauses]).toEqual([5, [50, 100, 200]])
    expect(await get('a', connection.useStore)).toBe(1)
  })

  test('goes before what was asked for later', async () => {
    const connection = connect(DATABASE, { timer: handTimer().timer })
    await put(connection, 0)
    const failing = times<IDBTransaction>(3, (transaction) => breakDown(transaction, 'UnknownError'))
    let later: Promise<unknown> | undefined
    await put(connection, 1, (transaction) => {
      failing(transaction)
      later ??= eventOf(transaction, 'abort').then(() => put(connection, 2))
    })
    await later
    expect(await get('a', connection.useStore)).toBe(2)
  })

  test('is not run again when what was asked for later is stored', async () => {
    const connection = connect(DATABASE, { timer: handTimer().timer })
    await put(connection, 0)
    const first = put(
      connection,
      1,
      times(1, (transaction) => breakDown(transaction, 'UnknownError')),
    )
    const second = put(connection, 2)
    expect((await failureOf(first)).code).toBe('STORAGE_FAILED')
    await second
    expect(await get('a', connection.useStore)).toBe(2)
  })

  test('only to read is run again in any case', async () => {
    const connection = connect(DATABASE, { timer: handTimer().timer })
    await put(connection, 0)
    const failing = times<IDBTransaction>(1, (transaction) => breakDown(transaction, 'UnknownError'))
    const read = connection.useStore('readonly', (store) => {
      const value = promisifyRequest(store.get('a'))
      failing(store.transaction)
      return value
    })
    await put(connection, 1)
    expect(await read).toBe(1)
  })

  test('is run again when the browser closes the connection and gives no reason', async () => {
    const connection = connect(DATABASE, { timer: handTimer().timer })
    await put(connection, 1)
    let runs = 0
    await put(connection, 2, (transaction) => {
      if (runs++ > 0) return
      transaction.abort()
      fake.forceCloseDatabase(transaction.db as never)
    })
    expect([runs, await get('a', connection.useStore)]).toEqual([2, 2])
  })
})

describe('a transaction that fails for its own reasons', () => {
  test('is not run again when its callback aborts it', async () => {
    const connection = connect(DATABASE, { timer: handTimer().timer })
    await put(connection, 1)
    let runs = 0
    const { code } = await failureOf(
      connection.useStore('readwrite', async (store) => {
        runs++
        store.put(2, 'a')
        store.transaction.abort()
        await new Promise(() => undefined)
      }),
    )
    expect([code, runs, await get('a', connection.useStore)]).toEqual(['STORAGE_FAILED', 1, 1])
  })

  test('is not run again when it was committed all the same', async () => {
    const connection = connect(DATABASE, { timer: handTimer().timer })
    let runs = 0
    const { code } = await failureOf(
      connection.useStore('readwrite', (store) => {
        runs++
        store.put(2, 'a')
        throw new DOMException('by itself', 'UnknownError')
      }),
    )
    expect([code, runs, await get('a', connection.useStore)]).toEqual(['STORAGE_FAILED', 1, 2])
  })

  test('throws what its callback throws', async () => {
    const connection = connect(DATABASE)
    const error = new RangeError('mine')
    expect(await failureOf(connection.useStore('readonly', () => Promise.reject(error)))).toBe(error)
  })

  test('for want of room throws QUOTA_EXCEEDED, though only an abort tells, to whoever waits for something else', async () => {
    vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage: 90, quota: 100 }) } })
    const connection = connect(DATABASE)
    const failure = await failureOf(
      connection.useStore('readwrite', (store) => {
        breakDown(store.transaction, 'QuotaExceededError')
        return new Promise(() => undefined)
      }),
    )
    expect(failure).toMatchObject({ code: 'QUOTA_EXCEEDED', usage: 90, quota: 100 })
  })
})

describe('a transaction that neither completes nor aborts', () => {
  test('throws TIMEOUT in the end, is aborted, and the next one gets a new connection', async () => {
    const hand = handTimer()
    const connection = connect(DATABASE, { timer: hand.timer })
    await put(connection, 1)
    const endless = connection.useStore('readwrite', (store) => {
      store.put(2, 'a')
      const again = (): void => void store.get('a').addEventListener('success', again)
      again()
      return new Promise(() => undefined)
    })
    expect(hand.bounds()).toEqual([30_000])
    hand.ring()
    await turn()
    hand.ring()
    expect(await failureOf(endless)).toMatchObject({ code: 'TIMEOUT', retryable: true })
    const open = vi.spyOn(indexedDB, 'open')
    expect(await get('a', connection.useStore)).toBe(1)
    expect(open).toHaveBeenCalledTimes(1)
  })

  test('is not waited for when it has ended', async () => {
    const hand = handTimer()
    const connection = connect(DATABASE, { timer: hand.timer })
    await put(connection, 1)
    hand.ring()
    expect(hand.bounds()).toEqual([])
    expect(await get('a', connection.useStore)).toBe(1)
    expect(hand.bounds()).toEqual([30_000])
    connection.close()
    expect(hand.bounds()).toEqual([])
  })
})

describe('opening', () => {
  /** A request that the test answers. */
  function requestWith(answer: Partial<IDBOpenDBRequest>): IDBOpenDBRequest {
    return Object.assign(new EventTarget(), answer) as IDBOpenDBRequest
  }

  /** A request that fails so. */
  function failing(name: string): () => IDBOpenDBRequest {
    return () => {
      const request = requestWith({ error: new DOMException('internal', name) })
      setTimeout(() => request.dispatchEvent(new Event('error')))
      return request
    }
  }

  test.each(['UnknownError', 'AbortError'])('is tried again after %s', async (name) => {
    const { timer, pauses } = handTimer()
    const open = vi.spyOn(indexedDB, 'open')
    open.mockImplementationOnce(failing(name)).mockImplementationOnce(failing(name))
    await put(connect(DATABASE, { timer }), 1)
    expect([open.mock.calls.length, pauses]).toEqual([3, [50, 100]])
  })

  test('fails after five times, for all who wait, and is tried anew by the next', async () => {
    const { timer, pauses } = handTimer()
    const open = vi.spyOn(indexedDB, 'open')
    for (let i = 0; i < 5; i++) open.mockImplementationOnce(failing('UnknownError'))
    const connection = connect(DATABASE, { timer })
    const failures = await Promise.all([put(connection, 1), put(connection, 2)].map(failureOf))
    expect(failures.map(({ code }) => code)).toEqual(['STORAGE_FAILED', 'STORAGE_FAILED'])
    expect(pauses).toEqual([50, 100, 200, 400])
    await put(connection, 3)
    expect(await get('a', connection.useStore)).toBe(3)
  })

  test('is not tried again when the browser refuses', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockImplementationOnce(failing('SecurityError'))
    expect((await failureOf(put(connect(DATABASE), 1))).code).toBe('UNAVAILABLE')
    expect(open).toHaveBeenCalledTimes(1)
  })

  test('that the browser does not answer throws TIMEOUT; a database that comes late is closed', async () => {
    const hand = handTimer()
    const connection = connect(DATABASE, { timer: hand.timer })
    const silent = requestWith({})
    vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => silent)
    const waiting = put(connection, 1)
    await until(() => hand.bounds().length > 0)
    expect(hand.bounds()).toEqual([10_000])
    hand.ring()
    expect(await failureOf(waiting)).toMatchObject({ code: 'TIMEOUT', retryable: true })

    await put(connection, 2)
    const late = await opened(indexedDB.open('test'))
    const close = vi.spyOn(late, 'close')
    Object.assign(silent, { result: late })
    silent.dispatchEvent(new Event('success'))
    await turn()
    expect(close).toHaveBeenCalled()
    expect(await get('a', connection.useStore)).toBe(2)
  })

  describe('that another connection blocks', () => {
    /** A tab that does not let go of an old version. */
    async function hog(): Promise<IDBDatabase> {
      await make(1, ['things'])
      return await opened(indexedDB.open('test'))
    }

    test('throws BLOCKED in the end, and is waited for again by the next, with the same request', async () => {
      const old = await hog()
      const hand = handTimer()
      const connection = connect({ ...DATABASE, version: 2 }, { timer: hand.timer })
      const open = vi.spyOn(indexedDB, 'open')
      const first = put(connection, 1)
      await until(() => hand.bounds().includes(5_000))
      expect(hand.bounds()).toEqual([5_000])
      hand.ring()
      expect(await failureOf(first)).toMatchObject({ code: 'BLOCKED', retryable: true })

      const second = put(connection, 2)
      await until(() => hand.bounds().length > 0)
      hand.ring()
      expect((await failureOf(second)).code).toBe('BLOCKED')

      const third = put(connection, 3)
      old.close()
      await third
      expect(open).toHaveBeenCalledTimes(1)
    })

    test('makes way like any other when it comes while nobody waits', async () => {
      const old = await hog()
      const hand = handTimer()
      const connection = connect({ ...DATABASE, version: 2 }, { timer: hand.timer })
      const open = vi.spyOn(indexedDB, 'open')
      const waiting = put(connection, 1)
      await until(() => hand.bounds().includes(5_000))
      const request = open.mock.results[0]?.value as IDBOpenDBRequest
      hand.ring()
      await failureOf(waiting)
      const success = eventOf(request, 'success')
      old.close()
      await success
      const upgrade = indexedDB.open('test', 3)
      const newer = await opened(upgrade)
      newer.close()
      expect((await failureOf(put(connection, 2))).code).toBe('UNSUPPORTED_DATABASE')
    })
  })
})

describe('a database', () => {
  test.each([1, 5, 2 ** 20 + 7])('that is empty, of version %d, is completed', async (version) => {
    await make(version)
    const connection = connect(DATABASE)
    await put(connection, 1)
    connection.close()
    expect(await get('a', connect(DATABASE).useStore)).toBe(1)
  })

  test('is completed once when two connections find that it has to be', async () => {
    await make(1)
    const connections = [connect(DATABASE), connect(DATABASE)]
    await Promise.all(connections.map((connection, i) => put(connection, i)))
    expect(await Promise.all(connections.map(({ useStore }) => get('a', useStore)))).toEqual([1, 1])
    for (const { close } of connections) close()
    const { version, close } = await opened(indexedDB.open('test'))
    void close
    expect(version).toBe(2 ** 20 + 1)
  })

  test('that was completed still has a layout that an older version refuses', async () => {
    await make(1)
    const newer = connect({ ...DATABASE, version: 2 })
    await put(newer, 1)
    newer.close()
    expect((await failureOf(put(connect(DATABASE), 2))).code).toBe('UNSUPPORTED_DATABASE')
  })

  test('that has an object store of somebody else is not completed', async () => {
    await make(1, ['foreign'])
    expect((await failureOf(put(connect(DATABASE), 1))).code).toBe('UNSUPPORTED_DATABASE')
  })

  test('tells whoever has it open that it is deleted, not that it is upgraded', async () => {
    const onDelete = vi.fn()
    const connection = connect(DATABASE, { onDelete })
    await put(connection, 1)
    await make(2)
    expect(onDelete).not.toHaveBeenCalled()
    const another = connect({ ...DATABASE, version: 2 }, { onDelete })
    await put(another, 1)
    await eventOf(indexedDB.deleteDatabase('test'), 'success')
    expect(onDelete).toHaveBeenCalledTimes(1)
  })
})

test('an open database runs the callback in the call itself', async () => {
  const { useStore } = connect(DATABASE)
  await set('a', 1, useStore)
  let hasRun = false
  const running = useStore('readonly', () => void (hasRun = true))
  expect(hasRun).toBe(true)
  await running
})
