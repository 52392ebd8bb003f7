import { memoryKind } from '@kvasir/memory'
import type { SetWrite } from '@kvasir/core'
import { expect, test } from 'vitest'
import { purgeOf } from './purge.ts'

function set(space: number, key: string): SetWrite {
  const value = { type: 'text', value: '', metadata: undefined } as const
  return { kind: 'set', space, key, expiresAt: 10, writtenAt: 1, ...value }
}

test('expired rows make room, and traces of deletions do not, however many there are', async () => {
  const engine = await memoryKind.open(undefined)
  const graves = Array.from({ length: 5000 }, (_, i) => set(6, `${i}`))
  engine.commit({ checks: [], writes: [...graves, set(8, 'old')] })
  expect(purgeOf(engine, 9)).toBe(undefined)
  const purge = purgeOf(engine, 10)
  expect(purge?.writes).toEqual([{ kind: 'delete', space: 8, key: 'old' }])
  engine.commit(purge ?? { checks: [], writes: [] })
  expect(purgeOf(engine, 10)).toBe(undefined)
})
