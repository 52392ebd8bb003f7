/** What the suites need of an assertion; vitest, Jest and Bun have it, a few lines over `node:assert` give it. */
export interface Matchers {
  /** Equal by `Object.is`. */
  toBe(expected: unknown): void
  /** Deeply equal; a property that is undefined equals one that is missing. */
  toEqual(expected: unknown): void
  /** Deeply equal with equal types: `-0` is not `0`, a `Buffer` is no `Uint8Array`. */
  toStrictEqual(expected: unknown): void
}

/**
 * What the suites need of a test runner.
 *
 * @example
 * import { describe, expect, test } from 'vitest'
 * describeBackend({ describe, expect, test }, 'memory', () => ({ backend: memory() }))
 */
export interface Runner {
  describe(name: string, body: () => void): unknown
  /**
   * `timeout` is in milliseconds. When `body` is called with a context that has a `skip` function, as those of
   * vitest and `node:test` do, a test that the fixture cannot run is shown as skipped; elsewhere it passes.
   */
  test(name: string, body: (context: unknown) => Promise<void>, timeout?: number): unknown
  expect(actual: unknown): Matchers
}

/** Tells the runner that the test which got this context is skipped, if the runner listens. */
export function skip(context: unknown, why: string): void {
  // The context of vitest is a function with properties.
  if ((typeof context !== 'object' && typeof context !== 'function') || context === null) return
  const tell: unknown = 'skip' in context ? context.skip : undefined
  if (typeof tell === 'function') Reflect.apply(tell, context, [why])
}
