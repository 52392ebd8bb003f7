/// <reference types="node" />
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKV } from '../kv.ts'
import { importCommandKit } from './import-commandkit.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-commandkit-'))
  path = join(folder, 'commandkit_kv.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Makes the file of a bot that ran on CommandKit: rows of key, value and moment of expiry, by table. */
function makeFile(
  tables: Readonly<Record<string, readonly (readonly [string, string, number | null])[]>>,
): void {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL')
  for (const [name, rows] of Object.entries(tables)) {
    database.exec(`CREATE TABLE "${name}" (key TEXT PRIMARY KEY, value TEXT, expires_at INTEGER)`)
    const insert = database.prepare(`INSERT INTO "${name}" VALUES (?, ?, ?)`)
    for (const row of rows) insert.run(...row)
  }
  database.close()
}

const typed = (t: number, v?: unknown): string => JSON.stringify({ t, v })

test('a file of CommandKit is not opened as it is, and the error says how to move', () => {
  makeFile({ commandkit_kv: [['a', typed(1, 5), null]] })
  expect(() => openKV(path)).toThrow(
    expect.objectContaining({
      code: 'UNSUPPORTED_DATABASE',
      message: expect.stringContaining('importCommandKit'),
    }),
  )
})

test('everything in it is copied in its order, each namespace under its name', () => {
  makeFile({
    commandkit_kv: [
      ['z', typed(0, 'text'), null],
      ['a', typed(1, 1.5), null],
      ['b', typed(2, false), null],
      ['c', typed(3, { x: [1] }), null],
      ['d', typed(4, '2024-12-31T00:00:00.000Z'), null],
      ['e', typed(5, '12345678901234567890'), null],
      ['f', typed(6, null), null],
      ['g', typed(7), null],
      ['h', typed(8, [1, 'x']), null],
      ['i', typed(9, [['k', 1]]), null],
      ['j', typed(10, [1, 2]), null],
      ['k', typed(11, 'aGV5'), null],
      ['l', typed(12, { source: 'a+', flags: 'g' }), null],
      ['plain', 'no JSON', null],
    ],
    users: [
      ['123', typed(3, { name: 'John' }), null],
      ['gone', typed(1, 1), 1],
      ['session', typed(1, 1), Date.now() + 3_600_000],
    ],
  })
  using kv = openKV(join(folder, 'new.db'))
  expect(importCommandKit(path, kv)).toBe(16)
  expect(Object.entries(kv.all())).toStrictEqual([
    ['z', 'text'],
    ['a', 1.5],
    ['b', false],
    ['c', { x: [1] }],
    ['d', new Date('2024-12-31')],
    ['e', 12345678901234567890n],
    ['f', null],
    ['g', undefined],
    ['h', [1, 'x']],
    ['i', new Map([['k', 1]])],
    ['j', new Set([1, 2])],
    ['k', Buffer.from('hey')],
    ['l', /a+/g],
    ['plain', 'no JSON'],
  ])
  const users = kv.namespace('users')
  expect([users.keys(), users.ttl('123')]).toEqual([['123', 'session'], -2])
  expect(users.ttl('session')).toBeGreaterThan(0)
})

test('an entry that is to expire after all dates is copied as one that stays', () => {
  makeFile({ commandkit_kv: [['a', typed(1, 1), Date.now() + Number.MAX_SAFE_INTEGER]] })
  using kv = openKV(':memory:')
  expect([importCommandKit(path, kv), kv.ttl('a')]).toEqual([1, -2])
})

test('a file without a table of CommandKit is refused, and nothing is copied', () => {
  const database = new DatabaseSync(path)
  database.exec('CREATE TABLE t (x)')
  database.close()
  using kv = openKV(':memory:')
  expect(() => importCommandKit(path, kv)).toThrow('no table of CommandKit')
  expect(() => importCommandKit(join(folder, 'none.db'), kv)).toThrow('unable to open')
  expect(kv.namespaces()).toEqual([])
})

test('a row that cannot be read undoes the whole copy', () => {
  makeFile({
    commandkit_kv: [
      ['a', typed(1, 1), null],
      ['b', typed(5, 'x'), null],
    ],
  })
  using kv = openKV(':memory:')
  expect(() => importCommandKit(path, kv)).toThrow('The key "b" of the namespace "commandkit_kv"')
  expect(kv.count()).toBe(0)
})
