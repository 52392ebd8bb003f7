import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type AppStore,
  deleteStore,
  type KvasirError,
  type OpenOptions,
  openStore,
  openSyncStore,
} from './index.ts'

afterEach(() => void vi.restoreAllMocks())

const failure = (code: string): Error => expect.objectContaining({ code })
const newName = (): string => `store ${crypto.randomUUID()}`

async function filled(options: OpenOptions): Promise<void> {
  await using store = await openStore(options)
  await store.namespace('n').put('k', new Date(0))
}

async function held(store: AppStore): Promise<unknown> {
  return await store.namespace('n').get('k')
}

test('without options it is memory with a journal, which is there again', async () => {
  await using first = await openStore()
  expect(first.backend.name).toBe('memory-journal')
  await first.namespace('n').put('k', new Date(0))
  await first.close()
  await using second = await openStore()
  expect(await held(second)).toEqual(new Date(0))
  await second.close()
  await deleteStore()
})

describe.each<OpenOptions>([
  { backend: 'journal' },
  { backend: 'journal', journal: 'opfs' },
  { backend: 'indexeddb' },
  { backend: 'sqlite' },
  { backend: 'sqlite', journal: 'opfs' },
  { backend: 'opfs' },
])('a store with %o', (options) => {
  test('is there again, and gone when it was deleted', async () => {
    const name = newName()
    await filled({ ...options, name })
    {
      await using store = await openStore({ ...options, name })
      expect(await held(store)).toEqual(new Date(0))
      expect((await store.health()).incidents).toEqual([])
    }
    await deleteStore({ name })
    await using store = await openStore({ ...options, name })
    expect(await held(store)).toBeUndefined()
    expect((await store.health()).incidents).toEqual([])
  })

  test('that is open is not deleted beneath it without a word', async () => {
    const name = newName()
    const store = await openStore({ ...options, name })
    const namespace = store.namespace('n')
    await namespace.put('k', 1)
    const deletion = await deleteStore({ name }).then(
      () => 'deleted',
      ({ code }: KvasirError) => code,
    )
    const write = await namespace.put('k', 2).then(
      () => 'written',
      ({ code }: KvasirError) => code,
    )
    const isFile = options.backend === 'opfs' || options.journal === 'opfs'
    expect([deletion, write]).toEqual(isFile ? ['BLOCKED', 'written'] : ['deleted', 'STORAGE_FAILED'])
    await store.close().catch(() => undefined)
  })

  test('says where its data is, who shares it and how much there is', async () => {
    await using store = await openStore({ ...options, name: newName() })
    const health = await store.health()
    const isInOpfs = options.backend === 'opfs' || options.journal === 'opfs'
    expect(health).toMatchObject({
      backend: store.backend.name,
      why: expect.stringMatching(/\.$/) as string,
      storage: isInOpfs ? 'opfs' : 'indexeddb',
      role: isInOpfs ? 'owner' : 'peer',
      unsaved: 0,
      connections: 1,
      persisted: expect.any(Boolean) as boolean,
      usage: expect.any(Number) as number,
      quota: expect.any(Number) as number,
    })
  })

  test('is shared with a second one, which counts', async () => {
    const name = newName()
    await using one = await openStore({ ...options, name })
    await using two = await openStore({ ...options, name })
    const count = (store: AppStore): Promise<number> => store.namespace<number>('n').increment('hits')
    await Promise.all([count(one), count(two), count(one), count(two)])
    await two.flush()
    expect(await two.namespace('n').get('hits')).toBe(4)
    expect((await two.health()).connections).toBe(2)
  })
})

test.each(['', '.sqlite', '.opfs'])(
  'what a page has left behind for a store%s goes with it',
  async (suffix) => {
    const name = newName()
    const left = `kvasir:${name}${suffix}:words:${'0'.repeat(32)}:1`
    localStorage.setItem(left, '{}')
    await deleteStore({ name })
    expect(localStorage.getItem(left)).toBe(null)
  },
)

