import { toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import { lastWords } from './last-words.ts'

test('where there is no page nothing is spoken or heard, and every id is another', async () => {
  const words = lastWords('store')
  const another = lastWords('store')
  const ids = [words.newId(), words.newId(), another.newId()]
  expect(new Set(ids).size).toBe(3)
  expect(words.isLeaving).toBe(false)
  words.onLeaving(() => expect.unreachable())()
  expect(words.speak({ id: ids[0] as string, at: 0, batches: [] })).toBe(false)
  words.unspeak(ids[0] as string)
  expect(await words.hear(toAsync(memory()))).toBe(0)
  words.close()
})
