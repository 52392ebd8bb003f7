/// <reference types="node" />
import type { Backend, RevisionScan, SetWrite } from '@kvasir/core'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exportFile, importFile, sqlite, type SqliteDriver } from './index.ts'
import { nodeSqlite } from './node.ts'
import { sqljs } from './sqljs.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-revisions-'))
  path = join(folder, 'store.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const SCAN: RevisionScan = {
  space: 1,
  order: 'revision',
  after: 0,
  before: Infinity,
  limit: 100,
  reverse: false,
  select: 'heads',
}

function set(key: string): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value: '',
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

function fill(backend: Backend<'sync'>, ...keys: string[]): void {
  backend.commit({ checks: [], writes: keys.map(set) })
}

const byRevision = (backend: Backend<'sync'>): string[] => backend.scan(SCAN).map(({ key }) => key)

type Asked = Pick<SqliteDriver, 'prepare'>

function hasIndex({ prepare }: Asked): boolean {
  return prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'rows_by_revision'`).get([])![0] === 1
}

/** Rises with every change of the schema. */
const schemaOf = ({ prepare }: Asked): unknown => prepare('PRAGMA schema_version').get([])![0]

/** A connection that does not wait for locks, so that no test has to. */
function connect(): SqliteDriver {
  const driver = nodeSqlite({ path })
  driver.exec('PRAGMA busy_timeout = 0')
  return driver
}

const drivers: readonly (readonly [name: string, open: () => SqliteDriver | Promise<SqliteDriver>])[] = [
  ['sql.js', () => sqljs()],
  ['node:sqlite', () => nodeSqlite({ path: ':memory:' })],
]

describe.each(drivers)('the index by revision, through %s,', (_, open) => {
  test('is made by the first scan that needs it, and by nothing before', async () => {
    const driver = await open()
    const backend = sqlite(driver)
    fill(backend, 'b', 'a')
    backend.scan({ space: 1, from: '', to: undefined, limit: 9, reverse: false, select: 'heads' })
    backend.scan({ space: 1, order: 'expiry', until: 9, limit: 9, select: 'heads' })
    expect(hasIndex(driver)).toBe(false)
    expect(byRevision(backend)).toEqual(['b', 'a'])
    expect(hasIndex(driver)).toBe(true)
    backend.close()
  })

  test('is made once, and leaves the version of the schema', async () => {
    const driver = await open()
    const backend = sqlite(driver)
    fill(backend, 'b', 'a')
    byRevision(backend)
    const before = schemaOf(driver)
    fill(backend, 'b')
    expect(byRevision(backend)).toEqual(['a', 'b'])
    expect(schemaOf(driver)).toBe(before)
    expect(driver.prepare('PRAGMA user_version').get([])).toEqual([1])
    backend.close()
  })

  test('is in the file that is exported, and is no matter for one that is imported', async () => {
    const [driver, other] = [await open(), await open()]
    const [backend, without] = [sqlite(driver), sqlite(other)]
    fill(backend, 'b', 'a')
    fill(without, 'd', 'c')
    byRevision(backend)
    const file = await new Response(exportFile(backend)).bytes()
    const copy = await sqljs({ image: file })
    expect(hasIndex(copy)).toBe(true)
    expect(byRevision(sqlite(copy))).toEqual(['b', 'a'])
    await importFile(backend, exportFile(without))
    expect(byRevision(backend)).toEqual(['d', 'c'])
    await importFile(without, new Blob([file]))
    expect(hasIndex(other)).toBe(false)
    expect(byRevision(without)).toEqual(['b', 'a'])
    backend.close()
    without.close()
  })
})

describe('the index by revision of a file', () => {
  test('survives a reopening', () => {
    const backend = sqlite(connect())
    fill(backend, 'b', 'a')
    byRevision(backend)
    backend.close()
    const before = readFileSync(path)
    const driver = connect()
    const again = sqlite(driver)
    expect(hasIndex(driver)).toBe(true)
    expect(byRevision(again)).toEqual(['b', 'a'])
    again.close()
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('is used by connections that were open before it was made', () => {
    const [driver, other] = [connect(), connect()]
    const [one, two] = [sqlite(driver), sqlite(other)]
    fill(one, 'b', 'a')
    expect(byRevision(one)).toEqual(['b', 'a'])
    const before = schemaOf(driver)
    expect(byRevision(two)).toEqual(['b', 'a'])
    expect(schemaOf(other)).toBe(before)
    one.close()
    two.close()
  })

  test('is not made while another writes, which fails as a commit does, and is read meanwhile', () => {
    const backend = sqlite(connect())
    fill(backend, 'b', 'a')
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    expect(() => byRevision(backend)).toThrow(
      expect.objectContaining({
        code: 'BLOCKED',
        message: expect.stringContaining('locked') as string,
      }),
    )
    other.exec('COMMIT')
    expect(byRevision(backend)).toEqual(['b', 'a'])
    other.exec(`BEGIN IMMEDIATE; UPDATE rows SET key = 'c' WHERE key = 'a'`)
    expect(byRevision(backend)).toEqual(['b', 'a'])
    other.exec('COMMIT')
    expect(byRevision(backend)).toEqual(['b', 'c'])
    other.close()
    backend.close()
  })

  test('is made by processes that scan at the same time, each of which waits for the other', async () => {
    const backend = sqlite(connect())
    fill(backend, ...Array.from({ length: 20_000 }, (_, i) => `${i}`))
    const script = `
      import { sqlite } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
      import { nodeSqlite } from ${JSON.stringify(new URL('node.ts', import.meta.url).href)}
      const backend = sqlite(nodeSqlite({ path: ${JSON.stringify(path)} }))
      console.log('ready')
      process.stdin.once('data', () => {
        const scan = { ...${JSON.stringify(SCAN)}, before: Infinity, reverse: true, limit: 1 }
        console.log(backend.scan(scan).map(({ key }) => key).join())
        backend.close()
        process.exit()
      })`
    const children = [1, 2, 3].map(() => spawn(process.execPath, ['--input-type=module', '-e', script]))
    const answers = children.map(async ({ stdout, stderr }) => {
      let text = ''
      stderr.on('data', (chunk) => (text += chunk))
      for await (const chunk of stdout) text += chunk
      return text
    })
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))
    for (const { stdin } of children) stdin.write('go\n')
    for (const answer of answers) expect(await answer).toMatch(/19999\n$/)
    backend.close()
  }, 60_000)
})
