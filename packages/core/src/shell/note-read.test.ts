import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import { KvasirError } from '../errors.ts'
import { syncStore } from './store.ts'

test('with sliding a read answers although the storage takes nothing more', () => {
  let now = 0
  const backend = memory()
  const store = syncStore(backend, { clock: () => now })
  const kv = store.createNamespace<number>('kv', { ttl: 100, sliding: true })
  kv.put('a', 1)
  backend.commit = () => {
    throw new KvasirError('QUOTA_EXCEEDED', 'There is no room.')
  }
  now = 50
  expect([kv.get('a'), kv.getEntry('a')?.expiresAt, kv.getMany(['a'])]).toEqual([1, 100, [1]])
})
