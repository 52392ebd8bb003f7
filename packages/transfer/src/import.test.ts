import { asyncStore, type Store, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { exportStore } from './export/export-store.ts'
import { entriesOf, NOW, openMemory, textOf } from './fixtures.test-cases.ts'
import type { ImportOptions } from './import/import-options.ts'
import { importStore } from './import/import-store.ts'

/** A store with `a` and `b` written at one moment, and its export. */
async function sourceAt(moment: number): Promise<string> {
  const store = openMemory({ clock: () => moment })
  await store.namespace('n').putMany([
    ['a', 'new'],
    ['b', 'new'],
  ])
  return await textOf(store)
}

async function targetAt(moment: number): Promise<Store> {
  const store = openMemory({ clock: () => moment })
  await store.namespace('n').put('a', 'old')
  return store
}

/** A file of many entries, of which a batch holds a part only. */
async function largeFile(): Promise<string> {
  const store = openMemory()
  await store.namespace('n').putMany(Array.from({ length: 2000 }, (_, i) => [keyOf(i), i] as const))
  return await textOf(store)
}

function keyOf(i: number): string {
  return `key ${String(i).padStart(6, '0')}`
}

describe('an entry whose key has one already', () => {
  test('is overwritten unless asked otherwise', async () => {
    const target = await targetAt(NOW + 1)
    expect(await importStore(target, await sourceAt(NOW))).toMatchObject({
      created: 1,
      overwritten: 1,
      skipped: 0,
    })
    expect(await target.namespace('n').getMany(['a', 'b'])).toEqual(['new', 'new'])
  })

  test('is skipped with skip', async () => {
    const target = await targetAt(NOW)
    const options = { conflict: 'skip' } as const
    expect(await importStore(target, await sourceAt(NOW + 1), options)).toMatchObject({
      created: 1,
      skipped: 1,
    })
    expect(await target.namespace('n').getMany(['a', 'b'])).toEqual(['old', 'new'])
  })

  test('stays with newer when it was written later, and only then', async () => {
    const late = await targetAt(NOW + 1)
    await importStore(late, await sourceAt(NOW), { conflict: 'newer' })
    expect(await late.namespace('n').getMany(['a', 'b'])).toEqual(['old', 'new'])
    const early = await targetAt(NOW)
    await importStore(early, await sourceAt(NOW + 1), { conflict: 'newer' })
    expect(await early.namespace('n').getMany(['a', 'b'])).toEqual(['new', 'new'])
  })

  test('ends the import with error, which names it, and nothing of its batch is there', async () => {
    const target = await targetAt(NOW)
    await expect(importStore(target, await sourceAt(NOW), { conflict: 'error' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('"a"'),
      path: 'a',
    })
    expect(await target.namespace('n').getMany(['a', 'b'])).toEqual(['old', undefined])
  })
})

test.each([
  ['a conflict that there is not', { conflict: 'keep' }],
  ['a config that there is not', { config: 'replace' }],
  ['a position that no import has told', { resume: { line: -1, after: 0 } }],
  ['half a position', { resume: { line: 3 } }],
])('an import with %s is refused, and writes nothing', async (_, options) => {
  const target = await targetAt(NOW)
  const importing = importStore(target, await sourceAt(NOW + 1), options as ImportOptions)
  await expect(importing).rejects.toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
  expect(await entriesOf(target, 'n')).toEqual(await entriesOf(await targetAt(NOW), 'n'))
})

test('an import is not confused by somebody who writes at the same time', async () => {
  const target = openMemory({ clock: () => NOW + 1 })
  const file = await largeFile()
  const options = { conflict: 'skip' } as const
  const importing = importStore(target, file, options)
  const writing = (async () => {
    for (let i = 1999; i >= 0; i -= 10) await target.namespace('n').put(keyOf(i), 'mine')
  })()
  await Promise.all([importing, writing])
  expect(await target.namespace('n').get(keyOf(1999))).toBe('mine')
  expect(await target.namespace('n').count()).toBe(2000)
  await expect(importing).resolves.toMatchObject({ amended: 0 })
})

test('what somebody writes between the look at an empty range and the writing stays with skip', async () => {
  const backend = toAsync(memory())
  const other = asyncStore(backend, { clock: () => NOW + 1 })
  await other.createNamespace('n')
  let comesBetween = true
  const commit = backend.commit.bind(backend)
  backend.commit = async (batch) => {
    if (batch.writes.length > 1 && comesBetween) {
      comesBetween = false
      await other.namespace('n').put('b', 'mine')
    }
    return await commit(batch)
  }
  const target = asyncStore(backend, { clock: () => NOW + 1 })
  const result = await importStore(target, await sourceAt(NOW), { conflict: 'skip' })
  expect(result).toMatchObject({ created: 1, skipped: 1 })
  expect(await target.namespace('n').getMany(['a', 'b'])).toEqual(['new', 'mine'])
})

test('entries beside what is imported are no conflict', async () => {
  const target = openMemory()
  await target.namespace('n').putMany([
    ['0', 'before'],
    ['c', 'behind'],
  ])
  const result = await importStore(target, await sourceAt(NOW), { conflict: 'error' })
  expect(result).toMatchObject({ created: 2, skipped: 0, overwritten: 0 })
  expect(await target.namespace('n').count()).toBe(4)
})

test('a dry run tells what would happen, and nothing does', async () => {
  const file = await sourceAt(NOW)
  const target = await targetAt(NOW)
  const dry = await importStore(target, file, { dryRun: true })
  expect(await entriesOf(target, 'n')).toHaveLength(1)
  const { position: _, ...real } = await importStore(target, file)
  expect(dry).toMatchObject(real)
  const empty = openMemory()
  expect(await importStore(empty, file, { dryRun: true })).toMatchObject({ created: 2, namespaces: ['n'] })
  expect(await empty.namespaces()).toEqual([])
})

test('a damaged line is named, and nothing of its batch is applied', async () => {
  const lines = (await largeFile()).split('\n')
  lines[1499] = lines[1499]!.slice(0, 20)
  const target = openMemory()
  const failure: unknown = await importStore(target, lines.join('\n')).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 'DAMAGED',
    line: 1500,
    message: expect.stringContaining('Line 1500'),
    // Two batches and the header.
    position: { line: 1025, after: 0 },
  })
  expect(await target.namespace('n').count()).toBe(1024)
})

