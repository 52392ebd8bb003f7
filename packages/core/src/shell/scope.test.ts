import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import type { AsyncStore } from '../api.ts'
import type { Backend, Batch } from '../contract.ts'
import { toAsync } from '../to-async.ts'
import { MAX_ATTEMPTS } from './max-attempts.ts'
import { asyncStore, syncStore } from './store.ts'

/** Memory that keeps the batches that were committed to it. */
function recording(): { backend: Backend<'sync'>; batches: Batch[] } {
  const backend = memory()
  const batches: Batch[] = []
  const commit = backend.commit.bind(backend)
  backend.commit = (batch) => {
    batches.push(batch)
    return commit(batch)
  }
  return { backend, batches }
}

const failure = (code: string): Error => expect.objectContaining({ code })

describe('a namespace', () => {
  test('is created in the commit of the first write to it', () => {
    const { backend, batches } = recording()
    syncStore(backend).namespace('n').put('k', 1)
    expect(batches.length).toBe(1)
  })

  test('is not created by reads, by deletions, or by a write that is refused', () => {
    const store = syncStore(memory())
    const namespace = store.namespace('n')
    namespace.get('k')
    namespace.delete('k')
    namespace.clear()
    namespace.expire('k', 1)
    expect(() => namespace.put('k', 1, { ttl: -1 })).toThrow(failure('INVALID_TTL'))
    expect(() => namespace.put('k', () => 0)).toThrow(failure('INVALID_VALUE'))
    expect(() => namespace.increment('k', NaN)).toThrow(failure('INVALID_OPTION'))
    expect(store.namespaces()).toEqual([])
  })

  test('that another store deletes is noticed by the next write, not written to', () => {
    const backend = memory()
    const namespace = syncStore(backend).namespace('n')
    namespace.put('k', 1)
    syncStore(backend).deleteNamespace('n')
    expect(() => namespace.put('k', 2)).toThrow(failure('NAMESPACE_DELETED'))
    expect(() => namespace.get('k')).toThrow(failure('NAMESPACE_DELETED'))
  })

  test('that another store reconfigures has its new ttl for the next write', () => {
    const backend = memory()
    const namespace = syncStore(backend, { clock: () => 0 }).namespace('n')
    namespace.put('k', 1)
    syncStore(backend).createNamespace('n', { ttl: 50, ifExists: 'update' })
    namespace.put('k', 2)
    expect(namespace.ttl('k')).toBe(50)
  })
})

describe('what a caller hands in', () => {
  test('may be changed at once, before an asynchronous write has looked at it', async () => {
    const namespace = asyncStore(toAsync(memory()), { clock: () => 0 }).namespace('n')
    const value = { list: [1] }
    const metadata = { by: 'ada' }
    const options = { metadata, ttl: 10, ifAbsent: true }
    const keys = ['k']
    const written = namespace.put('k', value, options)
    value.list.push(2)
    metadata.by = 'eve'
    options.ttl = 99
    await written
    const read = namespace.getMany(keys)
    keys.push('other')
    expect(await read).toEqual([{ list: [1] }])
    expect(await namespace.getEntry('k')).toMatchObject({ metadata: { by: 'ada' }, expiresAt: 10 })
  })
})

describe('closing', () => {
  test('lets everything end that was asked for before', async () => {
    const backend = toAsync(memory())
    const ended: string[] = []
    const close = backend.close.bind(backend)
    backend.close = async () => {
      ended.push('backend')
      await close()
    }
    const namespace = asyncStore(backend).namespace('n')
    const store = asyncStore(backend)
    const increments = Array.from({ length: 20 }, async () => {
      await store.namespace('n').increment('k')
      ended.push('increment')
    })
    const closing = store.close()
    const late = store.namespace('n').get('k')
    await expect(late).rejects.toThrow(failure('CLOSED'))
    await Promise.all([closing, ...increments])
    expect(ended).toEqual([...increments.map(() => 'increment'), 'backend'])
    await expect(namespace.get('k')).rejects.toThrow(failure('CLOSED'))
  })
})

describe('an asynchronous transaction', () => {
  const open = (): AsyncStore => asyncStore(toAsync(memory()))

  test('waits for what was started in it and not awaited', async () => {
    const store = open()
    await store.transaction(async (tx) => {
      void tx.namespace('n').put('a', 1)
      void tx.namespace('n').increment('a', 5)
    })
    expect(await store.namespace('n').get('a')).toBe(6)
  })

  test('gives up with CONFLICT when it is overtaken every time', async () => {
    const store = open()
    const namespace = store.namespace<number>('n')
    await namespace.put('k', 0)
    let runs = 0
    const overtaken = store.transaction(async (tx) => {
      runs++
      const current = (await tx.namespace<number>('n').get('k')) ?? 0
      await namespace.increment('k')
      await tx.namespace<number>('n').put('k', current)
    })
    await expect(overtaken).rejects.toThrow(failure('CONFLICT'))
    expect(runs).toBe(MAX_ATTEMPTS)
    expect(await namespace.get('k')).toBe(MAX_ATTEMPTS)
  })

  test('does not throw an error that comes from a view that was never true', async () => {
    const store = open()
    const namespace = store.namespace<number>('n')
    await namespace.putMany([
      ['a', 1],
      ['b', 1],
    ])
    let runs = 0
    await store.transaction(async (tx) => {
      const a = await tx.namespace<number>('n').get('a')
      if (runs++ === 0)
        await namespace.putMany([
          ['a', 2],
          ['b', 2],
        ])
      const b = await tx.namespace<number>('n').get('b')
      if (a !== b) throw new Error('a and b are written together')
    })
    expect(runs).toBe(2)
  })
})
