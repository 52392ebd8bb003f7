import { describe, expect, test } from 'vitest'
import { copy } from './copy.ts'
import { entriesOf, NOW, openMemory, STORES, textOf } from './fixtures.test-cases.ts'

describe.each(Object.entries(STORES))('from %s', (_, openSource) => {
  test.each(Object.entries(STORES))('everything is copied into %s', async (_name, openTarget) => {
    const source = openSource()
    await source.createNamespace('n', { history: 3 })
    const n = source.namespace('n')
    await n.putMany(
      Array.from({ length: 1500 }, (_, i) => [`key ${i}`, { at: new Date(i) }] as const),
      { ttl: 500 },
    )
    await n.put('bytes', new Uint8Array([1, 2, 3]), { metadata: [1] })
    await n.put('bytes', 'text')
    const target = openTarget()
    const result = await copy(source, target, { history: true })
    expect(result).toMatchObject({ created: 1501, versions: 1, namespaces: ['n'], consistent: true })
    expect(await entriesOf(target, 'n')).toEqual(await entriesOf(source, 'n'))
    expect(await target.namespace('n').history('bytes')).toHaveLength(2)
  })
})

test('a copy goes by the options of exports and imports', async () => {
  const source = openMemory()
  await source.namespace('a').putMany([
    ['x1', 1],
    ['x2', 2],
    ['y', 3],
  ])
  const target = openMemory()
  await target.namespace('b').put('x1', 'mine')
  const options = { namespaces: ['a'], prefix: 'x', into: 'b', conflict: 'skip' } as const
  expect(await copy(source, target, { ...options, dryRun: true })).toMatchObject({ created: 1, skipped: 1 })
  expect(await target.namespace('b').count()).toBe(1)
  expect(await copy(source, target, options)).toMatchObject({ created: 1, skipped: 1 })
  expect(await target.namespace('b').getMany(['x1', 'x2', 'y'])).toEqual(['mine', 2, undefined])
})

test('a copy can be ended, and says how far it was', async () => {
  const source = openMemory()
  await source.namespace('n').putMany(Array.from({ length: 3000 }, (_, i) => [`key ${i}`, i] as const))
  const target = openMemory()
  const end = new AbortController()
  const copying = copy(source, target, {
    signal: end.signal,
    onProgress: () => end.abort(new Error('enough')),
  })
  await expect(copying).rejects.toMatchObject({ code: 'INTERRUPTED', cause: { message: 'enough' } })
  expect(await target.namespace('n').count()).toBeLessThan(1100)
})

test('what is written to the source while it is copied is copied, too', async () => {
  const source = openMemory()
  await source.namespace('n').putMany(Array.from({ length: 3000 }, (_, i) => [`key ${i}`, i] as const))
  const target = openMemory({ clock: () => NOW + 1 })
  let calls = 0
  const writing: unknown[] = []
  await copy(source, target, {
    conflict: 'error',
    onProgress: () => {
      writing.push(
        source.namespace('n').put('key 0', `changed ${++calls}`),
        source.namespace('n').delete('key 1'),
      )
      if (calls === 1) writing.push(source.namespace('n').clear({ start: 'key 20', end: 'key 21' }))
    },
  } as const)
  await Promise.all(writing)
  const [told, there] = [await entriesOf(target, 'n'), await entriesOf(source, 'n')]
  expect(told.map(({ key }) => key)).toEqual(there.map(({ key }) => key))
})

test('structured clones are copied where they can be held, and are refused by name elsewhere', async () => {
  const source = openMemory()
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  await source.namespace('n').put('cycle', cycle, { clone: true })
  const target = openMemory()
  await copy(source, target)
  expect(await target.namespace('n').get('cycle')).toEqual(cycle)
  const narrow = STORES['node:sqlite']!()
  const failure = { code: 'INVALID_VALUE', message: expect.stringContaining('"cycle"') }
  await expect(copy(source, narrow)).rejects.toMatchObject(failure)
  await expect(textOf(source)).rejects.toThrow()
  await narrow.close()
})
