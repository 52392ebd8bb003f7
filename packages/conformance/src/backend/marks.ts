import type { DeleteWrite, SetWrite } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { commit, rowOf, set, SPACE, write } from './build.ts'

export const TRACES: number = SPACE + 1

/** A deletion that leaves a trace of itself. */
export function removeWithMark(key: string, mark: SetWrite): DeleteWrite {
  return { kind: 'delete', space: SPACE, key, mark }
}

export function trace(key: string): SetWrite {
  return set(key, 'gone', { space: TRACES, expiresAt: 99 })
}

export function markTests({ test, testWith, expect }: BackendSuite): void {
  test('a mark is set, with the revision of the deletion, where there was a row', async (backend) => {
    await write(backend, set('a'))
    const { first, last } = await write(backend, set('b'), removeWithMark('a', trace('a')), set('c'))
    expect(last).toBe(first + 2)
    expect(await backend.get(SPACE, 'a')).toBe(undefined)
    expect(await backend.get(TRACES, 'a')).toEqual(rowOf(trace('a'), first + 1))
  })

  test('a mark is not set where there was no row', async (backend) => {
    await write(backend, set('b'), removeWithMark('a', trace('a')))
    expect(await backend.get(TRACES, 'a')).toBe(undefined)
  })

  test('a row that has expired is a row', async (backend) => {
    await write(backend, set('a', 'x', { expiresAt: 1 }))
    const { first } = await write(backend, removeWithMark('a', trace('a')))
    expect((await backend.get(TRACES, 'a'))?.revision).toBe(first)
  })

  test('a row of the same batch is a row, and one that it deleted is none', async (backend) => {
    await write(backend, set('a'), removeWithMark('a', trace('first')), removeWithMark('a', trace('second')))
    expect((await backend.get(TRACES, 'first'))?.value).toBe('gone')
    expect(await backend.get(TRACES, 'second')).toBe(undefined)
  })

  test('what was replaced is told of the row and not of the mark', async (backend) => {
    const { first } = await write(backend, set('a'), set('a', 'old trace', { space: TRACES }))
    const { replaced } = await commit(backend, {
      checks: [],
      writes: [removeWithMark('a', trace('a')), removeWithMark('b', trace('b'))],
      replaced: true,
    })
    expect(replaced).toEqual([rowOf(set('a'), first), undefined])
  })

  test('a batch that fails sets no mark', async (backend) => {
    await write(backend, set('a'))
    const check = { kind: 'key', space: SPACE, key: 'a', revision: 0 } as const
    await backend.commit({ checks: [check], writes: [removeWithMark('a', trace('a'))] })
    expect(await backend.get(TRACES, 'a')).toBe(undefined)
  })

  testWith('reopen', 'marks are there after a reopening', async ({ backend, reopen }) => {
    await write(backend, set('a'))
    const { first } = await write(backend, removeWithMark('a', trace('a')), removeWithMark('b', trace('b')))
    const again = await reopen()
    expect(await again.get(TRACES, 'a')).toEqual(rowOf(trace('a'), first))
    expect(await again.get(TRACES, 'b')).toBe(undefined)
  })
}
