/// <reference types="node" />
import { type Backend, type Row, rowBytes, type SetWrite } from '@kvasir/core'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqlite } from './index.ts'
import { nodeSqlite } from './node.ts'
import { sqljs } from './sqljs.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-drivers-'))
  path = join(folder, 'store.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const LONG = 'x'.repeat(100)
const rest = {
  kind: 'set',
  space: 3,
  expiresAt: 0,
  writtenAt: 1_763_690_000_000,
  metadata: undefined,
} as const

/** What drivers are known to treat differently. */
const WRITES: readonly SetWrite[] = [
  { ...rest, key: '', type: 'text', value: '' },
  { ...rest, key: 'a\0b', type: 'text', value: `x\0${LONG}` },
  { ...rest, key: 'a\u0001b', type: 'json', value: '{"a":1}', metadata: '{"tags":["ä"]}' },
  { ...rest, key: 'bytes', type: 'bytes', value: Uint8Array.of(0, 255, 0) },
  { ...rest, key: 'no bytes', type: 'bytes', value: new Uint8Array() },
  { ...rest, key: 'surrogate', type: 'text', value: `${LONG}\ud800` },
  { ...rest, key: 'times', type: 'rich', value: '[1]', expiresAt: 2 ** 53 - 1, writtenAt: 2 ** 31 },
  { ...rest, key: '\ufefe', type: 'text', value: 'before the byte order mark' },
  { ...rest, key: `\ufeff${LONG}`, type: 'text', value: `\ufeff${LONG}` },
  { ...rest, key: '\uffff', type: 'text', value: '\uffff' },
  { ...rest, key: '😀', type: 'text', value: '😀' },
]

const ROWS: readonly Row[] = WRITES.map(({ key, type, value, expiresAt, writtenAt, metadata }, i) => {
  return { key, type, value, revision: i + 1, expiresAt, writtenAt, metadata }
})

function fill(backend: Backend<'sync'>): void {
  backend.commit({ checks: [], writes: WRITES, id: 'filled' })
}

function check(backend: Backend<'sync'>): void {
  const all = { space: 3, from: '', to: undefined, limit: 100, reverse: false } as const
  expect(backend.scan({ ...all, select: 'rows' })).toEqual(ROWS)
  expect(backend.scan({ ...all, select: 'heads', reverse: true })).toEqual(
    ROWS.toReversed().map((row) => ({ ...row, value: expect.anything() as unknown })),
  )
  expect(
    backend.getMany(
      3,
      WRITES.map(({ key }) => key),
    ),
  ).toEqual(ROWS)
  const revision = WRITES.length
  expect(backend.commit({ checks: [], writes: WRITES, id: 'filled' })).toMatchObject({
    first: 1,
    last: revision,
  })
  expect(backend.commit({ checks: [], writes: [WRITES[0]!] })).toMatchObject({ first: revision + 1 })
}

test('a file opens in sql.js, and its image in node:sqlite', async () => {
  const file = sqlite(nodeSqlite({ path }))
  fill(file)
  file.close()
  const driver = await sqljs({ image: readFileSync(path) })
  writeFileSync(path, driver.export())
  check(sqlite(driver))
  const back = sqlite(nodeSqlite({ path }))
  check(back)
  back.close()
})

test('an image of sql.js opens as a file, and that in sql.js again', async () => {
  const driver = await sqljs()
  const backend = sqlite(driver)
  fill(backend)
  writeFileSync(path, driver.export())
  check(backend)
  const file = sqlite(nodeSqlite({ path }))
  file.close()
  check(sqlite(await sqljs({ image: readFileSync(path) })))
})

test('the bytes given as an image stay as they are', async () => {
  const file = sqlite(nodeSqlite({ path }))
  fill(file)
  file.close()
  const image = readFileSync(path)
  check(sqlite(await sqljs({ image })))
  expect(image.equals(readFileSync(path))).toBe(true)
})

test('bytes are counted as the core counts them, whatever was done to keep a key or value', async () => {
  const countable = WRITES.filter(({ key }) => key !== 'surrogate')
  const bytes = countable.reduce((sum, write) => sum + rowBytes(write), 0)
  for (const driver of [await sqljs(), nodeSqlite({ path })]) {
    const backend = sqlite(driver)
    backend.commit({ checks: [], writes: countable })
    expect(backend.stat({ space: 3, from: '', to: undefined, at: 0, bytes: true }).bytes).toBe(bytes)
    backend.close()
  }
})

test('times beyond 32 bits and revisions are integers in the file', async () => {
  for (const driver of [await sqljs(), nodeSqlite({ path })]) {
    const backend = sqlite(driver)
    fill(backend)
    const types = driver.prepare(
      'SELECT DISTINCT typeof(revision), typeof(expires_at), typeof(written_at) FROM rows',
    )
    expect(types.all([])).toEqual([['integer', 'integer', 'integer']])
    backend.close()
  }
})

test('no text in the file has a NUL or starts with a byte order mark', async () => {
  for (const driver of [await sqljs(), nodeSqlite({ path })]) {
    const backend = sqlite(driver)
    fill(backend)
    const odd = driver.prepare(
      `SELECT count(*) FROM (SELECT key AS text FROM rows UNION ALL SELECT value FROM rows WHERE typeof(value) = 'text')
       WHERE instr(CAST(text AS BLOB), x'00') > 0 OR substr(CAST(text AS BLOB), 1, 3) = x'efbbbf'`,
    )
    expect(odd.get([])).toEqual([0])
    backend.close()
  }
})