test('backends of one name are databases of their own', async () => {
  const name = newName()
  for (const backend of ['journal', 'sqlite', 'opfs'] as const) {
    await using store = await openStore({ name, backend })
    expect(await held(store)).toBeUndefined()
    await store.namespace('n').put('k', backend)
  }
  await using journal = await openStore({ name })
  expect(await held(journal)).toBe('journal')
})

test('rows and a journal of one name are not taken for each other', async () => {
  const name = newName()
  await filled({ name, backend: 'indexeddb' })
  await expect(openStore({ name, backend: 'journal' })).rejects.toThrow(failure('UNSUPPORTED_DATABASE'))
})

test('a journal is found where it lies, and not started anew elsewhere', async () => {
  const name = newName()
  await filled({ name, journal: 'opfs' })
  await using found = await openStore({ name })
  expect((await found.health()).storage).toBe('opfs')
  await expect(openStore({ name, journal: 'indexeddb' })).rejects.toThrow(failure('UNAVAILABLE'))
})

describe('storage that the browser refuses', () => {
  const refuse = (): void => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('Access is denied.', 'SecurityError')
    })
  }

  test.each(['journal', 'indexeddb'] as const)('makes opening a store on %s fail', async (backend) => {
    refuse()
    await expect(openStore({ name: newName(), backend })).rejects.toThrow(failure('UNAVAILABLE'))
  })

  test('leads to memory when that was asked for, and health says so', async () => {
    refuse()
    await using store = await openStore({ name: newName(), fallback: 'memory' })
    await store.namespace('n').put('k', 1)
    expect(store.backend.capabilities.persistent).toBe(false)
    expect(await store.health()).toMatchObject({ storage: 'none', incidents: [{ kind: 'fallback' }] })
  })
})

describe.each(['sqlite', 'opfs'] as const)('the file of a store on %s', (backend) => {
  test('holds everything, and can be loaded into another', async () => {
    await using store = await openStore({ name: newName(), backend })
    await store.namespace('n').put('k', 'from a file')
    const file = await new Response(await store.exportFile()).blob()
    await using other = await openStore({ name: newName(), backend })
    await other.namespace('n').put('old', 1)
    await other.importFile(file)
    const namespace = other.namespace('n')
    expect(await namespace.get('k')).toBe('from a file')
    expect(await namespace.get('old')).toBeUndefined()
  })
})

test('a store that is not SQLite has no file', async () => {
  await using store = await openStore({ name: newName() })
  await expect(store.exportFile()).rejects.toThrow(failure('UNAVAILABLE'))
})

describe('a synchronous store', () => {
  test('answers at once, and is there again', async () => {
    const name = newName()
    const store = await openSyncStore({ name })
    store.namespace('n').put('k', 1)
    expect(store.status).toBe('saving')
    await store.close()
    await using again = await openSyncStore({ name })
    expect(again.namespace('n').get('k')).toBe(1)
  })

  test('is for one at a time, and the next may wait', async () => {
    const name = newName()
    const first = await openSyncStore({ name })
    await expect(openSyncStore({ name })).rejects.toThrow(failure('BLOCKED'))
    await expect(openStore({ name })).rejects.toThrow(failure('BLOCKED'))
    const waiting = openSyncStore({ name, whenBusy: 'wait' })
    await first.close()
    await (await waiting).close()
  })
})

test('a path is refused', async () => {
  await expect(openStore({ path: 'app.sqlite' })).rejects.toThrow(failure('INVALID_OPTION'))
})

test('an option that does not exist is refused', async () => {
  await expect(openStore({ journal: 'tape' as 'opfs' })).rejects.toThrow(failure('INVALID_OPTION'))
  await expect(openStore({ fallback: 'disk' as 'memory' })).rejects.toThrow(failure('INVALID_OPTION'))
})
