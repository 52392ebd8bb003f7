import { expect, test } from 'vitest'
import { toCityEntry } from './city.ts'
import { readLines } from './read-lines.ts'

/** A response whose body arrives in pieces of three bytes, which cut lines and characters. */
function inPieces(text: string): Response {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, (at += 3)))
    },
  })
  return new Response(pieces)
}

test('lines arrive in chunks of the size asked for, whole', async () => {
  const chunks: string[][] = []
  for await (const lines of readLines(inPieces('å\nbc\ndéf\n東京\nz\n'), 2)) chunks.push(lines)
  expect(chunks).toEqual([['å', 'bc'], ['déf', '東京'], ['z']])
})

test('an answer without a file is an error', async () => {
  const answer = new Response('no', { status: 404 })
  await expect(readLines(answer, 2).next()).rejects.toThrow('404')
})

test('a city is kept under its country, name and id', () => {
  expect(toCityEntry('["FI","Helsinki",658225,558457,60.16952,24.93545]')).toEqual([
    'FI:Helsinki:658225',
    { name: 'Helsinki', country: 'FI', population: 558_457, latitude: 60.169_52, longitude: 24.935_45 },
  ])
})
