import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExportReport } from './export/export-options.ts'
import { exportStore } from './export/export-store.ts'
import { entriesOf, NOW, openMemory, textOf } from './fixtures.test-cases.ts'
import { importStore } from './import/import-store.ts'

const PLAIN = { namespaces: ['n'], format: 'json' } as const
const CLOUDFLARE = { namespaces: ['n'], format: 'cloudflare' } as const

/** The bytes of a text, one at a time. */
function byteByByte(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at === bytes.length) controller.close()
      else controller.enqueue(bytes.slice(at, ++at))
    },
  })
}

describe('json', () => {
  test('is an object of keys and values', async () => {
    const store = openMemory()
    await store.namespace('n').put('user:1', { name: 'Alice', theme: 'dark' })
    await store.namespace('n').put('greeting', 'hello')
    expect(JSON.parse(await textOf(store, PLAIN))).toEqual({
      'user:1': { name: 'Alice', theme: 'dark' },
      greeting: 'hello',
    })
  })

  test('of an empty namespace is an empty object', async () => {
    const store = openMemory()
    await store.createNamespace('n')
    expect(JSON.parse(await textOf(store, PLAIN))).toEqual({})
    expect(await importStore(openMemory(), '{}', { into: 'n' })).toMatchObject({
      created: 0,
      namespaces: ['n'],
    })
  })

  test('goes into the namespace that is given, and must be', async () => {
    const store = openMemory()
    await expect(importStore(store, '{"a":1}')).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    expect(await importStore(store, ' {"a":1,"b":"x"}', { into: 'n' })).toMatchObject({
      created: 2,
      consistent: undefined,
    })
    expect(await store.namespace('n').getMany(['a', 'b'])).toEqual([1, 'x'])
  })

  test.each([
    ['bytes', new Uint8Array([1]), {}, 'AQ=='],
    ['a date', new Date(0), {}, '{"$Date":0}'],
    ['an expiry', 1, { ttl: 1000 }, 1],
    ['metadata', 1, { metadata: 1 }, 1],
  ])('does not hold %s: that is an error with the key, or counted', async (_, value, options, left) => {
    const store = openMemory()
    await store.namespace('n').put('fine', 1)
    await store.namespace('n').put('guilty', value, options)
    await expect(textOf(store, PLAIN)).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      message: expect.stringContaining('"guilty"'),
    })
    const reports: ExportReport[] = []
    const onEnd = (report: ExportReport): void => void reports.push(report)
    const text = await textOf(store, { ...PLAIN, lossy: true, onEnd })
    expect(JSON.parse(text)).toEqual({ fine: 1, guilty: left })
    expect(reports).toMatchObject([{ entries: 2, lost: 1 }])
  })

  test('holds one namespace and no history', async () => {
    const store = openMemory()
    await expect(textOf(store, { format: 'json' })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    await expect(textOf(store, { ...PLAIN, history: true })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })

  test('that is broken names the entry', async () => {
    const store = openMemory()
    for (const text of ['{"a":1,"b":', '{"a":1,"b":x}', '{"a":1,"b":1e400}', '{"a":1} {']) {
      await expect(importStore(store, text, { into: 'n' })).rejects.toMatchObject({
        code: 'DAMAGED',
        line: 2,
      })
    }
    await expect(importStore(store, '[1]', { into: 'n', format: 'json' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_DATABASE',
    })
    expect(await store.namespace('n').count()).toBe(0)
  })

  test('brings back whatever it holds, also byte by byte', { timeout: 60_000 }, async () => {
    const values = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue().filter(isExact), {
      maxKeys: 8,
    })
    await fc.assert(
      fc.asyncProperty(values, async (given) => {
        const source = openMemory()
        await source.createNamespace('n')
        for (const [key, value] of Object.entries(given)) await source.namespace('n').put(key, value)
        const text = await textOf(source, PLAIN)
        for (const file of [text, byteByByte(text)]) {
          const target = openMemory()
          await importStore(target, file, { into: 'n' })
          expect(await entriesOf(target, 'n')).toEqual(await entriesOf(source, 'n'))
        }
      }),
      { numRuns: 25 },
    )
  })

  test('later of two values of a key counts', async () => {
    const store = openMemory()
    expect(await importStore(store, '{"a":1,"a":2}', { into: 'n' })).toMatchObject({ created: 1, amended: 1 })
    expect(await store.namespace('n').get('a')).toBe(2)
  })
})

