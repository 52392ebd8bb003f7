/// <reference types="node" />
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sqlite } from './index.ts'
import { nodeSqlite } from './node.ts'
import { sqljs } from './sqljs.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-migrate-'))
  path = join(folder, 'store.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Makes a database file by hand and returns its bytes. */
function write(sql: string): Buffer {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
  return readFileSync(path)
}

function pragma(name: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true })
  const row = database.prepare(`PRAGMA ${name}`).get()
  database.close()
  return Object.values(row!)[0]
}

const unsupported = expect.objectContaining({ code: 'UNSUPPORTED_DATABASE' })

describe('opening a file', () => {
  test('an empty database becomes a store, marked as one', () => {
    sqlite(nodeSqlite({ path })).close()
    expect(pragma('application_id')).toBe(0x4b767372)
    expect(pragma('user_version')).toBe(1)
  })

  test('an empty file becomes a store', () => {
    writeFileSync(path, '')
    sqlite(nodeSqlite({ path })).close()
    expect(pragma('user_version')).toBe(1)
  })

  test('a store is opened as it is', () => {
    sqlite(nodeSqlite({ path })).close()
    const before = readFileSync(path)
    sqlite(nodeSqlite({ path })).close()
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test.each([
    ['has tables and no application id', 'CREATE TABLE notes (text); INSERT INTO notes VALUES (1)'],
    [
      'has the application id of another',
      'CREATE TABLE rows (a); PRAGMA application_id = 42; PRAGMA user_version = 1',
    ],
    [
      'is of a newer version',
      'CREATE TABLE rows (a); PRAGMA application_id = 0x4b767372; PRAGMA user_version = 2',
    ],
  ])('a database that %s is refused and left as it is', async (_, sql) => {
    const before = write(sql)
    expect(() => sqlite(nodeSqlite({ path }))).toThrow(unsupported)
    expect(readFileSync(path).equals(before)).toBe(true)
    await expect(sqljs({ image: before })).rejects.toThrow(unsupported)
  })

  test('a file that is no database is refused and left as it is', async () => {
    const before = Buffer.from('Dear diary,\n'.repeat(1000))
    writeFileSync(path, before)
    expect(() => sqlite(nodeSqlite({ path }))).toThrow(unsupported)
    expect(readFileSync(path).equals(before)).toBe(true)
    await expect(sqljs({ image: before })).rejects.toThrow(unsupported)
  })

  test.each([
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['has another root page', (bytes: Buffer) => bytes.fill(0x5a, 4096, 2 * 4096)],
  ])('a database that %s is damaged, and left as it is', (_, damage) => {
    const there = sqlite(nodeSqlite({ path }))
    const row = {
      type: 'text',
      value: 'x'.repeat(100),
      expiresAt: 0,
      writtenAt: 1,
      metadata: undefined,
    } as const
    const writes = Array.from(
      { length: 500 },
      (_, i) => ({ kind: 'set', space: 1, key: `${i}`, ...row }) as const,
    )
    there.commit({ checks: [], writes })
    there.close()
    const bytes = damage(readFileSync(path))
    writeFileSync(path, bytes)
    expect(() => sqlite(nodeSqlite({ path })).get(1, '499')).toThrow(
      expect.objectContaining({ code: 'DAMAGED', message: expect.stringContaining('malformed') as string }),
    )
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  test('a newer version says which, and what to do', () => {
    write('CREATE TABLE rows (a); PRAGMA application_id = 0x4b767372; PRAGMA user_version = 7')
    expect(() => nodeSqlite({ path })).toThrow(/version 7.*1 at the most.*update/)
  })

  test('a file that cannot be opened is unavailable', () => {
    expect(() => nodeSqlite({ path: join(folder, 'missing', 'store.db') })).toThrow(
      expect.objectContaining({ code: 'UNAVAILABLE', cause: expect.any(Error) as Error }),
    )
  })
})
