import type { Store } from '@kvasir/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExportReport } from './export/export-options.ts'
import { exportStore } from './export/export-store.ts'
import { entriesOf, linesOf, NOW, openMemory, STORES, textOf } from './fixtures.test-cases.ts'
import { importStore } from './import/import-store.ts'

async function fill(store: Store): Promise<void> {
  const things = store.namespace('things')
  await things.put('text', 'a "text"\nof lines, \ud800 and 🎈')
  await things.put('empty', '')
  await things.put('', null)
  await things.put('json', { a: [1, 2.5, null, true, { b: 'ü' }], ['__proto__']: 1 })
  await things.put('number', 0)
  await things.put('bytes', new Uint8Array([0, 255, 128, 10]))
  await things.put('no bytes', new Uint8Array())
  await things.put('rich', { when: new Date(0), set: new Set([1n, undefined]), minus: -0 })
  await things.put('expires', 1, { expiresAt: NOW + 1234.5, metadata: { by: ['ada', null] } })
  await things.put('metadata', 1, { metadata: null })
  await things.put('gone', 1, { ttl: 0 })
}

describe.each(Object.entries(STORES))('from %s', (_, openSource) => {
  test.each(Object.entries(STORES))('everything comes back in %s', async (_name, openTarget) => {
    const source = openSource()
    await fill(source)
    const target = openTarget()
    const result = await importStore(target, exportStore(source))
    const entries = await entriesOf(source, 'things')
    expect(entries).toHaveLength(10)
    expect(await entriesOf(target, 'things')).toEqual(entries)
    expect(result).toMatchObject({ created: 10, overwritten: 0, namespaces: ['things'], consistent: true })
  })
})

test('a file begins with a header, has a line for each entry, and ends with counts', async () => {
  const store = openMemory()
  await store.createNamespace('a', { ttl: 1000, description: 'first' })
  await store.namespace('a').put('k', [1], { metadata: 'm' })
  await store.namespace('b').put('k', 'v')
  expect(await linesOf(store)).toEqual([
    {
      kvasir: 'export',
      version: 1,
      at: NOW,
      namespaces: [
        { name: 'a', createdAt: NOW, ttl: 1000, description: 'first' },
        { name: 'b', createdAt: NOW },
      ],
      entries: 2,
      history: false,
    },
    {
      ns: 0,
      key: 'k',
      type: 'json',
      value: [1],
      revision: expect.any(Number),
      writtenAt: NOW,
      expiresAt: NOW + 1000,
      metadata: 'm',
    },
    { ns: 1, key: 'k', type: 'text', value: 'v', revision: expect.any(Number), writtenAt: NOW },
    { end: true, lines: 4, entries: 2, consistent: true },
  ])
})

test('namespaces come back with their configuration', async () => {
  const source = openMemory()
  const config = { ttl: 5000, sliding: true, maxEntries: 10, eviction: 'lru', metadata: { a: 1 } } as const
  await source.createNamespace('cache', config)
  const target = openMemory()
  await importStore(target, exportStore(source))
  expect(await target.namespaceInfo('cache')).toMatchObject(config)
})

test('the configuration of a namespace that exists is kept, unless it is to be updated', async () => {
  const source = openMemory()
  await source.createNamespace('n', { description: 'theirs' })
  const file = await textOf(source)
  const target = openMemory()
  await target.createNamespace('n', { description: 'mine' })
  await importStore(target, file)
  expect(await target.namespaceInfo('n')).toMatchObject({ description: 'mine' })
  await importStore(target, file, { config: 'update' })
  expect(await target.namespaceInfo('n')).toMatchObject({ description: 'theirs' })
})

