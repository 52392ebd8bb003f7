/// <reference types="node" />
import { type SetWrite, syncStore } from '@kvasir/core'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  exportFile,
  type FileProgress,
  importFile,
  sqlite,
  type SqliteBackend,
  type SqliteDriver,
} from '../index.ts'
import { nodeSqlite } from '../node.ts'
import { sqljs } from '../sqljs.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function set(key: string, value = 'value'): SetWrite {
  return { kind: 'set', space: 1, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

function keysOf(backend: SqliteBackend<'sync'>): string[] {
  const all = { space: 1, from: '', to: undefined, limit: 10_000, reverse: false, select: 'heads' } as const
  return backend.scan(all).map(({ key }) => key)
}

function put(backend: SqliteBackend<'sync'>, ...keys: string[]): void {
  backend.commit({ checks: [], writes: keys.map((key) => set(key)) })
}

async function bytesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** The file of a new store with these keys. */
async function fileWith(...keys: string[]): Promise<Blob> {
  const backend = sqlite(await sqljs())
  put(backend, ...keys)
  return new Blob([await bytesOf(exportFile(backend))])
}

/** The file of a store, changed by hand. */
async function changedFile(sql: string): Promise<Blob> {
  const path = join(folder, 'changed.db')
  writeFileSync(path, await bytesOf((await fileWith('theirs')).stream()))
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
  return new Blob([readFileSync(path)])
}

/** SQLite's own command. */
const SQLITE = 'sqlite3'

const MEGABYTE = 'x'.repeat(2 ** 20)

const drivers: readonly (readonly [name: string, open: () => SqliteDriver | Promise<SqliteDriver>])[] = [
  ['sql.js', () => sqljs()],
  ['node:sqlite in a file', () => nodeSqlite({ path: join(folder, 'store.db') })],
  ['node:sqlite in memory', () => nodeSqlite({ path: ':memory:' })],
]

describe.each(drivers)('the file of SQLite through %s', (_, open) => {
  let backend: SqliteBackend<'sync'>

  beforeEach(async () => {
    backend = sqlite(await open())
    put(backend, 'ours')
  })
  afterEach(() => {
    backend.close()
    const left = readdirSync(folder).filter((name) => name.startsWith('.kvasir'))
    expect(left).toEqual([])
  })

  test('opens under node:sqlite and sql.js, whole and with everything in it', async () => {
    backend.commit({ checks: [], writes: [set('a'), set('b')], id: 'id' })
    const file = await bytesOf(exportFile(backend))
    const path = join(folder, 'copy.sqlite')
    writeFileSync(path, file)
    const database = new DatabaseSync(path, { readOnly: true })
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    database.close()
    for (const copy of [sqlite(nodeSqlite({ path })), sqlite(await sqljs({ image: file }))]) {
      expect(keysOf(copy)).toEqual(['a', 'b', 'ours'])
      expect(copy.commit({ checks: [], writes: [], id: 'id' })).toMatchObject({ first: 2, last: 3 })
      copy.close()
    }
  })

  test('opens with the sqlite3 command', async ({ skip }) => {
    if (spawnSync(SQLITE, ['--version']).error !== undefined) skip('There is no sqlite3 command here.')
    const path = join(folder, 'copy.sqlite')
    writeFileSync(path, await bytesOf(exportFile(backend)))
    const answer = execFileSync(SQLITE, [path, 'PRAGMA integrity_check; SELECT key, value FROM rows'])
    expect(answer.toString()).toBe('ok\nours|value\n')
  })

  test('comes in pieces, with the progress and the size of the whole', async () => {
    for (const key of ['1', '2', '3']) backend.commit({ checks: [], writes: [set(key, MEGABYTE)] })
    const progress: FileProgress[] = []
    const pieces: number[] = []
    for await (const piece of exportFile(backend, { onProgress: (each) => progress.push(each) })) {
      pieces.push(piece.length)
    }
    const total = pieces.reduce((sum, bytes) => sum + bytes, 0)
    expect(total).toBeGreaterThan(3 * 2 ** 20)
    expect(Math.max(...pieces)).toBeLessThanOrEqual(2 ** 20)
    expect(progress.map(({ done }) => done)).toEqual([
      0,
      ...pieces.map((_, i) => pieces.slice(0, i + 1).reduce((sum, bytes) => sum + bytes)),
    ])
    expect(new Set(progress.map((each) => each.total))).toEqual(new Set([total]))
  })

  test('has what was there when the reading began, though commits go on', async () => {
    backend.commit({ checks: [], writes: [set('large', MEGABYTE)] })
    const reader = exportFile(backend).getReader()
    const pieces = [(await reader.read()).value!]
    put(backend, 'later')
    for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value)
    const copy = sqlite(await sqljs({ image: await bytesOf(new Blob(pieces).stream()) }))
    expect(keysOf(copy)).toEqual(['large', 'ours'])
    expect(keysOf(backend)).toEqual(['large', 'later', 'ours'])
  })

  test('takes no room any more when its reading ends early', async () => {
    backend.commit({ checks: [], writes: [set('large', MEGABYTE)] })
    const reader = exportFile(backend).getReader()
    await reader.read()
    await reader.cancel()
    const controller = new AbortController()
    const aborted = exportFile(backend, { signal: controller.signal }).getReader()
    await aborted.read()
    controller.abort(new Error('enough'))
    await expect(aborted.read()).rejects.toThrow('enough')
    await expect(bytesOf(exportFile(backend, { signal: controller.signal }))).rejects.toThrow('enough')
  })

  test('cannot be read or replaced once the backend is closed', async () => {
    const closed = expect.objectContaining({ code: 'CLOSED' })
    const file = await fileWith('theirs')
    backend.close()
    await expect(bytesOf(exportFile(backend))).rejects.toThrow(closed)
    await expect(importFile(backend, file)).rejects.toThrow(closed)
  })

  test('is replaced by another, with the progress', async () => {
    const file = await fileWith('theirs', 'too')
    const progress: FileProgress[] = []
    await importFile(backend, file, { onProgress: (each) => progress.push(each) })
    expect(keysOf(backend)).toEqual(['theirs', 'too'])
    expect(progress.at(0)).toEqual({ done: 0, total: file.size })
    expect(progress.at(-1)).toEqual({ done: file.size, total: file.size })
  })

  test('is replaced by a stream of pieces of any size, of which nobody knows the length', async () => {
    const bytes = await bytesOf((await fileWith('theirs')).stream())
    let at = 0
    const sizes = [1, 7, 0, 60, 500, 4096]
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (at >= bytes.length) return controller.close()
        const size = sizes.shift() ?? 3000
        controller.enqueue(bytes.subarray(at, at + size))
        at += size
      },
    })
    const totals = new Set<number | undefined>()
    await importFile(backend, stream, { onProgress: ({ total }) => totals.add(total) })
    expect(keysOf(backend)).toEqual(['theirs'])
    expect(totals).toEqual(new Set([undefined]))
  })

  test('is replaced as if everything in it had been written now', async () => {
    put(backend, 'a', 'b', 'c')
    const checks = [
      { kind: 'key', space: 1, key: 'theirs', revision: 1 },
      { kind: 'range', space: 1, from: '', to: undefined, rows: 1, revision: 4 },
    ] as const
    await importFile(backend, await fileWith('theirs'))
    expect(backend.get(1, 'theirs')?.revision).toBe(5)
    for (const check of checks) {
      expect(backend.commit({ checks: [check], writes: [set('no')] })).toMatchObject({ ok: false })
    }
    expect(backend.commit({ checks: [], writes: [set('next')] })).toMatchObject({ first: 6 })
  })

  test('is the same in an empty store, revisions and ids included', async () => {
    backend.commit({ checks: [], writes: [set('a')], id: 'theirs' })
    const empty = sqlite(await sqljs())
    await importFile(empty, exportFile(backend))
    expect(empty.get(1, 'a')).toEqual(backend.get(1, 'a'))
    expect(empty.commit({ checks: [], writes: [set('a')], id: 'theirs' })).toMatchObject({
      first: 2,
      last: 2,
    })
    expect(empty.commit({ checks: [], writes: [set('a')] })).toMatchObject({ first: 3 })
  })

  test('remembers the ids of both when it is replaced', async () => {
    backend.commit({ checks: [], writes: [set('a')], id: 'ours' })
    backend.commit({ checks: [], writes: [set('a')], id: 'both' })
    const other = sqlite(await sqljs())
    for (const id of ['theirs', 'both']) other.commit({ checks: [], writes: [set('a')], id })
    await importFile(backend, exportFile(other))
    const answers = ['ours', 'both', 'theirs'].map((id) =>
      backend.commit({ checks: [], writes: [set('a')], id }),
    )
    expect(answers).toMatchObject([{ first: 2 }, { first: 3 }, { first: 4 }])
  })

  test('can be replaced by its own', async () => {
    put(backend, 'a', 'b')
    await importFile(backend, exportFile(backend))
    await importFile(backend, exportFile(backend))
    expect(keysOf(backend)).toEqual(['a', 'b', 'ours'])
  })

  test('is replaced by one that a WAL was used with', async () => {
    await importFile(backend, await changedFile('PRAGMA journal_mode = WAL'))
    expect(keysOf(backend)).toEqual(['theirs'])
  })

  test('is replaced by one with other pages', async () => {
    await importFile(backend, await changedFile('PRAGMA page_size = 512; VACUUM'))
    expect(keysOf(backend)).toEqual(['theirs'])
  })

  const refused: readonly (readonly [what: string, code: string, file: () => Promise<Blob>])[] = [
    ['of another application', 'UNSUPPORTED_DATABASE', () => changedFile('PRAGMA application_id = 7')],
    ['of a newer version', 'UNSUPPORTED_DATABASE', () => changedFile('PRAGMA user_version = 99')],
    [
      'without a store',
      'UNSUPPORTED_DATABASE',
      () => changedFile('PRAGMA user_version = 0; DROP TABLE rows; DROP TABLE store; DROP TABLE batches'),
    ],
    ['that is text', 'UNSUPPORTED_DATABASE', async () => new Blob(['no database '.repeat(1000)])],
    ['that is empty', 'UNSUPPORTED_DATABASE', async () => new Blob([])],
    ['that is a header', 'DAMAGED', async () => (await fileWith('theirs')).slice(0, 100)],
    ['that is cut by a page', 'DAMAGED', async () => (await fileWith('theirs')).slice(0, -4096)],
    ['that is cut in a page', 'DAMAGED', async () => (await fileWith('theirs')).slice(0, -1)],
    [
      'with broken pages',
      'DAMAGED',
      async () => {
        const bytes = await bytesOf((await fileWith('theirs')).stream())
        return new Blob([bytes.fill(0x77, 4096, 8192)])
      },
    ],
  ]

  test.each(refused)('stays as it was when the other is one %s: %s', async (_, code, file) => {
    const other = await file()
    await expect(importFile(backend, other)).rejects.toThrow(expect.objectContaining({ code }))
    expect(keysOf(backend)).toEqual(['ours'])
    expect(backend.commit({ checks: [], writes: [set('next')] })).toMatchObject({ first: 2 })
  })

  test('stays as it was when the other cannot be read to its end', async () => {
    const bytes = await bytesOf((await fileWith('theirs')).stream())
    let pulls = 0
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (pulls++ === 0) controller.enqueue(bytes.subarray(0, 5000))
        else controller.error(new Error('the stick was pulled'))
      },
    })
    await expect(importFile(backend, stream)).rejects.toThrow(
      expect.objectContaining({
        code: 'STORAGE_FAILED',
        message: expect.stringContaining('stick') as string,
      }),
    )
    expect(keysOf(backend)).toEqual(['ours'])
  })

  test('stays as it was when the replacing is aborted, and the source is told', async () => {
    const bytes = await bytesOf((await fileWith('theirs')).stream())
    const controller = new AbortController()
    let cancelled: unknown
    const stream = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(bytes.subarray(0, 5000)),
      cancel: (reason) => {
        cancelled = reason
      },
    })
    const reason = new Error('enough')
    const importing = importFile(backend, stream, {
      signal: controller.signal,
      onProgress: ({ done }) => done > 0 && queueMicrotask(() => controller.abort(reason)),
    })
    await expect(importing).rejects.toBe(reason)
    expect(cancelled).toBe(reason)
    expect(keysOf(backend)).toEqual(['ours'])
  })

  test('stays as it was when its replacing fails in the middle', async () => {
    const driver = await sqljs()
    const fragile = sqlite(driver)
    put(fragile, 'ours')
    driver.exec(`CREATE TRIGGER refuse BEFORE INSERT ON rows BEGIN SELECT RAISE(ABORT, 'refused'); END`)
    await expect(importFile(fragile, exportFile(backend))).rejects.toThrow(/refused/)
    expect(keysOf(fragile)).toEqual(['ours'])
    await expect(importFile(fragile, exportFile(backend))).rejects.toThrow(/refused/)
  })
})

test('a new store over the backend has what is in the file, and an old handle writes nothing into it', async () => {
  const one = sqlite(await sqljs())
  const source = syncStore(one)
  source.namespace('other').put('x', 1)
  source.namespace('users').put('ada', 'theirs')
  const two = sqlite(await sqljs())
  const users = syncStore(two).namespace('users')
  users.put('ada', 'ours')
  await importFile(two, exportFile(one))
  expect(() => users.put('bob', 'new')).toThrow(expect.objectContaining({ code: 'NAMESPACE_DELETED' }))
  const store = syncStore(two)
  expect(store.namespace('users').get('ada')).toBe('theirs')
  expect(store.namespace('users').get('bob')).toBeUndefined()
  expect(store.namespace('other').get('x')).toBe(1)
})
