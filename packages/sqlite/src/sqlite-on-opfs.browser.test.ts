import { asyncStore, type SetWrite } from '@kvasir/core'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { exportFile, type FileProgress, importFile, sqlite, type SqliteBackend } from './index.ts'
import { deleteOpfsSqlite, opfsSqlite, sqliteOnOpfs, type SqliteOnOpfsOptions } from './opfs.ts'
import { sqljs } from './sqljs.ts'

vi.setConfig({ testTimeout: 60_000 })

let directory: string
let open: SqliteBackend<'async'>[]

beforeEach(() => {
  directory = `test-${crypto.randomUUID()}`
  open = []
})
afterEach(async () => {
  for (const backend of open) await backend.close()
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(directory, { recursive: true })
})

async function connect(options: Partial<SqliteOnOpfsOptions> = {}): Promise<SqliteBackend<'async'>> {
  const backend = await sqliteOnOpfs({ name: 'notes', directory, ...options })
  open.push(backend)
  return backend
}

function set(key: string, value = 'value'): SetWrite {
  return { kind: 'set', space: 1, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

async function put(backend: SqliteBackend, ...keys: string[]): Promise<void> {
  await backend.commit({ checks: [], writes: keys.map((key) => set(key)) })
}

async function keysOf(backend: SqliteBackend): Promise<string[]> {
  const all = { space: 1, from: '', to: undefined, limit: 10_000, reverse: false, select: 'heads' } as const
  return (await backend.scan(all)).map(({ key }) => key)
}

async function bytesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** Runs statements in the database, through the driver in a worker of this test. */
function startDriver(): (name: string, ...sql: string[]) => Promise<unknown> {
  const worker = new Worker(new URL('./drivers/opfs/driver.test-worker.ts', import.meta.url), {
    type: 'module',
  })
  onTestFinished(() => worker.terminate())
  return (name, ...sql) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    worker.addEventListener('message', ({ data }) => resolve(data), { once: true })
    worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true })
    worker.postMessage({ name, directory, sql }, [])
    return promise
  }
}

function code(name: string): unknown {
  return expect.objectContaining({ code: name })
}

const MEGABYTE = 'x'.repeat(2 ** 20)

test('the database lies in OPFS, and its backend says so', async () => {
  const backend = await connect()
  expect(await backend.health()).toEqual({
    storage: 'opfs',
    unsaved: 0,
    failure: undefined,
    role: 'peer',
    incidents: [],
  })
  expect([backend.name, backend.capabilities]).toEqual([
    'sqlite-opfs',
    { persistent: true, consistency: 'strong', clone: false, memorySide: false },
  ])
})

test('a store works over it', async () => {
  const store = asyncStore(await connect())
  await store.namespace('users').put('ada', { name: 'Ada' })
  expect(await store.namespace('users').get('ada')).toEqual({ name: 'Ada' })
})

test('a database that is open elsewhere is BLOCKED, and can be had once it is closed there', async () => {
  const first = await connect()
  await put(first, 'a')
  await expect(connect()).rejects.toThrow(expect.objectContaining({ code: 'BLOCKED', retryable: true }))
  await put(first, 'b')
  await first.close()
  expect(await keysOf(await connect())).toEqual(['a', 'b'])
})

test('who is just closing is waited for', async () => {
  const first = await connect()
  const second = connect()
  await first.close()
  await put(await second, 'a')
})

test('files that somebody else has open are BLOCKED, and stay', async () => {
  const backend = await connect()
  await put(backend, 'a')
  // As another library would, without the lock.
  await backend.close()
  const stolen = new Worker(
    URL.createObjectURL(
      new Blob([
        `(async () => {
          let folder = await navigator.storage.getDirectory()
          for (const name of ['${directory}', 'notes', '.opaque']) folder = await folder.getDirectoryHandle(name)
          for await (const file of folder.values()) await file.createSyncAccessHandle()
          postMessage('open')
        })()`,
      ]),
    ),
  )
  await new Promise((resolve) => stolen.addEventListener('message', resolve, { once: true }))
  await expect(connect()).rejects.toThrow(code('BLOCKED'))
  stolen.terminate()
  expect(await keysOf(await connect())).toEqual(['a'])
})

test('databases of other names are open beside it, and share nothing', async () => {
  const one = await connect({ name: 'one' })
  const other = await connect({ name: '../one/..%2F' })
  await put(one, 'a')
  await put(other, 'b')
  expect([await keysOf(one), await keysOf(other)]).toEqual([['a'], ['b']])
})

