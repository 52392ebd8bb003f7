import { describe, expect, test } from 'vitest'
import type { Batch, Commit } from '../contract.ts'
import { OwnCommits } from './own-commits.ts'

const STORED = batchIn(4)

function batchIn(...spaces: number[]): Batch {
  return { checks: [], writes: spaces.map((space) => ({ kind: 'delete', space, key: 'a' })) }
}

function committed(first: number, last: number): Commit {
  return { ok: true, first, last, replaced: [] }
}

describe('the commits of a store', () => {
  test('are told from those of others, whatever the order of the answers', () => {
    const own = new OwnCommits()
    for (const [first, last] of [
      [5, 7],
      [20, 20],
      [8, 9],
      [1, 2],
      [21, 25],
    ] as const) {
      own.follow(committed(first, last), STORED)
    }
    const known = Array.from({ length: 30 }, (_, revision) => revision).filter((revision) =>
      own.has(4, revision),
    )
    expect(known).toEqual([1, 2, 5, 6, 7, 8, 9, 20, 21, 22, 23, 24, 25])
  })

  test('are none where a commit was refused, wrote nothing, or failed', async () => {
    const own = new OwnCommits()
    const failed: Commit = { ok: false, failed: { kind: 'key', space: 1, key: 'a', revision: 0 } }
    own.follow(failed, STORED)
    own.follow(committed(6, 5), STORED)
    const rejected = Promise.reject<Commit>(new Error('no'))
    expect(own.follow(rejected, STORED)).toBe(rejected)
    await expect(rejected).rejects.toThrow('no')
    await own.answered()
    expect([own.has(4, 5), own.has(4, 6), own.answered()]).toEqual([false, false, undefined])
  })

  test('that are under way are waited for', async () => {
    const own = new OwnCommits()
    expect(own.answered()).toBe(undefined)
    const { promise, resolve } = Promise.withResolvers<Commit>()
    own.follow(promise, STORED)
    const answered = own.answered()
    expect(own.has(4, 3)).toBe(false)
    resolve(committed(3, 3))
    await answered
    expect(own.has(4, 3)).toBe(true)
    await promise
    expect(own.answered()).toBe(undefined)
  })

  test('are remembered in bounded room, the newest at the least', () => {
    const own = new OwnCommits()
    for (let i = 1; i <= 20_000; i++) own.follow(committed(2 * i, 2 * i), STORED)
    expect([own.has(4, 40_000), own.has(4, 39_999), own.has(4, 38_000), own.has(4, 2)]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  test('in memory beside what is stored are told apart from those there', () => {
    const own = new OwnCommits()
    own.follow(committed(1, 2), batchIn(-4))
    own.follow(committed(5, 6), batchIn(4, 0))
    own.follow(committed(8, 9), batchIn(-4, 4))
    const known = (space: number): number[] =>
      [1, 2, 5, 6, 8, 9].filter((revision) => own.has(space, revision))
    expect([known(-4), known(4)]).toEqual([
      [1, 2, 8, 9],
      [5, 6, 8, 9],
    ])
  })
})
