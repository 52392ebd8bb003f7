import {
  type Backend,
  type Batch,
  type Commit,
  type KvasirError,
  REMEMBERED_IDS,
  type SetWrite,
} from '@kvasir/core'
import * as fake from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { indexeddb } from './indexeddb.ts'

beforeEach(() => void Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() }))
afterEach(() => vi.restoreAllMocks())

const open = (): Backend<'async'> => indexeddb({ name: 'test' })

const all = { space: 1, from: '', to: undefined } as const

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

function put(backend: Backend<'async'>, key: string, more: Partial<Batch> = {}): Promise<Commit> {
  return backend.commit({ checks: [], writes: [set(key)], ...more })
}

async function keysIn(backend: Backend<'async'>): Promise<string[]> {
  const rows = await backend.scan({ ...all, limit: 10_000, reverse: false, select: 'heads' })
  return rows.map(({ key }) => key)
}

/** The modes and durabilities of the transactions from now on. */
function watchTransactions(): [mode: string, durability: string][] {
  const seen: [string, string][] = []
  const { transaction } = IDBDatabase.prototype
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    const begun = transaction.apply(this, args)
    seen.push([begun.mode, begun.durability])
    return begun
  })
  return seen
}

async function failuresOf(promises: readonly Promise<unknown>[]): Promise<KvasirError[]> {
  const outcomes = await Promise.allSettled(promises)
  return outcomes.map((outcome) =>
    outcome.status === 'rejected' ? (outcome.reason as KvasirError) : expect.unreachable(),
  )
}

describe('one tick', () => {
  test('is one transaction, which writes only if there is something to write', async () => {
    const backend = open()
    await put(backend, 'a')
    const seen = watchTransactions()
    await Promise.all([
      backend.get(1, 'a'),
      backend.getMany(1, ['a', 'b']),
      backend.stat({ ...all, at: 0, bytes: false }),
      keysIn(backend),
    ])
    await Promise.all([backend.get(1, 'a'), put(backend, 'b'), put(backend, 'c'), keysIn(backend)])
    await Promise.all([backend.get(1, 'a'), put(backend, 'd', { writes: [] })])
    await Promise.all([
      put(backend, 'e'),
      put(backend, 'f', { durability: 'strict' }),
      put(backend, 'g', { durability: 'relaxed' }),
    ])
    expect(seen).toEqual([
      ['readonly', 'relaxed'],
      ['readwrite', 'relaxed'],
      ['readonly', 'relaxed'],
      ['readwrite', 'strict'],
    ])
  })

  test('happens in the order in which it was issued', async () => {
    const backend = open()
    const value = async () => (await backend.get(1, 'a'))?.value
    const answers = await Promise.all([
      value(),
      put(backend, 'a', { writes: [set('a', { value: '1' })] }),
      value(),
      put(backend, 'a', { writes: [set('a', { value: '2' }), { kind: 'delete', space: 1, key: 'b' }] }),
      value(),
      put(backend, 'a', { writes: [{ kind: 'deleteRange', ...all }] }),
      value(),
    ])
    expect(answers.filter((_, i) => i % 2 === 0)).toEqual([undefined, '1', '2', undefined])
  })

  test('goes on when a check fails in it, and checks see the commits before them', async () => {
    const backend = open()
    const absent = [{ kind: 'key', space: 1, key: 'a', revision: 0 }] as const
    const answers = await Promise.all([
      put(backend, 'a', { checks: absent }),
      put(backend, 'b', { checks: absent }),
      put(backend, 'c', { writes: [{ kind: 'deleteRange', ...all }] }),
      put(backend, 'd', { checks: absent }),
    ])
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true, true])
    expect(await keysIn(backend)).toEqual(['d'])
  })

  test('has range checks that see the commits before them', async () => {
    const backend = open()
    const empty = [{ kind: 'range', ...all, rows: 0, revision: 0 }] as const
    const answers = await Promise.all([
      put(backend, 'a', { checks: empty }),
      put(backend, 'b', { checks: empty }),
      put(backend, 'c', { writes: [{ kind: 'deleteRange', ...all }] }),
      put(backend, 'd', { checks: empty }),
      put(backend, 'e'),
    ])
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true, true, true])
    expect(await keysIn(backend)).toEqual(['d', 'e'])
  })

  test('reads no rows that are just overwritten, and writes no counter with every commit', async () => {
    const backend = open()
    await put(backend, 'guard')
    const get = vi.spyOn(IDBObjectStore.prototype, 'get')
    const written = vi.spyOn(IDBObjectStore.prototype, 'put')
    const checks = [{ kind: 'key', space: 1, key: 'guard', revision: 1 }] as const
    await Promise.all([put(backend, 'a', { checks }), put(backend, 'b', { checks })])
    expect(get.mock.calls).toEqual([['ledger'], ['1/guard']])
    expect(written.mock.calls.map(([, key]) => key)).toEqual(['1/a', '1/b'])
  })
})

