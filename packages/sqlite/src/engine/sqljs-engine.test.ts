import type { SetWrite, Write } from '@kvasir/core'
import { expect, test } from 'vitest'
import { sqljs, type SqljsDriver } from '../sqljs.ts'
import { SqljsEngine } from './sqljs-engine.ts'

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

function commit(engine: SqljsEngine, ...writes: Write[]): void {
  engine.commit({ checks: [], writes })
}

function keysOf(engine: SqljsEngine): string[] {
  const all = { space: 1, from: '', to: undefined, limit: 100, reverse: false, select: 'heads' } as const
  return engine.scan(all).map(({ key }) => key)
}

/** An engine that refuses to set the key `bad`. */
async function refusing(raise: 'ABORT' | 'FAIL' | 'ROLLBACK'): Promise<SqljsEngine> {
  const driver: SqljsDriver = await sqljs()
  const engine = new SqljsEngine(driver)
  driver.exec(
    `CREATE TRIGGER refuse BEFORE INSERT ON rows WHEN NEW.key = 'bad' BEGIN SELECT RAISE(${raise}, 'refused'); END`,
  )
  commit(engine, set('there'))
  return engine
}

const storageFailed = expect.objectContaining({ code: 'STORAGE_FAILED' })

for (const raise of ['ABORT', 'FAIL'] as const) {
  test(`a commit that fails with ${raise} during an attempt undoes itself, and nothing else of it`, async () => {
    const engine = await refusing(raise)
    const attempt = engine.attempt()
    commit(engine, set('a'))
    expect(() => commit(engine, set('bad'))).toThrow(storageFailed)
    expect(() => commit(engine, set('b'), set('bad'))).toThrow(storageFailed)
    expect(engine.revision).toBe(2)
    commit(engine, set('c'), set('d'))
    attempt.keep()
    expect(keysOf(engine)).toEqual(['a', 'c', 'd', 'there'])
    expect(engine.get(1, 'd')?.revision).toBe(4)
  })
}

test('an attempt whose transaction SQLite has rolled back can only be undone', async () => {
  for (const writes of [[set('bad')], [set('b'), set('bad')]]) {
    const engine = await refusing('ROLLBACK')
    const attempt = engine.attempt()
    commit(engine, set('a'))
    expect(() => commit(engine, ...writes)).toThrow(storageFailed)
    expect(() => commit(engine, set('c'))).toThrow(/can only be undone/)
    expect(() => engine.get(1, 'a')).toThrow(storageFailed)
    expect(() => attempt.keep()).toThrow(storageFailed)
    attempt.undo()
    expect([keysOf(engine), engine.revision]).toEqual([['there'], 1])
    commit(engine, set('c'))
    expect(engine.get(1, 'c')?.revision).toBe(2)
  }
})

test('a commit that fails outside of an attempt leaves nothing of itself', async () => {
  for (const raise of ['ABORT', 'FAIL', 'ROLLBACK'] as const) {
    const engine = await refusing(raise)
    expect(() => commit(engine, set('a'), set('bad'))).toThrow(storageFailed)
    expect([keysOf(engine), engine.revision]).toEqual([['there'], 1])
    commit(engine, set('a'), set('b'))
    expect(keysOf(engine)).toEqual(['a', 'b', 'there'])
  }
})

test('a replay that fails leaves nothing of itself', async () => {
  const engine = await refusing('ABORT')
  expect(() =>
    engine.replay([
      { first: 9, writes: [set('a')] },
      { first: 10, writes: [set('bad')] },
    ]),
  ).toThrow(storageFailed)
  expect([keysOf(engine), engine.revision]).toEqual([['there'], 1])
})

test('no image is taken during an attempt', async () => {
  const engine = new SqljsEngine(await sqljs())
  const attempt = engine.attempt()
  commit(engine, set('a'))
  expect(() => [...engine.snapshot()]).toThrow(storageFailed)
  attempt.undo()
  expect([...engine.snapshot()].length).toBeGreaterThan(0)
})

test('expired rows are found by an index alone', async () => {
  const driver = await sqljs()
  const prepared: string[] = []
  const engine = new SqljsEngine({ ...driver, prepare: (sql) => (prepared.push(sql), driver.prepare(sql)) })
  const sql = prepared.find((each) => each.includes('RECURSIVE'))!
  const plan = driver
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all([1, 1])
    .map((row) => String(row[3]))
  expect(plan.filter((step) => step.startsWith('SCAN rows'))).toEqual([])
  expect(engine.expired(1, 1)).toEqual([])
  expect(plan).toContain(
    'SEARCH rows USING COVERING INDEX rows_by_expiry (space=? AND expires_at>? AND expires_at<?)',
  )
})
