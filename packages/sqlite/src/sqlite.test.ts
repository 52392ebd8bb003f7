/// <reference types="node" />
import { REMEMBERED_IDS, type SetWrite, type Write } from '@kvasir/core'
import { describe, expect, test } from 'vitest'
import { type SqliteDriver, sqlite } from './index.ts'
import { nodeSqlite } from './node.ts'
import { sqljs } from './sqljs.ts'

function set(key: string, value = 'value'): SetWrite {
  return { kind: 'set', space: 1, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

function keys(backend: ReturnType<typeof sqlite>): string[] {
  const all = { space: 1, from: '', to: undefined, limit: 100, reverse: false, select: 'heads' } as const
  return backend.scan(all).map(({ key }) => key)
}

const drivers: readonly (readonly [name: string, open: () => SqliteDriver | Promise<SqliteDriver>])[] = [
  ['sql.js', () => sqljs()],
  ['node:sqlite', () => nodeSqlite({ path: ':memory:' })],
]

const storageFailed = expect.objectContaining({ code: 'STORAGE_FAILED', cause: expect.any(Error) as Error })

describe.each(drivers)('SQLite through %s', (_, open) => {
  for (const raise of ['ABORT', 'FAIL', 'ROLLBACK']) {
    test(`a write that fails with ${raise} undoes the whole batch, and the next one works`, async () => {
      const driver = await open()
      const backend = sqlite(driver)
      backend.commit({ checks: [], writes: [set('there')] })
      driver.exec(
        `CREATE TRIGGER refuse BEFORE INSERT ON rows WHEN NEW.key = 'bad' BEGIN SELECT RAISE(${raise}, 'refused'); END`,
      )
      const writes: Write[] = [set('a'), { kind: 'delete', space: 1, key: 'there' }, set('bad'), set('b')]
      expect(() => backend.commit({ checks: [], writes, id: 'id' })).toThrow(storageFailed)
      expect(() => backend.commit({ checks: [], writes })).toThrow(/refused/)
      expect(keys(backend)).toEqual(['there'])
      expect(backend.commit({ checks: [], writes: [set('c')], id: 'id' })).toMatchObject({
        first: 2,
        last: 2,
      })
      expect(keys(backend)).toEqual(['c', 'there'])
    })
  }

  test('every method reports a failure of the engine, and leaves no transaction open', async () => {
    const driver = await open()
    const backend = sqlite(driver)
    driver.exec('DROP TABLE rows')
    const span = { space: 1, from: '', to: undefined }
    expect(() => backend.get(1, 'a')).toThrow(storageFailed)
    expect(() => backend.getMany(1, ['a', 'b'])).toThrow(storageFailed)
    expect(() => backend.scan({ ...span, limit: 1, reverse: false, select: 'rows' })).toThrow(storageFailed)
    expect(() => backend.stat({ ...span, at: 0, bytes: true })).toThrow(storageFailed)
    expect(() => backend.commit({ checks: [], writes: [set('a')] })).toThrow(storageFailed)
    driver.exec('BEGIN; COMMIT')
  })

  test('no statement scans the table or sorts', async () => {
    const driver = await open()
    const prepared: string[] = []
    const backend = sqlite({
      ...driver,
      prepare: (sql) => (prepared.push(sql), driver.prepare(sql)),
    })
    backend.scan({
      space: 1,
      order: 'revision',
      after: 0,
      before: 9,
      limit: 1,
      reverse: false,
      select: 'heads',
    })
    const planOf = (sql: string): string[] =>
      driver
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(Array(sql.split('?').length - 1).fill(1))
        .map((row) => String(row[3]))
    const plans = prepared.filter((sql) => sql.includes('FROM rows')).map(planOf)
    expect(plans.length).toBeGreaterThan(8)
    const ranges = [
      /INDEX sqlite_autoindex_rows_1 \(space=\? AND key/,
      /INDEX rows_by_revision \(space=\? AND revision>\? AND revision<\?\)/,
      /INDEX rows_by_expiry \(space=\? AND expires_at>\? AND expires_at<\?\)/,
    ]
    for (const plan of plans) {
      const reads = plan.filter((step) => / rows\b/.test(step))
      expect(reads.filter((step) => !ranges.some((range) => range.test(step)))).toEqual([])
      expect(plan.filter((step) => /^SCAN (rows|batches)|TEMP B-TREE|AUTOMATIC/.test(step))).toEqual([])
    }
    const counts = ranges.map((range) => plans.filter((plan) => range.test(plan[0] ?? '')).length)
    expect(counts.slice(1)).toEqual([4, 2])
    backend.close()
  })

  test('rows are counted without a look at them', async () => {
    const driver = await open()
    const prepared: string[] = []
    const backend = sqlite({ ...driver, prepare: (sql) => (prepared.push(sql), driver.prepare(sql)) })
    const count = prepared.find((sql) => /count\(\*\), 0 FROM rows/.test(sql))!
    const plan = driver.prepare(`EXPLAIN QUERY PLAN ${count}`).all(Array(7).fill(1))
    const reads = plan.map((row) => String(row[3])).filter((step) => / rows\b/.test(step))
    expect(reads).toEqual([
      expect.stringMatching(/^SEARCH rows USING COVERING INDEX sqlite_autoindex_rows_1/),
      expect.stringMatching(/^SEARCH rows USING COVERING INDEX rows_by_expiry/),
    ])
    backend.close()
  })

  test('a limit beyond 32 bits is a limit', async () => {
    const backend = sqlite(await open())
    backend.commit({ checks: [], writes: [set('a'), set('b')] })
    const all = { space: 1, from: '', to: undefined, reverse: false, select: 'rows' } as const
    expect(backend.scan({ ...all, limit: Number.MAX_SAFE_INTEGER })).toHaveLength(2)
  })

  test('a database without room refuses with QUOTA_EXCEEDED, and keeps what it has', async () => {
    const driver = await open()
    const backend = sqlite(driver)
    backend.commit({ checks: [], writes: [set('a')] })
    driver.exec('PRAGMA max_page_count = 12')
    expect(() => backend.commit({ checks: [], writes: [set('b', 'x'.repeat(100_000))] })).toThrow(
      expect.objectContaining({ code: 'QUOTA_EXCEEDED' }),
    )
    expect(keys(backend)).toEqual(['a'])
    backend.commit({ checks: [], writes: [set('c')] })
  })

  test('ids of batches are forgotten after a while', async () => {
    const driver = await open()
    const backend = sqlite(driver)
    for (let i = 0; i < REMEMBERED_IDS + 76; i++) backend.commit({ checks: [], writes: [], id: `${i}` })
    expect(driver.prepare('SELECT count(*), min(id + 0) FROM batches').get([])).toEqual([REMEMBERED_IDS, 76])
  })

  test('a driver whose database is refused is closed', async () => {
    const driver = await open()
    driver.exec('CREATE TABLE notes (text)')
    expect(() => sqlite(driver)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_DATABASE' }))
    expect(() => driver.exec('SELECT 1')).toThrow()
  })
})

test('an image cannot be taken of a closed database', async () => {
  const driver = await sqljs()
  sqlite(driver).close()
  expect(() => driver.export()).toThrow(storageFailed)
})

test.each([100, 300, 500, 1000, 2000, 4000, 10_000, 100_000])(
  'rows with values of %d bytes take less than their size and a half, and 60 bytes each, in the file',
  async (bytes) => {
    const driver = await sqljs()
    const count = Math.max(20, 1_000_000 / bytes)
    const value = 'x'.repeat(bytes)
    const writes = Array.from({ length: count }, (_, i) => set(String(i).padStart(6, '0'), value))
    sqlite(driver).commit({ checks: [], writes })
    expect(driver.export().length / count).toBeLessThan(1.5 * bytes + 60)
  },
)
