import type { VNode } from 'preact'
import { writeBytes } from '../values/write-bytes.ts'

interface StorageMeterProps {
  /** Bytes. */
  readonly usage: number | undefined
  readonly quota: number | undefined
}

/** How much of what the site may store is in use. */
export function StorageMeter({ usage, quota }: StorageMeterProps): VNode {
  if (usage === undefined || quota === undefined) {
    return <p class="hint">The browser does not tell how much the site may store.</p>
  }
  const words = `${writeBytes(usage)} of ${writeBytes(quota)}`
  return (
    <div class="storage">
      <p class="storage-words">
        <span id="storage-label">Site uses</span> <span>{words}</span>
      </p>
      <div
        class="meter"
        role="meter"
        aria-labelledby="storage-label"
        aria-valuemin={0}
        aria-valuemax={quota}
        aria-valuenow={Math.min(usage, quota)}
        aria-valuetext={words}
        data-full={usage > quota * 0.9}
      >
        <span style={{ width: `${Math.min(100, quota === 0 ? 100 : (usage / quota) * 100)}%` }} />
      </div>
    </div>
  )
}
