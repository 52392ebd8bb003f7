import type { Timer } from '@kvasir/core'

/** A clock that stands still until a test moves it. */
export interface FakeClock {
  /** Epoch milliseconds; bound, so it can be passed on as a store's `clock`. */
  readonly now: () => number
  /** Rings when the clock is moved there; bound, to be a store's `timer`. */
  readonly timer: Timer
  advance(millis: number): void
  /** How many timers have not rung, and were not called off. */
  alarms(): number
}

/** A round number that is easy to tell from a duration; every test starts at it. */
export const START = 1_700_000_000_000

interface Alarm {
  readonly at: number
  readonly ring: () => void
}

export function fakeClock(): FakeClock {
  let now = START
  const alarms = new Set<Alarm>()
  const firstDue = (until: number): Alarm | undefined =>
    [...alarms].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    now: () => now,
    timer: (millis, ring) => {
      const alarm = { at: now + millis, ring }
      // What is to happen at once happens once the call is over, as with any timer.
      if (millis > 0) alarms.add(alarm)
      else queueMicrotask(() => alarms.delete(alarm) && ring())
      if (millis <= 0) alarms.add(alarm)
      return () => alarms.delete(alarm)
    },
    advance: (millis) => {
      const end = now + millis
      for (let alarm = firstDue(end); alarm !== undefined; alarm = firstDue(end)) {
        alarms.delete(alarm)
        now = Math.max(now, alarm.at)
        alarm.ring()
      }
      now = end
    },
    alarms: () => alarms.size,
  }
}
