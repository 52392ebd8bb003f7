import { describeBackend } from '@kvasir/conformance'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import type { Backend, Write } from './contract.ts'
import { Overlay } from './overlay.ts'
import { runAsync, runSync } from './task.ts'
import { toAsync } from './to-async.ts'

/** What an overlay leaves to the backend at the bottom: remembering ids, telling of commits, and being closed. */
const NOT_OURS: ReadonlySet<string> = new Set(['idempotency', 'listeners', 'opening and closing'])

const runner = {
  expect,
  test,
  describe: (name: string, body: () => void): void => {
    if (!NOT_OURS.has(name)) describe(name, body)
  },
}

describeBackend(runner, 'an overlay on memory', () => ({ backend: new Overlay(memory(), runSync) }))
describeBackend(runner, 'an overlay on an overlay', () => ({
  backend: new Overlay(new Overlay(toAsync(memory()), runAsync), runAsync),
}))

const set = (key: string, value: string): Write => ({
  kind: 'set',
  space: 1,
  key,
  type: 'text',
  value,
  expiresAt: 0,
  writtenAt: 0,
  metadata: undefined,
})
const page = { space: 1, from: '', to: undefined, limit: 3, reverse: false, select: 'rows' } as const
const keysOf = (backend: Backend<'sync'>): string[] =>
  backend.scan({ ...page, limit: 100 }).map((row) => row.key)

/** Memory with the keys a to e. */
function base(): Backend<'sync'> {
  const backend = memory()
  backend.commit({ checks: [], writes: [...'abcde'].map((key) => set(key, 'base')) })
  return backend
}

describe('an overlay', () => {
  test('leaves its base alone until its batch is committed there', () => {
    const backend = base()
    const overlay = new Overlay(backend, runSync)
    overlay.commit({
      checks: [],
      writes: [set('b', 'new'), { kind: 'delete', space: 1, key: 'c' }, set('f', 'new')],
    })
    expect(keysOf(backend)).toEqual([...'abcde'])
    expect(keysOf(overlay)).toEqual([...'abdef'])
    expect(backend.commit(overlay.toBatch()).ok).toBe(true)
    expect(keysOf(backend)).toEqual([...'abdef'])
    expect(backend.get(1, 'b')?.value).toBe('new')
  })

  test('fills a page although rows of its base are deleted in it', () => {
    const overlay = new Overlay(base(), runSync)
    overlay.commit({ checks: [], writes: [...'abc'].map((key) => ({ kind: 'delete', space: 1, key })) })
    expect(overlay.scan({ ...page, limit: 2 }).map((row) => row.key)).toEqual(['d', 'e'])
  })

  test('asks nothing of its base about a span that was cleared in it', () => {
    const backend = base()
    const overlay = new Overlay(backend, runSync)
    overlay.commit({
      checks: [],
      writes: [{ kind: 'deleteRange', space: 1, from: '', to: undefined }, set('x', 'new')],
    })
    expect(keysOf(overlay)).toEqual(['x'])
    expect(overlay.toBatch().checks).toEqual([])
  })

  test.each<[string, Write[]]>([
    ['a row that it read was rewritten', [set('b', 'other')]],
    ['a row was added to a page that it read', [set('aa', 'other')]],
    ['a row of that page was deleted', [{ kind: 'delete', space: 1, key: 'a' }]],
    [
      'a row of that page was replaced by another',
      [{ kind: 'delete', space: 1, key: 'a' }, set('aa', 'other')],
    ],
  ])('does not commit when %s', (_, writes) => {
    const backend = base()
    const overlay = new Overlay(backend, runSync)
    overlay.get(1, 'b')
    overlay.scan(page)
    backend.commit({ checks: [], writes })
    expect(backend.commit(overlay.toBatch()).ok).toBe(false)
  })

  test('commits when something changed that it did not read', () => {
    const backend = base()
    const overlay = new Overlay(backend, runSync)
    overlay.get(1, 'b')
    overlay.scan(page)
    backend.commit({ checks: [], writes: [set('d', 'other'), set('cc', 'other')] })
    expect(backend.commit(overlay.toBatch()).ok).toBe(true)
  })
})
