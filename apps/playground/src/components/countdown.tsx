import type { Entry } from 'kvasir'
import type { VNode } from 'preact'
import { now } from '../state/clock.ts'
import { writeDuration } from '../values/write-duration.ts'

const SOON = 10_000

/** A ring is 50 pixels around: what is finer is not seen, and each change has the browser draw for a while. */
const STEPS = 100

interface CountdownProps {
  readonly entry: Entry
  readonly expiresAt: number
}

/** A ring that empties, and the time that is left. */
export function Countdown({ entry, expiresAt }: CountdownProps): VNode {
  const left = Math.max(0, expiresAt - now.value)
  const whole = Math.max(1, expiresAt - entry.writtenAt)
  return (
    <span
      class="countdown"
      data-soon={left <= SOON}
      style={{ '--left': Math.ceil(Math.min(1, left / whole) * STEPS) / STEPS }}
      title={new Date(expiresAt).toLocaleString()}
    >
      <svg class="ring" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <circle cx="10" cy="10" r="8" />
        <circle cx="10" cy="10" r="8" pathLength="1" class="ring-left" />
      </svg>
      <span role="timer">{writeDuration(left)}</span>
    </span>
  )
}
