import { KvasirError } from '@kvasir/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { toStorageError } from './storage-error.ts'

afterEach(() => vi.unstubAllGlobals())

function estimating(estimate: () => Promise<StorageEstimate>): void {
  vi.stubGlobal('navigator', { storage: { estimate } })
}

const full = new DOMException('full', 'QuotaExceededError')

describe('toStorageError', () => {
  test.each([
    ['UnknownError', 'open', 'STORAGE_FAILED'],
    ['UnknownError', 'use', 'STORAGE_FAILED'],
    ['SecurityError', 'open', 'UNAVAILABLE'],
    ['NotAllowedError', 'open', 'UNAVAILABLE'],
    ['SecurityError', 'use', 'STORAGE_FAILED'],
    ['QuotaExceededError', 'open', 'QUOTA_EXCEEDED'],
    ['QuotaExceededError', 'use', 'QUOTA_EXCEEDED'],
  ] as const)('makes of %s at %s a %s with the cause', async (name, step, code) => {
    const cause = new DOMException('why', name)
    expect(await toStorageError(cause, step)).toMatchObject({ code, cause })
  })

  test('leaves a KvasirError as it is', async () => {
    const error = new KvasirError('BLOCKED', 'Wait.')
    expect(await toStorageError(error)).toBe(error)
  })

  test('makes an error even of nothing', async () => {
    expect(await toStorageError(null)).toMatchObject({ code: 'STORAGE_FAILED', cause: null })
  })

  test('tells what the origin uses and may use', async () => {
    estimating(async () => ({ usage: 7, quota: 8 }))
    expect(await toStorageError(full)).toMatchObject({ usage: 7, quota: 8 })
  })

  test('takes the quota from an error that has it', async () => {
    estimating(async () => ({ usage: 7, quota: 8 }))
    const error = Object.assign(new DOMException('full', 'QuotaExceededError'), { quota: 9, requested: 3 })
    expect(await toStorageError(error)).toMatchObject({ usage: 7, quota: 9 })
  })

  test.each([
    ['is absent', () => vi.stubGlobal('navigator', {})],
    ['fails', () => estimating(() => Promise.reject(new TypeError('opaque origin')))],
  ])('does without an estimate when it %s', async (_, arrange) => {
    arrange()
    const { code, usage, quota } = await toStorageError(full)
    expect([code, usage, quota]).toEqual(['QUOTA_EXCEEDED', undefined, undefined])
  })

  test('does without an estimate that does not come', async () => {
    estimating(() => new Promise(() => undefined))
    const { code, usage } = await toStorageError(full, 'use', (_, ring) => {
      queueMicrotask(ring)
      return () => undefined
    })
    expect([code, usage]).toEqual(['QUOTA_EXCEEDED', undefined])
  })
})
