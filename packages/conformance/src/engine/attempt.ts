import { REMEMBERED_IDS } from '@kvasir/core'
import { remove, rowOf, set, SPACE, span } from '../backend/build.ts'
import type { EngineSuite } from './describe-engine.ts'
import { make, stateOf } from './state.ts'

const SPACES = [SPACE, SPACE + 1]

export function attemptTests({ test, expect }: EngineSuite): void {
  test('what is committed during an attempt is read in it', async (open) => {
    const engine = await open()
    make(engine, { writes: [set('a'), set('b', 'before')] })
    const attempt = engine.attempt()
    make(engine, { writes: [set('b', 'during'), remove('a')] })
    expect(engine.getMany(SPACE, ['a', 'b']).map((row) => row?.value)).toEqual([undefined, 'during'])
    make(engine, { writes: [set('b', 'later')] })
    expect(engine.get(SPACE, 'b')).toEqual(rowOf(set('b', 'later'), 5))
    expect(engine.stat({ ...span(), at: 0, bytes: false }).rows).toBe(1)
    expect(engine.revision).toBe(5)
    attempt.undo()
  })

  test('keep keeps rows, revisions and remembered ids', async (open) => {
    const engine = await open()
    const attempt = engine.attempt()
    const write = set('a')
    make(engine, { writes: [write], id: 'id' })
    make(engine, { writes: [set('b'), remove('b')] })
    attempt.keep()
    expect(stateOf(engine, [SPACE], ['id'])).toEqual({
      revision: 3,
      rows: [[rowOf(write, 1)]],
      answers: [[1, 1]],
    })
    expect(make(engine, { writes: [set('c')] }).first).toBe(4)
  })

  test('undo takes back new, changed and deleted rows, revisions and remembered ids', async (open) => {
    const engine = await open()
    make(engine, { writes: [set('changed'), set('deleted'), set('same')], id: 'before' })
    const before = stateOf(engine, SPACES, ['before', 'during'])
    const attempt = engine.attempt()
    make(engine, { writes: [set('changed', 'new'), remove('deleted'), set('new')], id: 'during' })
    make(engine, { writes: [set('changed', 'newer'), remove('new'), set('elsewhere', 'x', { space: 6 })] })
    attempt.undo()
    expect(stateOf(engine, SPACES, ['before', 'during'])).toEqual(before)
  })

  test('undo takes back the deletion of a range, and of a whole space that was then filled again', async (open) => {
    const engine = await open()
    make(engine, { writes: ['a', 'b', 'c'].map((key) => set(key)) })
    make(engine, { writes: ['a', 'b', 'c'].map((key) => set(key, key, { space: SPACE + 1, expiresAt: 9 })) })
    const before = stateOf(engine, SPACES)
    const attempt = engine.attempt()
    make(engine, {
      writes: [
        { kind: 'deleteRange', ...span('', undefined, SPACE) },
        { kind: 'deleteRange', ...span('b', 'c', SPACE + 1) },
      ],
    })
    make(engine, { writes: [set('a', 'new'), set('d')] })
    make(engine, { writes: [{ kind: 'deleteRange', ...span('', undefined, SPACE) }, set('e')] })
    attempt.undo()
    expect(stateOf(engine, SPACES)).toEqual(before)
    expect(engine.stat({ ...span('', undefined, SPACE + 1), at: 9, bytes: false })).toEqual({
      rows: 3,
      expired: 3,
      bytes: 0,
    })
  })

  test('an id that was undone can be committed again, and gets its revision again', async (open) => {
    const engine = await open()
    const attempt = engine.attempt()
    const made = make(engine, { writes: [set('a')], id: 'id' })
    attempt.undo()
    expect(engine.get(SPACE, 'a')).toBe(undefined)
    expect(make(engine, { writes: [set('a')], id: 'id' })).toEqual(made)
    expect(engine.get(SPACE, 'a')?.revision).toBe(made.first)
  })

  test('a check that fails during an attempt leaves the rest of it', async (open) => {
    const engine = await open()
    const attempt = engine.attempt()
    make(engine, { writes: [set('a')] })
    const check = { kind: 'key', space: SPACE, key: 'a', revision: 0 } as const
    expect(engine.commit({ checks: [check], writes: [set('a', 'no'), set('b')] })).toEqual({
      ok: false,
      failed: check,
    })
    make(engine, { writes: [set('c'), set('d')] })
    attempt.keep()
    expect(engine.scan({ ...span(), limit: 9, reverse: false, select: 'rows' })).toEqual([
      rowOf(set('a'), 1),
      rowOf(set('c'), 2),
      rowOf(set('d'), 3),
    ])
  })

  test('attempts follow one another, each by itself', async (open) => {
    const engine = await open()
    for (const [i, end] of (['keep', 'undo', 'undo', 'keep'] as const).entries()) {
      const attempt = engine.attempt()
      make(engine, { writes: [set(`${i}`)] })
      attempt[end]()
    }
    expect(stateOf(engine, [SPACE]).rows).toEqual([[rowOf(set('0'), 1), rowOf(set('3'), 2)]])
  })

  test('an attempt in which nothing is committed ends either way', async (open) => {
    const engine = await open()
    make(engine, { writes: [set('a')] })
    const before = stateOf(engine, SPACES)
    engine.attempt().keep()
    engine.attempt().undo()
    expect(stateOf(engine, SPACES)).toEqual(before)
  })

  test(`the last ${REMEMBERED_IDS} ids are remembered after an attempt with as many was undone`, async (open) => {
    const engine = await open()
    const first = make(engine, { writes: [set('a')], id: 'first' })
    const attempt = engine.attempt()
    for (let i = 0; i < REMEMBERED_IDS; i++) make(engine, { writes: [], id: `${i}` })
    attempt.undo()
    expect(make(engine, { writes: [set('a')], id: 'first' })).toEqual(first)
    expect(engine.revision).toBe(first.first)
  })
}
