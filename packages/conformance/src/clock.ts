/** A clock that stands still until a test moves it. */
export interface FakeClock {
  /** Epoch milliseconds; bound, so it can be passed on as a store's `clock`. */
  readonly now: () => number
  advance(millis: number): void
}

/** A round number that is easy to tell from a duration; every test starts at it. */
export const START = 1_700_000_000_000

export function fakeClock(): FakeClock {
  let now = START
  return {
    now: () => now,
    advance: (millis) => {
      now += millis
    },
  }
}
