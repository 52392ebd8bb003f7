import { type Backend, type Batch, type Commit, KvasirError, type SetWrite, toAsync } from '@kvasir/core'
import { expect, test } from 'vitest'
import { memory, withMemorySide } from '../index.ts'

const BENEATH = 4
const BESIDE = -4

function set(space: number, key: string, value = key): SetWrite {
  return { kind: 'set', space, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

function batch(...writes: Batch['writes']): Batch {
  return { checks: [], writes }
}

function absent(space: number, key: string): Batch['checks'][number] {
  return { kind: 'key', space, key, revision: 0 }
}

/** A backend whose commits wait until they are let through, or fail. */
function heldBack() {
  const rows = toAsync(memory())
  const held: { readonly let: () => void; readonly fail: () => void; readonly batch: Batch }[] = []
  const backend: Backend<'async'> = {
    ...rows,
    name: 'held',
    mode: 'async',
    capabilities: { persistent: true, consistency: 'eventual', memorySide: false, clone: false },
    get: (space, key) => rows.get(space, key),
    getMany: (space, keys) => rows.getMany(space, keys),
    scan: (scan) => rows.scan(scan),
    stat: (tally) => rows.stat(tally),
    commit: (given) =>
      new Promise<Commit>((resolve, reject) => {
        held.push({
          batch: given,
          let: () => resolve(rows.commit(given)),
          fail: () => reject(new KvasirError('STORAGE_FAILED', 'The disk is gone.')),
        })
      }),
    onCommit: (listener) => rows.onCommit(listener),
    flush: () => rows.flush(),
    health: () => rows.health(),
    close: () => rows.close(),
  }
  return { backend: withMemorySide(backend), held }
}

/** Lets everything run that waits for nothing else. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('write number i has revision first + i on both sides, and answers tell what both replaced', () => {
  const backend = withMemorySide(memory())
  backend.commit(batch(set(BESIDE, 'a', 'old')))
  for (let i = 0; i < 9; i++) backend.commit(batch(set(BESIDE, 'x')))
  const writes = [
    set(BENEATH, 'a'),
    set(BESIDE, 'a'),
    { kind: 'delete', space: BESIDE, key: 'b' },
    set(BENEATH, 'b'),
  ] as const
  const answer = backend.commit({ checks: [], writes, replaced: true })
  expect(answer).toMatchObject({ ok: true, first: 11, last: 14 })
  expect(answer.ok && answer.replaced.map((row) => row?.value)).toEqual([
    undefined,
    'old',
    undefined,
    undefined,
  ])
  expect(
    [backend.get(BENEATH, 'a'), backend.get(BESIDE, 'a'), backend.get(BENEATH, 'b')].map(
      (row) => row?.revision,
    ),
  ).toEqual([11, 12, 14])
  expect(backend.commit(batch(set(BESIDE, 'c')))).toMatchObject({ first: 15 })
  expect(backend.commit(batch(set(BENEATH, 'c')))).toMatchObject({ first: 16 })
})

test('the backend has no row of what is in memory', () => {
  const rows = memory()
  withMemorySide(rows).commit(batch(set(BENEATH, 'a'), set(BESIDE, 'a')))
  expect([rows.get(BENEATH, 'a')?.value, rows.get(BESIDE, 'a')]).toEqual(['a', undefined])
})

test('what fails early does not let others pass what is under way', async () => {
  const { backend, held } = heldBack()
  const first = backend.commit(batch(set(BENEATH, 'a'), set(BESIDE, 'a')))
  const failing = backend.commit({ checks: [absent(BENEATH, 'b')], writes: [set(BESIDE, 'b')] })
  held[1]?.fail()
  await expect(failing).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
  const read = backend.get(BESIDE, 'a')
  await settle()
  held[0]?.let()
  await first
  expect((await read)?.value).toBe('a')
})

test('nothing happens on either side when a check of one fails', () => {
  const backend = withMemorySide(memory())
  backend.commit(batch(set(BESIDE, 'there'), set(BENEATH, 'there')))
  for (const side of [BENEATH, BESIDE]) {
    for (const writes of [
      [set(BENEATH, 'a'), set(BESIDE, 'a')],
      [set(BESIDE, 'a')],
      [set(BENEATH, 'a')],
      [],
    ]) {
      const failed = absent(side, 'there')
      expect(backend.commit({ checks: [absent(-side, 'a'), failed], writes })).toEqual({ ok: false, failed })
    }
  }
  expect([backend.get(BENEATH, 'a'), backend.get(BESIDE, 'a')]).toEqual([undefined, undefined])
})

test('a read in memory waits for a batch that is under way, and does not see one that fails', async () => {
  const { backend, held } = heldBack()
  const failing = backend.commit(batch(set(BENEATH, 'a'), set(BESIDE, 'a')))
  const read = backend.get(BESIDE, 'a')
  const next = backend.commit(batch(set(BESIDE, 'a', 'later')))
  held[0]?.fail()
  await expect(failing).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
  expect(await read).toBe(undefined)
  await next
  expect((await backend.get(BESIDE, 'a'))?.value).toBe('later')
})

test('what was checked in memory does not change while the backend is at work', async () => {
  const { backend, held } = heldBack()
  const first = backend.commit({ checks: [absent(BESIDE, 'a')], writes: [set(BENEATH, 'a')] })
  const second = backend.commit({ checks: [], writes: [set(BESIDE, 'a')], replaced: true })
  let isDone = false
  second.then(() => (isDone = true))
  await settle()
  expect(isDone).toBe(false)
  held[0]?.let()
  expect((await first).ok && (await second).ok).toBe(true)
})

test('the backend gets batches in the order of the calls, also what is about it alone', async () => {
  const { backend, held } = heldBack()
  const one = backend.commit(batch(set(BENEATH, 'n', '1'), set(BESIDE, 'n', '1')))
  const two = backend.commit(batch(set(BENEATH, 'n', '2'), set(BESIDE, 'n', '2')))
  const three = backend.commit(batch(set(BENEATH, 'n', '3')))
  const read = backend.get(BENEATH, 'n')
  expect(await backend.health()).toMatchObject({ unsaved: 1 })
  for (let i = 0; i < 3; i++) {
    await settle()
    held[i]?.let()
  }
  await Promise.all([one, two, three])
  expect(held.map(({ batch: { writes } }) => (writes[0] as SetWrite).value)).toEqual(['1', '2', '3'])
  expect((await backend.get(BENEATH, 'n'))?.value).toBe('3')
  expect((await backend.get(BESIDE, 'n'))?.value).toBe('2')
  await read
})

test('a batch that writes to memory alone asks the backend at once, whatever is under way', async () => {
  const { backend, held } = heldBack()
  const guard = absent(BENEATH, 'gone')
  const puts = ['a', 'b', 'c'].map((key) => backend.commit({ checks: [guard], writes: [set(BESIDE, key)] }))
  expect(held.length).toBe(3)
  for (const each of held.toReversed()) each.let()
  const firsts = (await Promise.all(puts)).map((answer) => answer.ok && answer.first)
  expect(firsts).toEqual([1, 2, 3])
})

test('a batch with an id that is sent twice happens once on both sides', async () => {
  const rows = memory()
  const before = withMemorySide(rows)
  const twice = { ...batch(set(BENEATH, 'a'), set(BESIDE, 'a')), checks: [absent(BESIDE, 'a')], id: 'once' }
  const answer = before.commit(twice)
  expect(before.commit(twice)).toEqual({ ...answer, replaced: [] })
  // After a reload the backend remembers it, and memory does not.
  const after = withMemorySide(rows)
  expect(after.commit(twice)).toEqual({ ...answer, replaced: [] })
  expect(after.get(BESIDE, 'a')).toBe(undefined)
  after.commit(batch(set(BESIDE, 'a')))
  expect(after.commit(twice)).toEqual({ ...answer, replaced: [] })
  expect(after.commit({ ...twice, id: 'other' })).toMatchObject({ ok: false })
})

test('the durability that was asked for is asked of the backend', async () => {
  const { backend, held } = heldBack()
  const commit = backend.commit({ ...batch(set(BENEATH, 'a'), set(BESIDE, 'a')), durability: 'strict' })
  expect(held[0]?.batch.durability).toBe('strict')
  held[0]?.let()
  await commit
})

test('a flush waits for what the backend has not got yet', async () => {
  const { backend, held } = heldBack()
  const commits = [1, 2].map(() => backend.commit(batch(set(BENEATH, 'a'), set(BESIDE, 'a'))))
  let isFlushed = false
  const flush = backend.flush().then(() => (isFlushed = true))
  await settle()
  held[0]?.let()
  await settle()
  expect(isFlushed).toBe(false)
  held[1]?.let()
  await Promise.all([...commits, flush])
})

test('closing waits for what was asked for, and nothing is answered after it', async () => {
  const { backend, held } = heldBack()
  const commits = [1, 2].map(() => backend.commit(batch(set(BENEATH, 'a'), set(BESIDE, 'a'))))
  const closing = backend.close()
  const late = [backend.get(BENEATH, 'a'), backend.get(BESIDE, 'a'), backend.commit(batch(set(BESIDE, 'a')))]
  const codes = Promise.all(late.map((each) => each.then(String, (error: KvasirError) => error.code)))
  for (const i of [0, 1]) {
    await settle()
    held[i]?.let()
  }
  await Promise.all([...commits, closing])
  expect(await codes).toEqual(['CLOSED', 'CLOSED', 'CLOSED'])
})

test('what is forgotten is gone, and revisions go on', () => {
  const backend = withMemorySide(memory())
  backend.commit(batch(set(BESIDE, 'a'), set(BENEATH, 'a')))
  backend.forget()
  expect([backend.get(BESIDE, 'a'), backend.get(BENEATH, 'a')?.value]).toEqual([undefined, 'a'])
  expect(backend.commit(batch(set(BESIDE, 'b')))).toMatchObject({ first: 3 })
})

test('a listener is told of commits to either side', () => {
  const backend = withMemorySide(memory())
  let calls = 0
  const end = backend.onCommit(() => calls++)
  backend.commit(batch(set(BESIDE, 'a')))
  backend.commit(batch(set(BENEATH, 'a')))
  expect(calls).toBe(2)
  backend.commit(batch(set(BENEATH, 'a'), set(BESIDE, 'a')))
  expect(calls).toBeGreaterThan(2)
  end()
  const before = calls
  backend.commit(batch(set(BESIDE, 'a')))
  expect(calls).toBe(before)
})
