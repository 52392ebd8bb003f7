import { expect, test } from 'vitest'
import { readPaced } from './read-paced.ts'

test.each([true, false])('all of a file is read, piece by piece, packed or not: %s', async (isPacked) => {
  const file = new Blob(Array.from({ length: 40_000 }, (_, i) => `line ${i}\n`))
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for await (const piece of readPaced(file, isPacked)) pieces.push(piece as Uint8Array<ArrayBuffer>)
  expect(pieces.length).toBeGreaterThan(2)
  expect(await new Blob(pieces).text()).toBe(await file.text())
})
