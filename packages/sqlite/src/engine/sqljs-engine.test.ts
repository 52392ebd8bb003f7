import type { RevisionScan, SetWrite, Write } from '@kvasir/core'
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

const BY_REVISION: RevisionScan = {
  space: 1,
  order: 'revision',
  after: 0,
  before: Infinity,
  limit: 100,
  reverse: true,
  select: 'heads',
}

function byRevision(engine: SqljsEngine): string[] {
  return engine.scan(BY_REVISION).map(({ key }) => key)
}

test('a scan by revision makes its index during an attempt, too, and again if that is undone', async () => {
  const driver = await sqljs()
  const engine = new SqljsEngine(driver)
  const indexes = driver.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'rows_by_revision'`)
  commit(engine, set('b'), set('a'))
  for (const ending of ['undo', 'keep'] as const) {
    const attempt = engine.attempt()
    commit(engine, set('c'))
    expect(byRevision(engine)).toEqual(['c', 'a', 'b'])
    expect(indexes.get([])).toEqual([1])
    attempt[ending]()
    expect(indexes.get([])).toEqual([ending === 'undo' ? 0 : 1])
  }
  commit(engine, set('d'))
  expect(byRevision(engine)).toEqual(['d', 'c', 'a', 'b'])
  const copy = new SqljsEngine(await sqljs({ image: driver.export() }))
  expect(byRevision(copy)).toEqual(['d', 'c', 'a', 'b'])
  expect(byRevision(engine)).toEqual(['d', 'c', 'a', 'b'])
})

test('an attempt that was undone after its scan by revision leaves everything as it was', async () => {
  const engine = new SqljsEngine(await sqljs())
  commit(engine, set('b'), set('a'))
  const attempt = engine.attempt()
  expect(byRevision(engine)).toEqual(['a', 'b'])
  attempt.undo()
  expect([byRevision(engine), keysOf(engine), engine.revision]).toEqual([['a', 'b'], ['a', 'b'], 2])
})

test('a deletion whose mark cannot be set has deleted nothing', async () => {
  for (const isAttempt of [false, true]) {
    const engine = await refusing('ABORT')
    const attempt = isAttempt ? engine.attempt() : undefined
    const write: Write = { kind: 'delete', space: 1, key: 'there', mark: set('bad') }
    expect(() => commit(engine, write)).toThrow(storageFailed)
    expect([keysOf(engine), engine.revision]).toEqual([['there'], 1])
    attempt?.keep()
  }
})

test('a listener is told of commits, also of such as may be undone, and not of a replay', async () => {
  const engine = new SqljsEngine(await sqljs())
  let calls = 0
  const end = engine.onCommit(() => calls++)
  engine.replay([{ first: 1, writes: [set('a')] }])
  engine.commit({ checks: [], writes: [] })
  expect(calls).toBe(0)
  commit(engine, set('b'))
  expect(calls).toBe(1)
  const attempt = engine.attempt()
  commit(engine, set('c'))
  attempt.undo()
  expect(calls).toBe(2)
  end()
  commit(engine, set('d'))
  expect(calls).toBe(2)
  engine.close()
  expect(() => engine.onCommit(() => {})).toThrow(expect.objectContaining({ code: 'CLOSED' }))
})
