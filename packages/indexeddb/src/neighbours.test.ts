import type { Backend, Batch } from '@kvasir/core'
import * as fake from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { indexeddb } from './indexeddb.ts'

const backends: Backend<'async'>[] = []

beforeEach(() => void Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() }))
afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.close()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function open(): Backend<'async'> {
  const backend = indexeddb({ name: 'test' })
  backends.push(backend)
  return backend
}

function put(key: string, more: Partial<Batch> = {}): Batch {
  const row = {
    space: 1,
    key,
    type: 'text',
    value: key,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  } as const
  return { checks: [], writes: [{ kind: 'set', ...row }], ...more }
}

/** Hears what is said on the channel, and answers it once something that it says itself has come back. */
function listen(): { readonly heard: () => Promise<unknown[]>; readonly say: (message: unknown) => void } {
  const [ear, mouth] = [
    new BroadcastChannel('kvasir:test:commits'),
    new BroadcastChannel('kvasir:test:commits'),
  ]
  const messages: unknown[] = []
  const { promise, resolve } = Promise.withResolvers<unknown[]>()
  ear.addEventListener('message', ({ data }: MessageEvent) => {
    if (data.isLast !== true) return void messages.push(data)
    ear.close()
    mouth.close()
    resolve(messages)
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  const say = (message: unknown): void => mouth.postMessage(message)
  return {
    say,
    heard: () => {
      say({ isLast: true })
      return promise
    },
  }
}

/** Resolves when a backend next tells of commits. */
function nextCommit(backend: Backend): Promise<void> {
  return new Promise((resolve) => {
    const end = backend.onCommit(() => {
      end()
      resolve()
    })
  })
}

test('there is a channel from the first operation on, which does not keep Node from ending', async () => {
  const channels: BroadcastChannel[] = []
  const unref = vi.spyOn(BroadcastChannel.prototype as BroadcastChannel & { unref(): void }, 'unref')
  class Watched extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      channels.push(this)
    }
  }
  vi.stubGlobal('BroadcastChannel', Watched)
  const backend = open()
  await backend.health()
  expect(channels).toEqual([])
  await backend.get(1, 'a')
  await backend.commit(put('a'))
  backend.onCommit(() => undefined)
  expect(channels.map(({ name }) => name)).toEqual(['kvasir:test:commits'])
  expect(unref).toHaveBeenCalledTimes(1)
})

test('a transaction that changes rows is told of once, and others not at all', async () => {
  const backend = open()
  const { heard } = listen()
  await Promise.all(['a', 'b', 'c'].map((key) => backend.commit(put(key))))
  await backend.get(1, 'a')
  await backend.commit(put('a', { writes: [] }))
  await backend.commit(put('a', { checks: [{ kind: 'key', space: 1, key: 'a', revision: 99 }] }))
  await backend.commit(put('d', { id: 'once' }))
  await backend.commit(put('d', { id: 'once' }))
  expect(await heard()).toEqual([{ protocol: 1 }, { protocol: 1 }])
})

test('a listener is told of an own commit before whoever has asked for it has the answer', async () => {
  const backend = open()
  const order: string[] = []
  backend.onCommit(() => order.push('told'))
  await backend.commit(put('a')).then(() => order.push('answered'))
  expect(order).toEqual(['told', 'answered'])
})

test('a listener hears of others before its backend was ever used', async () => {
  const told = nextCommit(open())
  await open().commit(put('a'))
  await told
})

test('a transaction that fails is told of to others alone, who find nothing', async () => {
  const backend = open()
  await backend.commit(put('a'))
  const { heard } = listen()
  let calls = 0
  backend.onCommit(() => calls++)
  vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementationOnce(function (this: IDBTransaction) {
    this.abort()
  })
  await expect(backend.commit(put('b'))).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
  expect([calls, await heard()]).toEqual([0, [{ protocol: 1 }]])
})

test('who speaks another protocol is not listened to', async () => {
  const backend = open()
  let calls = 0
  backend.onCommit(() => calls++)
  const { say, heard } = listen()
  say({ protocol: 2 })
  const told = nextCommit(backend)
  say({ protocol: 1 })
  await told
  await heard()
  expect(calls).toBe(1)
})

test('after the end nobody is told any more, and nobody can ask to be', async () => {
  const [backend, other] = [open(), open()]
  let calls = 0
  await backend.commit(put('a'))
  backend.onCommit(() => calls++)
  const { heard } = listen()
  const writing = backend.commit(put('b'))
  await backend.close()
  await writing
  expect(calls).toBe(1)
  await other.commit(put('c'))
  await heard()
  expect(calls).toBe(1)
  expect(() => backend.onCommit(() => undefined)).toThrow(expect.objectContaining({ code: 'CLOSED' }))
})

test('where there are no channels a listener is told of the own commits', async () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  const backend = open()
  const told = nextCommit(backend)
  await backend.commit(put('a'))
  await told
})

test('others are told before a transaction is committed, and who reads then sees what it has written', async () => {
  const [writer, reader] = [open(), open()]
  await reader.get(1, 'a')
  const order: string[] = []
  const { commit } = IDBTransaction.prototype
  vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementationOnce(function (
    this: BroadcastChannel,
    message: unknown,
  ) {
    order.push('told')
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
    this.postMessage(message)
  })
  vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementationOnce(function (this: IDBTransaction) {
    order.push('committed')
    commit.call(this)
  })
  const read = nextCommit(reader).then(() => reader.get(1, 'a'))
  await writer.commit(put('a'))
  expect([order, (await read)?.value]).toEqual([['told', 'committed'], 'a'])
})
