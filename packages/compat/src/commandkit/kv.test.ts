/// <reference types="node" />
import { expect, test } from 'vitest'
import { openKV } from './index.ts'
test('x', async () => {
  const kv = openKV(':memory:')
  kv.set('a', { b: [new Date(0), new Map([['x', 1n]])], buf: Buffer.from('hey') })
  expect(kv.get('a')).toStrictEqual({ b: [new Date(0), new Map([['x', 1n]])], buf: Buffer.from('hey') })
  const add = () => kv.transaction(async () => {
    const n = kv.get('n') ?? 0
    await Promise.resolve()
    kv.set('n', n + 1)
  })
  await Promise.all(Array.from({ length: 10 }, add))
  expect(kv.get('n')).toBe(10)
  expect(kv.ttl('n')).toBe(-2)
  expect([...kv].length).toBe(2)
  kv.close()
})