test('the log is a WAL of one user, which is flushed at checkpoints', async () => {
  const run = startDriver()
  expect(await run('notes', 'PRAGMA journal_mode', 'PRAGMA locking_mode', 'PRAGMA synchronous')).toEqual([
    [['wal']],
    [['exclusive']],
    [[1]],
  ])
})

test('a worker opens and closes a database any number of times', async () => {
  const backend = await connect()
  await put(backend, 'here')
  await backend.close()
  const run = startDriver()
  for (let i = 0; i < 3; i++) expect(await run('notes', 'SELECT key FROM rows')).toEqual([[['here']]])
})

test('a database of a newer version or of another application is refused, and stays as it was', async () => {
  const backend = await connect()
  await put(backend, 'a')
  await backend.close()
  const run = startDriver()
  await run('notes', 'PRAGMA user_version = 99')
  await expect(connect()).rejects.toThrow(code('UNSUPPORTED_DATABASE'))
  expect(await run('notes', 'SELECT 1')).toBe('UNSUPPORTED_DATABASE')
  await run('other', 'CREATE TABLE notes (text)')
  await expect(connect({ name: 'other' })).rejects.toThrow(code('UNSUPPORTED_DATABASE'))
})

test('a page cannot open it without a worker, and is told what to do', async () => {
  await connect()
  await expect(opfsSqlite({ name: 'notes' })).rejects.toThrow(code('UNAVAILABLE'))
})

test('a worker of the caller is used, and ended with the backend', async () => {
  const worker = new Worker(new URL('./opfs-worker.ts', import.meta.url), { type: 'module' })
  const terminate = vi.spyOn(worker, 'terminate')
  const backend = await connect({ worker })
  await put(backend, 'a')
  await backend.close()
  expect(terminate).toHaveBeenCalledOnce()
  const made = vi.fn(() => new Worker(new URL('./opfs-worker.ts', import.meta.url), { type: 'module' }))
  expect(await keysOf(await connect({ worker: made }))).toEqual(['a'])
  expect(made).toHaveBeenCalledOnce()
})

test('a worker that does not start is UNAVAILABLE', async () => {
  await connect({ name: 'makes the directory' })
  const worker = () => new Worker(URL.createObjectURL(new Blob(['throw new Error("broken")'])))
  await expect(connect({ worker })).rejects.toThrow(
    expect.objectContaining({ code: 'UNAVAILABLE', message: expect.stringContaining('broken') as string }),
  )
})

test('a wrong address of the WebAssembly file is UNAVAILABLE, and the database can be opened with the right one', async () => {
  await expect(connect({ wasm: '/nowhere/sqlite3.wasm' })).rejects.toThrow(code('UNAVAILABLE'))
  await put(await connect(), 'a')
})

test('the file opens in sql.js, with everything in it', async () => {
  const backend = await connect()
  await backend.commit({ checks: [], writes: [set('a'), set('b', MEGABYTE)], id: 'id' })
  const progress: FileProgress[] = []
  const image = await bytesOf(exportFile(backend, { onProgress: (each) => progress.push(each) }))
  expect(progress.length).toBeGreaterThan(2)
  expect(progress.at(-1)).toEqual({ done: image.length, total: image.length })
  const copy = sqlite(await sqljs({ image }))
  expect(await keysOf(copy)).toEqual(['a', 'b'])
  expect(copy.commit({ checks: [], writes: [], id: 'id' })).toMatchObject({ first: 1, last: 2 })
})

test('the file has what was there when the reading began, though commits go on', async () => {
  const backend = await connect()
  await backend.commit({ checks: [], writes: [set('large', MEGABYTE)] })
  const reader = exportFile(backend).getReader()
  const pieces = [(await reader.read()).value!]
  await put(backend, 'later')
  for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value)
  const image = new Uint8Array(await new Blob(pieces).arrayBuffer())
  expect(await keysOf(sqlite(await sqljs({ image })))).toEqual(['large'])
})

