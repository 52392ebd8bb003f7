import { isKvasirError, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Hearing, type HearingOptions } from './hearing.ts'
import type { Loading } from './load-replay.ts'
import { OwnWords } from './own-words.ts'
import { newPageId, pageLock } from './page-id.ts'

beforeEach(() => localStorage.clear())
afterEach(() => localStorage.clear())

const backend = toAsync(memory())

/** A page that hears what others have left for the store `name`. */
function hearingOf(name: string, loading: Loading = {}): Hearing {
  const later: HearingOptions['later'] = { heard: () => undefined, failed: () => undefined }
  const { locks } = navigator
  return new Hearing({ name, page: newPageId(), storage: localStorage, locks, backend, later, ...loading })
}

/** Has a page that is gone leave a word; answers how to wait until nobody replays it. */
function leaveWord(name: string, key: string): () => Promise<void> {
  const page = newPageId()
  const write = {
    kind: 'set',
    space: 5,
    key,
    type: 'text',
    value: 'left',
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  } as const
  new OwnWords(name, page, localStorage).speak({
    id: `${page}.1`,
    at: 0,
    batches: [{ checks: [], writes: [write] }],
  })
  return () => navigator.locks.request(pageLock(name, page), () => undefined)
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.catch((error: unknown) => (isKvasirError(error) ? error.code : error))
}

test('where nothing was left, the code of a replay is not loaded', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('It was asked for.'))
  expect(await hearingOf('empty', { load }).start()).toBe(0)
})

test('words are kept when the code of a replay cannot be loaded, and replayed once it can', async () => {
  const isFree = leaveWord('offline', 'a')
  const load = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch'))
  expect(await failureOf(hearingOf('offline', { load }).start())).toBe('UNAVAILABLE')
  expect(localStorage).toHaveLength(1)
  await isFree()
  expect(await hearingOf('offline').start()).toBe(1)
  expect((await backend.get(5, 'a'))?.value).toBe('left')
  expect(localStorage).toHaveLength(0)
})

test('words are kept when the code of a replay does not come in time', async () => {
  const isFree = leaveWord('slow', 'b')
  const load = (): Promise<never> => new Promise(() => undefined)
  const timer: Loading['timer'] = (_milliseconds, ring) => {
    queueMicrotask(ring)
    return () => undefined
  }
  expect(await failureOf(hearingOf('slow', { load, timer }).start())).toBe('UNAVAILABLE')
  expect(localStorage).toHaveLength(1)
  await isFree()
  expect(await hearingOf('slow').start()).toBe(1)
})
