import { toAsync, type Backend, type Batch, type SetWrite } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { expect, test } from 'vitest'
import type { LastWords } from './last-words.ts'
import { withLastWords } from './with-last-words.ts'
import type { Word } from './word.ts'

/** Words that a test listens to. */
function fakeWords(): LastWords & { isLeaving: boolean; readonly spoken: Map<string, Word>; leave(): void } {
  const listeners: (() => void)[] = []
  const spoken = new Map<string, Word>()
  let ids = 0
  return {
    isLeaving: false,
    ready: Promise.resolve(),
    spoken,
    leave() {
      this.isLeaving = true
      for (const listener of listeners) listener()
    },
    onLeaving: (listener) => (listeners.push(listener), () => undefined),
    newId: () => `word ${++ids}`,
    speak: (word) => (spoken.set(word.id, word), true),
    unspeak: (id) => void spoken.delete(id),
    hear: async () => 0,
    close: () => undefined,
  }
}

const set: SetWrite = {
  kind: 'set',
  space: 1,
  key: 'k',
  type: 'text',
  value: 'v',
  expiresAt: 0,
  writtenAt: 0,
  metadata: undefined,
}
const batch: Batch = { checks: [], writes: [set] }

/** Memory whose commits are answered when the test says so. */
function late(): { backend: Backend<'async'>; committed: Batch[]; answer: () => void } {
  const backend = toAsync(memory())
  const committed: Batch[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const commit = backend.commit.bind(backend)
  backend.commit = async (batch) => {
    committed.push(batch)
    await promise
    return await commit(batch)
  }
  return { backend, committed, answer: resolve }
}

test('what is under way is spoken when the page leaves, under the id that it is committed with', async () => {
  const words = fakeWords()
  const { backend, committed, answer } = late()
  const speaker = withLastWords(backend, words)
  const writing = speaker.commit(batch)
  expect(words.spoken.size).toBe(0)
  words.leave()
  const [id] = words.spoken.keys()
  expect(committed[0]?.id).toBe(id)
  expect(words.spoken.get(id!)?.batches).toEqual([{ ...batch, id }])
  answer()
  await writing
  expect(words.spoken.size).toBe(0)
})

test('a commit on a page that is leaving is spoken in the same call', () => {
  const words = fakeWords()
  const { backend } = late()
  const speaker = withLastWords(backend, words)
  words.leave()
  void speaker.commit(batch)
  expect(words.spoken.size).toBe(1)
})

test('an id of the caller stays, and what writes nothing is not spoken', () => {
  const words = fakeWords()
  const { backend, committed } = late()
  const speaker = withLastWords(backend, words)
  words.leave()
  void speaker.commit({ ...batch, id: 'mine' })
  void speaker.commit({ checks: [], writes: [] })
  expect(committed.map(({ id }) => id)).toEqual(['mine', undefined])
  expect([...words.spoken.keys()]).toEqual(['mine'])
})

test('what is spoken knows the newest revision that was told before the page left', async () => {
  const words = fakeWords()
  const backend = toAsync(memory())
  for (let i = 0; i < 3; i++) await backend.commit(batch)
  const speaker = withLastWords(backend, words)
  const newest = (): number | undefined => [...words.spoken.values()].at(-1)?.at
  words.leave()
  const first = speaker.commit({ ...batch, id: 'a' })
  expect(newest()).toBe(0)
  await first
  const fresh = withLastWords(backend, words)
  await fresh.get(1, 'k')
  const second = fresh.commit({ ...batch, id: 'b' })
  expect(newest()).toBe(4)
  await second
  const blind = withLastWords(backend, words)
  await blind.commit({ checks: [], writes: [] })
  const third = blind.commit({ ...batch, id: 'c' })
  expect(newest()).toBe(5)
  await third
})

test('who listens is told of commits', async () => {
  const speaker = withLastWords(toAsync(memory()), fakeWords())
  let calls = 0
  const end = speaker.onCommit(() => calls++)
  await speaker.commit(batch)
  end()
  await speaker.commit(batch)
  expect(calls).toBe(1)
})