describe('a transaction that fails', () => {
  test('fails all of its tick with the cause, and leaves nothing', async () => {
    const backend = open()
    await put(backend, 'old')
    const cause = new DOMException('full', 'QuotaExceededError')
    vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementationOnce(function (this: IDBTransaction) {
      this.abort()
      Object.assign(this, { error: cause })
    })
    const failures = await failuresOf([
      backend.get(1, 'old'),
      put(backend, 'a'),
      keysIn(backend),
      put(backend, 'b'),
    ])
    for (const failure of failures)
      expect(failure).toMatchObject({ name: 'KvasirError', code: 'QUOTA_EXCEEDED', cause })
    expect(await keysIn(backend)).toEqual(['old'])
  })

  test('because the engine refuses a value takes back what was written before it', async () => {
    const backend = open()
    await put(backend, 'old')
    const value = (() => undefined) as unknown as string
    const failures = await failuresOf([
      put(backend, 'a', { writes: [set('a'), { kind: 'deleteRange', ...all }] }),
      backend.get(1, 'old'),
      put(backend, 'b', { writes: [set('b', { value })] }),
    ])
    for (const { code, cause } of failures)
      expect([code, (cause as Error).name]).toEqual(['STORAGE_FAILED', 'DataCloneError'])
    expect(await keysIn(backend)).toEqual(['old'])
    expect(await put(backend, 'c')).toMatchObject({ ok: true })
  })

  test('because a request fails tells why', async () => {
    const backend = open()
    await put(backend, 'old')
    const { add } = IDBObjectStore.prototype
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value) {
      return add.call(this, value, '1/old')
    })
    const failures = await failuresOf([put(backend, 'a'), backend.get(1, 'a'), keysIn(backend)])
    for (const { code, cause } of failures)
      expect([code, (cause as Error).name]).toEqual(['STORAGE_FAILED', 'ConstraintError'])
    vi.restoreAllMocks()
    expect(await keysIn(backend)).toEqual(['old'])
  })

  test('gives no revision that a later commit gets lower or again', async () => {
    const [one, two] = [open(), open()]
    const revisionOf = async (backend: Backend<'async'>) => {
      const commit = await put(backend, 'a')
      return commit.ok ? commit.last : expect.unreachable()
    }
    const before = await revisionOf(one)
    vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementationOnce(function (this: IDBTransaction) {
      this.abort()
    })
    await failuresOf([put(two, 'b')])
    const after = [
      await revisionOf(one),
      await revisionOf(two),
      await revisionOf(one),
      await revisionOf(one),
      await revisionOf(two),
    ]
    const revisions = [before, ...after]
    expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b))
  })
})

describe('a commit that is written before its checks are judged', () => {
  /** Two tabs, of which the first has been writing alone. */
  async function twoTabs(): Promise<[Backend<'async'>, Backend<'async'>]> {
    const tabs: [Backend<'async'>, Backend<'async'>] = [open(), open()]
    await put(tabs[0], 'k')
    await put(tabs[0], 'k')
    return tabs
  }

  test('takes one transaction when nobody else has written', async () => {
    const [tab] = await twoTabs()
    const revision = (await tab.get(1, 'k'))?.revision ?? 0
    const seen = watchTransactions()
    const checks = [{ kind: 'key', space: 1, key: 'k', revision }] as const
    expect(await put(tab, 'k', { checks })).toMatchObject({ ok: true, first: revision + 1 })
    expect(seen).toHaveLength(1)
  })

  test('is done again, in its place, when another tab has written', async () => {
    const [tab, other] = await twoTabs()
    const theirs = await put(other, 'k')
    const seen = watchTransactions()
    const ours = put(tab, 'k', { writes: [set('k', { value: 'ours' })] })
    await Promise.resolve()
    await Promise.resolve()
    const later = put(tab, 'k', { replaced: true })
    const [first, second] = await Promise.all([ours, later])
    expect(seen).toHaveLength(3)
    expect(first.ok && theirs.ok && first.first > theirs.last).toBe(true)
    expect(second).toMatchObject({
      ok: true,
      replaced: [{ value: 'ours', revision: first.ok && first.first }],
    })
  })

  test('leaves nothing when its check does not hold', async () => {
    const [tab] = await twoTabs()
    const failed = { kind: 'key', space: 1, key: 'k', revision: 999 } as const
    expect(await put(tab, 'other', { checks: [failed] })).toEqual({ ok: false, failed })
    expect(await keysIn(tab)).toEqual(['k'])
  })

  test('fails once and for all when its transaction does', async () => {
    const [tab] = await twoTabs()
    const failure = new DOMException('full', 'QuotaExceededError')
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      throw failure
    })
    expect((await failuresOf([put(tab, 'k')]))[0]).toMatchObject({ code: 'QUOTA_EXCEEDED', cause: failure })
    expect(await put(tab, 'k')).toMatchObject({ ok: true })
  })
})

