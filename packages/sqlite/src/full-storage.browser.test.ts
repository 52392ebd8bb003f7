/// <reference types="@vitest/browser-playwright" />
import type { KvasirError, SetWrite } from '@kvasir/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { NO_ROOM } from './drivers/opfs/no-room.test-cases.ts'
import { exportFile, importFile, sqlite, type SqliteBackend } from './index.ts'
import { sqliteOnOpfs, type SqliteOnOpfsOptions } from './opfs.ts'
import { sqljs } from './sqljs.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Bytes that the tests let a database have, beside what it has when it is new. */
const ROOM = 2_500_000

const FULL: unknown = expect.objectContaining({
  code: 'QUOTA_EXCEEDED',
  usage: expect.any(Number) as number,
  quota: expect.any(Number) as number,
})

let directory: string
let open: SqliteBackend<'async'>[]

beforeEach(() => {
  directory = `test-${crypto.randomUUID()}`
  open = []
})
afterEach(async () => {
  await allowAll()
  for (const backend of open) await backend.close()
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(directory, { recursive: true })
})

async function connect(options: Partial<SqliteOnOpfsOptions> = {}): Promise<SqliteBackend<'async'>> {
  const backend = await sqliteOnOpfs({ name: 'notes', directory, ...options })
  open.push(backend)
  return backend
}

/** Lets this origin have so many bytes beside those that it has. */
async function allow(more: number): Promise<void> {
  const { usage = 0 } = await navigator.storage.estimate()
  const quotaSize = usage + more
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, quotaSize })
}

async function allowAll(): Promise<void> {
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin })
}

