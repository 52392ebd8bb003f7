import { openStore } from 'kvasir'
import { expect, test } from 'vitest'
import { readLine } from './read-line.ts'
import { recognizeFile } from './recognize-file.ts'

async function exported(entries: number, compress?: 'gzip'): Promise<Blob> {
  const store = await openStore({ backend: 'memory' })
  await store.namespace('notes').putMany(Array.from({ length: entries }, (_, i) => [`key ${i}`, i * i]))
  await store.createNamespace('team')
  return await new Response(store.export({ compress })).blob()
}

test.each([
  ['{ "a": 1 }', 'json'],
  ['\n [{ "key": "a" }]', 'cloudflare'],
  ['{ "kvasir": "export"', 'jsonl'],
  ['SQLite format 3\0 and pages', 'sqlite'],
  ['Dear Ada', undefined],
  ['', undefined],
])('what begins with %j is recognized', async (text, format) => {
  const head = undefined
  expect(await recognizeFile(new Blob([text]))).toEqual({ format, isPacked: false, head })
})

test.each([undefined, 'gzip'] as const)(
  'an export tells what is in it, compressed or not: %s',
  async (compress) => {
    // More than is looked at, packed as well: what is packed is cut off in its midst.
    const { format, isPacked, head } = await recognizeFile(await exported(40_000, compress))
    expect({ format, isPacked }).toEqual({ format: 'jsonl', isPacked: compress === 'gzip' })
    expect(head).toEqual({ namespaces: ['notes', 'team'], entries: 40_000, at: expect.any(Number) as number })
  },
)

test.each([undefined, 'gzip'] as const)(
  'any line of a file is read, compressed or not: %s',
  async (compress) => {
    const file = await exported(10_000, compress)
    const isPacked = compress === 'gzip'
    expect(await readLine(file, 1, isPacked)).toMatch(/^\{"kvasir":"export"/)
    expect(await readLine(file, 2, isPacked)).toMatch(/^\{"ns":0,"key":"key 0",/)
    expect(await readLine(file, 10_001, isPacked)).toMatch(/^\{"ns":0,"key":"key 9999",.*\}$/)
    expect(await readLine(file, 10_002, isPacked)).toMatch(/^\{"end":true/)
    expect(await readLine(file, 10_003, isPacked)).toBeUndefined()
  },
)

test('of a long line the beginning is shown, and an empty one is empty', async () => {
  const file = new Blob([`${'x'.repeat(200_000)}\n\nlast`])
  expect(await readLine(file, 1, false)).toBe('x'.repeat(160))
  expect(await readLine(file, 2, false)).toBe('')
  expect(await readLine(file, 3, false)).toBe('last')
})