describe('two tabs', () => {
  test('see and check what the other has written', async () => {
    const [one, two] = [open(), open()]
    await put(one, 'a')
    const row = await two.get(1, 'a')
    const checks = [{ kind: 'key', space: 1, key: 'a', revision: row?.revision ?? 0 }] as const
    const answers = await Promise.all([put(two, 'a', { checks }), put(one, 'a', { checks })])
    expect(answers.map(({ ok }) => ok)).toEqual([true, false])
  })

  test('give rising revisions, also more at a time than are reserved', async () => {
    const tabs = [open(), open()]
    let newest = 0
    for (const [tab, count] of [
      [0, 1],
      [0, 3_000],
      [1, 1],
      [0, 1],
      [1, 2_000],
      [1, 1],
      [0, 1],
    ] as const) {
      const writes = Array.from({ length: count }, (_, i) => set(`${i}`))
      const commit = await (tabs[tab] as Backend<'async'>).commit({ checks: [], writes })
      if (!commit.ok) expect.unreachable()
      else {
        expect(commit.first).toBeGreaterThan(newest)
        expect(commit.last).toBe(commit.first + count - 1)
        newest = commit.last
      }
    }
  })
})

describe('ids', () => {
  test(
    'are remembered for long enough, over generations and tabs, and not for ever',
    { timeout: 60_000 },
    async () => {
      const tabs = [open(), open()]
      const first: number[] = []
      const commit = async (i: number) => {
        const answer = await put(tabs[i % 2] as Backend<'async'>, 'a', { id: `${i}` })
        return answer.ok ? answer.first : expect.unreachable()
      }
      for (let i = 0; i < 2 * REMEMBERED_IDS; i++) first.push(await commit(i))
      for (const i of [0, 1, REMEMBERED_IDS, 2 * REMEMBERED_IDS - 1]) expect(await commit(i)).toBe(first[i])
      await commit(2 * REMEMBERED_IDS)
      expect(await commit(REMEMBERED_IDS)).toBe(first[REMEMBERED_IDS])
      expect(await commit(0)).toBeGreaterThan(first.at(-1) as number)
    },
  )

  test('of a batch without writes are remembered too', async () => {
    const backend = open()
    const batch: Batch = { checks: [{ kind: 'key', space: 1, key: 'a', revision: 0 }], writes: [], id: 'id' }
    const before = await backend.commit(batch)
    await put(backend, 'a')
    expect(await backend.commit(batch)).toEqual(before)
  })
})

describe('the database', () => {
  test('is not touched before the first operation', () => {
    Reflect.deleteProperty(globalThis, 'indexedDB')
    expect(open().capabilities.persistent).toBe(true)
  })

  test('that cannot be opened fails every operation, and is asked for again by the next', async () => {
    const backend = open()
    vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
      throw new DOMException('private mode', 'InvalidStateError')
    })
    const failures = await failuresOf([backend.get(1, 'a'), put(backend, 'a')])
    expect(failures.map(({ code }) => code)).toEqual(['UNAVAILABLE', 'UNAVAILABLE'])
    expect(await put(backend, 'a')).toMatchObject({ ok: true })
  })

  test('is released by close, after what was issued before', async () => {
    const backend = open()
    const pending = put(backend, 'a')
    const closed = backend.close()
    expect((await failuresOf([backend.get(1, 'a')]))[0]?.code).toBe('CLOSED')
    await closed
    expect(await pending).toMatchObject({ ok: true })
    const blocked = vi.fn()
    await new Promise((resolve) => {
      const request = indexedDB.deleteDatabase('test')
      request.addEventListener('blocked', blocked)
      request.addEventListener('success', resolve)
    })
    expect(blocked).not.toHaveBeenCalled()
  })
})
