import { expect, test } from 'vitest'
import { rescueFile } from './rescue-file.ts'

test('where there is no origin private file system there is no rescue file', () => {
  expect(rescueFile('store')).toBe(undefined)
})
