import type { Result, Target } from './contest.ts'
import { median, quantile } from './statistics.ts'

/** How Kvasir fared against one of the others. */
export interface Verdict {
  readonly peer: string
  /** Nanoseconds for one operation, medians. */
  readonly peerTime: number
  readonly kvasirTime: number
  /** The time of Kvasir as a multiple of the peer's: the median over the rounds, and the middle half of them. */
  readonly ratio: number
  readonly from: number
  readonly to: number
  readonly atMost: number | undefined
}

export function judge({ kvasir, peers, targets }: Result): Verdict[] {
  return peers.map(({ name, times }) => {
    const ratios = times.map((time, round) => kvasir.times[round]! / time)
    return {
      peer: name,
      peerTime: median(times),
      kvasirTime: median(kvasir.times),
      ratio: median(ratios),
      from: quantile(ratios, 0.25),
      to: quantile(ratios, 0.75),
      atMost: targets.find((target: Target) => target.peer === name)?.atMost,
    }
  })
}

/** Whether the target was missed; without one nothing is. */
export function isMissed({ ratio, atMost }: Verdict): boolean {
  return atMost !== undefined && ratio > atMost
}
