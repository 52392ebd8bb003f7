import type { Backend, Batch, Commit, KvasirError, SetWrite } from '@kvasir/core'
import * as fake from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { indexeddb } from './indexeddb.ts'

beforeEach(() => void Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() }))
afterEach(() => vi.restoreAllMocks())

let now = 0
const open = (): Backend<'async'> => indexeddb({ name: 'test', clock: () => now })

function set(key: string, more: Partial<SetWrite> = {}): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value: key,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
    ...more,
  }
}

function put(backend: Backend<'async'>, write: SetWrite, more: Partial<Batch> = {}): Promise<Commit> {
  return backend.commit({ checks: [], writes: [write], ...more })
}

async function keysIn(backend: Backend<'async'>, space = 1): Promise<string[]> {
  const all = { space, from: '', to: undefined, limit: 10_000, reverse: false, select: 'heads' } as const
  return (await backend.scan(all)).map(({ key }) => key)
}

async function failureOf(promise: Promise<unknown>): Promise<KvasirError> {
  return await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KvasirError,
  )
}

/** Has the engine abort a transaction that has not ended. */
function breakDown(transaction: IDBTransaction, name: string): void {
  if (Reflect.get(transaction, '_state') === 'finished') return
  const abort = Reflect.get(transaction, '_abort') as (name: string) => void
  abort.call(transaction, name)
}

/** All transactions of the database that have not ended, whoever has begun them. */
function transactionsOf(database: IDBDatabase): readonly IDBTransaction[] {
  const { transactions } = Reflect.get(database, '_rawDatabase') as { transactions: IDBTransaction[] }
  return [...transactions]
}

/**
 * Has the engine abort every transaction after its commit, with this error, that has set a row with a given value,
 * as often as is asked; with `UnknownError` all others, too, as it does when a connection breaks down.
 */
function failAtCommit(name: string, value: string, times: number): { readonly commits: () => number } {
  let left = times
  let commits = 0
  const failing = new WeakSet<IDBTransaction>()
  const { put: putRow } = IDBObjectStore.prototype
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, row, key) {
    if (Object(row)['value'] === value) failing.add(this.transaction)
    return putRow.call(this, row, key)
  })
  const { commit } = IDBTransaction.prototype
  vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (this: IDBTransaction) {
    if (!failing.has(this)) return commit.call(this)
    commits++
    if (left-- <= 0) return commit.call(this)
    const abort = (): void => {
      const all = name === 'UnknownError' ? transactionsOf(this.db) : [this]
      for (const transaction of all) breakDown(transaction, name)
    }
    this.objectStore('rows').get('nothing').addEventListener('success', abort)
  })
  return { commits: () => commits }
}

describe('a commit that finds no room', () => {
  test('is done once more when expired rows of whatever space made way', async () => {
    const backend = open()
    const writes = [1, 3, 7].flatMap((space) => [
      set('old', { space, expiresAt: 10 }),
      set('young', { space, expiresAt: 11 }),
      set('eternal', { space }),
    ])
    await backend.commit({ checks: [], writes })
    now = 10
    const seen = failAtCommit('QuotaExceededError', 'big', 1)
    expect(await put(backend, set('new', { value: 'big' }))).toMatchObject({ ok: true })
    expect(seen.commits()).toBe(2)
    expect(await Promise.all([1, 3, 7].map((space) => keysIn(backend, space)))).toEqual([
      ['eternal', 'new', 'young'],
      ['eternal', 'young'],
      ['eternal', 'young'],
    ])
  })

  test('has no trace of a deletion removed, for those who are still to learn of it', async () => {
    const backend = open()
    await backend.commit({
      checks: [],
      writes: [4, 6, 8].map((space) => set('old', { space, expiresAt: 10 })),
    })
    now = 10
    failAtCommit('QuotaExceededError', 'big', 1)
    await put(backend, set('new', { value: 'big' }))
    expect(await Promise.all([4, 6, 8].map((space) => keysIn(backend, space)))).toEqual([[], ['old'], []])
  })

  test('has all expired rows removed, however many there are', async () => {
    const backend = open()
    const writes = Array.from({ length: 1_201 }, (_, i) => set(`${i}`, { space: i % 2, expiresAt: 5 }))
    await backend.commit({ checks: [], writes })
    now = 5
    failAtCommit('QuotaExceededError', 'big', 1)
    await put(backend, set('new', { value: 'big' }))
    expect([await keysIn(backend, 0), await keysIn(backend, 1)]).toEqual([[], ['new']])
  })

  test('fails with QUOTA_EXCEEDED when nothing has expired, and writes nothing', async () => {
    const backend = open()
    await put(backend, set('a', { expiresAt: 100 }))
    now = 99
    const seen = failAtCommit('QuotaExceededError', 'big', 1)
    const failure = await failureOf(put(backend, set('new', { value: 'big' })))
    expect([failure.code, (failure.cause as Error).name]).toEqual(['QUOTA_EXCEEDED', 'QuotaExceededError'])
    expect(seen.commits()).toBe(1)
    expect(await keysIn(backend)).toEqual(['a'])
  })

  test('fails when there is no room the second time either, and lets later ones go on', async () => {
    const backend = open()
    await put(backend, set('a', { expiresAt: 1 }))
    now = 1
    const seen = failAtCommit('QuotaExceededError', 'big', 2)
    expect((await failureOf(put(backend, set('new', { value: 'big' })))).code).toBe('QUOTA_EXCEEDED')
    expect(seen.commits()).toBe(2)
    await put(backend, set('small'))
    expect(await keysIn(backend)).toEqual(['small'])
  })

  test('is not overtaken by commits that were asked for while it was under way', async () => {
    const backend = open()
    await put(backend, set('old', { expiresAt: 1 }))
    await put(backend, set('k'))
    now = 1
    failAtCommit('QuotaExceededError', 'big', 1)
    const commits = [put(backend, set('k', { value: 'big' }))]
    for (let i = 0; i < 4; i++) {
      for (let turns = 0; turns < 10; turns++) await Promise.resolve()
      commits.push(put(backend, set('k', { value: `${i}` })))
    }
    const answers = await Promise.all(commits)
    const revisions = answers.map((commit) => (commit.ok ? commit.first : expect.unreachable()))
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
    expect(await backend.get(1, 'k')).toMatchObject({ value: '3', revision: revisions.at(-1) })
  })
})

