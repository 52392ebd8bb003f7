import type { KvasirError } from '@kvasir/core'
import { describe, expect, test } from 'vitest'
import { hold } from './hold.ts'

const LONG = 60_000

function isHeld(name: string): Promise<boolean> {
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => lock === null)
}

async function failureOf(promise: Promise<unknown>): Promise<KvasirError> {
  return await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KvasirError,
  )
}

describe('a lock', () => {
  test('is held until it is given back', async () => {
    const release = await hold('given back', { mode: 'exclusive', patience: LONG })
    expect(await isHeld('given back')).toBe(true)
    release()
    const again = await hold('given back', { mode: 'exclusive', patience: LONG })
    again()
  })

  test('that is shared has many holders, and no exclusive one', async () => {
    const options = { mode: 'shared', patience: LONG } as const
    const releases = [await hold('shared', options), await hold('shared', options)]
    const { code } = await failureOf(hold('shared', { mode: 'exclusive', patience: 1 }))
    expect(code).toBe('BLOCKED')
    for (const release of releases) release()
  })

  test('that others hold for too long is refused as BLOCKED, to be tried again', async () => {
    const release = await hold('busy', { mode: 'exclusive', patience: LONG })
    const { code, retryable, message } = await failureOf(hold('busy', { mode: 'exclusive', patience: 1 }))
    expect([code, retryable]).toEqual(['BLOCKED', true])
    expect(message).toContain("'busy' for more than 1 ms")
    // It is held by this page itself, as after a hot reload.
    expect(message).toMatch(/^Another store, on this page or in another tab or worker, /u)
    release()
    const again = await hold('busy', { mode: 'exclusive', patience: LONG })
    again()
  })

  test('is not waited for after the signal, whose reason is thrown', async () => {
    const release = await hold('ended', { mode: 'exclusive', patience: LONG })
    const end = new AbortController()
    const waiting = hold('ended', { mode: 'exclusive', patience: LONG, signal: end.signal })
    const reason = new Error('enough')
    end.abort(reason)
    expect(await failureOf(waiting)).toBe(reason)
    expect(await failureOf(hold('free', { mode: 'shared', patience: LONG, signal: end.signal }))).toBe(reason)
    release()
  })

  test('that the browser refuses is STORAGE_FAILED with the cause', async () => {
    const { code, cause } = await failureOf(hold('-reserved', { mode: 'exclusive', patience: LONG }))
    expect([code, (cause as Error).name]).toEqual(['STORAGE_FAILED', 'NotSupportedError'])
  })
})
