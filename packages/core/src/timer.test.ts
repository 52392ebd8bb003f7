import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemTimer } from './timer.ts'

const DAY = 24 * 3_600_000

describe('the timer of the platform', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test.each([1, 1000, 2 ** 31 - 1, 2 ** 31, 60 * DAY])(
    'rings once after %i milliseconds, and not before',
    (delay) => {
      const ring = vi.fn()
      systemTimer(delay, ring)
      expect(ring).not.toHaveBeenCalled()
      vi.advanceTimersByTime(delay - 1)
      expect(ring).not.toHaveBeenCalled()
      vi.advanceTimersByTime(1)
      expect(ring).toHaveBeenCalledTimes(1)
      vi.advanceTimersByTime(100 * DAY)
      expect(ring).toHaveBeenCalledTimes(1)
      expect(vi.getTimerCount()).toBe(0)
    },
  )

  test('rings after no time at all, and not in the call', () => {
    const ring = vi.fn()
    systemTimer(0, ring)
    expect(ring).not.toHaveBeenCalled()
    vi.runAllTimers()
    expect(ring).toHaveBeenCalledTimes(1)
  })

  test('does not ring once it is called off, also on the way of a long delay', () => {
    const ring = vi.fn()
    const cancelShort = systemTimer(1000, ring)
    const cancelLong = systemTimer(60 * DAY, ring)
    cancelShort()
    vi.advanceTimersByTime(30 * DAY)
    cancelLong()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(60 * DAY)
    expect(ring).not.toHaveBeenCalled()
  })
})
