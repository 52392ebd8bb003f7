import fc from 'fast-check'
import { type Engine, type Made, REMEMBERED_IDS } from '@kvasir/core'
import { remove, rowOf, set, SPACE } from '../backend/build.ts'
import type { EngineSuite } from './describe-engine.ts'
import { batches, IDS, SPACES } from './random-commits.ts'
import { make, stateOf } from './state.ts'

const RUNS = 40

export function replayTests({ test, expect }: EngineSuite): void {
  test('a replay gives rows their revisions, and remembers ids with theirs', async (open) => {
    const engine = await open()
    const bytes = set('bytes', new Uint8Array([0, 255]), { metadata: '{"a":1}', expiresAt: 5 })
    engine.replay([
      { first: 7, writes: [set('a'), bytes], id: 'id' },
      { first: 20, writes: [remove('a')] },
      { first: 21, writes: [], id: 'nothing' },
    ])
    expect(stateOf(engine, [SPACE], ['id', 'nothing', 'other'])).toEqual({
      revision: 20,
      rows: [[rowOf(bytes, 8)]],
      answers: [[7, 8], [21, 20], undefined],
    })
    expect(make(engine, { writes: [set('b')] }).first).toBe(21)
  })

  test('a replay sets every mark, as a deletion that made none has none', async (open) => {
    const engine = await open()
    const mark = set('trace', 'gone', { space: SPACE + 1 })
    engine.replay([{ first: 4, writes: [{ ...remove('a'), mark }, remove('b')] }])
    expect(stateOf(engine, [SPACE, SPACE + 1])).toEqual({
      revision: 5,
      rows: [[], [rowOf(mark, 4)]],
      answers: [],
    })
  })

  test('an id can stand for more revisions than its writes have', async (open) => {
    const engine = await open()
    engine.replay([{ first: 3, writes: [set('a')], id: 'id', last: 8 }])
    expect(stateOf(engine, [SPACE], ['id'])).toEqual({
      revision: 8,
      rows: [[rowOf(set('a'), 3)]],
      answers: [[3, 8]],
    })
  })

  test('a replay of what is older leaves the newest revision', async (open) => {
    const engine = await open()
    engine.replay([{ first: 50, writes: [set('a')] }])
    engine.replay([{ first: 3, writes: [set('b')] }])
    expect(engine.revision).toBe(50)
    expect(engine.get(SPACE, 'b')?.revision).toBe(3)
  })

  test('a replay of nothing changes nothing', async (open) => {
    const engine = await open()
    engine.replay([])
    expect(stateOf(engine, [SPACE])).toEqual({ revision: 0, rows: [[]], answers: [] })
  })

  test('a replay can be undone', async (open) => {
    const engine = await open()
    make(engine, { writes: [set('a')] })
    const before = stateOf(engine, [SPACE], ['id'])
    const attempt = engine.attempt()
    engine.replay([{ first: 5, writes: [set('a', 'new'), set('b')], id: 'id' }])
    expect(engine.revision).toBe(6)
    attempt.undo()
    expect(stateOf(engine, [SPACE], ['id'])).toEqual(before)
  })

  test(`the last ${REMEMBERED_IDS} ids of a replay are remembered`, async (open) => {
    const engine = await open()
    const commits = Array.from({ length: REMEMBERED_IDS + 10 }, (_, i) => {
      return { first: i + 1, writes: [set('a', `${i}`)], id: `${i}` }
    })
    engine.replay(commits)
    expect(
      stateOf(
        engine,
        [],
        commits.slice(-REMEMBERED_IDS).map(({ id }) => id),
      ).answers,
    ).toEqual(commits.slice(-REMEMBERED_IDS).map(({ first }) => [first, first]))
  })

  test('a replay of all commits gives the same rows, revisions and ids', async (open) => {
    const property = fc.asyncProperty(batches, async (list) => {
      const live = await open()
      const commits = list.map((batch) => make(live, batch))
      const replayed = await open()
      replayed.replay(commits)
      expect(stateOf(replayed, SPACES, IDS)).toEqual(stateOf(live, SPACES, IDS))
      closeAll(live, replayed)
    })
    await fc.assert(property, { numRuns: RUNS })
  })

  test('commits of the end of a replay may be done twice', async (open) => {
    const property = fc.asyncProperty(batches, fc.nat(), async (list, seed) => {
      const live = await open()
      const commits = list.map((batch): Made => make(live, batch))
      const replayed = await open()
      replayed.replay(commits)
      replayed.replay(commits.slice(seed % (commits.length + 1)))
      expect(stateOf(replayed, SPACES, IDS)).toEqual(stateOf(live, SPACES, IDS))
      closeAll(live, replayed)
    })
    await fc.assert(property, { numRuns: RUNS })
  })
}

function closeAll(...engines: readonly Engine[]): void {
  for (const engine of engines) engine.close()
}
