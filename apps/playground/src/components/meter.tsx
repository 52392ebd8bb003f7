import type { VNode } from 'preact'

/** From this part on there is little room. */
const NEARLY_FULL = 0.9

interface MeterProps {
  readonly id: string
  readonly label: string
  readonly value: number
  readonly max: number
  readonly write: (amount: number) => string
}

/** How much of what there may be there is, as a bar and in words. */
export function Meter({ id, label, value, max, write }: MeterProps): VNode {
  const words = `${write(value)} of ${write(max)}`
  return (
    <div class="storage">
      <p class="storage-words">
        <span id={id}>{label}</span> <span>{words}</span>
      </p>
      <div
        class="meter"
        role="meter"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(value, max)}
        aria-valuetext={words}
        data-full={value > max * NEARLY_FULL}
      >
        <span style={{ width: `${Math.min(100, max === 0 ? 100 : (value / max) * 100)}%` }} />
      </div>
    </div>
  )
}
