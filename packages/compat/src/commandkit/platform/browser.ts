import { KvasirError } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import type { CallTracker, Opened, Platform } from './platform.ts'

/** Browsers and workers: memory, as nothing else answers at once without having been opened before. */
export const platform: Platform = {
  open(source): Opened {
    if (source === ':memory:') return { backend: memory(), database: undefined }
    const what = typeof source === 'string' ? `The file ${JSON.stringify(source)}` : 'What is given'
    throw new KvasirError(
      'UNAVAILABLE',
      `${what} cannot be opened here, as a browser has no files that answer at once: open a store before, as in openKV(await openSyncStore({ name: 'bot' })) with openSyncStore of kvasir, or give ':memory:' for what may be gone with the page.`,
    )
  },

  trackCalls: <T>() => new CallStack<T>(),

  toNative: (value) => value,
}

/** Knows of the calls up to the first `await`: what goes on after one, browsers do not tell. */
class CallStack<T> implements CallTracker<T> {
  readonly followsAwaits = false
  #current: T | undefined

  run<R>(place: T, work: () => R): R {
    const before = this.#current
    this.#current = place
    try {
      return work()
    } finally {
      this.#current = before
    }
  }

  current(): T | undefined {
    return this.#current
  }
}
