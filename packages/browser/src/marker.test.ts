import { expect, test } from 'vitest'
import { marker } from './marker.ts'

test('where there is no place for a mark, there is none, and nothing fails', async () => {
  const { read, write, flush, forget } = marker('store')
  write({ generation: 'g', revision: 1, at: 2 })
  await flush()
  expect(await read()).toBe(undefined)
  await forget()
})