function set(key: string, value: string): SetWrite {
  return { kind: 'set', space: 1, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

async function put(backend: SqliteBackend, key: string, value = 'value'): Promise<void> {
  await backend.commit({ checks: [], writes: [set(key, value)] })
}

function keyOf(index: number): string {
  return String(index).padStart(6, '0')
}

function valueOf(index: number, bytes: number): string {
  return keyOf(index)
    .repeat(Math.ceil(bytes / 6))
    .slice(0, bytes)
}

/** Puts values of so many bytes until one is refused. */
async function fill(
  backend: SqliteBackend,
  bytes: number,
): Promise<{ readonly count: number; readonly refusal: KvasirError }> {
  for (let count = 0; ; count++) {
    try {
      await put(backend, keyOf(count), valueOf(count, bytes))
    } catch (error) {
      return { count, refusal: error as KvasirError }
    }
  }
}

/** How many rows there are, and how many of the first ones have the values with which they were filled. */
async function countRows(backend: SqliteBackend, count: number, bytes: number): Promise<readonly number[]> {
  const { rows } = await backend.stat({ space: 1, from: '', to: undefined, at: 0, bytes: false })
  const keys = Array.from({ length: count }, (_, i) => keyOf(i))
  const found = await backend.getMany(1, keys)
  return [rows, found.filter((row, i) => row?.value === valueOf(i, bytes)).length]
}

/** The sizes of the files of the pool. */
async function sizes(): Promise<number[]> {
  let folder = await navigator.storage.getDirectory()
  for (const name of [directory, 'notes', '.opaque']) folder = await folder.getDirectoryHandle(name)
  const found: number[] = []
  for await (const file of folder.values()) found.push((await (file as FileSystemFileHandle).getFile()).size)
  return found
}

test.each([100, 1000, 100_000, 2 ** 20])(
  'when the storage is full, a commit of %d bytes is QUOTA_EXCEEDED with the figures, and all before it is there',
  async (bytes) => {
    const backend = await connect()
    await allow(ROOM)
    const { count, refusal } = await fill(backend, bytes)
    expect(refusal).toEqual(FULL)
    expect(count).toBeGreaterThan(0)
    expect(await countRows(backend, count, bytes)).toEqual([count, count])
    await allowAll()
    await backend.close()
    expect(await countRows(await connect(), count, bytes)).toEqual([count, count])
  },
)

test('a smaller commit than the one that was refused works if there is room for it', async () => {
  const backend = await connect()
  await allow(ROOM)
  const { count } = await fill(backend, 2 ** 20)
  await put(backend, 'small')
  expect(await countRows(backend, count, 2 ** 20)).toEqual([count + 1, count])
})

test('once there is room again, commits work', async () => {
  const backend = await connect()
  await allow(ROOM)
  const { count } = await fill(backend, 100)
  await expect(put(backend, 'later')).rejects.toThrow(FULL as Error)
  await allow(ROOM)
  await put(backend, 'later')
  expect(await countRows(backend, count, 100)).toEqual([count + 1, count])
})

test('a database opens and is read while the storage is full, any number of times', async () => {
  const backend = await connect()
  await allow(ROOM)
  const { count } = await fill(backend, 1000)
  await backend.close()
  // The opening makes files, for which there is none.
  await allow(0)
  for (let i = 0; i < 10; i++) {
    const again = await connect()
    expect(await countRows(again, count, 1000)).toEqual([count, count])
    await again.close()
  }
})

test('a database that was opened while the storage was full does all it can do once there is room', async () => {
  const backend = await connect()
  await allow(ROOM)
  const { count } = await fill(backend, 1000)
  await backend.close()
  await allow(0)
  const again = await connect()
  await allowAll()
  await put(again, 'later')
  const image = await new Response(exportFile(again)).blob()
  await importFile(again, image)
  expect(await countRows(again, count, 1000)).toEqual([count + 1, count])
  await again.close()
  await connect()
  expect(await sizes()).toHaveLength(8)
})

test('a new database is QUOTA_EXCEEDED while the storage is full, and can be made once there is room', async () => {
  await connect({ name: 'makes the directory' })
  for (const room of [0, 5000, 20_000, 40_000]) {
    await allow(room)
    await expect(connect()).rejects.toThrow(FULL as Error)
  }
  await allowAll()
  await put(await connect(), 'a')
  expect(await sizes()).toHaveLength(8)
})

test('a file that does not fit is QUOTA_EXCEEDED, and everything stays as it was', async () => {
  const source = sqlite(await sqljs())
  await source.commit({ checks: [], writes: [set('large', valueOf(0, 4_000_000))] })
  const file = await new Response(exportFile(source)).blob()
  const backend = await connect()
  await put(backend, keyOf(0), valueOf(0, 100))
  await allow(ROOM)
  await expect(importFile(backend, file)).rejects.toThrow(FULL as Error)
  expect(await countRows(backend, 1, 100)).toEqual([1, 1])
  await put(backend, 'next')
})

test('an export for which there is no room is QUOTA_EXCEEDED, and leaves none of it', async () => {
  const backend = await connect()
  await put(backend, keyOf(0), valueOf(0, 4_000_000))
  await allow(ROOM)
  const before = (await sizes()).filter((size) => size > 2 ** 16)
  for (let i = 0; i < 10; i++) {
    await expect(exportFile(backend).getReader().read()).rejects.toThrow(FULL as Error)
  }
  const after = await sizes()
  expect([after.length, after.filter((size) => size > 2 ** 16)]).toEqual([8, before])
  await put(backend, 'next')
  expect(await countRows(backend, 1, 4_000_000)).toEqual([2, 1])
})

test('a write that the browser refuses with an exception is QUOTA_EXCEEDED, and the next commit works', async () => {
  const worker = () =>
    new Worker(new URL('./drivers/opfs/small-disk.test-worker.ts', import.meta.url), { type: 'module' })
  const backend = await connect({ worker })
  await put(backend, keyOf(0), valueOf(0, 100))
  await expect(put(backend, 'refused', NO_ROOM)).rejects.toThrow(FULL as Error)
  await put(backend, 'next')
  expect(await countRows(backend, 1, 100)).toEqual([2, 1])
  await backend.close()
  expect(await countRows(await connect(), 1, 100)).toEqual([2, 1])
})
