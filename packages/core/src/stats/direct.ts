/** How often something was done that is so fast that timing each would slow it down. */
export interface DirectCalls {
  get: number
  has: number
  put: number
  time<T>(kind: DirectKind, call: () => T): T
}

export type DirectKind = 'get' | 'has' | 'put'

/**
 * Which calls are timed: those whose number has no bit in common with this. A get takes a dozen nanoseconds, a put ten
 * times as long, and timing one more than a hundred.
 */
export const SELDOM = 1023
export const SOMETIMES = 63

/** Times a call that is due, which counts itself once more than it is to be. */
export function timeDirect<T>(calls: DirectCalls, kind: DirectKind, call: () => T): T {
  try {
    return calls.time(kind, call)
  } finally {
    calls[kind]--
  }
}
