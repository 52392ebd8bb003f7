/// <reference types="node" />
import type { SetWrite } from '@kvasir/core'
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqlite } from '../../index.ts'
import { nodeSqlite } from '../../node.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-connections-'))
  path = join(folder, 'store.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A backend that does not wait for locks, so that no test has to. */
function connect() {
  const driver = nodeSqlite({ path })
  driver.exec('PRAGMA busy_timeout = 0')
  return sqlite(driver)
}

function set(key: string, value = 'value'): SetWrite {
  return { kind: 'set', space: 1, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

test('a connection waits for the commits of others, and journals ahead', () => {
  const driver = nodeSqlite({ path })
  const read = (name: string) => driver.prepare(`PRAGMA ${name}`).get([])
  expect([read('busy_timeout'), read('journal_mode'), read('synchronous')]).toEqual([[5000], ['wal'], [1]])
  driver.close()
})

test('a connection that was open already is taken, and left open when its database is of another application', () => {
  const own = new DatabaseSync(path)
  sqlite(nodeSqlite({ path, database: own })).close()
  expect(own.isOpen).toBe(false)
  const foreign = new DatabaseSync(':memory:')
  foreign.exec('CREATE TABLE t (x)')
  expect(() => nodeSqlite({ path: ':memory:', database: foreign })).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_DATABASE' }),
  )
  expect(foreign.isOpen).toBe(true)
  foreign.close()
})

test('a strict commit is flushed, and no other', () => {
  const driver = nodeSqlite({ path })
  const levels: unknown[] = []
  const backend = sqlite({
    ...driver,
    prepare(sql) {
      const statement = driver.prepare(sql)
      if (sql !== 'COMMIT') return statement
      return {
        get: (values) => statement.get(values),
        all: (values) => statement.all(values),
        run(values) {
          levels.push(driver.prepare('PRAGMA synchronous').get([])![0])
          statement.run(values)
        },
      }
    },
  })
  for (const durability of ['relaxed', 'strict', 'relaxed'] as const) {
    backend.commit({ checks: [], writes: [set('a')], durability })
  }
  expect(levels).toEqual([1, 2, 1])
  backend.close()
})

test('while another writes, commits are BLOCKED, to be tried again, and reads see what was there before', () => {
  const backend = connect()
  backend.commit({ checks: [], writes: [set('a')] })
  const other = new DatabaseSync(path)
  other.exec(`BEGIN IMMEDIATE; UPDATE rows SET value = 'theirs'`)
  expect(() => backend.commit({ checks: [], writes: [set('a', 'ours')] })).toThrow(
    expect.objectContaining({
      code: 'BLOCKED',
      retryable: true,
      message: expect.stringContaining('locked') as string,
    }),
  )
  expect(backend.getMany(1, ['a'])[0]?.value).toBe('value')
  other.exec('ROLLBACK')
  expect(backend.commit({ checks: [], writes: [set('a', 'ours')] })).toMatchObject({ ok: true, first: 2 })
  other.close()
  backend.close()
})

test('a check fails when another connection wrote the row since', () => {
  const [one, two] = [connect(), connect()]
  const made = one.commit({ checks: [], writes: [set('a')] })
  if (!made.ok) throw new Error('A batch without checks was refused.')
  const check = { kind: 'key', space: 1, key: 'a', revision: made.last } as const
  expect(two.commit({ checks: [check], writes: [set('a', 'two')] })).toMatchObject({ ok: true, first: 2 })
  expect(one.commit({ checks: [check], writes: [set('a', 'one')] })).toEqual({ ok: false, failed: check })
  expect(one.get(1, 'a')).toMatchObject({ value: 'two', revision: 2 })
  one.close()
  two.close()
})

test('connections take their revisions from one counter', () => {
  const [one, two] = [connect(), connect()]
  const firsts = [one, two, two, one].map((backend) => backend.commit({ checks: [], writes: [set('a')] }))
  expect(firsts).toMatchObject([{ first: 1 }, { first: 2 }, { first: 3 }, { first: 4 }])
  one.close()
  two.close()
})

test('the file of a closed store is complete by itself', () => {
  const backend = connect()
  backend.commit({ checks: [], writes: [set('a')] })
  backend.close()
  const database = new DatabaseSync(path, { readOnly: true })
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  expect(database.prepare('SELECT key FROM rows').all()).toEqual([{ key: 'a' }])
  database.close()
})