test('the file is replaced by one of sql.js, with the progress', async () => {
  const source = sqlite(await sqljs())
  await put(source, 'theirs')
  source.commit({ checks: [], writes: [set('large', MEGABYTE)] })
  const file = new Blob([await bytesOf(exportFile(source))])
  const backend = await connect()
  await put(backend, 'ours')
  const progress: FileProgress[] = []
  await importFile(backend, file, { onProgress: (each) => progress.push(each) })
  expect(await keysOf(backend)).toEqual(['large', 'theirs'])
  expect((await backend.get(1, 'theirs'))?.revision).toBe(2)
  expect(progress.at(-1)).toEqual({ done: file.size, total: file.size })
  await backend.close()
  expect(await keysOf(await connect())).toEqual(['large', 'theirs'])
})

test('the file stays as it was when the other is not fit or its reading ends early', async () => {
  const source = sqlite(await sqljs())
  await put(source, 'theirs')
  source.commit({ checks: [], writes: [set('large', MEGABYTE)] })
  const file = new Blob([await bytesOf(exportFile(source))])
  const backend = await connect()
  await put(backend, 'ours')
  await expect(importFile(backend, new Blob(['text '.repeat(3000)]))).rejects.toThrow(
    code('UNSUPPORTED_DATABASE'),
  )
  await expect(importFile(backend, file.slice(0, -4096))).rejects.toThrow(code('DAMAGED'))
  await expect(importFile(backend, file.slice(0, -1))).rejects.toThrow(code('DAMAGED'))
  const controller = new AbortController()
  const reason = new Error('enough')
  const importing = importFile(backend, file, {
    signal: controller.signal,
    onProgress: ({ done }) => done > 0 && controller.abort(reason),
  })
  await expect(importing).rejects.toBe(reason)
  expect(await keysOf(backend)).toEqual(['ours'])
  expect(await backend.commit({ checks: [], writes: [set('next')] })).toMatchObject({ first: 2 })
})

test('many exports and imports take no more and more files', async () => {
  const backend = await connect()
  await put(backend, 'a')
  for (let i = 0; i < 6; i++) await importFile(backend, new Blob([await bytesOf(exportFile(backend))]))
  let folder = await navigator.storage.getDirectory()
  for (const name of [directory, 'notes', '.opaque']) folder = await folder.getDirectoryHandle(name)
  const files: string[] = []
  for await (const name of folder.keys()) files.push(name)
  expect(files).toHaveLength(8)
  expect(await keysOf(backend)).toEqual(['a'])
})

test('what a worker that ended during an export has left is removed', async () => {
  const worker = new Worker(new URL('./opfs-worker.ts', import.meta.url), { type: 'module' })
  const backend = await connect({ worker })
  await backend.commit({ checks: [], writes: [set('large', MEGABYTE.repeat(8))] })
  const reader = exportFile(backend).getReader()
  await reader.read()
  worker.terminate()
  open = []
  const again = await connect()
  let folder = await navigator.storage.getDirectory()
  for (const name of [directory, 'notes', '.opaque']) folder = await folder.getDirectoryHandle(name)
  const large: number[] = []
  for await (const file of folder.values()) {
    const { size } = await (file as FileSystemFileHandle).getFile()
    if (size > 2 ** 20) large.push(size)
  }
  expect(large.length).toBeLessThanOrEqual(2)
  expect(await keysOf(again)).toEqual(['large'])
})

test('calls after close are refused as CLOSED, those for the file included', async () => {
  const backend = await connect()
  await put(backend, 'a')
  await backend.close()
  await backend.close()
  await expect(backend.get(1, 'a')).rejects.toThrow(code('CLOSED'))
  await expect(exportFile(backend).getReader().read()).rejects.toThrow(code('CLOSED'))
  await expect(importFile(backend, new Blob([]))).rejects.toThrow(code('CLOSED'))
})

test('a database is deleted once nobody has it open, and others stay', async () => {
  const backend = await connect()
  const other = await connect({ name: 'other' })
  await put(backend, 'a')
  await put(other, 'b')
  await expect(deleteOpfsSqlite({ name: 'notes', directory })).rejects.toThrow(code('BLOCKED'))
  expect(await keysOf(backend)).toEqual(['a'])
  await backend.close()
  await deleteOpfsSqlite({ name: 'notes', directory })
  expect(await keysOf(await connect())).toEqual([])
  expect(await keysOf(other)).toEqual(['b'])
})

test('a database that does not exist is deleted without an error', async () => {
  await connect()
  await deleteOpfsSqlite({ name: 'never made', directory })
  await deleteOpfsSqlite({ name: 'never made', directory: `${directory}/nor this` })
})
