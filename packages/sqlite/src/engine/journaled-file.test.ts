import type { Engine, SetWrite } from '@kvasir/core'
import { expect, test } from 'vitest'
import { exportFile, importFile, sqlite } from '../index.ts'
import { journaledFile, sqljs, sqljsKind, type StateCarrier } from '../sqljs.ts'

function set(key: string): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value: '',
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

function keysOf(backend: Pick<Engine, 'scan'>): string[] {
  const all = { space: 1, from: '', to: undefined, limit: 100, reverse: false, select: 'heads' } as const
  return backend.scan(all).map(({ key }) => key)
}

/** An engine whose state can be replaced, as a journal's can. */
async function carrier(...keys: string[]): Promise<StateCarrier & { readonly engine: Engine }> {
  const kind = sqljsKind()
  let engine = await kind.open(undefined)
  if (keys.length > 0) engine.commit({ checks: [], writes: keys.map(set), id: 'id' })
  return {
    get engine() {
      return engine
    },
    snapshot: async () => Array.from(engine.snapshot(), ({ bytes }) => bytes),
    rewrite: async (change) => {
      engine = await kind.open(await change(Array.from(engine.snapshot(), ({ bytes }) => bytes)))
    },
  }
}

test('the file of a journal opens as a database, with everything in it', async () => {
  const journal = await carrier('a', 'b')
  const file = await new Response(exportFile({ file: journaledFile(journal) })).arrayBuffer()
  const copy = sqlite(await sqljs({ image: new Uint8Array(file) }))
  expect(keysOf(copy)).toEqual(['a', 'b'])
  expect(copy.commit({ checks: [], writes: [], id: 'id' })).toMatchObject({ first: 1, last: 2 })
})

test('the file of a journal is replaced, and its revisions go on rising', async () => {
  const other = sqlite(await sqljs())
  other.commit({ checks: [], writes: [set('theirs')] })
  const journal = await carrier('a', 'b')
  await importFile({ file: journaledFile(journal) }, exportFile(other))
  expect(keysOf(journal.engine)).toEqual(['theirs'])
  expect(journal.engine.get(1, 'theirs')?.revision).toBe(3)
  expect(journal.engine.revision).toBe(3)
})

test('the file of an empty journal can be had, and replaced', async () => {
  const empty = await carrier()
  await importFile({ file: journaledFile(empty) }, exportFile({ file: journaledFile(await carrier('a')) }))
  expect(keysOf(empty.engine)).toEqual(['a'])
  expect(empty.engine.get(1, 'a')?.revision).toBe(1)
})

test('the file of a journal stays as it was when the other is not fit', async () => {
  const journal = await carrier('ours')
  const target = { file: journaledFile(journal) }
  const cut = new Blob([await new Response(exportFile(target)).arrayBuffer()]).slice(0, -4096)
  await expect(importFile(target, cut)).rejects.toThrow(expect.objectContaining({ code: 'DAMAGED' }))
  await expect(importFile(target, new Blob(['text']))).rejects.toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_DATABASE' }),
  )
  expect(keysOf(journal.engine)).toEqual(['ours'])
})