describe('a connection that breaks down', () => {
  test('has the commits under way done again, in their order, each once', async () => {
    const backend = open()
    await put(backend, set('k'))
    await put(backend, set('k'))
    failAtCommit('UnknownError', 'first', 2)
    const commits = [put(backend, set('k', { value: 'first' }), { replaced: true })]
    for (let i = 0; i < 3; i++) {
      for (let turns = 0; turns < 10; turns++) await Promise.resolve()
      commits.push(put(backend, set('k', { value: `${i}` }), { replaced: true }))
    }
    const answers = await Promise.all(commits)
    const revisions = answers.map((commit) => (commit.ok ? commit.first : expect.unreachable()))
    expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b))
    expect(answers.map((commit) => commit.ok && commit.replaced[0]?.value)).toEqual(['k', 'first', '0', '1'])
  })

  test('during an assumed commit leaves the reservation right: later revisions rise, in all tabs', async () => {
    const [one, two] = [open(), open()]
    await put(one, set('a'))
    failAtCommit('UnknownError', 'x', 3)
    const revisions: number[] = []
    for (let i = 0; i < 1_500; i++) {
      const tab = i % 700 === 699 ? two : one
      const commit = await put(tab, set('a', { value: i === 400 || i === 401 ? 'x' : 'y' }))
      revisions.push(commit.ok ? commit.first : expect.unreachable())
    }
    expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b))
  })
})

describe('health', () => {
  test('counts what is under way, and tells of the last failure until a commit succeeds', async () => {
    const backend = open()
    expect(await backend.health()).toEqual({
      storage: 'indexeddb',
      unsaved: 0,
      failure: undefined,
      role: 'peer',
      incidents: [],
    })
    failAtCommit('QuotaExceededError', 'big', 1)
    const failing = [put(backend, set('a', { value: 'big' })), put(backend, set('b'))]
    expect((await backend.health()).unsaved).toBe(2)
    const failure = await failureOf(failing[0] as Promise<unknown>)
    await failureOf(failing[1] as Promise<unknown>)
    expect(await backend.health()).toMatchObject({ unsaved: 0, failure })
    await put(backend, set('c'))
    expect((await backend.health()).failure).toBe(undefined)
  })
})

describe('flush', () => {
  test('resolves when everything that was issued before is stored', async () => {
    const backend = open()
    const settled: string[] = []
    const pending = put(backend, set('a')).then(() => settled.push('commit'))
    await backend.flush()
    settled.push('flush')
    await pending
    expect(settled).toEqual(['commit', 'flush'])
  })

  test('rejects with why something that was issued before is not stored, and forgets that', async () => {
    const backend = open()
    failAtCommit('QuotaExceededError', 'big', 1)
    const failing = put(backend, set('a', { value: 'big' }))
    const flushed = backend.flush()
    expect(await failureOf(flushed)).toBe(await failureOf(failing))
    await backend.flush()
  })
})