test('only the namespaces and keys that are asked for are exported', async () => {
  const store = openMemory()
  await store.namespace('a').putMany([
    ['x1', 1],
    ['x2', 2],
    ['y', 3],
  ])
  await store.namespace('b').put('x3', 3)
  const lines = await linesOf(store, { namespaces: ['a'], prefix: 'x' })
  expect(lines.flatMap(({ key }) => (key === undefined ? [] : [key]))).toEqual(['x1', 'x2'])
  await expect(textOf(store, { namespaces: ['c'] })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})

test('namespaces get other names', async () => {
  const source = openMemory()
  await source.namespace('a').put('k', 1)
  await source.namespace('b').put('k', 2)
  const file = await textOf(source)
  const target = openMemory()
  await importStore(target, file, { into: { a: 'c' } })
  expect((await target.namespaces()).map(({ name }) => name)).toEqual(['b', 'c'])
  await expect(importStore(target, file, { into: 'd' })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  await expect(importStore(target, file, { into: { a: 'b' } })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  })
})

test('a file is packed when it is asked for, or when a namespace says so, and unpacked by itself', async () => {
  const source = openMemory()
  await source.createNamespace('n', { compression: true })
  await source.namespace('n').putMany(Array.from({ length: 1000 }, (_, i) => [`key ${i}`, 'value'] as const))
  const packed = await new Response(exportStore(source)).bytes()
  expect([...packed.subarray(0, 2)]).toEqual([0x1f, 0x8b])
  const plain = await new Response(exportStore(source, { compress: false })).bytes()
  expect(packed.length).toBeLessThan(plain.length / 4)
  const target = openMemory()
  await importStore(target, new Blob([packed]))
  expect(await target.namespace('n').count()).toBe(1000)
})

test('an entry that has expired by the time of the import is left out', async () => {
  const source = openMemory()
  await source.namespace('n').putMany([['a', 1]], { ttl: 10 })
  const file = await textOf(source)
  const target = openMemory({ clock: () => NOW + 10 })
  expect(await importStore(target, file)).toMatchObject({ created: 0, expired: 1 })
  expect(await target.namespace('n').count()).toBe(0)
})

test('progress goes up to all entries', async () => {
  const source = openMemory()
  await source.namespace('n').putMany(Array.from({ length: 3000 }, (_, i) => [`key ${i}`, i] as const))
  const exported: number[] = []
  const imported: number[] = []
  const reports: ExportReport[] = []
  const file = await textOf(source, {
    onProgress: ({ done, total }) => {
      exported.push(done)
      expect(total).toBe(3000)
    },
    onEnd: (report) => void reports.push(report),
  })
  expect(exported.at(-1)).toBe(3000)
  expect(reports).toEqual([{ entries: 3000, bytes: file.length, consistent: true, lost: 0 }])
  await importStore(openMemory(), file, {
    onProgress: (progress) => {
      imported.push(progress.done)
      expect(progress.total).toBe(3000)
    },
  })
  expect(imported.length).toBeGreaterThan(3)
  expect(imported.at(-1)).toBe(3000)
})

test('whatever can be stored comes back', { timeout: 60_000 }, async () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.uint8Array(),
    fc.jsonValue(),
    fc.bigInt(),
    fc.date(),
    fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.constant(undefined), fc.date())),
  )
  const entry = fc.record({
    key: fc.string({ unit: 'binary' }),
    value,
    ttl: fc.option(fc.integer({ min: 1, max: 1e9 }), { nil: undefined }),
    metadata: fc.option(
      fc.jsonValue().filter((json) => !hasMinusZero(json)),
      { nil: undefined },
    ),
    name: fc.constantFrom('a', 'b'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 30 }),
      fc.constantFrom(...Object.values(STORES)),
      async (given, open) => {
        const source = openMemory()
        for (const { key, value, ttl, metadata, name } of given) {
          await source.namespace(name).put(key, value, { ttl, metadata })
        }
        const target = open()
        await importStore(target, exportStore(source))
        for (const name of ['a', 'b']) {
          expect(await entriesOf(target, name)).toEqual(await entriesOf(source, name))
        }
      },
    ),
    { numRuns: 30 },
  )
})

function hasMinusZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasMinusZero)
  return Object.is(value, -0)
}