test.each<[what: string, line: string]>([
  ['no object', '[]'],
  ['no namespace', '{"key":"a","type":"text","value":"","revision":1,"writtenAt":1}'],
  ['another namespace', '{"ns":1,"key":"a","type":"text","value":"","revision":1,"writtenAt":1}'],
  ['no key', '{"ns":0,"type":"text","value":"","revision":1,"writtenAt":1}'],
  ['no well-formed key', '{"ns":0,"key":"\\ud800","type":"text","value":"","revision":1,"writtenAt":1}'],
  ['no type that there is', '{"ns":0,"key":"a","type":"blob","value":"","revision":1,"writtenAt":1}'],
  ['no value', '{"ns":0,"key":"a","type":"json","revision":1,"writtenAt":1}'],
  ['a number that is not exact', '{"ns":0,"key":"a","type":"json","value":1e400,"revision":1,"writtenAt":1}'],
  ['no base64', '{"ns":0,"key":"a","type":"bytes","value":"?","revision":1,"writtenAt":1}'],
  ['a text that is none', '{"ns":0,"key":"a","type":"text","value":1,"revision":1,"writtenAt":1}'],
  ['no moment', '{"ns":0,"key":"a","type":"text","value":"","revision":1,"writtenAt":-1}'],
  ['no versions', '{"ns":0,"key":"a","type":"text","value":"","revision":1,"writtenAt":1,"versions":[{}]}'],
])('a line with %s is damaged', async (_, line) => {
  const lines = (await sourceAt(NOW)).split('\n')
  lines[2] = line
  const target = openMemory()
  await expect(importStore(target, lines.join('\n'))).rejects.toMatchObject({ code: 'DAMAGED', line: 3 })
  expect(await entriesOf(target, 'n')).toEqual([])
})

test('bytes that are no UTF-8 are damage', async () => {
  const bytes = new TextEncoder().encode(await sourceAt(NOW))
  bytes[bytes.indexOf(0x6e, bytes.indexOf(0x0a) + 40)] = 0xff
  await expect(importStore(openMemory(), new Blob([bytes]))).rejects.toMatchObject({
    code: 'DAMAGED',
    line: 2,
  })
})

test('a file that ends too early is noticed, wherever it ends', async () => {
  const file = await sourceAt(NOW)
  for (let length = file.indexOf('\n') + 1; length < file.length - 1; length += 7) {
    const cut = file.slice(0, length)
    await expect(importStore(openMemory(), cut)).rejects.toMatchObject({ code: 'DAMAGED' })
  }
  const lines = file.split('\n')
  const missing = lines.toSpliced(1, 1).join('\n')
  await expect(importStore(openMemory(), missing)).rejects.toMatchObject({ code: 'DAMAGED', line: 3 })
  await expect(importStore(openMemory(), `${file}{}\n`)).rejects.toMatchObject({ code: 'DAMAGED', line: 5 })
})