describe('cloudflare', () => {
  test('is what wrangler takes, and comes back', async () => {
    const store = openMemory()
    const n = store.namespace('n')
    await n.put('a', 'text', { expiresAt: NOW + 60_000, metadata: { by: 'ada' } })
    await n.put('b', new Uint8Array([1, 2]))
    const text = await textOf(store, CLOUDFLARE)
    expect(JSON.parse(text)).toEqual([
      { key: 'a', value: 'text', expiration: (NOW + 60_000) / 1000, metadata: { by: 'ada' } },
      { key: 'b', value: 'AQI=', base64: true },
    ])
    const target = openMemory()
    await importStore(target, text, { into: 'n' })
    expect(await entriesOf(target, 'n')).toEqual(await entriesOf(store, 'n'))
  })

  test('is read with a time to live, and without what is null', async () => {
    const store = openMemory()
    const member = { key: 'a', value: '1', expiration_ttl: 60, metadata: null, base64: false }
    await importStore(store, JSON.stringify([member]), { into: 'n' })
    expect(await store.namespace('n').getEntry('a')).toMatchObject({
      value: '1',
      expiresAt: NOW + 60_000,
      metadata: undefined,
    })
  })

  test('holds no JSON and no fractions of a second: that is an error, or counted', async () => {
    const store = openMemory()
    await store.namespace('n').put('a', { b: 1 })
    await store.namespace('n').put('c', 'd', { ttl: 1 })
    await expect(textOf(store, CLOUDFLARE)).rejects.toMatchObject({ message: expect.stringContaining('"a"') })
    expect(JSON.parse(await textOf(store, { ...CLOUDFLARE, lossy: true }))).toEqual([
      { key: 'a', value: '{"b":1}' },
      { key: 'c', value: 'd', expiration: NOW / 1000 + 1 },
    ])
  })

  test.each([
    ['no object', 1],
    ['no key', { value: '' }],
    ['no text', { key: 'a', value: 1 }],
    ['no base64', { key: 'a', value: '?', base64: true }],
    ['two expiries', { key: 'a', value: '', expiration: 1, expiration_ttl: 1 }],
    ['no moment', { key: 'a', value: '', expiration: 'soon' }],
  ])('with %s is damaged', async (_, member) => {
    await expect(
      importStore(openMemory(), JSON.stringify([{ key: 'ok', value: '' }, member]), { into: 'n' }),
    ).rejects.toMatchObject({ code: 'DAMAGED', line: 2 })
  })
})

test('what is told of JSON that was exported while others wrote is that it is no picture of one moment', async () => {
  const store = openMemory()
  await store.namespace('n').putMany(Array.from({ length: 100 }, (_, i) => [`key ${i}`, i] as const))
  const reports: ExportReport[] = []
  const reader = exportStore(store, { ...PLAIN, onEnd: (report) => void reports.push(report) }).getReader()
  await reader.read()
  await reader.read()
  await store.namespace('n').put('key 0', 'changed')
  while (!(await reader.read()).done);
  expect(reports).toMatchObject([{ consistent: false }])
})

/** Kept outside of the repository by those who have it. */
const EXAMPLES =
  process.env['KVASIR_EXAMPLES'] ?? join(import.meta.dirname, '../../../../shared/seeds/examples')
const EXAMPLE = join(EXAMPLES, 'S1-15.json')

test.skipIf(!existsSync(EXAMPLE))(
  'the example of a plain export comes back (skipped where it is not at hand)',
  async () => {
    const text = readFileSync(EXAMPLE, 'utf8')
    const store = openMemory()
    await importStore(store, text, { into: 'n' })
    expect(JSON.parse(await textOf(store, PLAIN))).toEqual(JSON.parse(text))
  },
)

function isExact(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isExact)
  return !Object.is(value, -0)
}
