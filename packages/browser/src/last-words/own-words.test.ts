import type { Batch, SetWrite, Write } from '@kvasir/core'
import { expect, test } from 'vitest'
import { OwnWords } from './own-words.ts'

/** localStorage as far as words of one page need it. */
function storage(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, text) => void items.set(key, text),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}

function set(value: unknown, type: SetWrite['type']): SetWrite {
  return { kind: 'set', space: 1, key: 'a', type, value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

const word = (...writes: readonly Write[]): { id: string; at: number; batches: readonly Batch[] } => ({
  id: 'word',
  at: 0,
  batches: [
    { checks: [], writes: [set('a', 'text')] },
    { checks: [], writes },
  ],
})

test('a structured clone has no text: a word with one is not spoken, whole', () => {
  const items = storage()
  const words = new OwnWords('store', 'page', items)
  const clone = set({ when: new Error('now') }, 'clone')
  expect(words.speak(word(clone))).toBe(false)
  expect(words.speak(word({ kind: 'delete', space: 1, key: 'b', mark: clone }))).toBe(false)
  expect(items.length).toBe(0)
  expect(words.speak(word(set('b', 'text')))).toBe(true)
})