test('a packed file that is cut off or broken is noticed', async () => {
  const store = openMemory()
  await store.namespace('n').putMany(Array.from({ length: 3000 }, (_, i) => [keyOf(i), Math.sin(i)] as const))
  const packed = await new Response(exportStore(store, { compress: 'gzip' })).bytes()
  const target = openMemory()
  await expect(importStore(target, new Blob([packed.subarray(0, -10)]))).rejects.toMatchObject({
    code: 'DAMAGED',
    message: expect.stringContaining('gzip'),
  })
  packed[Math.floor(packed.length / 2)]! ^= 0xff
  await expect(importStore(openMemory(), new Blob([packed]))).rejects.toMatchObject({ code: 'DAMAGED' })
})

test('what is not an export, or one of a newer release, is refused', async () => {
  const newer = (await sourceAt(NOW)).replace('"version":1', '"version":2')
  for (const source of [newer, '', 'hello', '{"kvasir":"export"}\n', '{"kvasir":"export","version":1}\n']) {
    await expect(importStore(openMemory(), source)).rejects.toMatchObject({ code: 'UNSUPPORTED_DATABASE' })
  }
})

test('an import that was ended goes on where it was', async () => {
  const file = await largeFile()
  const target = openMemory()
  const end = new AbortController()
  const importing = importStore(target, file, {
    signal: end.signal,
    conflict: 'error',
    onProgress: ({ done }) => {
      if (done >= 600) end.abort(new Error('enough'))
    },
  })
  const failure: unknown = await importing.catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 'INTERRUPTED',
    cause: { message: 'enough' },
    position: { line: 1025 },
  })
  expect(await target.namespace('n').count()).toBe(1024)
  const { position } = failure as { position: { line: number; after: number } }
  const rest = await importStore(target, file, { conflict: 'error', resume: position })
  expect(rest).toMatchObject({ created: 2000 - 1024, position: { line: 2002 } })
  expect(await target.namespace('n').count()).toBe(2000)
  expect(await importStore(target, file, { resume: rest.position })).toMatchObject({
    created: 0,
    overwritten: 0,
  })
})

test('an import whose source fails says where to go on', async () => {
  const bytes = new TextEncoder().encode(await largeFile())
  const source = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(bytes.slice(0, bytes.length / 2))
      },
      pull(controller) {
        controller.error(new Error('The line is dead'))
      },
    },
    { highWaterMark: 0 },
  )
  const target = openMemory()
  await expect(importStore(target, source)).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: expect.stringContaining('The line is dead'),
    position: { line: 513 },
  })
  expect(await target.namespace('n').count()).toBe(512)
})

test('a signal ends the waiting for a source that says nothing', async () => {
  let isCancelled = false
  const source = new ReadableStream<Uint8Array>({ cancel: () => void (isCancelled = true) })
  const end = new AbortController()
  const importing = importStore(openMemory(), source, { signal: end.signal })
  end.abort()
  await expect(importing).rejects.toMatchObject({ code: 'INTERRUPTED' })
  expect(isCancelled).toBe(true)
})

test('an export that is cancelled or ended reads no further', async () => {
  const store = openMemory()
  await store.namespace('n').putMany(Array.from({ length: 5000 }, (_, i) => [keyOf(i), i] as const))
  const reader = exportStore(store).getReader()
  await reader.read()
  await reader.cancel()
  expect(await reader.read()).toMatchObject({ done: true })
  const end = new AbortController()
  const other = exportStore(store, { signal: end.signal }).getReader()
  await other.read()
  end.abort(new Error('enough'))
  await expect(other.read().then(() => other.read())).rejects.toThrow('enough')
})

test('an export reads only what is asked for', async () => {
  const store = openMemory()
  await store.namespace('n').putMany(Array.from({ length: 5000 }, (_, i) => [keyOf(i), i] as const))
  const done: number[] = []
  const reader = exportStore(store, { onProgress: (progress) => void done.push(progress.done) }).getReader()
  await reader.read()
  await reader.read()
  await reader.read()
  expect(done.length).toBeLessThanOrEqual(3)
  expect(done.at(-1)).toBeLessThan(500)
  await reader.cancel()
})
